// One open output and what the engine knows of it: whose voices it plays, how far its queue reaches, how it copes with
// a device that takes nothing for a while. A device's silence is patience's business for a second; then its queue is
// cut and it joins anew, aligned. Its fault never reaches another slot.
import type { Tone, ZoneId } from "@house-band/contract";
import { chimeFrames, mixChime } from "./dsp/chime.ts";
import { createDuck, type Duck, isDucking } from "./dsp/duck.ts";
import { peakOf } from "./dsp/mix.ts";
import type { TapScratch } from "./dsp/tap.ts";
import { applyTone, isRinging, isSpent, noteLoudness, type ToneChain } from "./dsp/tone.ts";
import { toGain } from "./dsp/volume.ts";
import type { Output, WriteResult } from "./outputs/output.ts";
import type { Part } from "./part.ts";
import { mixProbes, type ProbeTrack } from "./probe-track.ts";
import { BLOCK_FRAMES, ENGINE_RATE_HZ, type OutputId, type OutputSpec, type OutputStatus } from "./protocol.ts";
import { renderParts } from "./render-parts.ts";
import { retone, switchLimiter, toneAheadFrames, toneLeadFrames } from "./slot-tone.ts";
import { hasLeft, leadFramesOf, leave } from "./voice.ts";
import { createWakefulness, fillSilence, leadInOf, settleWakefulness, type Wakefulness } from "./wakefulness.ts";
import { mixWatch, type WatchVoice } from "./watch-voice.ts";
import { isDozing, isStandingStill, makeRoom, type Zone } from "./zone.ts";

/** A stalled queue is not a dead speaker: it is given this long. */
const PATIENCE_BLOCKS = 100;

/** `fromFrame`: the engine frame before which the speaker is still being woken, null until that is known; `frame`: where it is. */
type Chime = { readonly gain: number; fromFrame: number | null; frame: number };

export type Slot = {
  readonly id: OutputId;
  readonly spec: OutputSpec;
  output: Output | null;
  /** Usually one; for a moment two, while one fades and the next begins. */
  parts: Part[];
  /** Engine frame at which its queue runs dry. */
  queueEndFrame: number;
  /** Blocks that could not be written yet, oldest first. */
  waiting: Float32Array[];
  stalls: number;
  /** How often patience was over. */
  recuts: number;
  peak: number;
  readonly block: Float32Array;
  /** Null: it plays as it was built, and nothing is done to its samples. */
  tone: ToneChain | null;
  /** Null: it never sleeps, and its silence is silence. */
  readonly wake: Wakefulness | null;
  /** How far its music has stepped back for an announcement. */
  readonly duck: Duck;
  /** Null: it plays none. */
  chime: Chime | null;
  /** Null: it plays none, nor is it kept streaming for any. */
  probing: ProbeTrack | null;
  /** Null: no microphone tells it from others while it plays. */
  watch: WatchVoice | null;
};

const silence = new Float32Array(2 * BLOCK_FRAMES);

/** A slot that plays for no zone yet. */
export function createSlot(id: OutputId, spec: OutputSpec, output: Output): Slot {
  const block = new Float32Array(2 * BLOCK_FRAMES);
  const counters = { stalls: 0, recuts: 0, peak: 0 };
  const wake = createWakefulness(spec);
  return {
    id,
    spec,
    output,
    parts: [],
    queueEndFrame: 0,
    waiting: [],
    ...counters,
    block,
    tone: null,
    wake,
    duck: createDuck(ENGINE_RATE_HZ),
    chime: null,
    probing: null,
    watch: null,
  };
}

/** Is something written to it, block by block? */
export const isStreaming = (slot: Slot): boolean =>
  slot.output !== null &&
  (slot.parts.length > 0 ||
    slot.probing !== null ||
    isKeptAwake(slot) ||
    isChiming(slot) ||
    (slot.tone !== null && isRinging(slot.tone)));

/** Is it written to, whether or not it plays for anybody? */
export const isKeptAwake = ({ wake }: Slot): boolean => wake?.kept === true;

