// In which order a list is played, and what follows its end: shuffled orders are made from a seed, so that a restart finds the
// same one, and can be taken back. A zone whose list has changed is opened anew in the engine, where it was.
import type { Command, CommandId, OutcomeCode, Repeat, ZoneId } from "@house-band/contract";
import type { Active, Applied, CommandContext } from "./command-context.ts";
import { mapValues, withEntry, withoutKeys } from "./maps.ts";
import {
  type Expectation,
  liveInputOf,
  type Model,
  placeNow,
  type Selection,
  type ShuffledOrder,
  type Zone,
  zoneOf,
} from "./model.ts";
import { putZone, touchZone } from "./zones.ts";

/** The selection in no order, a track that the seed chooses first. */
export function shuffled(selection: Selection, command: CommandId): Selection {
  return inOrder(selection, orderOf(selection, seedOf(command)));
}

/** A selection as its source has it, in that order; of a list that is longer or shorter by now, in another. */
export function inOrder(selection: Selection, order: ShuffledOrder | undefined): Selection {
  if (order === undefined) return selection;
  if (!fits(order, selection)) return inOrder(selection, orderOf(selection, order.seed));
  const tracks = permutation(order).flatMap((at) => selection.tracks[at] ?? []);
  return { ...selection, tracks, order };
}

/** Is a place in this order the same track as before? */
export const fits = (order: ShuffledOrder, { tracks }: Selection): boolean => order.count === tracks.length;

const orderOf = ({ tracks }: Selection, seed: number): ShuffledOrder => ({
  seed,
  first: seed % tracks.length,
  count: tracks.length,
});

type Context = Pick<CommandContext, "nowMs" | "newZoneId">;

/** Shuffles what these speakers' zones play, or takes that back. */
export function setShuffle(
  model: Model,
  active: Active,
  { id, isOn }: Pick<Extract<Command, { kind: "set-shuffle" }>, "id" | "isOn">,
  context: Context,
): Applied {
  const refuses = ({ selection }: Zone) => (isOn && selection.tracks.length < 2 ? "NOTHING_TO_SHUFFLE" : null);
  return changeZones(model, active, refuses, (changed, zone) => {
    const isShuffled = zone.selection.order !== undefined;
    if (isShuffled === isOn || refuses(zone)) return changed;
    return reopen(changed, isOn ? shuffleZone(zone, seedOf(id)) : unshuffleZone(zone), context);
  });
}

/** What follows the end of what these speakers' zones play. */
export function setRepeat(model: Model, active: Active, repeat: Repeat, context: Context): Applied {
  return changeZones(model, active, NEVER, (changed, zone) => {
    const { repeat: before = "off", ...rest } = zone;
    if (before === repeat) return changed;
    const next: Zone = repeat === "off" ? rest : { ...rest, repeat };
    return before === "one" || repeat === "one" ? reopen(changed, next, context) : putZone(changed, next);
  });
}

const NEVER = (): null => null;

/** Each zone once, however many of its speakers were named. `refuses`: why a zone can't be changed so; null where it can. */
function changeZones(
  model: Model,
  active: Active,
  refuses: (zone: Zone) => OutcomeCode | null,
  change: (model: Model, zone: Zone) => Model,
): Applied {
  const codeFor = (zone: Zone | undefined): OutcomeCode => {
    if (!zone) return "NOTHING_PLAYING";
    return liveInputOf(zone) !== null ? "SOURCE_DECIDES" : (refuses(zone) ?? "OK");
  };
  const expectations = mapValues(
    active,
    (_, id): Expectation => ({ kind: "decided", code: codeFor(zoneOf(model, id)) }),
  );
  const zones = [...model.zones.values()].filter(
    (zone) => liveInputOf(zone) === null && [...zone.members.keys()].some((id) => active.has(id)),
  );
  return {
    model: zones.reduce((next, { id }) => {
      const touched = touchZone(next, id);
      const zone = touched.zones.get(id);
      return zone ? change(touched, zone) : touched;
    }, model),
    expectations,
  };
}

function shuffleZone(zone: Zone, seed: number): Zone {
  const order = { seed, first: zone.place.index, count: zone.selection.tracks.length };
  const selection = inOrder(zone.selection, order);
  return { ...zone, selection, place: { ...zone.place, index: 0 } };
}

function unshuffleZone(zone: Zone): Zone {
  const { order, ...selection } = zone.selection;
  if (order === undefined) return zone;
  const places = permutation(order);
  const tracks = [...selection.tracks];
  for (const [at, track] of selection.tracks.entries()) tracks[places[at] ?? at] = track;
  return {
    ...zone,
    selection: { ...selection, tracks },
    place: { ...zone.place, index: places[zone.place.index] ?? 0 },
  };
}

/** The engine's list is another one now: it is played as a zone of another id, from the place that this one has reached. */
function reopen(model: Model, zone: Zone, { nowMs, newZoneId }: Context): Model {
  const { index, positionMs } = placeNow(zone, nowMs);
  return replaceZone(model, zone, { ...zone, id: newZoneId(), place: { index, positionMs, atMs: null } });
}

/** The list is over: from its beginning, or this track, once more. Null where it ends here. */
export function playAgain(model: Model, zone: Zone, id: ZoneId): Model | null {
  if (zone.repeat === undefined) return null;
  const index = zone.repeat === "one" ? zone.place.index : 0;
  return replaceZone(model, zone, { ...zone, id, place: { index, positionMs: 0, atMs: null } });
}

/** Another track of a zone that repeats one: that one from now on. */
export function skipInRepeated(model: Model, zone: Zone, by: number, newZoneId: () => ZoneId): Model {
  const count = zone.selection.tracks.length;
  const index = (((zone.place.index + by) % count) + count) % count;
  return replaceZone(model, zone, { ...zone, id: newZoneId(), place: { index, positionMs: 0, atMs: null } });
}

/** Whoever waits for sound or for another track from the one waits for the first sound of the other. */
function replaceZone(model: Model, { id }: Zone, now: Zone): Model {
  const follow = (expectation: Expectation): Expectation =>
    (expectation.kind === "sound" || expectation.kind === "track") && expectation.zone === id
      ? { kind: "sound", zone: now.id }
      : expectation;
  const pending = model.pending.map((one) => ({ ...one, expectations: mapValues(one.expectations, follow) }));
  const replaced = { ...now, skipBy: 0, trackStarts: 0, silentSinceMs: null };
  return { ...model, pending, zones: withEntry(withoutKeys(model.zones, [id]), now.id, replaced) };
}

/** Places in the list as its source has it, the first one first. @see Durstenfeld, "Algorithm 235: Random permutation" (1964) */
function permutation({ seed, first, count }: ShuffledOrder): readonly number[] {
  const others = Array.from({ length: count }, (_, n) => n).filter((n) => n !== first);
  let state = seed >>> 0;
  for (let n = others.length - 1; n > 0; n--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 0x1_0000_0000) * (n + 1));
    [others[n], others[other]] = [others[other] ?? 0, others[n] ?? 0];
  }
  return [first, ...others];
}

/** A number for a command: ids differ in their ends. @see Fowler, Noll and Vo, FNV-1a */
function seedOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x0100_0193) >>> 0;
  return hash;
}
