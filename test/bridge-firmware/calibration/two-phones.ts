// Two phones, each with a clock and a beginning of its own: side by side at first, then in two rooms that are so much apart.
// Prints as JSON what comparing their recordings tells. A program of its own: within Jest it takes many times as long.
import { compareRooms } from "@house-band/bridge-firmware/calibration/compare-rooms";
import type { Recording } from "@house-band/bridge-firmware/calibration/measurement";
import { capture } from "@house-band/local/home/microphone";
import { hear, type Room } from "@house-band/local/home/room";
import { createRandom } from "@house-band/local/music/random";

const RATE_HZ = 48_000;
const ROOM: Room = { rateHz: RATE_HZ, rt60S: 0.4, directToReverberantDb: 0 };
/** Both record for so long: side by side until 22 s, carried until 28 s, then in their rooms. */
const LONG_S = 66;
const CARRIED_S = { from: 22, to: 28 } as const;

/** What no room and no clock changes: noise that swells and fades, as music does. */
function programme(seed: number): Float32Array {
  const random = createRandom(seed);
  let low = 0;
  return Float32Array.from({ length: LONG_S * RATE_HZ }, (_, n) => {
    low += 0.3 * (random.between(-1, 1) - low);
    return 0.3 * low * (0.6 + 0.4 * Math.sin((2 * Math.PI * 1.7 * n) / RATE_HZ));
  });
}
const MUSIC = programme(3);

const lateBy = (samples: Float32Array, ms: number): Float32Array => {
  const late = new Float32Array(samples.length);
  const frames = Math.round((ms * RATE_HZ) / 1_000);
  late.set(samples.subarray(0, samples.length - frames), frames);
  return late;
};

type Phone = {
  /** When it begins, how fast its clock runs, how far from the speaker of its room it lies. */
  readonly beginsMs: number;
  readonly clockPpm: number;
  readonly distanceM: number;
  /** Its room plays so much later. */
  readonly lateMs: number;
  readonly noiseDb?: number;
  readonly seed: number;
};

/** Sound in a room takes seconds to reckon: each of them once. */
const heardBefore = new Map<string, Float32Array>();
function inRoom(name: string, samples: () => Float32Array, distanceM: number, seed: number): Float32Array {
  const heard = heardBefore.get(name) ?? hear([{ samples: samples(), distanceM }], ROOM, seed);
  heardBefore.set(name, heard);
  return heard;
}

/** What was around until it was carried away, then its room; nothing to speak of in between. */
function record(phone: Phone, { isTogether = true } = {}): Recording {
  const { lateMs, distanceM, seed } = phone;
  const near = isTogether ? inRoom("near", () => MUSIC, 1, 77) : inRoom(`${seed}`, () => programme(seed), 1, 77);
  const room = inRoom(`${lateMs} ${distanceM} ${seed}`, () => lateBy(MUSIC, lateMs), distanceM, seed);
  const around = near.slice();
  around.fill(0, CARRIED_S.from * RATE_HZ, CARRIED_S.to * RATE_HZ);
  around.set(room.subarray(CARRIED_S.to * RATE_HZ, around.length), CARRIED_S.to * RATE_HZ);
  const recorder = { rateHz: RATE_HZ, latencyMs: phone.beginsMs, clockPpm: phone.clockPpm, gainDb: 6 };
  return capture(around, RATE_HZ, { ...recorder, noiseDb: phone.noiseDb ?? -55 }, seed);
}

const KITCHEN: Phone = { beginsMs: 300, clockPpm: 45, distanceM: 1.5, lateMs: 20, seed: 5 };
const PORCH: Phone = { beginsMs: 4_800, clockPpm: -38, distanceM: 1.5, lateMs: 32.5, seed: 9 };

/** As most comparisons have them. */
const kitchen = record(KITCHEN);
const porch = record(PORCH);

const NOISY = { noiseDb: -40 } as const;
const NEVER_TOGETHER = { isTogether: false } as const;
const elsewhere = { rateHz: RATE_HZ, latencyMs: 0, clockPpm: 0, gainDb: 6, noiseDb: -55 };
const hushed = { ...porch, samples: porch.samples.slice().fill(0, 30 * RATE_HZ) };

process.stdout.write(
  JSON.stringify({
    apart: compareRooms(kitchen, porch),
    theOtherWayRound: compareRooms(porch, kitchen),
    fartherOff: compareRooms(kitchen, record({ ...PORCH, lateMs: 20, distanceM: 4.93 })),
    inNoise: compareRooms(record({ ...KITCHEN, ...NOISY }), record({ ...PORCH, ...NOISY })),
    otherMusic: compareRooms(kitchen, capture(programme(99), RATE_HZ, elsewhere, 1)),
    tooShort: compareRooms({ ...kitchen, samples: kitchen.samples.subarray(0, 40 * RATE_HZ) }, porch),
    neverTogether: compareRooms(record(KITCHEN, NEVER_TOGETHER), record(PORCH, NEVER_TOGETHER)),
    hushed: compareRooms(kitchen, hushed),
  }),
);
