// The commands that change what plays where: one function per kind, all of them model in, model out.
import { assertNever, type SpeakerId, type ZoneId } from "@house-band/contract";
import { overrule } from "./arbitration.ts";
import { askFor } from "./ask-for.ts";
import type { Active, Applied, CommandContext } from "./command-context.ts";
import type { Order } from "./errand.ts";
import { mapValues } from "./maps.ts";
import { type Expectation, isLeft, liveInputOf, type Model, type Zone, zoneOf } from "./model.ts";
import { skipInRepeated } from "./play-order.ts";
import { isSilent, pauseSenders, playerOf, resumeSenders, senderTrackIn, tellSenders } from "./sender-orders.ts";
import { linkReason } from "./speaker-machine.ts";
import {
  changeOver,
  coversZone,
  halt,
  leaveZones,
  putZone,
  restOf,
  splitZone,
  touchZone as touch,
  zoneMeant,
} from "./zones.ts";

type OtherKinds =
  | "set-volume"
  | "adjust-volume"
  | "mute"
  | "unmute"
  | "connect"
  | "release"
  | "identify"
  | "announce"
  | "stop-announcement"
  | "set-shuffle"
  | "set-repeat"
  | "set-sleep-timer"
  | "cancel-sleep-timer"
  | "nudge-delay";
type ZoneCommand = Exclude<Order, { kind: OtherKinds }>;

/** What a command does to the zones of its active speakers, and what each of these waits for. */
export function applyToZones(model: Model, command: ZoneCommand, active: Active, context: CommandContext): Applied {
  const applied = apply(model, command, active, context);
  return { ...applied, model: overrule(model, applied.model, context.nowMs) };
}

function apply(model: Model, command: ZoneCommand, active: Active, context: CommandContext): Applied {
  switch (command.kind) {
    case "play":
      return play(model, active, context);
    case "pause":
      return pause(model, active, context);
    case "resume":
      return resume(model, active, context);
    case "stop":
    case "remove-from-playing":
      return stop(model, active, context);
    case "next":
      return skip(model, active, 1, context);
    case "previous":
      return skip(model, active, -1, context);
    case "add-to-playing":
      return join(model, active, zoneMeant(model, command.beside), context);
    case "move":
      return move(model, active, zoneMeant(model, command.from), command.from, context);
    default:
      return assertNever(command);
  }
}

const decided = (code: Extract<Expectation, { kind: "decided" }>["code"]): Expectation => ({ kind: "decided", code });
const each = (active: Active, expectation: Expectation) => mapValues(active, () => expectation);

function play(model: Model, active: Active, context: CommandContext): Applied {
  const found = context.selection;
  if (!found?.ok) {
    const code = found?.error ?? "NO_SOURCE";
    return { model, expectations: new Map(), verdict: { state: "failed", code } };
  }
  const id = context.newZoneId();
  const zone: Zone = {
    id,
    programme: id,
    playing: true,
    selection: found.value.selection,
    place: found.value.place,
    members: active,
    skipBy: 0,
    trackStarts: 0,
    touched: 0,
    silentSinceMs: null,
  };
  const left = leaveZones(model, [...active.keys()], context.nowMs);
  return {
    model: touch(putZone(askFor(left, active, context.nowMs), zone), id),
    expectations: each(active, soundIn(id)),
  };
}

/** What has left can't be paused: its speakers are free. */
function pause(model: Model, active: Active, context: CommandContext): Applied {
  const named = new Set(active.keys());
  const left = zonesWith(model, active).filter((zone) => isLeft(model, zone));
  const freed = [...named].filter((id) => left.some(({ members }) => members.has(id)));
  let next = leaveZones(model, freed, context.nowMs);
  for (const zone of zonesWith(next, active)) {
    if (!zone.playing) continue;
    if (coversZone(model, zone, named)) next = touch(putZone(next, halt(zone, context.nowMs)), zone.id);
    else {
      const part = { id: context.newZoneId(), speakers: named, playing: false };
      next = touch(splitZone(next, zone, part, context.nowMs), part.id);
    }
  }
  const silenced = zonesWith(next, active).filter((zone) => model.zones.get(zone.id)?.playing !== false);
  const done = membersDone(model, active, context);
  const expectations = new Map([...done, ...freed.map((id) => [id, decided("NOTHING_PLAYING")] as const)]);
  return { model: pauseSenders(next, silenced), expectations };
}

/** What is paused goes on; where nothing is, what was played there last. */
function resume(model: Model, active: Active, context: CommandContext): Applied {
  if (zonesWith(model, active).length === 0 && context.selection?.ok) {
    const begun = play(model, active, context);
    return {
      model: resumeSenders(begun.model, zonesWith(begun.model, active)),
      expectations: soundWhereTheyAre(begun.model, active),
    };
  }
  const named = new Set(active.keys());
  let next = askFor(model, active, context.nowMs);
  const paused = zonesWith(model, active).filter((zone) => !zone.playing);
  // the part heard last goes first: the others come to it, at its place
  for (const zone of paused.sort((a, b) => b.touched - a.touched)) next = resumeZone(next, zone, named, context);
  return { model: resumeSenders(next, zonesWith(next, active)), expectations: soundWhereTheyAre(next, active) };
}

