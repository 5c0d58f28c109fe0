// What an event of the world changes in the model. Commands have a file of their own; what to do about it is the plan's.
import {
  assertNever,
  type BluetoothAddress,
  type ConfigDesired,
  type LiveInputId,
  SpeakerId,
  type ZoneId,
} from "@house-band/contract";
import { changeEngineZone, changeSpeaker, changeZone, withEngine } from "./actions.ts";
import { announcementEnded, announcementHeard, breakOffAnnouncements } from "./announcements.ts";
import { giveBack, giveBackEnded } from "./arbitration.ts";
import { breakOffChimes, chimed } from "./chimes.ts";
import { configure } from "./configure.ts";
import { delaysTold, type HeardLatency, latenciesDoubted, latenciesMeasured, linkMade } from "./latencies.ts";
import { senderChanged, senderForgotten } from "./live-inputs.ts";
import { mapValues, withEntry, withoutKeys } from "./maps.ts";
import {
  epochAt,
  isConnected,
  isLeft,
  type LiveSender,
  liveInputOf,
  type Model,
  type PlayerOrder,
  placeNow,
  type Speaker,
  speakerAt,
  waitsForSender,
  type Zone,
} from "./model.ts";
import { playAgain } from "./play-order.ts";
import { senderRefused } from "./sender-orders.ts";
import { runSleepTimers } from "./sleep-timer.ts";
import { type LinkFault, type LinkInput, nextLink, type Transport } from "./speaker-machine.ts";
import { bookmark, halt, putZone } from "./zones.ts";

export type ZoneEnd = "finished" | "unplayable" | "unreachable";

export type Input =
  | { readonly kind: "tick" }
  | { readonly kind: "transport-added"; readonly address: BluetoothAddress; readonly transport: Transport }
  | { readonly kind: "transport-removed"; readonly address: BluetoothAddress }
  | { readonly kind: "delay-changed"; readonly address: BluetoothAddress; readonly reportedDelayMs: number }
  | { readonly kind: "battery-changed"; readonly address: BluetoothAddress; readonly batteryPercent: number }
  | { readonly kind: "volume-changed"; readonly address: BluetoothAddress; readonly volumePercent: number }
  | { readonly kind: "disconnect-failed"; readonly address: BluetoothAddress }
  | { readonly kind: "connect-failed"; readonly address: BluetoothAddress; readonly fault: LinkFault }
  /** Somebody who plays to the bridge, as he is now; `zone` is the id of the zone that this may make. */
  | { readonly kind: "sender-changed"; readonly sender: LiveSender; readonly zone: ZoneId }
  | { readonly kind: "sender-forgotten"; readonly id: LiveInputId }
  | { readonly kind: "sender-refused"; readonly id: LiveInputId; readonly order: PlayerOrder }
  | { readonly kind: "engine-ready" }
  | { readonly kind: "engine-lost" }
  | { readonly kind: "zone-started" | "track-started"; readonly zone: ZoneId; readonly index: number }
  | { readonly kind: "position"; readonly zone: ZoneId; readonly index: number; readonly positionMs: number }
  /** `next`: the id of the zone that this may make, where it repeats. */
  | { readonly kind: "zone-ended"; readonly zone: ZoneId; readonly reason: ZoneEnd; readonly next?: ZoneId }
  | { readonly kind: "title-changed"; readonly zone: ZoneId; readonly title: string }
  | { readonly kind: "joined"; readonly zone: ZoneId; readonly output: string }
  | { readonly kind: "output-failed" | "chimed"; readonly output: string }
  /** What a microphone has heard of speakers that were measured together. */
  | {
      readonly kind: "latencies-measured";
      readonly atEpochMs: number;
      readonly heard: ReadonlyMap<SpeakerId, HeardLatency>;
    }
  /** A microphone listens and does not find them. */
  | { readonly kind: "latencies-doubted"; readonly speakers: readonly SpeakerId[] }
  | { readonly kind: "config"; readonly config: ConfigDesired };

/**
 * A zone whose speakers are all away waits this long; afterwards it is paused, so that nothing starts at 3 a.m. One whose
 * live source plays nothing is over then: its speakers are free.
 */
export const ABANDONED_AFTER_MS = 300_000;

const REMEMBERED_FAILURES = 8;

/** The model after an event. `nowMs` is monotonic; an event about a stranger changes nothing. */
export function reduce(model: Model, input: Input, nowMs: number): Model {
  return runSleepTimers(giveBackEnded(watchSilence(change(model, input, nowMs), nowMs), nowMs), nowMs);
}

