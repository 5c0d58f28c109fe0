import { describe, expect, it } from "@jest/globals";
import { summary } from "../../../bridge-firmware/src/core/to-outcome.ts";

describe("the one word for all speakers", () => {
  it.each([
    [["OK", "OK"], "done", "OK"],
    [[], "done", "OK"],
    [["OK", "SPEAKER_BUSY"], "partial", "SPEAKER_BUSY"],
    [["OK", "NOTHING_PLAYING"], "done", "OK"],
    [["OK", "NOTHING_PLAYING", "SPEAKER_ASLEEP"], "partial", "SPEAKER_ASLEEP"],
    [["NOTHING_PLAYING", "NOTHING_PLAYING"], "failed", "NOTHING_PLAYING"],
    [["NOTHING_PLAYING", "SPEAKER_OFFLINE"], "failed", "SPEAKER_OFFLINE"],
    [["SUPERSEDED", "SUPERSEDED"], "superseded", "SUPERSEDED"],
    [["SUPERSEDED", "OK"], "partial", "SUPERSEDED"],
    [["TARGET_UNKNOWN"], "rejected", "TARGET_UNKNOWN"],
    [["TARGET_UNKNOWN", "SPEAKER_OFFLINE"], "failed", "TARGET_UNKNOWN"],
    [["INTERNAL"], "failed", "INTERNAL"],
  ] as const)("for %j is %s (%s)", (codes, state, code) => {
    expect(summary(codes)).toEqual({ state, code });
  });
});
