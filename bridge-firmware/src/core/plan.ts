// The difference between what should hold and what holds, as ordered actions. On a satisfied model: none.
// Every step is planned on the model the steps before it leave behind, so that carrying out a plan satisfies it.
import { isSameTone, type SpeakerId } from "@house-band/contract";
import { type Action, applyAction } from "./actions.ts";
import { announcedOn, nextAnnouncement } from "./announcements.ts";
import { chimePercent, nextChime } from "./chimes.ts";
import {
  isConnected,
  liveInputOf,
  type Model,
  type Playing,
  placeNow,
  playingOf,
  type Speaker,
  type Zone,
} from "./model.ts";
import { faded, fadeLeftMs } from "./sleep-timer.ts";

/** @returns the actions in the order they must be carried out, and the model that holds once they were. */
export function plan(model: Model, nowMs: number): { readonly actions: readonly Action[]; readonly model: Model } {
  const actions: Action[] = [];
  let planned = model;
  const act = (action: Action) => {
    actions.push(action);
    planned = applyAction(planned, action, nowMs);
  };
  for (const step of STEPS) step(() => planned, act, nowMs);
  return { actions, model: planned };
}

type Step = (now: () => Model, act: (action: Action) => void, nowMs: number) => void;

/** Speakers that lost their link, or a home, let go of their output first; zones nobody wants end before new ones begin. */
const STEPS: readonly Step[] = [
  connectSpeakers,
  closeOutputs,
  disconnectStrangers,
  disconnectReleased,
  closeZones,
  openOutputs,
  setTones,
  pauseZones,
  adjustMembers,
  setOwnVolumes,
  openZones,
  joinMembers,
  resumeZones,
  leaveMembers,
  fadeMembers,
  skipTracks,
  playChimes,
  endAnnouncements,
  makeAnnouncements,
  orderSenders,
];

function connectSpeakers(now: () => Model, act: (action: Action) => void): void {
  for (const { id, address, link } of now().speakers.values()) {
    if (link.kind === "due") act({ kind: "connect", speaker: id, address });
  }
}

function closeOutputs(now: () => Model, act: (action: Action) => void): void {
  for (const [speaker, { linkCount }] of now().engine.outputs) {
    const owner = now().speakers.get(speaker);
    if (!isConnected(owner) || owner?.linkCount !== linkCount) act({ kind: "close-output", speaker });
  }
}

function disconnectStrangers(now: () => Model, act: (action: Action) => void): void {
  for (const address of now().strangers) act({ kind: "disconnect", address });
}

function disconnectReleased(now: () => Model, act: (action: Action) => void): void {
  for (const { address, link } of now().speakers.values()) {
    if (link.kind === "released" && link.hold === "held") act({ kind: "disconnect", address });
  }
}

function closeZones(now: () => Model, act: (action: Action) => void): void {
  for (const id of now().engine.zones.keys()) {
    const wanted = now().zones.get(id);
    if (!wanted || audience(now(), wanted).size === 0 || hasLostInput(now(), wanted))
      act({ kind: "close-zone", zone: id });
  }
}

function openOutputs(now: () => Model, act: (action: Action) => void): void {
  if (!now().engine.ready) return;
  for (const { id, link, linkCount, tone } of now().speakers.values()) {
    if (link.kind !== "connected" || now().engine.outputs.has(id)) continue;
    act({ kind: "open-output", speaker: id, output: link.transport.output, linkCount, tone });
  }
}

/** Outputs that are open already sound as the home says now. */
function setTones(now: () => Model, act: (action: Action) => void): void {
  for (const [speaker, holds] of now().engine.outputs) {
    const tone = now().speakers.get(speaker)?.tone;
    if (tone && !isSameTone(holds.tone, tone)) act({ kind: "set-tone", speaker, tone });
  }
}

function pauseZones(now: () => Model, act: (action: Action) => void): void {
  for (const [id, running] of now().engine.zones) {
    if (!running.paused && now().zones.get(id)?.playing === false) act({ kind: "pause-zone", zone: id });
  }
}

/** Members that are there already take their new channel, volume and latency. */
function adjustMembers(now: () => Model, act: (action: Action) => void): void {
  for (const [id, running] of now().engine.zones) {
    const zone = now().zones.get(id);
    if (!zone) continue;
    for (const [speaker, holds] of running.members) {
      const channel = zone.members.get(speaker);
      const wanted = channel && playingOf(now().speakers.get(speaker), channel);
      if (wanted) for (const action of memberChanges(speaker, holds, wanted)) act(action);
    }
  }
}

function memberChanges(speaker: SpeakerId, holds: Playing, wanted: Playing): readonly Action[] {
  const { channel, volumePercent, muted, latencyMs } = wanted;
  const actions: Action[] = [];
  if (holds.volumePercent !== volumePercent || holds.muted !== muted) {
    actions.push({ kind: "set-volume", speaker, volumePercent, muted });
  }
  if (holds.channel !== channel) actions.push({ kind: "set-channel", speaker, channel });
  if (holds.latencyMs !== latencyMs) actions.push({ kind: "set-latency", speaker, latencyMs });
  return actions;
}

/** After the engine's gain: a speaker that is opened again must not be loud for a moment. */
function setOwnVolumes(now: () => Model, act: (action: Action) => void): void {
  for (const speaker of now().speakers.values()) {
    if (!isConnected(speaker) || speaker.own.setPercent === speaker.own.wantedPercent) continue;
    const { id, address, own } = speaker;
    act({ kind: "set-own-volume", speaker: id, address, volumePercent: own.wantedPercent });
  }
}