function change(model: Model, input: Input, nowMs: number): Model {
  switch (input.kind) {
    case "tick":
      return { ...model, speakers: mapValues(model.speakers, (speaker) => linked(speaker, { kind: "tick" }, nowMs)) };
    case "transport-added":
      return onSpeaker(model, input.address, (speaker) =>
        cameUp(speaker, input.transport, nowMs, epochAt(model, nowMs)),
      );
    case "transport-removed":
      return onSpeaker(model, input.address, (speaker) => linked(speaker, { kind: "lost" }, nowMs));
    case "connect-failed":
      return onSpeaker(model, input.address, (speaker) =>
        linked(speaker, { kind: "connect-failed", fault: input.fault }, nowMs),
      );
    case "delay-changed":
      return onSpeaker(model, input.address, (speaker) =>
        delaysTold(linked(speaker, input, nowMs), epochAt(model, nowMs)),
      );
    case "disconnect-failed":
      return onSpeaker(model, input.address, (speaker) => linked(speaker, input, nowMs));
    case "battery-changed":
      return onSpeaker(model, input.address, (speaker) => ({ ...speaker, batteryPercent: input.batteryPercent }));
    case "volume-changed":
      return onSpeaker(model, input.address, (speaker) => turnedAtTheSpeaker(speaker, input.volumePercent));
    case "sender-changed":
      return senderChanged(model, input.sender, input.zone, nowMs);
    case "sender-forgotten":
      return senderForgotten(model, input.id);
    case "sender-refused":
      return senderRefused(model, input.id, input.order);
    case "engine-ready":
      return withEngine(model, { ready: true });
    case "engine-lost":
      return engineLost(model, nowMs);
    case "zone-started":
      return zoneStarted(announcementHeard(model, input.zone), input.zone, indexIn(model, input), nowMs);
    case "track-started":
      return changeZone(model, input.zone, (zone) => ({
        ...at(zone, indexIn(model, input), 0, nowMs),
        trackStarts: zone.trackStarts + 1,
        onAir: undefined,
      }));
    case "position":
      return changeZone(model, input.zone, (zone) => at(zone, indexIn(model, input), input.positionMs, nowMs));
    case "title-changed":
      return changeZone(model, input.zone, (zone) => ({ ...zone, onAir: input.title }));
    case "zone-ended":
      return zoneEnded(announcementEnded(model, input.zone, input.reason), input, nowMs);
    case "joined":
      return memberJoined(model, input.zone, input.output);
    case "output-failed":
      return outputFailed(model, input.output, nowMs);
    case "chimed":
      return chimed(model, input.output);
    case "latencies-measured":
      return latenciesMeasured(model, input.heard, {
        atEpochMs: input.atEpochMs,
        nowEpochMs: epochAt(model, nowMs),
      });
    case "latencies-doubted":
      return latenciesDoubted(model, input.speakers, epochAt(model, nowMs));
    case "config":
      return configure(model, input.config, nowMs);
    default:
      return assertNever(input);
  }
}

/** Of an event of the engine's, in the list as it is wanted. */
const indexIn = ({ engine }: Model, { zone, index }: { readonly zone: ZoneId; readonly index: number }): number =>
  index + (engine.zones.get(zone)?.offset ?? 0);

function onSpeaker(model: Model, address: string, change: (speaker: Speaker) => Speaker): Model {
  const speaker = speakerAt(model, address);
  return speaker ? changeSpeaker(model, speaker.id, change) : model;
}

function linked(speaker: Speaker, input: LinkInput, nowMs: number): Speaker {
  const link = nextLink(speaker.link, input, nowMs);
  return link === speaker.link ? speaker : { ...speaker, link };
}

/** The event and the answer to a call both tell of a link: it is one link. */
function cameUp(speaker: Speaker, transport: Transport, nowMs: number, epochMs: number): Speaker {
  if (speaker.link.kind === "connected" && isSameTransport(speaker.link.transport, transport)) {
    return delaysTold(linked(speaker, { kind: "came-up", transport }, nowMs), epochMs);
  }
  const link = nextLink(speaker.link, { kind: "came-up", transport }, nowMs);
  const linkCount = speaker.linkCount + 1;
  return linkMade({ ...speaker, link, linkCount, own: { wantedPercent: 100, setPercent: null } }, epochMs);
}

function isSameTransport(a: Transport, b: Transport): boolean {
  return JSON.stringify([a.codec, a.output]) === JSON.stringify([b.codec, b.output]);
}

