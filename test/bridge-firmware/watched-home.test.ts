// A home that is watched: the real engine, speakers in a room with an RT60 of half a second, a microphone of which neither
// latency nor clock is known. What left the cones is read back from their recordings.
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { openWatchedHome, skewOf, type WatchedHome, type WatchedSpeaker } from "../../bench/src/watch/watched-home.ts";
import { CATALOGUE, renderPiece } from "../../local/src/music/catalogue.ts";

/** All of it is by a virtual clock: only how long it takes depends on the machine. */
const PATIENCE_MS = 600_000;

const SPEAKERS: readonly WatchedSpeaker[] = [
  { name: "Patio", latencyMs: 142, reportedDelayMs: 122, distanceM: 1.2 },
  { name: "Deck", latencyMs: 213, reportedDelayMs: 180, distanceM: 2.6 },
  { name: "Fire Pit", latencyMs: 158, reportedDelayMs: null, distanceM: 1.9 },
];
const ROOM = { rateHz: 48_000, rt60S: 0.5, directToReverberantDb: -3 };
const HOME = { room: ROOM, seed: 5, volumePercent: 60 };
const DECK = 1;

let music: { readonly left: Float32Array; readonly right: Float32Array };
beforeAll(() => {
  const [swing] = CATALOGUE;
  if (!swing) throw new Error("there is no music");
  music = renderPiece(swing);
}, PATIENCE_MS);

let home: WatchedHome;
const open = async (
  options: { speakers?: readonly WatchedSpeaker[]; watch?: "on" | "off"; clockPpm?: number } = {},
) => {
  const { speakers = SPEAKERS, watch = "on", clockPpm = 100 } = options;
  const microphone = { rateHz: 48_000, latencyMs: 37, clockPpm, gainDb: 18, noiseDb: -45 };
  home = await openWatchedHome({ ...HOME, speakers, music, microphone, watch });
  await home.calibrate();
  await home.play();
  await home.pass(8_000);
};
afterEach(() => home.close());

/** Of the second that has just left the slowest cone. */
const skewNowMs = async (): Promise<number> => skewOf(await home.offsetsMs(home.nowMs() - 1_400));
const deck = () => home.latencyOf(DECK);

describe("with a microphone", () => {
  it(
    "a speaker that comes back 50 ms off, one way or the other, and does not report it, is in time and verified again within 10 s",
    async () => {
      await open();
      expect(await skewNowMs()).toBeLessThanOrEqual(0.5);
      for (const latencyMs of [263, 213]) {
        home.reconnect(DECK, { latencyMs });
        const goneAtMs = home.nowMs();
        await home.pass(1_000);
        expect(deck()).toMatchObject({ method: "measured", unverifiedSinceMs: expect.any(Number) });
        await home.pass(1_000);
        expect(await skewNowMs()).toBeGreaterThan(40);

        await home.pass(goneAtMs + 10_000 - home.nowMs());
        expect(deck()).toMatchObject({ method: "measured", verifiedAtMs: expect.any(Number) });
        expect(deck()).not.toHaveProperty("unverifiedSinceMs");
        await home.pass(1_400); // until the second that begins now has left the cones
        expect(await skewNowMs()).toBeLessThanOrEqual(1);
      }
    },
    PATIENCE_MS,
  );

  it(
    "a speaker whose clock is 50 millionths slow stays within a millisecond",
    async () => {
      const driftPpm = 50;
      const drifting = SPEAKERS.map((speaker, index) => (index === DECK ? { ...speaker, driftPpm } : speaker));
      await open({ speakers: drifting, clockPpm: -100 });
      const deckOverPatioMs = (): number => (deck()?.ms ?? 0) - (home.latencyOf(0)?.ms ?? 0);
      const beforeMs = deckOverPatioMs();
      const skewsMs: number[] = [];
      for (let second = 0; second < 60; second += 3) {
        await home.pass(3_000);
        skewsMs.push(await skewNowMs());
      }
      expect(Math.max(...skewsMs)).toBeLessThanOrEqual(1);
      // a minute of 50 millionths is three milliseconds
      expect(Math.abs(deckOverPatioMs() - beforeMs - 3)).toBeLessThanOrEqual(1);
    },
    PATIENCE_MS,
  );
});

describe("without a microphone", () => {
  it(
    "a jump that the speaker reports is followed at once; nobody is ever called verified",
    async () => {
      home = await openWatchedHome({ ...HOME, speakers: SPEAKERS, music, microphone: null, watch: "on" });
      await home.play();
      await home.pass(4_000);
      const [, before = Number.NaN] = await home.offsetsMs(home.nowMs() - 1_400);
      home.reconnect(DECK, { latencyMs: 263, reportedDelayMs: 230 });
      await home.pass(3_000);
      const [, after = Number.NaN] = await home.offsetsMs(home.nowMs() - 1_400);
      expect(Math.abs(after - before)).toBeLessThanOrEqual(1);
      expect(deck()).toEqual({ ms: 230, method: "reported" });
    },
    PATIENCE_MS,
  );
});

describe("a microphone that is told not to watch", () => {
  it(
    "leaves a reported jump to be followed at once, and any jump to be unverified for as long as nobody measures",
    async () => {
      await open({ watch: "off" });
      expect(deck()).toMatchObject({ verifiedAtMs: expect.any(Number) });
      home.reconnect(DECK, { latencyMs: 263, reportedDelayMs: 230 });
      await home.pass(3_000);
      expect(await skewNowMs()).toBeLessThanOrEqual(1);
      const unverified = { method: "measured", unverifiedSinceMs: expect.any(Number) };
      expect(deck()).toMatchObject(unverified);

      home.reconnect(DECK, { latencyMs: 213 });
      await home.pass(12_000);
      expect(await skewNowMs()).toBeGreaterThan(40);
      expect(deck()).toMatchObject(unverified);
      expect(deck()).not.toHaveProperty("verifiedAtMs");
    },
    PATIENCE_MS,
  );
});
