// Calibrated speakers that are watched while they play, and what holds where nobody watches; the stories are played, by a
// virtual clock, in watched-homes.ts.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";

const PROGRAM = fileURLToPath(new URL("./watched-homes.ts", import.meta.url));
/** Only how long it takes depends on the machine. */
const PATIENCE_MS = 600_000;

const Latency = z.looseObject({ ms: z.number(), method: z.string() });
const Stories = z.object({
  comesBack: z.array(
    z.object({
      beforeMs: z.number(),
      atFirst: Latency,
      apartMs: z.number(),
      after10S: Latency,
      afterwardsMs: z.number(),
    }),
  ),
  drifts: z.object({ skewsMs: z.array(z.number()), followedMs: z.number() }),
  reportsWithoutMicrophone: z.object({ beforeMs: z.number(), afterMs: z.number(), latency: Latency }),
  isNotWatched: z.object({
    atFirst: Latency,
    reported: z.object({ skewMs: z.number(), latency: Latency }),
    unreported: z.object({ skewMs: z.number(), latency: Latency }),
  }),
});

let stories: z.infer<typeof Stories>;
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", PROGRAM]);
  stories = Stories.parse(JSON.parse(stdout));
}, PATIENCE_MS);

const UNVERIFIED = { method: "measured", unverifiedSinceMs: expect.any(Number) };

describe("with a microphone", () => {
  it("a speaker that comes back 50 ms off, one way or the other, and does not report it, is in time and verified again within 10 s", () => {
    expect(stories.comesBack).toHaveLength(2);
    for (const { beforeMs, atFirst, apartMs, after10S, afterwardsMs } of stories.comesBack) {
      expect(beforeMs).toBeLessThanOrEqual(1);
      expect(atFirst).toMatchObject(UNVERIFIED);
      expect(apartMs).toBeGreaterThan(40);
      expect(after10S).toMatchObject({ method: "measured", verifiedAtMs: expect.any(Number) });
      expect(after10S).not.toHaveProperty("unverifiedSinceMs");
      expect(afterwardsMs).toBeLessThanOrEqual(1);
    }
  });

  it("a speaker whose clock is 50 millionths slow stays within a millisecond", () => {
    const { skewsMs, followedMs } = stories.drifts;
    expect(skewsMs).toHaveLength(20);
    expect(Math.max(...skewsMs)).toBeLessThanOrEqual(1);
    // a minute of 50 millionths is three milliseconds
    expect(Math.abs(followedMs - 3)).toBeLessThanOrEqual(1);
  });
});

describe("without a microphone", () => {
  it("a jump that the speaker reports is followed at once; nobody is ever called verified", () => {
    const { beforeMs, afterMs, latency } = stories.reportsWithoutMicrophone;
    expect(Math.abs(afterMs - beforeMs)).toBeLessThanOrEqual(1);
    expect(latency).toEqual({ ms: 230, method: "reported" });
  });
});

describe("a microphone that is told not to watch", () => {
  it("leaves a reported jump to be followed at once, and any jump to be unverified for as long as nobody measures", () => {
    const { atFirst, reported, unreported } = stories.isNotWatched;
    expect(atFirst).toMatchObject({ verifiedAtMs: expect.any(Number) });
    expect(reported.skewMs).toBeLessThanOrEqual(1);
    expect(reported.latency).toMatchObject(UNVERIFIED);
    expect(unreported.skewMs).toBeGreaterThan(40);
    expect(unreported.latency).toMatchObject(UNVERIFIED);
    expect(unreported.latency).not.toHaveProperty("verifiedAtMs");
  });
});