/** Somebody pressed the speaker's own buttons: the volume people speak of follows, the engine's gain stays. */
function turnedAtTheSpeaker(speaker: Speaker, ownPercent: number): Speaker {
  const before = speaker.own.wantedPercent;
  if (ownPercent === before) return { ...speaker, own: { ...speaker.own, setPercent: ownPercent } };
  const heardPercent = before === 0 ? ownPercent : Math.round((speaker.volumePercent * ownPercent) / before);
  const volumePercent = Math.min(speaker.capPercent, heardPercent);
  return { ...speaker, volumePercent, own: { wantedPercent: ownPercent, setPercent: ownPercent } };
}

/** Everything the engine held is gone; zones stand where they were last known to be and are opened again there. */
function engineLost(model: Model, nowMs: number): Model {
  const zones = mapValues(model.zones, (zone) => ({ ...zone, place: placeNow(zone, nowMs), skipBy: 0 }));
  const silent = breakOffAnnouncements(breakOffChimes(model, () => true));
  return { ...silent, zones, engine: { ready: false, outputs: new Map(), zones: new Map() } };
}

function zoneStarted(model: Model, id: ZoneId, index: number, nowMs: number): Model {
  const started = changeEngineZone(model, id, (zone) => ({
    ...zone,
    started: true,
    members: mapValues(zone.members, (member) => (member.since === "open" ? { ...member, joined: true } : member)),
  }));
  return changeZone(started, id, (zone) =>
    at(zone, index, index === zone.place.index ? zone.place.positionMs : 0, nowMs),
  );
}

const at = (zone: Zone, index: number, positionMs: number, nowMs: number): Zone => ({
  ...zone,
  place: { index, positionMs, atMs: zone.playing ? nowMs : null },
});

function zoneEnded(
  model: Model,
  { zone: id, reason, next }: Extract<Input, { kind: "zone-ended" }>,
  nowMs: number,
): Model {
  const zone = model.zones.get(id);
  const closed = withEngine(model, { zones: withoutKeys(model.engine.zones, [id]) });
  if (!zone) return closed;
  const repeated = next !== undefined && reason === "finished" ? playAgain(closed, zone, next) : null;
  if (repeated) return repeated;
  const fromTheStart = { ...zone, place: { index: 0, positionMs: 0, atMs: null } };
  const marked = bookmark(closed, fromTheStart, zone.members.keys(), nowMs);
  const ended = giveBack(marked, zone);
  return reason === "finished" ? ended : { ...ended, [reason]: [...ended[reason], id].slice(-REMEMBERED_FAILURES) };
}

function memberJoined(model: Model, id: ZoneId, output: string): Model {
  const speaker = SpeakerId.safeParse(output);
  return changeEngineZone(model, id, (zone) => {
    const member = speaker.success ? zone.members.get(speaker.data) : undefined;
    if (!speaker.success || !member) return zone;
    return { ...zone, members: withEntry(zone.members, speaker.data, { ...member, joined: true }) };
  });
}

/** The engine could not write to it: whatever Bluetooth still believes, there is no sound; the link is made anew. */
function outputFailed(model: Model, output: string, nowMs: number): Model {
  const speaker = SpeakerId.safeParse(output);
  return speaker.success
    ? changeSpeaker(model, speaker.data, (found) => linked(found, { kind: "lost" }, nowMs))
    : model;
}

/** Notes since when a playing zone is not heard, or a paused one has nobody to go on; it ends when that lasts long. */
function watchSilence(model: Model, nowMs: number): Model {
  let watched = model;
  for (const zone of model.zones.values()) {
    const hasListener = [...zone.members.keys()].some((id) => isConnected(model.speakers.get(id)));
    const isHeard = zone.playing ? hasListener && !waitsForSender(model, zone) : !isLeft(model, zone);
    const sinceMs = isHeard ? null : (zone.silentSinceMs ?? nowMs);
    if (sinceMs !== null && nowMs - sinceMs >= ABANDONED_AFTER_MS) {
      watched = abandon(watched, zone, nowMs);
    } else if (sinceMs !== zone.silentSinceMs) watched = putZone(watched, { ...zone, silentSinceMs: sinceMs });
  }
  return watched;
}

function abandon(model: Model, zone: Zone, nowMs: number): Model {
  if (liveInputOf(zone) !== null) return giveBack(bookmark(model, zone, zone.members.keys(), nowMs), zone);
  return putZone(model, { ...halt(zone, nowMs), silentSinceMs: null });
}
