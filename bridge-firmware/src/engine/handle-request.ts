// One request of the daemon's, carried out on the engine's state. What makes no sense is refused with a reason; what
// merely crossed an event on its way (a speaker that has just failed, a zone that has just ended) is let pass.
import { assertNever, type ZoneId } from "@house-band/contract";
import { beginAnnouncement } from "./announce.ts";
import type { OpenFeed } from "./input/feed.ts";
import type { Outputs } from "./outputs/open-output.ts";
import { cancelAllProbes, cancelProbes, type ProbeRun, startProbes } from "./probe-runs.ts";
import {
  ENGINE_RATE_HZ,
  type EngineEvent,
  type EngineRequest,
  type InputId,
  type OutputId,
  type ZoneMember,
} from "./protocol.ts";
import { createSlot, currentPart, leaveOneZone, leaveZone, type Slot, setSlotTone, startChime } from "./slot.ts";
import { toneAheadFrames, toneLeadFrames } from "./slot-tone.ts";
import { createVoice, fadeOut, leadFramesOf, setChannel, setLatency, setVolume, type Voice } from "./voice.ts";
import { setWatched } from "./watch-set.ts";
import { createZone, emitEnded, makeRoom, pauseZone, resumeZone, skipTracks, type Zone } from "./zone.ts";

export type EngineState = {
  readonly slots: Map<OutputId, Slot>;
  readonly zones: Map<ZoneId, Zone>;
  /** Ended by themselves: requests for them are late, not wrong. */
  readonly endedZones: Set<ZoneId>;
  /** Schedules of probes that are not over, by their ids. */
  readonly probeRuns: Map<string, ProbeRun>;
  readonly outputs: Outputs;
  readonly openFeed: OpenFeed;
  readonly setSending: (input: InputId, sending: boolean) => void;
  readonly emit: (event: EngineEvent) => void;
  nowFrame: number;
  /** Written ahead of what is being played: as much as the loop may come late without a gap. */
  writeAheadFrames: number;
};

type RequestOf<K extends EngineRequest["kind"]> = Extract<EngineRequest, { kind: K }>;

/** Carries out one request at once; a refusal is an event, never an exception. */
export function handleRequest(state: EngineState, request: EngineRequest): void {
  const refusal = carryOut(state, request);
  if (refusal !== null) state.emit({ kind: "refused", request: request.kind, reason: refusal });
}

/** Null, or why the request can't be carried out. */
function carryOut(state: EngineState, request: EngineRequest): string | null {
  switch (request.kind) {
    case "set-write-ahead":
      state.writeAheadFrames = (request.writeAheadMs * ENGINE_RATE_HZ) / 1_000;
      return null;
    case "open-output":
      return openOutput(state, request);
    case "close-output":
      return withSlot(state, request.output, (slot) => closeSlot(state, slot));
    case "open-zone":
      return openZone(state, request);
    case "announce":
      return announce(state, request);
    case "close-zone":
      return withZone(state, request.zone, (zone) => endZone(state, zone));
    case "pause-zone":
      return withZone(state, request.zone, pauseZone);
    case "resume-zone":
      return withZone(state, request.zone, resumeZone);
    case "skip":
      return withZone(state, request.zone, (zone) => skip(state, zone, request.by));
    case "join":
      return join(state, request);
    case "leave":
      return withSlot(state, request.output, leaveZone);
    case "set-channel":
      return withVoice(state, request.output, (voice) => setChannel(voice, request.channel));
    case "set-volume":
      return withVoice(state, request.output, (voice) => setVolume(voice, request.volumePercent, request.muted));
    case "fade-out":
      return withVoice(state, request.output, (voice) => fadeOut(voice, request.overMs));
    case "set-latency":
      return withVoice(state, request.output, (voice, zone, { tone }) => {
        makeRoom(zone, leadFramesOf(request.latencyMs) + toneLeadFrames(tone));
        setLatency(voice, request.latencyMs);
      });
    case "set-tone":
      return withSlot(state, request.output, (slot) => setSlotTone(slot, request.tone));
    case "chime":
      return withSlot(state, request.output, (slot) => startChime(slot, request.volumePercent));
    case "probe":
      return startProbes(state, request);
    case "cancel-probes":
      cancelProbes(state, request.id);
      return null;
    case "watch":
      setWatched(state, request);
      return null;
    case "set-link":
      state.outputs.setLink(request.output, request.up, state.nowFrame);
      return null;
    case "set-recording":
      state.outputs.setRecording(request.isOn);
      return null;
    case "set-sending":
      state.setSending(request.input, request.sending);
      return null;
    case "ping":
      state.emit({ kind: "pong" });
      return null;
    case "pipe-take":
    case "pipe-end":
    case "pipe-title":
    case "pipe-drop":
    case "pipe-close":
    case "listen":
      return "pipes and inputs are read on another thread";
    case "shut-down":
      for (const zone of state.zones.values()) endZone(state, zone);
      cancelAllProbes(state);
      return null;
    default:
      return assertNever(request);
  }
}

