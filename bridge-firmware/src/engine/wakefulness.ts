// Whether a speaker's amplifier is open, as far as its stream tells, and what is done so that it is: an inaudible tone
// before a first sound (the lead-in), and in the pauses of speakers that would fall asleep in them.
import { addWakingTone } from "./dsp/waking-tone.ts";
import { BLOCK_FRAMES, ENGINE_RATE_HZ, type OutputSpec } from "./protocol.ts";

export type Wakefulness = {
  readonly leadInFrames: number;
  readonly keepAwakeFrames: number;
  /** Null until its first block. */
  keptUntilFrame: number | null;
  /** It is written to, whether or not it plays for anybody. */
  kept: boolean;
  /** It hears the tone until the sound that it is woken for has come. */
  waking: boolean;
  /** The end of the last block that was not silent, the tone's included. */
  lastSignalFrame: number | null;
  /** Of the tone, at the end of the last block. */
  toneGain: number;
};

/** An amplifier that has just heard something is still open: owners speak of a few seconds. */
const STAYS_OPEN_FRAMES = 2 * ENGINE_RATE_HZ;

/** Null for an output that never sleeps. */
export function createWakefulness(spec: OutputSpec): Wakefulness | null {
  const wake = "wake" in spec ? spec.wake : undefined;
  if (wake === undefined) return null;
  const keepAwakeFrames = toFrames(wake.keepAwakeMs);
  return {
    leadInFrames: toFrames(wake.leadInMs),
    keepAwakeFrames,
    keptUntilFrame: null,
    kept: keepAwakeFrames > 0,
    waking: false,
    lastSignalFrame: null,
    toneGain: 0,
  };
}

/** Decides for the block at `headFrame` whether it is kept awake; a tone has one block more, in which it fades. */
export function settleWakefulness(wake: Wakefulness, headFrame: number): void {
  wake.keptUntilFrame ??= headFrame + wake.keepAwakeFrames;
  wake.kept = headFrame < wake.keptUntilFrame || wake.toneGain > 0;
}

/** How long it has to hear the tone before a sound at `headFrame`. `queueEndFrame`: where what was written to it ends. */
export function leadInOf(wake: Wakefulness | null, headFrame: number, queueEndFrame: number): number {
  if (wake === null) return 0;
  const isStreaming = queueEndFrame >= headFrame && wake.lastSignalFrame !== null;
  const isOpen = isStreaming && headFrame - (wake.lastSignalFrame ?? 0) <= STAYS_OPEN_FRAMES;
  return isOpen ? 0 : wake.leadInFrames;
}

/** Puts the tone where the block at `headFrame` is silent and shall not be; `peak` is the loudest sample of the music. */
export function fillSilence(wake: Wakefulness, block: Float32Array, headFrame: number, peak: number): void {
  const endFrame = headFrame + BLOCK_FRAMES;
  if (peak > 0) {
    wake.waking = false;
    wake.keptUntilFrame = endFrame + wake.keepAwakeFrames;
  }
  const isFilled = peak === 0 && (wake.waking || headFrame < (wake.keptUntilFrame ?? 0));
  const toneGain = isFilled ? 1 : 0;
  if (wake.toneGain > 0 || toneGain > 0) addWakingTone(block, BLOCK_FRAMES, headFrame, wake.toneGain, toneGain);
  if (peak > 0 || isFilled) wake.lastSignalFrame = endFrame;
  wake.toneGain = toneGain;
}

const toFrames = (ms: number): number => Math.round((ms * ENGINE_RATE_HZ) / 1_000);
