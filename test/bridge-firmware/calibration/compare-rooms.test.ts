// Two phones, each with a clock and a beginning of its own: side by side at first, then in two rooms that are so much apart.
import { compareRooms, type RoomsCompared } from "@house-band/bridge-firmware/calibration/compare-rooms";
import type { Recording } from "@house-band/bridge-firmware/calibration/measurement";
import { capture } from "@house-band/local/home/microphone";
import { hear, type Room } from "@house-band/local/home/room";
import { createRandom } from "@house-band/local/music/random";
import { describe, expect, it, jest } from "@jest/globals";

/** A minute of sound in rooms takes seconds of a core that is free. */
jest.setTimeout(180_000);

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

/** As most of the tests have them. */
const kitchen = record(KITCHEN);
const porch = record(PORCH);

function compared(one: Recording, other: Recording): RoomsCompared {
  const result = compareRooms(one, other);
  if (!result.ok) throw new Error(`not compared: ${JSON.stringify(result.error)}`);
  return result.value;
}

describe("two rooms that two phones have recorded", () => {
  it("are as far apart as they are, whenever the phones began and however fast their clocks run", () => {
    const { lateMs, clockPpm, uncertaintyMs } = compared(kitchen, porch);
    expect(Math.abs(lateMs - 12.5)).toBeLessThan(0.5);
    expect(Math.abs(clockPpm + 83)).toBeLessThan(10);
    expect(uncertaintyMs).toBeLessThan(1);
  });

  it("are as much apart the other way round, less than nothing", () => {
    expect(Math.abs(compared(porch, kitchen).lateMs + 12.5)).toBeLessThan(0.5);
  });

  it("are apart by sound's way, too: a phone that lies 3.43 m farther off is 10 ms later", () => {
    const far = record({ ...PORCH, lateMs: 20, distanceM: 4.93 });
    expect(Math.abs(compared(kitchen, far).lateMs - 10)).toBeLessThan(0.7);
  });

  it("are told apart in noise", () => {
    const noisy = record({ ...PORCH, noiseDb: -40 });
    expect(Math.abs(compared(record({ ...KITCHEN, noiseDb: -40 }), noisy).lateMs - 12.5)).toBeLessThan(0.7);
  });
});

describe("recordings that tell nothing", () => {
  it("are of different music", () => {
    const other = capture(
      programme(99),
      RATE_HZ,
      { rateHz: RATE_HZ, latencyMs: 0, clockPpm: 0, gainDb: 6, noiseDb: -55 },
      1,
    );
    expect(compareRooms(kitchen, other)).toEqual({ ok: false, error: { kind: "nothing-in-common" } });
  });

  it("ran together for too short a time", () => {
    const cut = { ...kitchen, samples: kitchen.samples.subarray(0, 40 * RATE_HZ) };
    const answer = compareRooms(cut, porch);
    expect(answer).toMatchObject({ ok: false, error: { kind: "too-short", neededMs: 60_000 } });
    expect(!answer.ok && answer.error.kind === "too-short" && Math.round(answer.error.togetherMs / 1_000)).toBe(40);
  });

  it("have nothing in common in the beginning: the phones were never side by side", () => {
    const apart = { isTogether: false };
    expect(compareRooms(record(KITCHEN, apart), record(PORCH, apart))).toEqual({
      ok: false,
      error: { kind: "not-side-by-side" },
    });
  });

  it("are of a phone that fell silent in its room", () => {
    const hushed = { ...porch, samples: porch.samples.slice() };
    hushed.samples.fill(0, 30 * RATE_HZ);
    expect(compareRooms(kitchen, hushed)).toEqual({ ok: false, error: { kind: "not-still" } });
  });

  it.each([44_100, 8_000])("are never taken at %d Hz", (rateHz) => {
    const short = { samples: new Float32Array(rateHz), rateHz };
    expect(() => compareRooms(short, short)).toThrow(RangeError);
  });
});
