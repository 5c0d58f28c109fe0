// Zones as plain data: who joins, who leaves, who goes on by himself. Nothing here talks to the engine.
import { type Channel, isLiveKind, type SpeakerId, type ZoneId } from "@house-band/contract";
import { withEntry, withoutKeys } from "./maps.ts";
import { isConnected, isToBeRemembered, type Model, placeNow, type Zone } from "./model.ts";

/** The model with this zone in the place of the one with its id. */
export function putZone(model: Model, zone: Zone): Model {
  return { ...model, zones: withEntry(model.zones, zone.id, zone) };
}

/** The zone that people mean by "it" from now on. */
export function touchZone(model: Model, id: ZoneId): Model {
  const zone = model.zones.get(id);
  if (!zone) return model;
  const touches = model.touches + 1;
  return { ...model, touches, zones: withEntry(model.zones, id, { ...zone, touched: touches }) };
}

/** Stands still at the place it has reached. */
export function halt(zone: Zone, nowMs: number): Zone {
  return { ...zone, playing: false, place: placeNow(zone, nowMs), pausedWithSender: false };
}

/** Takes speakers out of whatever they play, except `keep`; a zone without speakers is gone. Their place is kept. */
export function leaveZones(model: Model, leaving: readonly SpeakerId[], nowMs: number, keep?: ZoneId): Model {
  let next = model;
  for (const zone of model.zones.values()) {
    const gone = leaving.filter((speaker) => zone.members.has(speaker));
    if (gone.length === 0 || zone.id === keep) continue;
    next = setMembers(bookmark(next, zone, gone, nowMs), zone, withoutKeys(zone.members, gone));
  }
  return next;
}

/** Remembers where these speakers are in a zone, for "play something" and "resume" later. */
export function bookmark(model: Model, zone: Zone, speakers: Iterable<SpeakerId>, nowMs: number): Model {
  const { kind } = zone.selection.source;
  if (isLiveKind(kind))
    return { ...model, lastLive: new Map([...model.lastLive, ...[...speakers].map((id) => [id, kind] as const)]) };
  if (!isToBeRemembered(zone)) return model;
  const { index, positionMs } = placeNow(zone, nowMs);
  const { source, order } = zone.selection;
  const mark = { source, ...(order && { order }), index, positionMs };
  const named = [...speakers];
  const marks = named.map((speaker) => [speaker, mark] as const);
  return {
    ...model,
    lastLive: withoutKeys(model.lastLive, named),
    lastPlayed: new Map([...model.lastPlayed, ...marks]),
  };
}

function setMembers(model: Model, zone: Zone, members: ReadonlyMap<SpeakerId, Channel>): Model {
  if (members.size === 0) return { ...model, zones: withoutKeys(model.zones, [zone.id]) };
  return putZone(model, { ...zone, members });
}

/** True when nobody who could be heard would be left in the zone without these speakers. */
export function coversZone(model: Model, zone: Zone, speakers: ReadonlySet<SpeakerId>): boolean {
  return [...zone.members.keys()].every((member) => speakers.has(member) || !isConnected(model.speakers.get(member)));
}

/** Part of a zone's members go on by themselves, from the place the zone has reached. */
export function splitZone(
  model: Model,
  zone: Zone,
  part: { readonly id: ZoneId; readonly speakers: ReadonlySet<SpeakerId>; readonly playing: boolean },
  nowMs: number,
): Model {
  const members = new Map([...zone.members].filter(([member]) => part.speakers.has(member)));
  const rest = setMembers(model, zone, withoutKeys(zone.members, members.keys()));
  return putZone(rest, {
    ...zone,
    id: part.id,
    playing: part.playing,
    place: placeNow(zone, nowMs),
    members,
    skipBy: 0,
    trackStarts: 0,
    silentSinceMs: null,
    pausedWithSender: false,
  });
}

/** What still plays of the programme this zone was parted from; of several parts the one commanded last. */
export function restOf(model: Model, zone: Zone): Zone | undefined {
  return [...model.zones.values()]
    .filter((other) => other.id !== zone.id && other.programme === zone.programme && other.playing)
    .sort((a, b) => b.touched - a.touched)[0];
}

/** These members of one zone become members of another, each with the channel it had. */
export function changeOver(model: Model, from: Zone, to: Zone, speakers: ReadonlySet<SpeakerId>): Model {
  const coming = [...from.members].filter(([member]) => speakers.has(member));
  const left = setMembers(model, from, withoutKeys(from.members, speakers));
  return putZone(left, { ...to, members: new Map([...to.members, ...coming]) });
}

/** The zone people mean by "it": one of these speakers', else the one commanded last; one that plays before one that is paused. */
export function zoneMeant(model: Model, beside: readonly SpeakerId[]): Zone | undefined {
  const zones = [...model.zones.values()].sort((a, b) => b.touched - a.touched);
  const near = beside.length > 0 ? zones.filter((zone) => beside.some((speaker) => zone.members.has(speaker))) : zones;
  return near.find((zone) => zone.playing) ?? near[0];
}
