// Who is heard where several sources want the same speakers. Pure. An explicit choice always wins. A source that begins by
// itself takes its default place as far as that is idle, or where the settings let it interrupt; what it interrupted waits
// with its place, and comes back when the source has ended. Whoever was overruled takes nothing until he has been silent.
import {
  type Channel,
  type LiveInputId,
  type LiveSourceKind,
  type SpeakerId,
  toNameKey,
  type ZoneId,
} from "@house-band/contract";
import { askFor } from "./ask-for.ts";
import { withEntry, withoutKeys } from "./maps.ts";
import {
  type LiveSender,
  liveInputOf,
  type Model,
  placeNow,
  type Selection,
  waitsForSender,
  type Zone,
  zoneOf,
} from "./model.ts";
import { leaveZones, putZone, restOf, touchZone } from "./zones.ts";

/** A source that interrupted something and is silent for so long has ended: between two songs there is less. */
export const ENDED_AFTER_MS = 10_000;

/** One whose link is gone has ended sooner; most come back within this, if they do. */
export const LOST_AFTER_MS = 2_000;

/** Whoever was overruled is like anybody else when he begins after so long a silence: it is another wish then. */
export const FORGIVEN_AFTER_MS = 60_000;

/**
 * A source begins and nobody has asked for it: it takes what it may of its default place.
 * @param id of the zone that this may make
 */
export function takeDefaultPlace(
  model: Model,
  { sender, selection }: { readonly sender: LiveSender; readonly selection: Selection },
  id: ZoneId,
  nowMs: number,
): Model {
  if (model.overruled.has(sender.id)) return model;
  const isAllowed = model.mayInterrupt.includes(sender.kind);
  const members = new Map(defaultPlace(model, sender.kind).filter(([one]) => isAllowed || !zoneOf(model, one)));
  if (members.size === 0) return model;
  const interrupted = interruptedBy(model, sender.id, members, nowMs);
  const zone: Zone = {
    id,
    programme: id,
    playing: true,
    selection,
    place: { index: 0, positionMs: 0, atMs: null },
    members,
    skipBy: 0,
    trackStarts: 0,
    touched: 0,
    silentSinceMs: null,
    ...(interrupted.length > 0 && { interrupted }),
  };
  const left = leaveZones(model, [...members.keys()], nowMs);
  return touchZone(putZone(askFor(left, members, nowMs), zone), id);
}

/** The speakers of its setting; one that was let go for another use stays let go. */
function defaultPlace(model: Model, kind: LiveSourceKind): readonly (readonly [SpeakerId, Channel])[] {
  const name = model.playsOn[kind];
  const named = name === undefined ? [] : (model.places.get(toNameKey(name)) ?? []);
  return named.flatMap((id) => {
    const speaker = model.speakers.get(id);
    return speaker && speaker.link.kind !== "released" ? [[id, speaker.channel] as const] : [];
  });
}

/** What these speakers play, cut to them: newest first, and whatever that had interrupted behind it. */
function interruptedBy(
  model: Model,
  by: LiveInputId,
  taken: ReadonlyMap<SpeakerId, Channel>,
  nowMs: number,
): readonly Zone[] {
  return [...model.zones.values()]
    .flatMap(({ interrupted = [], ...zone }) => {
      const now: Zone = { ...zone, place: placeNow(zone, nowMs), skipBy: 0, pausedWithSender: false };
      return [now, ...interrupted].flatMap((part) => cutTo(part, taken));
    })
    .filter((part) => liveInputOf(part) !== by);
}

function cutTo(zone: Zone, speakers: ReadonlyMap<SpeakerId, unknown>): readonly Zone[] {
  const members = new Map([...zone.members].filter(([id]) => speakers.has(id)));
  return members.size === 0 ? [] : [{ ...zone, members }];
}

/** Zones whose source has ended give back what it had interrupted. */
export function giveBackEnded(model: Model, nowMs: number): Model {
  let next = model;
  for (const zone of model.zones.values()) {
    const endsMs = endsAtMs(model, zone);
    if (endsMs !== null && nowMs >= endsMs) next = giveBack(next, zone);
  }
  return next;
}

/** When an interruption will have ended, as far as can be told now. */
export const interruptionEnds = (model: Model): readonly number[] =>
  [...model.zones.values()].flatMap((zone) => endsAtMs(model, zone) ?? []);

function endsAtMs(model: Model, zone: Zone): number | null {
  if (!zone.interrupted || zone.silentSinceMs === null || !waitsForSender(model, zone)) return null;
  const id = liveInputOf(zone);
  const isThere = id !== null && Boolean(model.senders.get(id)?.link);
  return zone.silentSinceMs + (isThere ? ENDED_AFTER_MS : LOST_AFTER_MS);
}

/**
 * The zone is over, and its speakers play again what was taken from them: where that still goes on elsewhere, with the
 * others; else from the place that it had reached. A live source that has ended meanwhile is passed over.
 */
export function giveBack(model: Model, { id, members, interrupted = [] }: Zone): Model {
  const waiting = interrupted.filter((part) => !waitsForSender(model, part));
  let next: Model = { ...model, zones: withoutKeys(model.zones, [id]) };
  for (const [at, part] of waiting.entries()) {
    const coming = new Map(
      [...part.members].filter(([one]) => members.has(one) && model.speakers.has(one) && !zoneOf(next, one)),
    );
    if (coming.size === 0) continue;
    // its list may have been opened anew meanwhile, shuffled or once more: the programme is the same
    const rest = next.zones.get(part.id) ?? (part.playing ? restOf(next, part) : undefined);
    const below = waiting.slice(at + 1).flatMap((lower) => cutTo(lower, coming));
    const back = rest
      ? { ...rest, members: new Map([...rest.members, ...coming]) }
      : { ...part, members: coming, silentSinceMs: null, ...(below.length > 0 && { interrupted: below }) };
    next = putZone(next, back);
  }
  return next;
}

/** A command, or a sleep timer, has taken speakers from these sources: by themselves they take none for now. */
export function overrule(before: Model, after: Model, nowMs: number): Model {
  let overruled = after.overruled;
  for (const zone of before.zones.values()) {
    const input = liveInputOf(zone);
    if (input === null) continue;
    const hasLost = [...zone.members.keys()].some((id) => {
      const now = zoneOf(after, id);
      return !now || liveInputOf(now) !== input;
    });
    const silentSinceMs = waitsForSender(before, zone) ? (zone.silentSinceMs ?? nowMs) : null;
    if (hasLost) overruled = withEntry(overruled, input, silentSinceMs);
  }
  return overruled === after.overruled ? after : { ...after, overruled };
}

/** Keeps the time since when whoever was overruled is silent; after long enough he is like anybody else. */
export function forgiveOverruled(model: Model, now: LiveSender, nowMs: number): Model {
  if (!model.overruled.has(now.id)) return model;
  const silentSinceMs = model.overruled.get(now.id) ?? null;
  const isSending = now.link?.isSending === true;
  if (!isSending) {
    return { ...model, overruled: withEntry(model.overruled, now.id, silentSinceMs ?? nowMs) };
  }
  if (silentSinceMs !== null && nowMs - silentSinceMs >= FORGIVEN_AFTER_MS) {
    return { ...model, overruled: withoutKeys(model.overruled, [now.id]) };
  }
  return { ...model, overruled: withEntry(model.overruled, now.id, null) };
}
