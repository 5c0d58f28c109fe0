// The engine's core, the same under a real clock and a virtual one: requests in, one block at a time out to every
// output in lock step, events back. It keeps no time of its own: whoever drives it says which engine frame is now.
import type { ZoneId } from "@house-band/contract";
import { isToBegin, settleWaiting, waitsToBegin } from "./begin-together.ts";
import { createTapScratch, type TapScratch } from "./dsp/tap.ts";
import { emitStatus } from "./engine-status.ts";
import { type EngineState, handleRequest, rememberEnded } from "./handle-request.ts";
import type { OpenFeed } from "./input/feed.ts";
import { createOutputs, type Outputs } from "./outputs/open-output.ts";
import { FLUSH_EVERY_FRAMES, type RecordingSink } from "./outputs/recorder.ts";
import { interruptProbes, settleProbes } from "./probe-runs.ts";
import {
  BLOCK_FRAMES,
  DEFAULT_WRITE_AHEAD_MS,
  ENGINE_RATE_HZ,
  type EngineEvent,
  type EngineRequest,
  type InputId,
} from "./protocol.ts";
import {
  dropSilentParts,
  failSlot,
  isChiming,
  isKeptAwake,
  isStreaming,
  leaveOneZone,
  recutIfHopeless,
  renderSlot,
  retryWaiting,
  type Slot,
  settleSlot,
  takeChimeEnd,
  writeSlot,
} from "./slot.ts";
import { advanceZone, closeZone, delayZone, emitEnded, reportZone, type Zone } from "./zone.ts";

export type EngineOptions = {
  readonly openFeed: OpenFeed;
  /** Whether the sender behind an emulated input plays. Absent: there are none. */
  readonly setSending?: (input: InputId, sending: boolean) => void;
  readonly recordings: RecordingSink;
  readonly emit: (event: EngineEvent) => void;
  /** Another set of outputs than the software ones: devices, or for what devices may do to it. */
  readonly outputs?: Outputs;
  /** The worst stop for garbage since it was last asked. Absent: not watched. */
  readonly takeWorstGcPauseMs?: () => number;
};

export interface Engine {
  handle(request: EngineRequest): void;
  /** Brings all outputs up to `nowFrame` (a multiple of BLOCK_FRAMES, never falling) and as far ahead as they are written. */
  tick(nowFrame: number, latenessMs: number): void;
  /** Between ticks: looks at outputs that have just begun. Answers in how many frames to look again; null: there are none. */
  look(): number | null;
  /** False while nothing plays: there is no need to tick. */
  isBusy(): boolean;
  /** Brings recordings up to the last tick; otherwise they follow twice a second. */
  flush(): void;
  close(): void;
}

/** An engine without outputs and zones, at frame 0. */
export function createEngine(options: EngineOptions): Engine {
  const { openFeed, recordings, emit, outputs, takeWorstGcPauseMs, setSending = () => undefined } = options;
  const state: EngineState = {
    slots: new Map(),
    zones: new Map(),
    endedZones: new Set(),
    probeRuns: new Map(),
    outputs: outputs ?? createOutputs(recordings),
    openFeed,
    setSending,
    emit,
    nowFrame: 0,
    writeAheadFrames: (DEFAULT_WRITE_AHEAD_MS * ENGINE_RATE_HZ) / 1_000,
  };
  const loop = createLoop(state, takeWorstGcPauseMs ?? (() => null));
  return {
    handle: (request) => handleRequest(state, request),
    tick: (nowFrame, latenessMs) => loop.tick(nowFrame, latenessMs),
    look() {
      let next = Number.POSITIVE_INFINITY;
      for (const { output } of state.slots.values()) next = Math.min(next, output?.look?.() ?? next);
      return next === Number.POSITIVE_INFINITY ? null : next;
    },
    isBusy: () => state.zones.size > 0 || state.probeRuns.size > 0 || [...state.slots.values()].some(isStreaming),
    flush: () => state.outputs.idle(state.nowFrame),
    close() {
      for (const zone of state.zones.values()) closeZone(zone);
      for (const slot of state.slots.values()) slot.output?.close();
      state.outputs.idle(state.nowFrame + BLOCK_FRAMES);
    },
  };
}

function createLoop(state: EngineState, takeWorstGcPauseMs: () => number | null) {
  const scratch = createTapScratch(BLOCK_FRAMES);
  let headFrame = 0;
  let nextStatusFrame = 0;
  let nextFlushFrame = 0;
  let worstLatenessMs = 0;

  const produceBlock = (): void => {
    advanceZones(state, headFrame);
    settleProbes(state, headFrame);
    for (const slot of state.slots.values()) {
      settleSlot(slot, headFrame);
      if (isPlaying(slot)) playSlot(state, slot, headFrame, scratch);
    }
    headFrame += BLOCK_FRAMES;
    endZonesThatAreOver(state, headFrame);
  };

  /** Silence ahead of the first sound would only make it wait: it plays from the very next block on. */
  const letBegin = (nowFrame: number): void => {
    headFrame = Math.max(headFrame, nowFrame + beginsAfterFrames(state));
    advanceZones(state, headFrame);
    settleProbes(state, headFrame);
    if (nothingHasBegun(state)) endZonesThatAreOver(state, headFrame);
  };

  return {
    tick(nowFrame: number, latenessMs: number): void {
      state.nowFrame = nowFrame;
      worstLatenessMs = Math.max(worstLatenessMs, latenessMs);
      if (offerWaiting(state)) {
        if (nothingHasBegun(state)) letBegin(nowFrame);
        else headFrame = catchUp(state, headFrame, nowFrame);
        while (headFrame < nowFrame + state.writeAheadFrames + BLOCK_FRAMES && !nothingHasBegun(state)) produceBlock();
      }
      if (nowFrame >= nextFlushFrame) {
        nextFlushFrame = nowFrame + FLUSH_EVERY_FRAMES;
        state.outputs.idle(nowFrame);
      }
      if (nowFrame >= nextStatusFrame) {
        nextStatusFrame = nowFrame + ENGINE_RATE_HZ;
        emitStatus(state, worstLatenessMs, takeWorstGcPauseMs());
        worstLatenessMs = 0;
      }
    },
  };
}

