// One speaker's part in a zone: where it reads the content, how loud, and the glides between one way and the next.
// Whether its samples get anywhere is the output slot's business.
import type { Channel } from "@house-band/contract";
import {
  advanceRamp,
  CUT_MS,
  createGainRamp,
  currentGain,
  type GainRamp,
  isAtRest,
  isSilent,
  LOWER_MS,
  RAISE_MS,
  rampTo,
} from "./dsp/gain-ramp.ts";
import type { History } from "./dsp/history.ts";
import { mixInto } from "./dsp/mix.ts";
import { createTap, neededEndFrame, readTap, shiftTap, type Tap, type TapScratch } from "./dsp/tap.ts";
import { BLOCK_FRAMES, ENGINE_RATE_HZ, type ZoneMember } from "./protocol.ts";

/** From one reading position or channel to another: long enough for a small shift to pass unheard. */
const CROSSFADE_BLOCKS = 2;

export type Voice = {
  channel: Channel;
  latencyMs: number;
  /** Read this much earlier than the latency asks for: what comes after the voice delays by as much. */
  aheadFrames: number;
  volumePercent: number;
  muted: boolean;
  readonly ramp: GainRamp;
  tap: Tap;
  /** Where it reads from soon: waits for the content it needs and for a crossfade that is under way. */
  nextTap: Tap | null;
  /** What it is gliding away from, and how many blocks of the glide are done. */
  lastTap: Tap | null;
  crossfadedBlocks: number;
  /** Has content of its own to play, from its very first block on. */
  sounding: boolean;
  leaving: boolean;
};

/** A speaker that is there from the zone's first sample starts as loud as it shall be; one that joins rises to it. */
export function createVoice(member: ZoneMember, when: "at-start" | "joins", aheadFrames: number): Voice {
  const { channel, latencyMs, volumePercent, muted } = member;
  const voice: Voice = {
    channel,
    latencyMs,
    aheadFrames,
    volumePercent,
    muted,
    ramp: createGainRamp(when === "at-start" && !muted ? volumePercent : 0),
    tap: tapFor({ channel, latencyMs, aheadFrames }),
    nextTap: null,
    lastTap: null,
    crossfadedBlocks: 0,
    sounding: false,
    leaving: false,
  };
  if (when === "joins") rampTo(voice.ramp, muted ? 0 : volumePercent, RAISE_MS, ENGINE_RATE_HZ);
  return voice;
}

/** Whole frames of content that a speaker this slow needs before a perfectly fast one does. */
export const leadFramesOf = (latencyMs: number): number => Math.ceil(toFrames(latencyMs));

/** Sets off to another volume: up slowly, down quicker, a mute at once. A voice that leaves stays on its way. */
export function setVolume(voice: Voice, volumePercent: number, muted: boolean): void {
  if (voice.leaving) return;
  const target = muted ? 0 : volumePercent;
  const cut = muted !== voice.muted && muted;
  const rises = target > voice.ramp.positionPercent;
  voice.volumePercent = volumePercent;
  voice.muted = muted;
  rampTo(voice.ramp, target, cut ? CUT_MS : rises ? RAISE_MS : LOWER_MS, ENGINE_RATE_HZ);
}

/** Sets off to silence in so long. A voice that leaves is on its way there already. */
export function fadeOut(voice: Voice, overMs: number): void {
  if (!voice.leaving) rampTo(voice.ramp, 0, Math.max(overMs, LOWER_MS), ENGINE_RATE_HZ);
}

/** Crossfades to another channel role. */
export function setChannel(voice: Voice, channel: Channel): void {
  voice.channel = channel;
  retune(voice);
}

/** The content moves to where it belongs for the new latency. */
export function setLatency(voice: Voice, latencyMs: number): void {
  voice.latencyMs = latencyMs;
  retune(voice);
}

/** From the next frame on it reads `aheadFrames` earlier than its latency asks for; no glide. */
export function readAhead(voice: Voice, aheadFrames: number): void {
  const shiftFrames = aheadFrames - voice.aheadFrames;
  voice.aheadFrames = aheadFrames;
  voice.tap = shiftTap(voice.tap, shiftFrames);
  if (voice.nextTap !== null) voice.nextTap = shiftTap(voice.nextTap, shiftFrames);
}

/** Is neither its volume nor its place on the way to another? */
export const isSteady = (voice: Voice): boolean => voice.lastTap === null && isAtRest(voice.ramp);