/** All who are there start together; a paused zone waits with its place until it is resumed. */
function openZones(now: () => Model, act: (action: Action) => void, nowMs: number): void {
  if (!now().engine.ready) return;
  for (const zone of now().zones.values()) {
    const members = audience(now(), zone);
    if (!zone.playing || members.size === 0 || now().engine.zones.has(zone.id)) continue;
    for (const speaker of members.keys()) if (isEngaged(now(), speaker)) act({ kind: "leave", speaker });
    const live = liveOf(now(), zone);
    if (live === "away") continue;
    const { index, positionMs } = placeNow(zone, nowMs);
    const { tracks } = zone.selection;
    const repeated = { tracks: tracks.slice(index, index + 1), startIndex: 0, offset: index };
    const what = zone.repeat === "one" ? repeated : { tracks, startIndex: index };
    act({
      kind: "open-zone",
      zone: zone.id,
      ...what,
      live,
      startMs: positionMs,
      members: faded(now(), members, nowMs),
    });
  }
}

function joinMembers(now: () => Model, act: (action: Action) => void): void {
  for (const id of now().engine.zones.keys()) {
    const zone = now().zones.get(id);
    if (!zone) continue;
    for (const [speaker, playing] of audience(now(), zone)) {
      const isThere = now().engine.zones.get(id)?.members.has(speaker);
      if (!isThere) act({ kind: "join", zone: id, speaker, playing });
    }
  }
}

function resumeZones(now: () => Model, act: (action: Action) => void): void {
  for (const [id, running] of now().engine.zones) {
    if (running.paused && now().zones.get(id)?.playing) act({ kind: "resume-zone", zone: id });
  }
}

/** Last, so that a zone that moves is never without a listener. */
function leaveMembers(now: () => Model, act: (action: Action) => void): void {
  for (const [id, running] of now().engine.zones) {
    for (const speaker of running.members.keys()) {
      if (!now().zones.get(id)?.members.has(speaker)) act({ kind: "leave", speaker });
    }
  }
}

/** Whose sleep timer is about to end fades; where it was called off meanwhile, it is as loud again as it was. */
function fadeMembers(now: () => Model, act: (action: Action) => void, nowMs: number): void {
  for (const { members } of now().engine.zones.values()) {
    for (const [id, { fading = false, volumePercent, muted }] of members) {
      const speaker = now().speakers.get(id);
      const overMs = speaker ? fadeLeftMs(speaker, nowMs) : null;
      if (overMs !== null && !fading) act({ kind: "fade-out", speaker: id, overMs });
      if (overMs === null && fading) act({ kind: "set-volume", speaker: id, volumePercent, muted });
    }
  }
}

function skipTracks(now: () => Model, act: (action: Action) => void): void {
  for (const zone of now().zones.values()) {
    if (zone.skipBy !== 0 && now().engine.zones.has(zone.id)) act({ kind: "skip", zone: zone.id, by: zone.skipBy });
  }
}

function playChimes(now: () => Model, act: (action: Action) => void): void {
  const id = nextChime(now())?.speaker;
  const speaker = id && now().speakers.get(id);
  if (speaker) act({ kind: "chime", speaker: speaker.id, volumePercent: chimePercent(speaker) });
}

function endAnnouncements(now: () => Model, act: (action: Action) => void): void {
  for (const { zone, isCalledOff } of now().announcements) if (isCalledOff) act({ kind: "end-announcement", zone });
}

function makeAnnouncements(now: () => Model, act: (action: Action) => void, nowMs: number): void {
  const next = nextAnnouncement(now(), nowMs);
  if (!next) return;
  act({ kind: "announce", zone: next.zone, path: next.path, members: announcedOn(now(), next) });
}

/** In the order in which they were asked for. */
function orderSenders(now: () => Model, act: (action: Action) => void): void {
  for (const told of now().senderOrders) act({ kind: "tell-sender", ...told });
}

/** Whom a zone listens to; null where it plays files. */
function liveOf(model: Model, zone: Zone): Extract<Action, { kind: "open-zone" }>["live"] | "away" {
  const sender = liveInputOf(zone);
  if (sender === null) return null;
  const link = model.senders.get(sender)?.link;
  return link ? { sender, input: link.input } : "away";
}

/** Its sender has gone, or has come back by another way. */
function hasLostInput(model: Model, zone: Zone): boolean {
  const live = liveOf(model, zone);
  if (live === null) return false;
  return live === "away" || JSON.stringify(live.input) !== JSON.stringify(model.engine.zones.get(zone.id)?.input);
}

/** The members of a zone that can be written to, and how each should play. */
function audience(model: Model, zone: Zone): ReadonlyMap<SpeakerId, Playing> {
  const members = new Map<SpeakerId, Playing>();
  for (const [id, channel] of zone.members) {
    const speaker: Speaker | undefined = model.speakers.get(id);
    const playing = playingOf(speaker, channel);
    if (playing && (!model.engine.ready || model.engine.outputs.get(id)?.linkCount === speaker?.linkCount))
      members.set(id, playing);
  }
  return members;
}

const isEngaged = (model: Model, speaker: SpeakerId): boolean =>
  [...model.engine.zones.values()].some((zone) => zone.members.has(speaker));
