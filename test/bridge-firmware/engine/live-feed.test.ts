// What somebody plays to us, seen from the audio loop: ten milliseconds are asked for ten milliseconds at a time.
import { createLiveFeed } from "@house-band/bridge-firmware/engine/input/live-feed";
import type { LiveSource } from "@house-band/bridge-firmware/engine/input/live-source";
import { describe, expect, it } from "@jest/globals";
import { fitTone, thdPlusNoiseDb } from "./dsp/signals.ts";

const BLOCK = 480;
const QUEUE_MS = 100;

type Habits = {
  readonly ppm?: number;
  readonly sends?: (ms: number) => boolean;
  readonly lateMs?: (ms: number) => number;
  readonly isThere?: (ms: number) => boolean;
};

/** Sends a 1 kHz tone in pieces of a radio packet, `ppm` too fast, while `sends` says so; a packet may be late. */
function createSender(rateHz: number, habits: Habits = {}) {
  const { ppm = 0, sends = () => true, lateMs = () => 0, isThere = () => true } = habits;
  let nowMs = 0;
  let dueFrames = 0;
  let sentFrames = 0;
  const source: LiveSource = {
    rateHz: () => (isThere(nowMs) ? rateHz : null),
    take(out) {
      const frames = Math.min(640, out.length / 2);
      if (sentFrames + frames > dueFrames - (lateMs(nowMs) * rateHz) / 1_000) return 0;
      for (let n = 0; n < frames; n++) {
        const sample = 0.5 * Math.sin((2 * Math.PI * 1_000 * (sentFrames + n)) / rateHz);
        out[2 * n] = sample;
        out[2 * n + 1] = -sample;
      }
      sentFrames += frames;
      return frames;
    },
    close: () => undefined,
  };
  return {
    source,
    nowFrame: () => nowMs * 48,
    pass(ms: number): void {
      if (sends(nowMs)) dueFrames += (ms * rateHz * (1 + ppm * 1e-6)) / 1_000;
      nowMs += ms;
    },
  };
}

/** Reads as a zone does: whole blocks while there are, what is left before it runs dry. Silence is counted, not kept. */
function listen(sender: ReturnType<typeof createSender>, ms: number, queueMs = QUEUE_MS) {
  const feed = createLiveFeed(sender.source, queueMs, sender.nowFrame);
  const block = new Float32Array(2 * BLOCK);
  const left: number[] = [];
  const right: number[] = [];
  const queuedMs: number[] = [];
  let firstMs: number | null = null;
  for (let atMs = 0; atMs < ms; atMs += 10) {
    sender.pass(10);
    const frames = Math.min(BLOCK, feed.availableFrames());
    if (frames > 0) {
      firstMs ??= atMs;
      feed.read(block, frames);
      for (let n = 0; n < frames; n++) {
        left.push(block[2 * n] ?? 0);
        right.push(block[2 * n + 1] ?? 0);
      }
    }
    queuedMs.push(feed.status?.().queuedMs ?? 0);
  }
  return { feed, left, right, queuedMs, firstMs, status: feed.status?.() };
}

