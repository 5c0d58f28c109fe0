// The test tone in a home with a room and a microphone: how late it is said to be, against what the speakers keep to themselves.
import { flightMs } from "@house-band/bridge-firmware/calibration/flight";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openWatchedHome, type WatchedHome } from "../../bench/src/watch/watched-home.ts";

const PATIO = { name: "Patio", latencyMs: 142, reportedDelayMs: 122, distanceM: 1.2 };
const DECK = { name: "Deck", latencyMs: 213.4, reportedDelayMs: 180, distanceM: 2.6 };
const MICROPHONE = { rateHz: 48_000, latencyMs: 37, clockPpm: 100, gainDb: 18, noiseDb: -55 };
/** What begins out of silence is written one block ahead; the engine's clock is one block ahead of the bridge's in this home. */
const WRITTEN_AHEAD_MS = 10 + 10;
const silence = { left: new Float32Array(4_800), right: new Float32Array(4_800) };

describe("the measured test tone", () => {
  let home: WatchedHome;
  beforeAll(async () => {
    home = await openWatchedHome({
      ...{ speakers: [PATIO, DECK], music: silence, microphone: MICROPHONE, watch: "off", seed: 5, volumePercent: 60 },
      room: { rateHz: 48_000, rt60S: 0.4, directToReverberantDb: 0 },
    });
    await home.pass(1_000);
  }, 60_000);
  afterAll(() => home.close());

  it.each([
    ["Patio", 0, PATIO],
    ["Deck", 1, DECK],
  ])(
    "of %s is late by what it hides, sound's way and the microphone's own, to a millisecond",
    async (_, index, one) => {
      const answer = await home.hearTone([index]);
      const trueMs = one.latencyMs + flightMs(one.distanceM) + MICROPHONE.latencyMs + WRITTEN_AHEAD_MS;
      expect(answer.kind).toBe("heard");
      if (answer.kind !== "heard") return;
      expect(Math.abs(answer.afterWriteMs - trueMs)).toBeLessThan(1);
      expect(answer.afterCommandMs).toBeGreaterThanOrEqual(answer.afterWriteMs);
      expect(home.isPlaying()).toBe(false);
    },
    60_000,
  );

  it("of several is that of the first that is heard: they wait for the slowest, as far as they say how slow they are", async () => {
    const answer = await home.hearTone([0, 1]);
    const waitsMs = DECK.reportedDelayMs - PATIO.reportedDelayMs;
    const trueMs = waitsMs + PATIO.latencyMs + flightMs(PATIO.distanceM) + MICROPHONE.latencyMs + WRITTEN_AHEAD_MS;
    expect(answer.kind === "heard" && Math.abs(answer.afterWriteMs - trueMs)).toBeLessThan(1);
  }, 60_000);
});