/** A part of what still plays comes back to it: whoever says "resume the kitchen" expects what the others hear. */
function resumeZone(model: Model, zone: Zone, named: ReadonlySet<SpeakerId>, context: CommandContext): Model {
  const isWhole = coversZone(model, zone, named);
  const rest = restOf(model, zone);
  if (rest) return touch(changeOver(model, zone, rest, isWhole ? new Set(zone.members.keys()) : named), rest.id);
  if (isWhole) return touch(putZone(model, { ...zone, playing: true }), zone.id);
  const part = { id: context.newZoneId(), speakers: named, playing: true };
  return touch(splitZone(model, zone, part, context.nowMs), part.id);
}

function stop(model: Model, active: Active, context: CommandContext): Applied {
  const next = leaveZones(model, [...active.keys()], context.nowMs);
  return { model: next, expectations: membersDone(model, active, context) };
}

/** Whoever shares the music hears the next track: a zone is skipped once, however many of its speakers were named. */
function skip(model: Model, active: Active, by: 1 | -1, context: CommandContext): Applied {
  const zones = zonesWith(model, active);
  const live = zones.filter((zone) => playerOf(model, zone) !== null);
  let next = tellSenders(model, live, by === 1 ? "next" : "previous");
  for (const { id } of live) next = touch(next, id);
  for (const zone of zones) {
    if (liveInputOf(zone) !== null) continue;
    const touched = touch(next, zone.id);
    const now = touched.zones.get(zone.id) ?? zone;
    if (zone.repeat === "one") next = skipInRepeated(touched, now, by, context.newZoneId);
    else next = putZone(touched, skipZone(model, now, by));
  }
  const expectations = new Map<SpeakerId, Expectation>();
  for (const id of active.keys()) expectations.set(id, trackExpectation(model, next, id));
  return { model: next, expectations };
}

function skipZone(model: Model, zone: Zone, by: 1 | -1): Zone {
  if (model.engine.zones.has(zone.id)) return { ...zone, skipBy: zone.skipBy + by };
  const last = zone.selection.tracks.length - 1;
  const index = Math.min(last, Math.max(0, zone.place.index + by));
  return { ...zone, place: { index, positionMs: 0, atMs: null } };
}

function trackExpectation(model: Model, after: Model, id: SpeakerId): Expectation {
  const zone = zoneOf(model, id);
  if (!zone) return decided("NOTHING_PLAYING");
  if (liveInputOf(zone) !== null) return senderTrackIn(model, zone);
  if (!zone.playing) return decided("OK");
  if (zone.repeat === "one") return soundIn(zoneOf(after, id)?.id ?? zone.id);
  if (model.engine.zones.has(zone.id)) return { kind: "track", zone: zone.id, afterStarts: zone.trackStarts };
  const speaker = model.speakers.get(id);
  return decided((speaker && linkReason(speaker.link)) ?? "SPEAKER_OFFLINE");
}

function join(model: Model, active: Active, zone: Zone | undefined, context: CommandContext): Applied {
  if (!zone) return { model, expectations: each(active, decided("NOTHING_PLAYING")) };
  const left = leaveZones(model, [...active.keys()], context.nowMs, zone.id);
  const members = new Map([...zone.members, ...active]);
  const next = touch(putZone(askFor(left, active, context.nowMs), { ...zone, members }), zone.id);
  return { model: next, expectations: each(active, zone.playing ? soundIn(zone.id) : decided("OK")) };
}

/** The zone itself goes on, so its place is kept to the sample: the targets join, then the others leave. */
function move(
  model: Model,
  active: Active,
  zone: Zone | undefined,
  from: readonly SpeakerId[],
  context: CommandContext,
): Applied {
  if (!zone) return { model, expectations: each(active, decided("NOTHING_PLAYING")) };
  const leaving = new Set(from.length > 0 ? from : zone.members.keys());
  const staying = [...zone.members].filter(([member]) => !leaving.has(member));
  const left = leaveZones(model, [...active.keys()], context.nowMs, zone.id);
  const moved: Zone = { ...zone, playing: true, members: new Map([...staying, ...active]) };
  const next = touch(putZone(askFor(left, active, context.nowMs), moved), zone.id);
  return { model: next, expectations: each(active, soundIn(zone.id)) };
}

const soundIn = (zone: ZoneId) => ({ kind: "sound", zone }) as const satisfies Expectation;

function zonesWith(model: Model, active: Active): readonly Zone[] {
  return [...model.zones.values()].filter((zone) => [...zone.members.keys()].some((member) => active.has(member)));
}

/** Falling silent needs no confirmation by ear: the engine carries requests out in order. */
function membersDone(
  model: Model,
  active: Active,
  { calledOff }: Pick<CommandContext, "calledOff">,
): ReadonlyMap<SpeakerId, Expectation> {
  const wasHeard = (id: SpeakerId): boolean => zoneOf(model, id) !== undefined || calledOff?.has(id) === true;
  return new Map([...active.keys()].map((id) => [id, decided(wasHeard(id) ? "OK" : "NOTHING_PLAYING")]));
}

function soundWhereTheyAre(model: Model, active: Active): ReadonlyMap<SpeakerId, Expectation> {
  return new Map(
    [...active.keys()].map((id) => {
      const zone = zoneOf(model, id);
      if (!zone) return [id, decided("NOTHING_PLAYING")];
      const isTold = playerOf(model, zone) !== null && isSilent(model, zone);
      return [id, isTold ? { ...soundIn(zone.id), sender: "told" } : soundIn(zone.id)];
    }),
  );
}
