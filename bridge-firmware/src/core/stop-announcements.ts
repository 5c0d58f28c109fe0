// What is announced is called off: by name of where it is heard, or by a bare "stop", which means whatever is heard first.
// The music underneath was never touched, so there is nothing to restore; the engine brings it back as after the last word.
import type { OutcomeCode, SpeakerId } from "@house-band/contract";
import { isBeingHeard } from "./announcements.ts";
import type { Active, Applied, CommandContext } from "./command-context.ts";
import { mapValues } from "./maps.ts";
import type { Announcement, Expectation, Model } from "./model.ts";

type Context = Pick<CommandContext, "nowMs" | "unspoken">;

/** Ends what is announced, or waits to be, on any of these speakers; elsewhere it ends with it. */
export function stopAnnouncements(model: Model, active: Active, context: Context): Applied {
  const over = endable(model, context.nowMs).filter((one) => heardOn(one).some((id) => active.has(id)));
  const ended = new Set<SpeakerId>([...over.flatMap(heardOn), ...(context.unspoken ?? [])]);
  const expectations = mapValues(active, (_, id) => decided(ended.has(id) ? "OK" : "NO_ANNOUNCEMENT"));
  return { model: callOff(model, over), expectations };
}

/** Ends all of it, wherever; the speakers that were named for it play on. */
export const endAllAnnouncements = (model: Model, active: Active, { nowMs }: Context): Applied => ({
  model: callOff(model, endable(model, nowMs)),
  expectations: mapValues(active, () => decided("OK")),
  ended: "announcement",
});

/** Would a bare "stop" be about an announcement? */
export const isAnythingToEnd = (model: Model, { nowMs, unspoken }: Context): boolean =>
  endable(model, nowMs).length > 0 || (unspoken?.size ?? 0) > 0;

const endable = ({ announcements }: Model, nowMs: number): readonly Announcement[] =>
  announcements.filter((one) => !one.isCalledOff && (one.on === null || isBeingHeard(one, nowMs)));

const heardOn = ({ on, speakers }: Announcement): readonly SpeakerId[] => on ?? speakers;

const decided = (code: OutcomeCode): Expectation => ({ kind: "decided", code });

/** Those that wait are gone, those that are heard are to be ended; whoever asked for one and has no answer yet has it now. */
function callOff(model: Model, over: readonly Announcement[]): Model {
  const commands = new Set(over.map(({ command }) => command));
  const announcements = model.announcements.flatMap((one) => {
    if (!commands.has(one.command)) return [one];
    return one.on === null ? [] : [{ ...one, isCalledOff: true }];
  });
  const pending = model.pending.map((waiting) => {
    if (!commands.has(waiting.command.id)) return waiting;
    const expectations = mapValues(waiting.expectations, (one) =>
      one.kind === "announcement" ? decided("SUPERSEDED") : one,
    );
    return { ...waiting, expectations };
  });
  return { ...model, announcements, pending };
}
