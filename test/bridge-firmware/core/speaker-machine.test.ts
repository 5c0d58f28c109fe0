import { describe, expect, it } from "@jest/globals";
import { bestKnownLatency } from "../../../bridge-firmware/src/core/alignment.ts";
import { fullJitterMs, stepDelayMs } from "../../../bridge-firmware/src/core/backoff.ts";
import {
  type Link,
  type LinkInput,
  linkReason,
  NEVER_TRIED,
  nextLink,
  type Transport,
} from "../../../bridge-firmware/src/core/speaker-machine.ts";

const transport: Transport = { codec: "SBC", reportedDelayMs: 150, output: {} };
const connected: Link = { kind: "connected", transport, sinceMs: -60_000, failures: 0 };
const upSince = (sinceMs: number, failures: number): Link => ({ kind: "connected", transport, sinceMs, failures });
const connecting = (failures: number): Link => ({ kind: "connecting", failures, reason: null });
const waiting: Link = { kind: "waiting-to-retry", failures: 2, reason: "SPEAKER_OFFLINE", untilMs: 5_000 };
const refused: Link = { kind: "refused", reason: "SPEAKER_REFUSED" };
const released = (hold: "held" | "letting-go" | "free"): Link => ({ kind: "released", sinceMs: 1_000, hold });
const failed = (code: "SPEAKER_OFFLINE" | "SPEAKER_BUSY" | "SPEAKER_REFUSED" | "ADAPTER_DOWN"): LinkInput => ({
  kind: "connect-failed",
  fault: { code, retryable: code !== "SPEAKER_REFUSED" },
});

