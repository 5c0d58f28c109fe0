// A speaker's own tone within the block loop: when its limiter comes and goes. The limiter delays what it is given, so
// its voices read as much earlier from the very same frame on, and nobody hears the change: what came out before it
// and what comes out after it are one signal, in time with the other speakers throughout.
import type { Tone } from "@house-band/contract";
import { LOOK_AHEAD_FRAMES } from "./dsp/limiter.ts";
import type { TapScratch } from "./dsp/tap.ts";
import {
  awaitsLimiter,
  canStopLimiter,
  createNeutralChain,
  createToneChain,
  resetTone,
  setTone,
  startLimiter,
  stopLimiter,
  type ToneChain,
} from "./dsp/tone.ts";
import type { Part } from "./part.ts";
import { mixProbes, type ProbeTrack } from "./probe-track.ts";
import { ENGINE_RATE_HZ } from "./protocol.ts";
import { canReadAhead, isSteady, readAhead, renderFirst } from "./voice.ts";
import { contentFrameAt } from "./zone.ts";

/** How much earlier a slot with this tone must be given its content, now or soon. */
export const toneLeadFrames = (chain: ToneChain | null): number =>
  chain !== null && (chain.limiting || chain.wantsLimiter) ? LOOK_AHEAD_FRAMES : 0;

/** How much earlier its voices read now. */
export const toneAheadFrames = (chain: ToneChain | null): number => (chain?.limiting ? LOOK_AHEAD_FRAMES : 0);

/** The chain for another tone: at once while nothing sounds, in a glide otherwise. */
export function retone(chain: ToneChain | null, tone: Tone, sounds: boolean): ToneChain {
  if (!sounds) {
    if (chain === null) return createToneChain(tone, ENGINE_RATE_HZ);
    resetTone(chain, tone);
    return chain;
  }
  const changed = chain ?? createNeutralChain(ENGINE_RATE_HZ);
  setTone(changed, tone);
  return changed;
}

/** What a slot plays before its tone; `block` is where it is made. */
export type Untoned = {
  readonly parts: readonly Part[];
  readonly probing: ProbeTrack | null;
  readonly block: Float32Array;
};

/** Lets the limiter come or go before the block at `headFrame` where it is due and can be done unheard. */
export function switchLimiter(chain: ToneChain, slot: Untoned, headFrame: number, scratch: TapScratch): void {
  const { parts, block } = slot;
  if (awaitsLimiter(chain) && canAllReadAhead(parts, headFrame)) {
    mixFirst(slot, headFrame, scratch);
    startLimiter(chain, block);
    for (const { voice } of parts) readAhead(voice, LOOK_AHEAD_FRAMES);
  } else if (canStopLimiter(chain) && parts.every(({ voice }) => isSteady(voice))) {
    stopLimiter(chain);
    for (const { voice } of parts) readAhead(voice, 0);
  }
}

const canAllReadAhead = (parts: readonly Part[], headFrame: number): boolean =>
  parts.every(({ zone, voice }) => {
    const startFrame = contentFrameAt(zone, headFrame);
    return startFrame === null || canReadAhead(voice, zone.programme.history, startFrame, LOOK_AHEAD_FRAMES);
  });

function mixFirst({ parts, probing, block }: Untoned, headFrame: number, scratch: TapScratch): void {
  block.fill(0, 0, 2 * LOOK_AHEAD_FRAMES);
  for (const { zone, voice } of parts) {
    const startFrame = contentFrameAt(zone, headFrame);
    if (startFrame === null) continue;
    renderFirst(voice, zone.programme.history, startFrame, LOOK_AHEAD_FRAMES, block, scratch);
  }
  if (probing !== null) mixProbes(probing, block, LOOK_AHEAD_FRAMES, headFrame);
}
