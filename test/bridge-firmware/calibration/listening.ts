// A garden for the tests of calibration: who stands where and how late they are, and what a microphone makes of their probes.

import { probeSamples } from "@house-band/bridge-firmware/calibration/probe";
import { type ProbePlan, planProbes } from "@house-band/bridge-firmware/calibration/probe-plan";
import { SpeakerId } from "@house-band/contract";
import { type Microphone, record } from "@house-band/local/home/microphone";
import type { Room } from "@house-band/local/home/room";

export const RATE_HZ = 48_000;

/** The nth speaker's id. */
export const speaker = (n: number): SpeakerId => SpeakerId.parse(`spk_${String(n).padStart(26, "0")}`);

export type Standing = {
  readonly latencyMs: number;
  readonly distanceM: number;
  /** Of its sound at 1 m; 0: it is silent. Default 1. */
  readonly gain?: number;
  /** By so much later it plays the second time. Default 0. */
  readonly jumpMs?: number;
};

export const ROOM: Room = { rateHz: RATE_HZ, rt60S: 0.4, directToReverberantDb: -3 };
export const MICROPHONE: Microphone = { rateHz: RATE_HZ, latencyMs: 730, clockPpm: 60, gainDb: -12, noiseDb: -50 };

/** Speakers 0, 1, … in a room, their plan, and the recording of it. */
export function listenTo(
  standing: readonly Standing[],
  microphone: Partial<Microphone> = {},
  room: Partial<Room> = {},
) {
  const plan = planProbes(standing.map((_, index) => speaker(index)));
  const cones = standing.map((each, index) => ({ samples: play(plan, index, each), distanceM: each.distanceM }));
  return { plan, heard: record(cones, { ...ROOM, ...room }, { ...MICROPHONE, ...microphone }, 5) };
}

function play(plan: ProbePlan, index: number, { latencyMs, gain = 1, jumpMs = 0 }: Standing): Float32Array {
  const cone = new Float32Array((plan.lengthMs * RATE_HZ) / 1_000);
  const sound = probeSamples(RATE_HZ).map((sample) => gain * sample);
  for (const [pass, { atMs }] of plan.slots.filter((slot) => slot.speaker === speaker(index)).entries()) {
    cone.set(sound, Math.round(((atMs + latencyMs + pass * jumpMs) * RATE_HZ) / 1_000));
  }
  return cone;
}