/** Decides whether the slot is kept awake during the block at `headFrame`. */
export function settleSlot({ wake, parts, chime, probing }: Slot, headFrame: number): void {
  if (wake === null) return;
  settleWakefulness(wake, headFrame);
  const isForSound = chime !== null || probing !== null;
  if (wake.waking && !isForSound && parts.every(({ zone, voice }) => voice.leaving || isSilent(zone)))
    wake.waking = false;
}

/** Nothing of it is to be heard soon. */
const isSilent = (zone: Zone): boolean => isStandingStill(zone) || isDozing(zone);

/** A chime waits for an output that is still being opened: nobody would hear it. */
export const isChiming = ({ chime, output }: Slot): boolean => chime !== null && output?.isOpening?.() !== true;

/** Its chime begins with the next block, or anew. */
export function startChime(slot: Slot, volumePercent: number): void {
  if (slot.output !== null) slot.chime = { gain: toGain(volumePercent), fromFrame: null, frame: 0 };
}

/** Was the last of its chime in the block that was just written? Then it has none any more. */
export function takeChimeEnd(slot: Slot): boolean {
  if (slot.chime === null || slot.chime.frame < chimeFrames(ENGINE_RATE_HZ)) return false;
  slot.chime = null;
  return true;
}

/** The part that plays for the slot's present zone; parts that fade out, and announcements, don't count. */
export const currentPart = (slot: Slot): Part | undefined =>
  slot.parts.find((part) => !part.voice.leaving && !part.zone.isOver);

/** The voices of its music fade; their parts go once they are silent. */
export function leaveZone(slot: Slot): void {
  for (const part of slot.parts) if (!part.zone.isOver) leave(part.voice);
}

/** The same for what it plays of one zone, an announcement or not. */
export function leaveOneZone(slot: Slot, zone: Zone): void {
  for (const part of slot.parts) if (part.zone === zone) leave(part.voice);
}

/** It sounds like this from now on: at once where nothing plays, in a glide where something does. */
export function setSlotTone(slot: Slot, tone: Tone): void {
  slot.tone = retone(slot.tone, tone, isStreaming(slot));
  for (const { zone, voice } of slot.parts) makeRoom(zone, leadFramesOf(voice.latencyMs) + toneLeadFrames(slot.tone));
}

/** Mixes the block that begins at `headFrame` from the slot's parts; tells which zone's content began with it. */
export function renderSlot(slot: Slot, headFrame: number, scratch: TapScratch): ZoneId | null {
  // a limiter that comes mixes what is in its delay anew, and knows nothing of music that has stepped back
  if (slot.tone !== null && !isDucking(slot.duck)) switchLimiter(slot.tone, slot, headFrame, scratch);
  slot.block.fill(0);
  const joined = renderParts(slot, headFrame, scratch);
  if (slot.chime !== null && isChiming(slot)) playChime(slot, slot.chime, headFrame);
  if (slot.probing !== null) slot.probing = playProbes(slot, slot.probing, headFrame);
  if (slot.tone !== null) applyTone(slot.tone, slot.block, BLOCK_FRAMES);
  if (slot.watch !== null && !mixWatch(slot.watch, slot.block, headFrame)) slot.watch = null;
  const peak = peakOf(slot.block);
  slot.peak = Math.max(slot.peak, peak);
  if (slot.tone !== null) slot.tone = toneAfter(slot.tone, slot.parts.length > 0 || slot.probing !== null, peak);
  if (slot.wake !== null) fillSilence(slot.wake, slot.block, headFrame, peak);
  return joined;
}

/** A speaker that has slept is woken first: it would swallow the first tone. */
function playChime({ wake, block, queueEndFrame }: Slot, chime: Chime, headFrame: number): void {
  if (chime.fromFrame === null) {
    const leadInFrames = leadInOf(wake, headFrame, queueEndFrame);
    if (wake !== null && leadInFrames > 0) wake.waking = true;
    chime.fromFrame = headFrame + leadInFrames;
  }
  if (headFrame < chime.fromFrame) return;
  mixChime(block, BLOCK_FRAMES, chime.frame, chime.gain, ENGINE_RATE_HZ);
  chime.frame += BLOCK_FRAMES;
}

