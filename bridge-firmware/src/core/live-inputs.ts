// Who plays to the bridge (an Echo, a phone, a cable), and where that is heard: where somebody asked for it, and by itself
// where arbitration.ts lets it.
import {
  err,
  type LiveInputId,
  type LiveSourceKind,
  type OutcomeCode,
  ok,
  type Result,
  type ZoneId,
} from "@house-band/contract";
import { forgiveOverruled, takeDefaultPlace } from "./arbitration.ts";
import { mapValues, withEntry, withoutKeys } from "./maps.ts";
import { type LiveSender, liveInputOf, type Model, type Selection } from "./model.ts";
import { goesOn } from "./sender-orders.ts";

/** What "play the Echo" means now: of several the one that plays, else the one that connected last. */
export function selectLive(model: Model, kind: LiveSourceKind): Result<Selection, OutcomeCode> {
  const connected = [...model.senders.values()].filter((sender) => sender.kind === kind && sender.link !== null);
  const sender = connected.find(({ link }) => link?.isSending) ?? connected.at(-1);
  return sender ? ok(toLiveSelection(sender)) : err("SOURCE_OFFLINE");
}

/** A sender as something to play: one track, which is found again by its id. */
export function toLiveSelection({ kind, name, id }: Omit<LiveSender, "link">): Selection {
  const title = name.slice(0, 200);
  return { source: { kind }, found: { by: kind, title, trackCount: 1 }, tracks: [{ path: id, title }] };
}

/**
 * Somebody is there, goes on or stops. Where he begins to play, the zones that play him already go on, those that were
 * paused together with him, too; where there are none, he takes his default place, as far as he may.
 * @param zone the id of the zone that this may make
 */
export function senderChanged(model: Model, sender: LiveSender, zone: ZoneId, nowMs: number): Model {
  const before = model.senders.get(sender.id);
  const isBack = sender.link !== null && !before?.link;
  // connected last comes last; whatever else changes, nobody loses his place
  const others = isBack ? withoutKeys(model.senders, [sender.id]) : model.senders;
  const isResumed = goesOn(before, sender);
  const zones = mapValues(model.zones, (one) => {
    if (liveInputOf(one) !== sender.id) return one;
    const known = { ...one, selection: toLiveSelection(sender) };
    return isResumed && one.pausedWithSender ? { ...known, playing: true, pausedWithSender: false } : known;
  });
  const known = { ...model, zones, senders: withEntry(others, sender.id, sender) };
  const begins = sender.link?.isSending === true && before?.link?.isSending !== true;
  const isPlayed = [...model.zones.values()].some((one) => liveInputOf(one) === sender.id);
  const forgiven = forgiveOverruled(known, sender, nowMs);
  const begun = { sender, selection: toLiveSelection(sender) };
  return begins && !isPlayed ? takeDefaultPlace(forgiven, begun, zone, nowMs) : forgiven;
}

/** It is this bridge's no longer: what plays it falls silent, and is over after a while. */
export function senderForgotten(model: Model, id: LiveInputId): Model {
  return { ...model, senders: withoutKeys(model.senders, [id]), overruled: withoutKeys(model.overruled, [id]) };
}