/** A chime is heard at once, and probes at their time, whatever the zone waits for. */
const isPlaying = (slot: Slot): boolean =>
  isStreaming(slot) && (isKeptAwake(slot) || isChiming(slot) || slot.probing !== null || !waitsToBegin(slot));

/**
 * Two sinks of a sound server that get music so soon after they have started stay some milliseconds apart (measured:
 * 6 to 8, against 1 to 2): ALSA's outputs get silence first, as much as is written ahead.
 */
function beginsAfterFrames({ slots, writeAheadFrames }: EngineState): number {
  for (const { spec } of slots.values()) if (spec.kind === "alsa") return writeAheadFrames;
  return BLOCK_FRAMES;
}

/** Is no zone's time running, and nothing fading out? Then no output is given anything. */
function nothingHasBegun({ zones, slots }: EngineState): boolean {
  for (const zone of zones.values()) if (!isToBegin(zone)) return false;
  for (const slot of slots.values()) if (isPlaying(slot)) return false;
  return true;
}

/** Content for the block which outputs play from `headFrame` on; a zone that has some and waits for nobody begins there. */
function advanceZones({ zones, slots }: EngineState, headFrame: number): void {
  for (const zone of zones.values()) {
    settleWaiting(zone, slots.values(), headFrame);
    advanceZone(zone, headFrame);
  }
}

/**
 * Where the next block plays. Queues that have run dry make a hole in time: every zone moves behind it as a whole, so
 * that its speakers stay together. Probes keep their time, or are no measurement.
 */
function catchUp(state: EngineState, headFrame: number, nowFrame: number): number {
  if (headFrame >= nowFrame) return headFrame;
  const nextFrame = nowFrame + state.writeAheadFrames;
  for (const zone of state.zones.values()) delayZone(zone, nextFrame - headFrame);
  interruptProbes(state);
  return nextFrame;
}

/**
 * Slots that could not write try again. Answers false while every one that streams is stuck: then it is the machine
 * that hangs, not a speaker, and time stands still for all of them rather than being thrown away.
 */
function offerWaiting(state: EngineState): boolean {
  let streaming = 0;
  let stuck = 0;
  for (const slot of state.slots.values()) {
    if (!isStreaming(slot)) continue;
    const result = retryWaiting(slot, state.nowFrame);
    if (result === "gone") fail(state, slot);
    else streaming += 1;
    if (result === "stalled") stuck += 1;
  }
  const together = streaming > 0 && stuck === streaming;
  if (!together) for (const slot of state.slots.values()) recutIfHopeless(slot, state.nowFrame);
  return !together;
}

function playSlot(state: EngineState, slot: Slot, headFrame: number, scratch: TapScratch): void {
  const joined = renderSlot(slot, headFrame, scratch);
  if (writeSlot(slot, headFrame, state.nowFrame) === "gone") {
    fail(state, slot);
    return;
  }
  if (joined !== null) state.emit({ kind: "joined", zone: joined, output: slot.id });
  if (takeChimeEnd(slot)) state.emit({ kind: "chimed", output: slot.id });
  dropSilentParts(slot);
}

function fail(state: EngineState, slot: Slot): void {
  const reason = slot.output?.goneReason ?? "the output is closed";
  failSlot(slot);
  state.emit({ kind: "output-failed", output: slot.id, reason });
}

function endZonesThatAreOver(state: EngineState, headFrame: number): void {
  for (const zone of state.zones.values()) endZoneIfOver(state, zone, headFrame);
}

/** A zone goes when its last content has been heard, or when it was closed and its last voice has faded. */
function endZoneIfOver(state: EngineState, zone: Zone, headFrame: number): void {
  const isOver = reportZone(zone, state.nowFrame, headFrame);
  if (isOver && zone.state === "open") {
    emitEnded(zone);
    rememberEnded(state, zone.id);
    for (const slot of slotsOf(state, zone.id)) leaveOneZone(slot, zone);
    zone.state = "closing";
  }
  if (zone.state !== "closing" || slotsOf(state, zone.id).length > 0) return;
  closeZone(zone);
  state.zones.delete(zone.id);
}

const slotsOf = (state: EngineState, zone: ZoneId): Slot[] =>
  [...state.slots.values()].filter((slot) => slot.parts.some((part) => part.zone.id === zone));
