// Up to five bands one after the other, and the way from one setting to the next: the old filters and the new ones run
// side by side while one fades into the other. No bands is no filter: samples pass bit for bit.
import { areSameBands, type Band, MAX_BANDS } from "@house-band/contract";
import { COEFFICIENTS, runBiquads, STATES, writeCoefficients } from "./biquad.ts";
import { checkRoom, workspace } from "./kernels.ts";

/** 30 ms at 48 kHz: no click, and a hand on a slider feels no delay. */
export const FADE_FRAMES = 1_440;

const NO_BANDS: readonly Band[] = [];

type Cascade = { bands: readonly Band[]; readonly coefficients: Float64Array; readonly states: Float64Array };

export type Equaliser = {
  readonly rateHz: number;
  present: Cascade;
  /** What is being left while `fadedFrames` is less than the whole fade. */
  past: Cascade;
  fadedFrames: number;
  /** Begun with the next block, or after the fade that is under way. */
  wanted: readonly Band[];
};

/** An equaliser without bands. */
export const createEqualiser = (rateHz: number): Equaliser => ({
  rateHz,
  present: createCascade(),
  past: createCascade(),
  fadedFrames: FADE_FRAMES,
  wanted: NO_BANDS,
});

/** Sets off to these bands; a later call replaces one that still waits. Bands of no gain are none. */
export function setBands(equaliser: Equaliser, bands: readonly Band[]): void {
  const audible = bands.filter(({ gainDb }) => gainDb !== 0);
  if (!areSameBands(audible, equaliser.wanted)) equaliser.wanted = audible;
}

/** Has these bands at once, and remembers nothing of what it filtered before: for when nothing sounds. */
export function resetEqualiser(equaliser: Equaliser, bands: readonly Band[]): void {
  setBands(equaliser, bands);
  beginFade(equaliser);
  equaliser.fadedFrames = FADE_FRAMES;
  equaliser.present.states.fill(0);
}

/** Is it without bands, and shall it be? */
export const isFlat = (equaliser: Equaliser): boolean =>
  equaliser.wanted.length === 0 && equaliser.present.bands.length === 0 && !isFading(equaliser);

/** Filters `frames` (at most MAX_FRAMES) of an interleaved stereo block in place. */
export function equalise(equaliser: Equaliser, block: Float64Array, frames: number): void {
  checkRoom(frames);
  if (!isFading(equaliser) && equaliser.wanted !== equaliser.present.bands) beginFade(equaliser);
  if (!isFading(equaliser)) {
    runCascade(equaliser.present, block, frames);
    return;
  }
  const { pastBlock } = workspace;
  for (let n = 0; n < 2 * frames; n++) pastBlock[n] = block[n] ?? 0;
  runCascade(equaliser.past, pastBlock, frames);
  runCascade(equaliser.present, block, frames);
  for (let n = 0; n < frames; n++) {
    const share = Math.min(1, (equaliser.fadedFrames + n + 1) / FADE_FRAMES);
    for (let at = 2 * n; at < 2 * n + 2; at++) {
      const before = pastBlock[at] ?? 0;
      block[at] = before + share * ((block[at] ?? 0) - before);
    }
  }
  equaliser.fadedFrames = Math.min(FADE_FRAMES, equaliser.fadedFrames + frames);
}

const isFading = (equaliser: Equaliser): boolean => equaliser.fadedFrames < FADE_FRAMES;

function beginFade(equaliser: Equaliser): void {
  const { past: next, present, wanted, rateHz } = equaliser;
  equaliser.past = present;
  equaliser.present = next;
  equaliser.fadedFrames = 0;
  next.bands = wanted;
  next.states.fill(0);
  for (const [index, band] of wanted.entries()) {
    writeCoefficients(band, rateHz, next.coefficients, index * COEFFICIENTS);
    if (!isSameButForGain(band, present.bands[index])) continue;
    for (let at = index * STATES; at < (index + 1) * STATES; at++) next.states[at] = present.states[at] ?? 0;
  }
}

/** Then it goes on from where the old one is: a filter that begins from nothing takes a while to come up. */
const isSameButForGain = (band: Band, before: Band | undefined): boolean =>
  band.kind === before?.kind && band.frequencyHz === before.frequencyHz && band.q === before.q;

const createCascade = (): Cascade => ({
  bands: NO_BANDS,
  coefficients: new Float64Array(MAX_BANDS * COEFFICIENTS),
  states: new Float64Array(MAX_BANDS * STATES),
});

function runCascade({ bands, coefficients, states }: Cascade, block: Float64Array, frames: number): void {
  if (bands.length > 0) runBiquads(coefficients, states, bands.length, block, frames);
}