describe("a live feed", () => {
  it.each([
    [16_000, -80],
    [44_100, -80],
    [48_000, -80],
  ])(
    "brings %d Hz to the engine's rate, both sides apart, with less than %d dB of anything else",
    (rateHz, limitDb) => {
      const { left, right, status } = listen(createSender(rateHz), 5_000);

      const stretch = left.slice(192_000, 196_800);
      expect(fitTone(stretch, 1_000).hz).toBeCloseTo(1_000, 0);
      expect(thdPlusNoiseDb(stretch, 1_000)).toBeLessThan(limitDb);
      for (const at of [50_000, 100_000]) expect(right[at]).toBeCloseTo(-(left[at] ?? 9), 6);
      expect(status).toMatchObject({ dry: 0, cuts: 0 });
    },
  );

  it("begins once its queue is full, and keeps that much in hand", () => {
    const { firstMs, queuedMs } = listen(createSender(44_100), 10_000);

    expect(firstMs).toBeGreaterThanOrEqual(90);
    expect(firstMs).toBeLessThan(130);
    for (const ms of queuedMs.slice(50)) expect(Math.abs(ms - 95)).toBeLessThan(25);
  });

  it.each([200, -200])("follows a clock that is %d parts in a million off, neither dry nor cut", (ppm) => {
    const { status, queuedMs } = listen(createSender(16_000, { ppm }), 120_000);

    expect(status).toMatchObject({ dry: 0, cuts: 0 });
    for (const ms of queuedMs.slice(50)) expect(Math.abs(ms - 85)).toBeLessThan(45);
  });

  it("passes over a packet that comes 60 ms late", () => {
    const late = { lateMs: (ms: number) => (ms > 2_000 && ms < 2_060 ? 60 : 0) };

    expect(listen(createSender(48_000, late), 4_000).status).toMatchObject({ dry: 0, cuts: 0 });
  });

  it("runs dry once when the sender stops, leaves a rest to fade over, and begins again with a full queue", () => {
    const sends = (ms: number) => ms < 2_000 || ms >= 5_000;
    const sender = createSender(48_000, { sends });
    const feed = createLiveFeed(sender.source, QUEUE_MS, sender.nowFrame);
    const block = new Float32Array(2 * BLOCK);
    const given: number[] = [];
    for (let atMs = 0; atMs < 7_000; atMs += 10) {
      sender.pass(10);
      const frames = Math.min(BLOCK, feed.availableFrames());
      if (frames > 0) feed.read(block, frames);
      given.push(frames);
    }

    const lastOfFirst = given.findIndex((frames, at) => at > 100 && frames < BLOCK);
    expect(lastOfFirst * 10).toBeGreaterThan(2_000);
    expect(given[lastOfFirst]).toBeGreaterThanOrEqual(200);
    expect(given.slice(lastOfFirst + 1, 505).every((frames) => frames === 0)).toBe(true);
    const again = given.findIndex((frames, at) => at > 500 && frames > 0);
    expect(again * 10).toBeGreaterThan(5_060);
    expect(again * 10).toBeLessThan(5_140);
    expect(given.slice(again).every((frames) => frames === BLOCK)).toBe(true);
    expect(feed.status?.().dry).toBe(1);
  });

  it("cuts what has piled up while nobody read, so that it is live", () => {
    const sender = createSender(48_000);
    const feed = createLiveFeed(sender.source, QUEUE_MS, sender.nowFrame);
    const block = new Float32Array(2 * BLOCK);
    const readBlock = (): void => {
      sender.pass(10);
      const frames = Math.min(BLOCK, feed.availableFrames());
      if (frames > 0) feed.read(block, frames);
    };
    for (let n = 0; n < 100; n++) readBlock();
    // paused: it is looked at, and not read
    for (let n = 0; n < 30; n++) {
      sender.pass(10);
      feed.availableFrames();
    }
    for (let n = 0; n < 10; n++) readBlock();

    expect(feed.status?.().cuts).toBe(1);
    expect(feed.status?.().queuedMs).toBeLessThan(QUEUE_MS + 30);
  });

  const stops = (ms: number) => ms < 2_000 || ms >= 5_000;
  it.each<readonly [string, Habits]>([
    ["plays nothing more", { sends: stops }],
    ["leaves", { sends: stops, isThere: stops }],
  ])("keeps nothing of a sender that %s while nobody reads, and then gives only what is new", (_, habits) => {
    const sender = createSender(48_000, habits);
    const feed = createLiveFeed(sender.source, QUEUE_MS, sender.nowFrame);
    const block = new Float32Array(2 * BLOCK);
    const pass = (untilMs: number, fromMs: number, isRead: boolean): number | null => {
      let firstMs: number | null = null;
      for (let atMs = fromMs; atMs < untilMs; atMs += 10) {
        sender.pass(10);
        const frames = Math.min(BLOCK, feed.availableFrames());
        if (frames === 0 || !isRead) continue;
        firstMs ??= atMs;
        feed.read(block, frames);
      }
      return firstMs;
    };
    expect(pass(1_500, 0, true)).not.toBeNull();
    pass(3_000, 1_500, false); // paused
    expect(feed.status?.().queuedMs).toBe(0);
    expect(pass(5_000, 3_000, true)).toBeNull();

    const againMs = pass(6_000, 5_000, true);
    expect(againMs).toBeGreaterThanOrEqual(5_000 + QUEUE_MS - 10);
    expect(againMs).toBeLessThan(5_000 + QUEUE_MS + 40);
  });

  it("gives nothing of what came while nobody so much as looked", () => {
    const sender = createSender(48_000);
    const feed = createLiveFeed(sender.source, QUEUE_MS, sender.nowFrame);
    sender.pass(2_000);
    expect(feed.availableFrames()).toBe(0);
    expect(feed.status?.().queuedMs).toBe(0);
    for (let n = 0; n < 8; n++) {
      sender.pass(10);
      expect(feed.availableFrames()).toBe(0);
    }
    sender.pass(30);
    expect(feed.availableFrames()).toBeGreaterThan(BLOCK);
  });

  it("tells one track, once, and never an end", () => {
    const { feed } = listen(createSender(48_000), 1_000);

    expect(feed.takeMark()).toEqual({ kind: "track", atFrame: 0, index: 0, startMs: 0 });
    expect(feed.takeMark()).toBeNull();
  });
});
