// What people do without a measurement like ours, in the same homes: nothing, believing what speakers report, or comparing
// clicks in one recording and setting each delay by hand.
import { planProbes } from "@house-band/bridge-firmware/calibration/probe-plan";
import { createTransform, sizeFor } from "@house-band/bridge-firmware/calibration/transform";
import { createRandom } from "@house-band/local/music/random";
import { heardAfterMs, RATE_HZ, type RandomHome, recordPlan } from "./random-home.ts";
import { pairSkewsMs } from "./score.ts";

/** A third of the speakers report no delay: then a typical one is assumed. */
const SILENT_SHARE = 1 / 3;
const TYPICAL_MS = 170;
/** The others leave out what their own signal processing takes. */
const UNREPORTED_MS = 80;
/** The delay fields of players take whole milliseconds. */
const HAND_STEP_MS = 1;
const CLICK_MS = 2;
const CLICK_HZ = 3_000;
const LONGEST_WAIT_MS = 1_050;

/** Pair skews where every speaker gets the same moment. */
export const withoutCompensation = ({ speakers }: RandomHome): readonly number[] =>
  pairSkewsMs(speakers.map(({ latencyMs }) => latencyMs));

/** Pair skews where each is played ahead by what it reports. */
export function byReportedDelay({ speakers, seed }: RandomHome): readonly number[] {
  const random = createRandom(seed + 5);
  return pairSkewsMs(
    speakers.map(({ latencyMs }) => {
      if (random.chance(SILENT_SHARE)) return latencyMs - TYPICAL_MS;
      return random.between(0, UNREPORTED_MS);
    }),
  );
}

/**
 * Pair skews where each speaker plays a click once, the loudest moment after it is taken for its arrival, by correlation with
 * the click (a patient hand does no better), and delays are set in whole milliseconds.
 */
export function byComparingClicks(home: RandomHome): readonly number[] {
  const plan = planProbes(home.speakers.map(({ id }) => id));
  const recording = recordPlan({ ...home, recorder: { ...home.recorder, rateHz: RATE_HZ } }, plan, click());
  const errorsMs = home.speakers.map((speaker) => {
    const turn = plan.slots.find((slot) => slot.speaker === speaker.id);
    const fromMs = home.recorder.latencyMs + (turn?.atMs ?? 0);
    const heardMs = loudestMs(recording.samples, (fromMs * RATE_HZ) / 1_000);
    return Math.round(heardMs / HAND_STEP_MS) * HAND_STEP_MS - heardAfterMs(speaker);
  });
  return pairSkewsMs(errorsMs);
}

const click = (): Float32Array =>
  Float32Array.from({ length: (CLICK_MS * RATE_HZ) / 1_000 }, (_, n) => {
    const second = n / RATE_HZ;
    return 0.5 * Math.sin(2 * Math.PI * CLICK_HZ * second) * Math.sin((Math.PI * second * 1_000) / CLICK_MS) ** 2;
  });

/** Where the click correlates most, after `fromFrame`. */
function loudestMs(samples: Float32Array, fromFrame: number): number {
  const from = Math.round(fromFrame);
  const frames = (LONGEST_WAIT_MS * RATE_HZ) / 1_000;
  const transform = createTransform(sizeFor(frames));
  const shape = transform.forward(click()).slice();
  const spectrum = transform.forward(samples.subarray(from, from + frames));
  for (let k = 0; k <= transform.size; k += 2) {
    const [re, im] = [spectrum[k] ?? 0, spectrum[k + 1] ?? 0];
    const [clickRe, clickIm] = [shape[k] ?? 0, shape[k + 1] ?? 0];
    spectrum[k] = re * clickRe + im * clickIm;
    spectrum[k + 1] = im * clickRe - re * clickIm;
  }
  const correlation = transform.inverse(spectrum.fill(0, transform.size + 2));
  let best = 0;
  let most = 0;
  for (let lag = 0; lag < frames; lag++) {
    const here = Math.hypot(correlation[2 * lag] ?? 0, correlation[2 * lag + 1] ?? 0);
    if (here > most) [best, most] = [lag, here];
  }
  return (best / RATE_HZ) * 1_000;
}
