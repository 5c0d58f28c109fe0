// What senders are told to do, by the player that some of them offer: a track further, to pause, to go on. Only
// what they say of themselves afterwards counts as done.
import type { LiveInputId, OutcomeCode } from "@house-band/contract";
import { mapValues } from "./maps.ts";
import {
  type Expectation,
  type LivePlayer,
  type LiveSender,
  liveInputOf,
  type Model,
  type PlayerOrder,
  type Zone,
} from "./model.ts";

/** The player of whoever this zone listens to; null where there is none that can be told anything. */
export function playerOf(model: Model, zone: Zone): LivePlayer | null {
  const id = liveInputOf(zone);
  return id === null ? null : (model.senders.get(id)?.link?.player ?? null);
}

/** Every sender of these zones is told once, however many of them listen to it. */
export function tellSenders(model: Model, zones: readonly Zone[], order: PlayerOrder): Model {
  const told = new Set(zones.flatMap((zone) => (playerOf(model, zone) ? (liveInputOf(zone) ?? []) : [])));
  if (told.size === 0) return model;
  const orders = [...told].map((id) => ({ id, order }));
  return { ...model, senderOrders: [...model.senderOrders, ...orders] };
}

/**
 * After these zones have fallen silent: whoever is heard nowhere else need not play on unheard. Where he then goes on by
 * himself, so do they.
 */
export function pauseSenders(model: Model, silenced: readonly Zone[]): Model {
  const unheard = silenced.filter(
    (zone) => playerOf(model, zone)?.isPlaying !== false && !isHeardElsewhere(model, zone),
  );
  const told = tellSenders(model, unheard, "pause");
  if (told === model) return model;
  const ids = new Set(unheard.map(({ id }) => id));
  const zones = mapValues(told.zones, (zone) => (ids.has(zone.id) ? { ...zone, pausedWithSender: true } : zone));
  return { ...told, zones };
}

function isHeardElsewhere(model: Model, { selection }: Zone): boolean {
  const id = liveInputOf({ selection });
  return [...model.zones.values()].some((zone) => zone.playing && liveInputOf(zone) === id);
}

/** Whoever is not known to play is told to; other zones that were paused with him stay as they are. */
export function resumeSenders(model: Model, zones: readonly Zone[]): Model {
  const silent = zones.filter((zone) => isSilent(model, zone));
  const told = tellSenders(model, silent, "play");
  if (told === model) return model;
  const ids = new Set(silent.map(liveInputOf));
  const left = mapValues(told.zones, (zone) =>
    ids.has(liveInputOf(zone)) ? { ...zone, pausedWithSender: false } : zone,
  );
  return { ...told, zones: left };
}

/** Is its player known not to play, or does no sound come? */
export function isSilent(model: Model, zone: Zone): boolean {
  const id = liveInputOf(zone);
  const link = id === null ? null : model.senders.get(id)?.link;
  return link?.isSending !== true || link.player?.isPlaying === false;
}

/** These zones were paused with him, and he goes on. */
export const goesOn = (before: LiveSender | undefined, now: LiveSender): boolean =>
  before?.link?.player?.isPlaying === false && now.link?.player?.isPlaying === true;

/** What is to become of a zone's next track; `before` is the track that it leaves. */
export function senderTrackIn(model: Model, zone: Zone): Expectation {
  const sender = liveInputOf(zone);
  const player = playerOf(model, zone);
  return sender === null || player === null
    ? { kind: "decided", code: "SOURCE_DECIDES" }
    : { kind: "sender-track", sender, before: player.trackId };
}

/** OK once another track is told; null while it may be yet. */
export function senderTrackCode(
  model: Model,
  { sender, before }: Extract<Expectation, { kind: "sender-track" }>,
  isLate: boolean,
): OutcomeCode | null {
  const link = model.senders.get(sender)?.link;
  if (!link) return "SOURCE_OFFLINE";
  const now = link.player?.trackId ?? null;
  if (before !== null && now !== null && now !== before) return "OK";
  return isLate ? "SOURCE_UNCONFIRMED" : null;
}

/** It was told, and would not: whoever waits for another track hears so; whoever was paused was not paused with it. */
export function senderRefused(model: Model, id: LiveInputId, order: PlayerOrder): Model {
  if (order === "play") return model;
  if (order === "pause") {
    const zones = mapValues(model.zones, (zone) =>
      liveInputOf(zone) === id ? { ...zone, pausedWithSender: false } : zone,
    );
    return { ...model, zones };
  }
  const pending = model.pending.map((waiting) => ({
    ...waiting,
    expectations: mapValues(waiting.expectations, (one) =>
      one.kind === "sender-track" && one.sender === id ? REFUSED : one,
    ),
  }));
  return { ...model, pending };
}

const REFUSED: Expectation = { kind: "decided", code: "SOURCE_DECIDES" };