/** What comes after it delays what it is given: they are given as much earlier. Null once they are over. */
function playProbes({ tone, block }: Slot, probing: ProbeTrack, headFrame: number): ProbeTrack | null {
  const { isCalledOff } = probing;
  mixProbes(probing, block, BLOCK_FRAMES, headFrame + toneAheadFrames(tone), isCalledOff ? 1 / BLOCK_FRAMES : 0);
  return isCalledOff ? null : probing;
}

function toneAfter(tone: ToneChain, fed: boolean, peak: number): ToneChain | null {
  noteLoudness(tone, fed, peak);
  return isSpent(tone) ? null : tone;
}

/** Lets go of parts whose last sound is written. */
export function dropSilentParts(slot: Slot): void {
  if (slot.parts.some((part) => hasLeft(part.voice))) slot.parts = slot.parts.filter((part) => !hasLeft(part.voice));
}

/** Offers again what had to wait: `accepted` once nothing waits any more. */
export function retryWaiting(slot: Slot, nowFrame: number): WriteResult {
  const { output } = slot;
  if (output === null) return "gone";
  while (slot.waiting[0] !== undefined) {
    const atFrame = slot.queueEndFrame - slot.waiting.length * BLOCK_FRAMES;
    const result = output.write(slot.waiting[0], nowFrame, atFrame);
    if (result !== "accepted") return result;
    slot.waiting.shift();
  }
  return "accepted";
}

/**
 * Writes the rendered block so that it plays from `headFrame` on. A queue that had run dry, or was never begun, first
 * gets silence up to that moment: that is what makes a join aligned.
 */
export function writeSlot(slot: Slot, headFrame: number, nowFrame: number): WriteResult {
  for (let at = Math.max(slot.queueEndFrame, nowFrame); at < headFrame; at += BLOCK_FRAMES) {
    if (offer(slot, silence, at, nowFrame) === "gone") return "gone";
  }
  slot.queueEndFrame = headFrame + BLOCK_FRAMES;
  return offer(slot, slot.block, headFrame, nowFrame);
}

/** Patience is over: what waits and what is queued is thrown away, and the next block joins anew. */
export function recutIfHopeless(slot: Slot, nowFrame: number): void {
  if (slot.waiting.length < PATIENCE_BLOCKS) return;
  slot.recuts += 1;
  slot.waiting = [];
  slot.queueEndFrame = 0;
  slot.output?.drop(nowFrame);
}

/** The slot stays, so that requests which cross the news are understood; its output is gone. */
export function failSlot(slot: Slot): void {
  slot.output?.close();
  slot.output = null;
  slot.parts = [];
  slot.chime = null;
  slot.probing = null;
  slot.watch = null;
  slot.waiting = [];
  slot.queueEndFrame = 0;
}

/** What is reported once a second; the peak counts anew. */
export function takeStatus(slot: Slot, nowFrame: number): OutputStatus {
  const { output, stalls, recuts, peak } = slot;
  const reckonedFrames = Math.max(0, slot.queueEndFrame - nowFrame);
  const queuedFrames = (output?.queuedFrames?.() ?? reckonedFrames) + slot.waiting.length * BLOCK_FRAMES;
  const { underruns, slips } = output?.health ?? { underruns: 0, slips: 0 };
  const status = { queuedMs: (queuedFrames * 1_000) / ENGINE_RATE_HZ, stalls, recuts, underruns, slips, peak };
  slot.peak = 0;
  return status;
}

function offer(slot: Slot, block: Float32Array, atFrame: number, nowFrame: number): WriteResult {
  if (slot.output === null) return "gone";
  const result = slot.waiting.length > 0 ? "stalled" : slot.output.write(block, nowFrame, atFrame);
  if (result === "stalled") {
    slot.stalls += 1;
    slot.waiting.push(block.slice());
  }
  return result;
}