function openOutput(state: EngineState, { output, spec, tone }: RequestOf<"open-output">): string | null {
  const known = state.slots.get(output);
  if (known !== undefined && known.output !== null) return `output ${output} is open already; close it first`;
  const { nowFrame, writeAheadFrames } = state;
  const slot = createSlot(output, spec, state.outputs.open(output, spec, { nowFrame, writeAheadFrames }));
  if (tone !== undefined) setSlotTone(slot, tone);
  state.slots.set(output, slot);
  return null;
}

function closeSlot(state: EngineState, slot: Slot): void {
  slot.output?.close();
  state.slots.delete(slot.id);
}

function openZone(state: EngineState, { zone: id, input, paused, members }: RequestOf<"open-zone">): string | null {
  if (state.zones.has(id)) return `zone ${id} is open already`;
  if (input.startIndex >= input.tracks.length) {
    return `startIndex ${input.startIndex} lies outside the ${input.tracks.length} tracks`;
  }
  const unknown = unopened(state, members);
  if (unknown !== null) return unknown;
  const zone = createZone({ id, input, paused, openFeed: state.openFeed, emit: state.emit });
  state.zones.set(id, zone);
  // Members that were there from the start are told by `zone-started`; only later ones join.
  for (const member of members) addPart(state, zone, member, { when: "at-start", joinedTold: true });
  return null;
}

function announce(state: EngineState, { zone: id, path, members }: RequestOf<"announce">): string | null {
  if (state.zones.has(id)) return `zone ${id} is open already`;
  const unknown = unopened(state, members);
  if (unknown !== null) return unknown;
  const zone = beginAnnouncement({ id, path, openFeed: state.openFeed, emit: state.emit });
  state.zones.set(id, zone);
  for (const member of members) addPart(state, zone, member, { when: "at-start", joinedTold: true });
  return null;
}

function unopened({ slots }: EngineState, members: readonly ZoneMember[]): string | null {
  const unknown = members.find((member) => !slots.has(member.output));
  return unknown === undefined ? null : `output ${unknown.output} is not open; open it first`;
}

function join(state: EngineState, { zone: id, member }: RequestOf<"join">): string | null {
  if (!state.slots.has(member.output)) return `output ${member.output} is not open; open it first`;
  return withZone(state, id, (zone) => {
    addPart(state, zone, member, { when: zone.anchorFrame === null ? "at-start" : "joins", joinedTold: false });
  });
}

type Entry = { readonly when: "at-start" | "joins"; readonly joinedTold: boolean };

function addPart(state: EngineState, zone: Zone, member: ZoneMember, { when, joinedTold }: Entry): void {
  const slot = state.slots.get(member.output);
  if (slot === undefined || slot.output === null) return; // it has failed, and the daemon has been told
  if (!zone.isOver) leaveZone(slot);
  makeRoom(zone, leadFramesOf(member.latencyMs) + toneLeadFrames(slot.tone));
  slot.parts.push({ zone, voice: createVoice(member, when, toneAheadFrames(slot.tone)), joinedTold });
}

function endZone(state: EngineState, zone: Zone): void {
  zone.state = "closing";
  for (const slot of state.slots.values()) leaveOneZone(slot, zone);
}

function skip(state: EngineState, zone: Zone, by: number): void {
  if (skipTracks(zone, by)) return;
  emitEnded(zone);
  rememberEnded(state, zone.id);
  endZone(state, zone);
}

const KEPT_ENDED_ZONES = 64;

/** The set keeps the order things were put in: the oldest goes first. */
export function rememberEnded(state: EngineState, zone: ZoneId): void {
  state.endedZones.add(zone);
  const [oldest] = state.endedZones;
  if (state.endedZones.size > KEPT_ENDED_ZONES && oldest !== undefined) state.endedZones.delete(oldest);
}

function withSlot(state: EngineState, output: OutputId, act: (slot: Slot) => void): string | null {
  const slot = state.slots.get(output);
  if (slot === undefined) return `output ${output} is not open`;
  act(slot);
  return null;
}

function withVoice(
  state: EngineState,
  output: OutputId,
  act: (voice: Voice, zone: Zone, slot: Slot) => void,
): string | null {
  const slot = state.slots.get(output);
  if (slot === undefined) return `output ${output} is not open`;
  const part = currentPart(slot);
  if (part !== undefined) act(part.voice, part.zone, slot);
  return null; // a speaker whose zone has just ended has nothing to change: its next zone says how it plays
}

function withZone(state: EngineState, id: ZoneId, act: (zone: Zone) => void): string | null {
  const zone = state.zones.get(id);
  if (zone !== undefined && zone.state === "open") act(zone);
  else if (zone === undefined && !state.endedZones.has(id)) return `zone ${id} is not open`;
  return null;
}
