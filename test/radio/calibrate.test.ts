// Calibrated once, end to end: speakers that take longer than they report, a phone in the room with them, and the bridge's own
// command. What a phone would record is made of what each speaker was sent; nothing else is told what they really take.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { flightMs } from "@house-band/bridge-firmware/calibration/flight";
import { hear as hearInRoom, type Room } from "@house-band/local/home/room";
import { createRandom } from "@house-band/local/music/random";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { wavBytes } from "../bridge-firmware/engine/fixtures.ts";
import { hear, type Stretch } from "./support/heard.ts";
import type { House } from "./support/house.ts";
import { OPENS_WITHIN_MS, openPairedHouse, type PairedHouse } from "./support/paired.ts";
import { bridgeOf, type Offsets, printOffsets, startOften } from "./support/starts.ts";
import { RATE_HZ } from "./support/stream.ts";

/** What each reports, what it takes beyond that, and how far it stands from the phone. */
const SPEAKERS = [
  { name: "Patio", delayMs: 100, hiddenMs: 61.3, distanceM: 1.4 },
  { name: "Deck", delayMs: 130, hiddenMs: 0, distanceM: 3.1 },
  { name: "Kitchen", delayMs: 175, hiddenMs: 23.7, distanceM: 2.2 },
  { name: "Porch", delayMs: 150, hiddenMs: 118.9, distanceM: 4.0 },
] as const;
const ROOM: Room = { rateHz: RATE_HZ, rt60S: 0.4, directToReverberantDb: 0 };
/** Of full scale: some 30 dB below the sweeps. */
const NOISE = 0.003;
/** Before anybody measured, they are out of step by what they don't report. */
const UNCALIBRATED_MS = 20;
/** @see docs/calibration.md: at the cones, p95 */
const IN_STEP_MS = 0.5;
const STARTS = 5;

let house: PairedHouse;

/** Until sound is where the phone lies, or at the cone. */
const soundingAt = (where: "phone" | "cone") =>
  SPEAKERS.map(({ name, delayMs, hiddenMs, distanceM }) => ({
    name,
    delayMs: delayMs + hiddenMs + (where === "phone" ? flightMs(distanceM) : 0),
  }));

/** The house as whoever sits where the phone lies hears it. */
const heardThere = (): House => ({ ...house, heard: () => hear(house.guest, soundingAt("phone")) });

/** What the phone has recorded, as a file that the guest sees. */
async function record(stretch: Stretch): Promise<string> {
  const heard = await hear(house.guest, soundingAt("cone"));
  const cones = SPEAKERS.map(({ name, distanceM }) => ({ samples: heard.sound(name, stretch), distanceM }));
  const random = createRandom(5);
  const recording = hearInRoom(cones, ROOM, 1).map((sample) => sample / 2 + random.between(-NOISE, NOISE));
  await writeFile(join(house.guest.folder, "phone.wav"), wavBytes([recording], { bits: 16 }));
  return "/radio/exchange/phone.wav";
}

/** Of any two in a start. */
function spreads(offsets: Offsets): readonly number[] {
  return Array.from({ length: STARTS }, (_, start) => {
    const all = [0, ...[...offsets.values()].map((values) => values[start] ?? Number.NaN)];
    return Math.max(...all) - Math.min(...all);
  });
}

describe("speakers that take longer than they report", () => {
  beforeAll(async () => {
    const speakers = SPEAKERS.map(({ name, delayMs }) => ({ name, delayMs }));
    house = await openPairedHouse({ suite: "bookworm", clock: "virtual", adapters: 2, speakers });
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());

  it("are out of step until somebody has listened to them, and in step in every start after that", async () => {
    const before = await startOften(heardThere(), bridgeOf(house), 1);
    const { value: played, startedMs, endedMs } = await house.bridge.command("calibrate", "--by-phone");
    expect(played).toMatchObject({ code: 0 });
    const path = await record({ fromMs: startedMs, untilMs: endedMs + 500 });
    const { value: calibrated } = await house.bridge.command("calibrate", "--from", path);
    process.stdout.write(calibrated.out);
    expect(calibrated).toMatchObject({ code: 0 });
    await house.listenAnew();
    const after = await startOften(heardThere(), bridgeOf(house), STARTS);

    printOffsets("before", before);
    printOffsets("calibrated", after);
    process.stdout.write(
      `any two, start by start: ${spreads(after)
        .map((ms) => ms.toFixed(3))
        .join(" ")} ms\n`,
    );
    expect(Math.max(...[...before.values()].flat().map(Math.abs))).toBeGreaterThan(UNCALIBRATED_MS);
    expect(Math.max(...spreads(after))).toBeLessThan(IN_STEP_MS);
  });
});