describe("a speaker's link", () => {
  const table: readonly (readonly [string, Link, LinkInput, Link])[] = [
    ["is connecting once it was begun", NEVER_TRIED, { kind: "connect-started" }, connecting(0)],
    [
      "is up whenever a transport appears, asked for or not",
      waiting,
      { kind: "came-up", transport },
      upSince(1_000, 2),
    ],
    [
      "waits a second after the first failure",
      connecting(0),
      failed("SPEAKER_OFFLINE"),
      { kind: "waiting-to-retry", failures: 1, reason: "SPEAKER_OFFLINE", untilMs: 2_000 },
    ],
    [
      "waits a minute after the third refusal by a phone's owner",
      connecting(2),
      failed("SPEAKER_BUSY"),
      { kind: "waiting-to-retry", failures: 3, reason: "SPEAKER_BUSY", untilMs: 61_000 },
    ],
    [
      "waits half a minute at most for an adapter",
      connecting(40),
      failed("ADAPTER_DOWN"),
      { kind: "waiting-to-retry", failures: 41, reason: "ADAPTER_DOWN", untilMs: 31_000 },
    ],
    ["stops for good at a refusal", connecting(0), failed("SPEAKER_REFUSED"), refused],
    [
      "is tried again when somebody asks, after a refusal",
      refused,
      { kind: "asked" },
      { kind: "due", failures: 0, reason: "SPEAKER_REFUSED" },
    ],
    [
      "is tried at once when somebody asks",
      waiting,
      { kind: "asked" },
      { kind: "due", failures: 2, reason: "SPEAKER_OFFLINE" },
    ],
    ["is let go when somebody has another use for it", connected, { kind: "released" }, released("held")],
    ["that is being made is given up for a release", connecting(1), { kind: "released" }, released("held")],
    ["that nobody has is free at once", waiting, { kind: "released" }, released("free")],
    ["is let go once", released("held"), { kind: "disconnect-started" }, released("letting-go")],
    ["is free once it is gone", released("letting-go"), { kind: "lost" }, released("free")],
    [
      "is free when the call that made it was given up",
      released("letting-go"),
      failed("SPEAKER_OFFLINE"),
      released("free"),
    ],
    [
      "that could not be let go waits for another try",
      released("letting-go"),
      { kind: "disconnect-failed" },
      { kind: "released", sinceMs: 1_000, hold: "stuck", untilMs: 6_000 },
    ],
    [
      "is to be let go again when that time has come",
      { kind: "released", sinceMs: -9_000, hold: "stuck", untilMs: 1_000 },
      { kind: "tick" },
      { kind: "released", sinceMs: -9_000, hold: "held" },
    ],
    ["is not made while it is released", released("free"), { kind: "tick" }, released("free")],
    ["is made again when somebody asks", released("free"), { kind: "asked" }, NEVER_TRIED],
    [
      "is let go again when the speaker calls back at once",
      { kind: "released", sinceMs: -28_000, hold: "free" },
      { kind: "came-up", transport },
      { kind: "released", sinceMs: -28_000, hold: "held" },
    ],
    [
      "is welcome when the speaker calls half a minute later: somebody switched it on",
      { kind: "released", sinceMs: -29_000, hold: "free" },
      { kind: "came-up", transport },
      upSince(1_000, 0),
    ],
    ["that is being made is not made twice", connecting(1), { kind: "asked" }, connecting(1)],
    [
      "gets a second's grace after it was lost",
      connected,
      { kind: "lost" },
      { kind: "waiting-to-retry", failures: 0, reason: "SPEAKER_OFFLINE", untilMs: 2_000 },
    ],
    [
      "that breaks again and again is tried less and less often",
      upSince(900, 3),
      { kind: "lost" },
      { kind: "waiting-to-retry", failures: 4, reason: "SPEAKER_OFFLINE", untilMs: 16_000 },
    ],
    ["told of twice is one link", upSince(900, 3), { kind: "came-up", transport }, upSince(900, 3)],
    ["that is being made can't be lost", connecting(0), { kind: "lost" }, connecting(0)],
    ["that is up does not care for a late failure", connected, failed("SPEAKER_OFFLINE"), connected],
    [
      "takes a new delay while it is up",
      connected,
      { kind: "delay-changed", reportedDelayMs: 90 },
      { ...upSince(-60_000, 0), transport: { ...transport, reportedDelayMs: 90 } } as Link,
    ],
    ["is not due before its time", waiting, { kind: "tick" }, waiting],
  ];
  it.each(table)("%s", (_, link, input, expected) => {
    expect(nextLink(link, input, 1_000)).toEqual(expected);
  });

  it("is due when its time has come", () => {
    expect(nextLink(waiting, { kind: "tick" }, 5_000)).toEqual({ kind: "due", failures: 2, reason: "SPEAKER_OFFLINE" });
  });

  it("has a reason unless it is up or was never tried", () => {
    expect([NEVER_TRIED, connected, waiting, refused].map(linkReason)).toEqual([
      null,
      null,
      "SPEAKER_OFFLINE",
      "SPEAKER_REFUSED",
    ]);
  });
});

describe("back-off", () => {
  it.each([
    [1, 0, 0],
    [1, 0.999, 999],
    [2, 0.5, 1_000],
    [9, 0.5, 128_000],
    [10, 0.5, 150_000],
    [500, 0.5, 150_000],
  ])("after failure %i, with chance %f, is %i ms: full jitter up to the cap", (failures, random, expectedMs) => {
    expect(fullJitterMs({ firstMs: 1_000, capMs: 300_000 }, failures, random)).toBe(expectedMs);
  });

  it("by steps stays at the last one", () => {
    expect([0, 1, 2, 3, 99].map((failures) => stepDelayMs([10, 20, 30], failures))).toEqual([10, 10, 20, 30, 30]);
  });
});

describe("the best known latency", () => {
  it.each([
    ["is what the speaker reports", "SBC", 142.3, 142.3],
    ["is typical of the codec where it reports none", "aac", null, 200],
    ["is a fair guess for a codec nobody knows", "opus-next", null, 170],
    ["is never more than the engine can make up for", "SBC", 9_999, 2_000],
  ])("%s", (_, codec, reportedDelayMs, expectedMs) => {
    expect(bestKnownLatency({ codec, reportedDelayMs }, []).latencyMs).toBe(expectedMs);
  });
});