/** Could it begin to read `aheadFrames` earlier with this block: is the content there, and no glide under way? */
export const canReadAhead = (voice: Voice, history: History, startFrame: number, aheadFrames: number): boolean =>
  !voice.sounding ||
  (voice.lastTap === null && neededEndFrame(voice.tap, startFrame + aheadFrames, BLOCK_FRAMES) <= history.endFrame);

/** Fades out; `hasLeft` is true once nothing of it can be heard. */
export function leave(voice: Voice): void {
  if (voice.leaving) return;
  voice.leaving = true;
  rampTo(voice.ramp, 0, CUT_MS, ENGINE_RATE_HZ);
}

/** Can nothing of it be heard any more? */
export const hasLeft = (voice: Voice): boolean => voice.leaving && (!voice.sounding || isSilent(voice.ramp));

/** Adds the voice's block of the content at `startFrame` to an interleaved stereo block. */
export function render(
  voice: Voice,
  history: History,
  startFrame: number,
  out: Float32Array,
  scratch: TapScratch,
): void {
  if (!canPlay(voice, history, startFrame)) return;
  voice.sounding = true;
  takeNextTap(voice, history, startFrame);
  if (voice.lastTap === null) renderPlain(voice, history, startFrame, BLOCK_FRAMES, out, scratch);
  else renderGlide(voice, voice.lastTap, history, startFrame, out, scratch);
}

/** The same for the first `frames` only of a voice that sounds already and `canReadAhead`: a delay begins with them. */
export function renderFirst(
  voice: Voice,
  history: History,
  startFrame: number,
  frames: number,
  out: Float32Array,
  scratch: TapScratch,
): void {
  if (voice.sounding) renderPlain(voice, history, startFrame, frames, out, scratch);
}

function renderPlain(
  voice: Voice,
  history: History,
  startFrame: number,
  frames: number,
  out: Float32Array,
  scratch: TapScratch,
): void {
  const fromGain = currentGain(voice.ramp);
  const toGain = advanceRamp(voice.ramp, frames);
  if (fromGain === 0 && toGain === 0) return;
  mixInto(out, readTap(history, voice.tap, startFrame, frames, scratch), frames, fromGain, toGain);
}

function renderGlide(
  voice: Voice,
  lastTap: Tap,
  history: History,
  startFrame: number,
  out: Float32Array,
  scratch: TapScratch,
): void {
  const fromGain = currentGain(voice.ramp);
  const toGain = advanceRamp(voice.ramp, BLOCK_FRAMES);
  const before = voice.crossfadedBlocks / CROSSFADE_BLOCKS;
  voice.crossfadedBlocks += 1;
  const after = voice.crossfadedBlocks / CROSSFADE_BLOCKS;
  const old = readTap(history, lastTap, startFrame, BLOCK_FRAMES, scratch);
  mixInto(out, old, BLOCK_FRAMES, fromGain * (1 - before), toGain * (1 - after));
  const next = readTap(history, voice.tap, startFrame, BLOCK_FRAMES, scratch);
  mixInto(out, next, BLOCK_FRAMES, fromGain * before, toGain * after);
  if (after >= 1) voice.lastTap = null;
}

const tapFor = ({ channel, latencyMs, aheadFrames }: Pick<Voice, "channel" | "latencyMs" | "aheadFrames">): Tap =>
  createTap(channel, toFrames(latencyMs) + aheadFrames);

const toFrames = (latencyMs: number): number => (latencyMs * ENGINE_RATE_HZ) / 1_000;

function retune(voice: Voice): void {
  const tap = tapFor(voice);
  if (voice.sounding) voice.nextTap = tap;
  else voice.tap = tap;
}

/** A speaker slower than its zone was built for waits until enough content has been made ahead. */
const canPlay = (voice: Voice, history: History, startFrame: number): boolean =>
  voice.sounding || neededEndFrame(voice.tap, startFrame, BLOCK_FRAMES) <= history.endFrame;

function takeNextTap(voice: Voice, history: History, startFrame: number): void {
  const { nextTap } = voice;
  if (nextTap === null || voice.lastTap !== null) return;
  if (neededEndFrame(nextTap, startFrame, BLOCK_FRAMES) > history.endFrame) return;
  voice.lastTap = voice.tap;
  voice.tap = nextTap;
  voice.nextTap = null;
  voice.crossfadedBlocks = 0;
}
