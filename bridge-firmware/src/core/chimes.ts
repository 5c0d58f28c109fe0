// Speakers that are to say who they are: one chime after the other, each as soon as its speaker can be heard.
import type { CommandId, OutcomeCode, SpeakerId } from "@house-band/contract";
import type { Active, Applied } from "./command-context.ts";
import { mapValues } from "./maps.ts";
import { type Chime, type Expectation, isConnected, type Model, playingOf, type Speaker } from "./model.ts";
import { linkReason } from "./speaker-machine.ts";

/** A chime and the pause after it take a second, and waking the speaker some more. */
const CHIME_WITHIN_MS = 4_000;
/** An engine that was just lost is back by then. */
const FIRST_WITHIN_MS = 6_000;
/** Quieter than this nobody finds out which speaker it was. */
const QUIETEST_PERCENT = 30;

/** Appends a chime for each of these speakers. */
export function askForChimes(model: Model, active: Active, command: CommandId, nowMs: number): Applied {
  const asked = [...active.keys()].map((speaker, index): Chime => {
    const ahead = model.chimes.length + index;
    return { command, speaker, isPlaying: false, untilMs: nowMs + FIRST_WITHIN_MS + ahead * CHIME_WITHIN_MS };
  });
  return { model: { ...model, chimes: [...model.chimes, ...asked] }, expectations: mapValues(active, () => CHIME) };
}

const CHIME: Expectation = { kind: "chime" };

/** The chime to begin now; none while one plays, or nobody who waits can be heard. */
export function nextChime(model: Model): Chime | undefined {
  if (!model.engine.ready || model.chimes.some(({ isPlaying }) => isPlaying)) return undefined;
  return model.chimes.find(({ speaker: id }) => {
    const speaker = model.speakers.get(id);
    return isConnected(speaker) && model.engine.outputs.get(id)?.linkCount === speaker?.linkCount;
  });
}

/** As loud as the speaker plays, muted or not: never too quiet to be found, and never above its cap. */
export function chimePercent(speaker: Speaker): number {
  const volumePercent = Math.max(speaker.volumePercent, QUIETEST_PERCENT);
  return playingOf({ ...speaker, volumePercent }, speaker.channel)?.volumePercent ?? 0;
}

/** It is being played. */
export function beginChime(model: Model, id: SpeakerId): Model {
  const at = model.chimes.findIndex(({ speaker }) => speaker === id);
  return {
    ...model,
    chimes: model.chimes.map((chime, index) => (index === at ? { ...chime, isPlaying: true } : chime)),
  };
}

/** Its output is gone: it is played from its beginning where there is another in time. */
export function breakOffChimes(model: Model, isGone: (speaker: SpeakerId) => boolean): Model {
  if (!model.chimes.some(({ isPlaying, speaker }) => isPlaying && isGone(speaker))) return model;
  const chimes = model.chimes.map((chime) => (isGone(chime.speaker) ? { ...chime, isPlaying: false } : chime));
  return { ...model, chimes };
}

/** All of it was played: the command that asked for it hears so. */
export function chimed(model: Model, output: string): Model {
  const over = model.chimes.find(({ speaker, isPlaying }) => isPlaying && speaker === output);
  if (!over) return model;
  const pending = model.pending.map((waiting) =>
    waiting.command.id === over.command
      ? { ...waiting, expectations: mapValues(waiting.expectations, (one, id) => (id === over.speaker ? HEARD : one)) }
      : waiting,
  );
  return { ...model, pending, chimes: model.chimes.filter((chime) => chime !== over) };
}

const HEARD: Expectation = { kind: "decided", code: "OK" };

/** Why this speaker's chime will not be heard; null while it may be. */
export function chimeCode(model: Model, id: SpeakerId, isLinkLate: boolean, nowMs: number): OutcomeCode | null {
  const link = model.speakers.get(id)?.link;
  if (!link) return "TARGET_UNKNOWN";
  if (link.kind === "connected") {
    const untilMs = Math.max(0, ...model.chimes.filter(({ speaker }) => speaker === id).map((chime) => chime.untilMs));
    return nowMs >= untilMs ? "INTERNAL" : null;
  }
  const hasFailed = link.kind === "refused" || (link.kind === "waiting-to-retry" && link.failures > 0);
  return hasFailed || isLinkLate ? (linkReason(link) ?? "SPEAKER_OFFLINE") : null;
}

/** Without the chimes that no command waits for any more. */
export function dropDecidedChimes(model: Model): Model {
  if (model.chimes.length === 0) return model;
  const isAwaited = ({ command, speaker }: Chime): boolean =>
    model.pending.some((one) => one.command.id === command && one.expectations.get(speaker)?.kind === "chime");
  const chimes = model.chimes.filter(isAwaited);
  return chimes.length === model.chimes.length ? model : { ...model, chimes };
}
