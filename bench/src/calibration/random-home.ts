// Random homes, and what a microphone in them records of a plan of probes: speakers of their own kinds, latencies and
// places, a room, a recorder that begins when it likes and whose clock is off. The same homes for the same seeds.
import { flightMs } from "@house-band/bridge-firmware/calibration/flight";
import { type ProbePlan, planProbes } from "@house-band/bridge-firmware/calibration/probe-plan";
import { newSpeakerId, type SpeakerId } from "@house-band/contract";
import { capture } from "@house-band/local/home/microphone";
import { hear, type Room } from "@house-band/local/home/room";
import { createRandom, type Random } from "@house-band/local/music/random";
import { throughSmallSpeaker } from "./small-speaker.ts";

export const RATE_HZ = 48_000;

export type RandomSpeaker = {
  readonly id: SpeakerId;
  readonly latencyMs: number;
  readonly distanceM: number;
  /** Against the others, where the microphone stands. */
  readonly levelDb: number;
  readonly seed: number;
  /** It comes so much later the second time; null: it plays nothing at all. */
  readonly jumpMs: number | null;
};

export type RandomHome = {
  readonly speakers: readonly RandomSpeaker[];
  readonly room: Room;
  readonly recorder: { readonly rateHz: number; readonly latencyMs: number; readonly clockPpm: number };
  /** The mean probe over the noise. */
  readonly snrDb: number;
  readonly seed: number;
};

export type HomeShape = {
  readonly speakers?: number;
  readonly snrDb?: number;
  readonly rt60S?: number;
  /** One of ten homes has a speaker that is silent, one of ten another whose latency jumps. */
  readonly troubled: boolean;
};

/** What is given of its shape, and chance for the rest. */
export function randomHome(seed: number, shape: HomeShape): RandomHome {
  const random = createRandom(seed);
  const count = shape.speakers ?? 2 + Math.floor(random.between(0, 7));
  const trouble = shape.troubled && random.chance(0.2) ? (random.chance(0.5) ? "silent" : "jumps") : null;
  const speakers = Array.from({ length: count }, (_, index) => ({
    id: newSpeakerId(),
    latencyMs: random.between(60, 700),
    distanceM: random.between(0.8, 6),
    levelDb: random.between(-3, 3),
    seed: seed * 64 + index,
    jumpMs: index > 0 || trouble === null ? 0 : trouble === "silent" ? null : random.between(1.2, 30),
  }));
  return {
    speakers,
    room: {
      rateHz: RATE_HZ,
      rt60S: shape.rt60S ?? random.between(0.2, 0.6),
      directToReverberantDb: random.between(-10, 0),
    },
    recorder: {
      rateHz: random.pick([44_100, 48_000]),
      latencyMs: random.between(0, 4_000),
      clockPpm: random.between(-100, 100),
    },
    snrDb: shape.snrDb ?? random.pick([10, 20]),
    seed,
  };
}

/** When a probe that is handed over now is heard at the microphone. */
export const heardAfterMs = ({ latencyMs, distanceM }: RandomSpeaker): number => latencyMs + flightMs(distanceM);

export const planOf = ({ speakers }: RandomHome): ProbePlan => planProbes(speakers.map(({ id }) => id));

export type Interference = { readonly samples: Float32Array; readonly overProbeDb: number };

/** What its microphone records while `plan` is played with this signal as the probe. */
export function recordPlan(home: RandomHome, plan: ProbePlan, signal: Float32Array, music?: Interference) {
  const { room, recorder, seed, snrDb } = home;
  const frames = Math.ceil(((plan.lengthMs + 500) * RATE_HZ) / 1_000);
  const cones = home.speakers.map((speaker) => ({
    samples: coneOf(speaker, plan, signal, frames),
    distanceM: speaker.distanceM,
  }));
  const heard = hear(cones, room, seed);
  const playing = home.speakers.filter(({ jumpMs }) => jumpMs !== null).length;
  const power = energyOf(heard) / (2 * playing * signal.length);
  if (music) addMusic(heard, power, music, home);
  // So loud that the loudest of it stays a little below full scale, as a recorder's gain control would have it.
  const gain = 0.4 / heard.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
  const noiseDb = 10 * Math.log10(power * gain * gain) - snrDb;
  return capture(heard, RATE_HZ, { ...recorder, gainDb: 20 * Math.log10(gain), noiseDb }, seed);
}

function coneOf(speaker: RandomSpeaker, plan: ProbePlan, signal: Float32Array, frames: number): Float32Array {
  const cone = new Float32Array(frames);
  if (speaker.jumpMs === null) return cone;
  const random = createRandom(speaker.seed);
  const gain = speaker.distanceM * 10 ** (speaker.levelDb / 20);
  const sound = throughSmallSpeaker(signal, RATE_HZ, random).map((sample) => gain * sample);
  const turns = plan.slots.filter((slot) => slot.speaker === speaker.id);
  for (const [index, { atMs }] of turns.entries()) {
    const lateMs = speaker.latencyMs + (index === 0 ? 0 : speaker.jumpMs);
    cone.set(sound, Math.round(((atMs + lateMs) * RATE_HZ) / 1_000));
  }
  return cone;
}

/** From one more speaker, some way off, anywhere in the piece. */
function addMusic(heard: Float32Array, power: number, { samples, overProbeDb }: Interference, home: RandomHome): void {
  const random: Random = createRandom(home.seed + 17);
  const from = Math.floor(random.between(0, samples.length));
  const played = heard.map((_, n) => samples[(from + n) % samples.length] ?? 0);
  const arrived = hear([{ samples: played, distanceM: random.between(1, 5) }], home.room, home.seed + 23);
  const gain = Math.sqrt((power * 10 ** (overProbeDb / 10) * arrived.length) / energyOf(arrived));
  for (const [n, sample] of arrived.entries()) heard[n] = (heard[n] ?? 0) + gain * sample;
}

const energyOf = (samples: Float32Array): number => samples.reduce((sum, sample) => sum + sample * sample, 0);
