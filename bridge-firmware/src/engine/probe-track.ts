// The probes that one output plays for a schedule, as a function of the engine's frame: nothing here depends on the blocks
// they are made in, nor on what the output needs from write to sound, which is what they are there to tell.
import { probeSamples } from "../calibration/probe.ts";
import { ENGINE_RATE_HZ } from "./protocol.ts";

const PROBE = probeSamples(ENGINE_RATE_HZ);
/** Music steps back this long before a probe, and comes back as long after it: no click. 20 ms. */
const EDGE_FRAMES = (20 * ENGINE_RATE_HZ) / 1_000;
/** What is left of the music: −12 dB. It leaves room for a probe at full volume, and the microphone hears the probe. */
const DUCKED = 0.25;

/** Of a probe and what it does to the music around it, after its first frame. */
export const PROBE_FRAMES = PROBE.length;
export const PROBE_TAIL_FRAMES = PROBE_FRAMES + EDGE_FRAMES;

/** `index`: its place in the request; `atFrame`: counted from the schedule's time 0. */
export type Probe = { readonly index: number; readonly atFrame: number; readonly gain: number };

/** The engine frame that is a schedule's time 0, the same for all its tracks; null while a speaker is opened or woken. */
export type ProbeTime = { originFrame: number | null };

export type ProbeTrack = {
  /** In the order of time, none into another. */
  readonly probes: readonly Probe[];
  readonly time: Readonly<ProbeTime>;
  /** How many of them are written, and over. */
  doneCount: number;
  /** It fades out with the next block, and is over. */
  isCalledOff: boolean;
};

/** A track of which nothing was written yet. */
export const createProbeTrack = (probes: readonly Probe[], time: Readonly<ProbeTime>): ProbeTrack => ({
  probes: probes.toSorted((one, other) => one.atFrame - other.atFrame),
  time,
  doneCount: 0,
  isCalledOff: false,
});

/** Do two of these, in the order of time, sound at once? */
export const overlap = ({ probes }: ProbeTrack): boolean =>
  probes.some((probe, n) => n > 0 && probe.atFrame < (probes[n - 1]?.atFrame ?? 0) + PROBE_FRAMES);

/**
 * Mixes what there is of it from engine frame `fromFrame` on into `frames` of an interleaved stereo block. `fadeStep`: what
 * it loses of itself in each frame, where it has been called off.
 */
export function mixProbes(
  { probes, doneCount, time }: ProbeTrack,
  out: Float32Array,
  frames: number,
  fromFrame: number,
  fadeStep = 0,
): void {
  if (time.originFrame === null) return;
  for (let k = doneCount; k < probes.length; k++) {
    const probe = probes[k];
    if (probe === undefined) return;
    const position = fromFrame - time.originFrame - probe.atFrame;
    if (position + frames <= -EDGE_FRAMES) return;
    mixProbe(probe.gain, position, out, frames, fadeStep);
  }
}

/** `position`: of the block's first frame, counted from the probe's first one. */
function mixProbe(gain: number, position: number, out: Float32Array, frames: number, fadeStep: number): void {
  const until = Math.min(frames, PROBE_TAIL_FRAMES - position);
  for (let n = Math.max(0, -EDGE_FRAMES - position); n < until; n++) {
    const at = position + n;
    const weight = 1 - fadeStep * (n + 1);
    const music = 1 - weight * (1 - DUCKED) * nearness(at);
    const sample = at < 0 ? 0 : weight * gain * (PROBE[at] ?? 0);
    out[2 * n] = music * (out[2 * n] ?? 0) + sample;
    out[2 * n + 1] = music * (out[2 * n + 1] ?? 0) + sample;
  }
}

/** 1 during the probe, 0 an edge away from it, half a cosine between. */
function nearness(at: number): number {
  const away = at < 0 ? -at : at < PROBE_FRAMES ? 0 : at - PROBE_FRAMES + 1;
  return away === 0 ? 1 : 0.5 + 0.5 * Math.cos((Math.PI * away) / EDGE_FRAMES);
}
