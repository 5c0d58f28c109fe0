import { BridgeState, type LatencyReport, MAX_SHADOW_BYTES, SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { EMPTY_MODEL } from "../../../bridge-firmware/src/core/model.ts";
import { reduce } from "../../../bridge-firmware/src/core/reduce.ts";
import {
  toReported,
  trimToFit,
  withoutWavering,
  withRemovalsNulled,
} from "../../../bridge-firmware/src/core/to-reported.ts";
import { homeConfig } from "../fakes/home.ts";

const sizeOf = (state: BridgeState) => new TextEncoder().encode(JSON.stringify(state)).byteLength;
const id = (prefix: string, number: number) => `${prefix}_01J${String(number).padStart(23, "0")}`;

/** As many speakers and zones as a home may have, each with the longest words. */
function hugeState(): BridgeState {
  const numbers = Array.from({ length: 32 }, (_, number) => number);
  const speakers = numbers.map((number) => [
    id("spk", number),
    {
      link: "connected",
      reason: "SPEAKER_REFUSED",
      volumePercent: 100,
      muted: false,
      batteryPercent: 100,
      codec: "LDAC-990-HIGH-RT",
      reportedDelayMs: 123.456,
      latency: { ms: 123.46, method: "measured", unverifiedSinceMs: 1_790_000_000_000 },
    },
  ]);
  const zones = numbers.map((number) => [
    id("zone", number),
    { state: "playing", title: "🎷".repeat(100), artist: "ü".repeat(200), members: { [id("spk", number)]: "stereo" } },
  ]);
  return BridgeState.parse({
    configRevision: 99_999,
    speakers: Object.fromEntries(speakers),
    zones: Object.fromEntries(zones),
  });
}

describe("the reported state", () => {
  it("says of a speaker nobody has reached yet that it is being connected, with no reason", () => {
    const model = reduce(EMPTY_MODEL, { kind: "config", config: homeConfig() }, 0);
    expect(toReported(model)).toEqual({
      configRevision: 1,
      speakers: {
        ...Object.fromEntries(
          Object.keys(homeConfig().speakers).map((key) => [
            key,
            { link: "connecting", reason: "OK", volumePercent: 50, muted: false },
          ]),
        ),
      },
      zones: {},
    });
  });

  it("fits a shadow at its largest, and is still a state", () => {
    const huge = hugeState();
    expect(sizeOf(huge)).toBeGreaterThan(MAX_SHADOW_BYTES);
    const fitting = trimToFit(huge, MAX_SHADOW_BYTES - 512, sizeOf);

    expect(sizeOf(fitting)).toBeLessThanOrEqual(MAX_SHADOW_BYTES - 512);
    expect(BridgeState.safeParse(fitting).success).toBe(true);
    expect(Object.keys(fitting.speakers)).toHaveLength(32);
    expect(Object.keys(fitting.zones)).toHaveLength(32);
  });

  it("loses nothing while it is small", () => {
    const state = toReported(reduce(EMPTY_MODEL, { kind: "config", config: homeConfig() }, 0));
    expect(trimToFit(state, MAX_SHADOW_BYTES, sizeOf)).toBe(state);
  });
});

describe("a delay that wavers", () => {
  const [PATIO = ""] = Object.keys(homeConfig().speakers);
  const state = (reportedDelayMs: number, latency: Partial<LatencyReport> & { readonly ms: number }): BridgeState => ({
    configRevision: 1,
    speakers: {
      [SpeakerId.parse(PATIO)]: {
        link: "connected",
        reason: "OK",
        volumePercent: 50,
        muted: false,
        reportedDelayMs,
        latency: { method: "reported", ...latency },
      },
    },
    zones: {},
  });
  const told = state(150, { ms: 150 });
  const measured = state(150, { ms: 187, method: "measured", verifiedAtMs: 5 });

  it.each([
    ["by a few milliseconds", told, state(153.2, { ms: 153.2 })],
    ["and is followed by what was measured", measured, state(146, { ms: 183, method: "measured", verifiedAtMs: 5 })],
    ["and was not there when it was measured", measured, state(154, { ms: 187, method: "measured", verifiedAtMs: 5 })],
  ])("is told as it was: %s", (_, before, now) => {
    expect(withoutWavering(now, before)).toEqual(before);
  });

  it.each([
    ["by more than that", told, state(156, { ms: 156 })],
    ["but the speaker was nudged, too", told, state(150, { ms: 147, method: "by-hand" })],
    [
      "but its latency changed by something else",
      measured,
      state(152, { ms: 186, method: "measured", verifiedAtMs: 5 }),
    ],
    ["but it was measured anew", measured, state(150, { ms: 187, method: "measured", verifiedAtMs: 6 })],
    ["but a microphone's word has ended", measured, state(152, { ms: 189, method: "measured", unverifiedSinceMs: 6 })],
    ["and nothing was told before", null, state(153, { ms: 153 })],
  ])("is told as it is: %s", (_, before, now) => {
    expect(withoutWavering(now, before)).toEqual(now);
  });

  it("and wanders off is told at last, for it is held against what was told", () => {
    let before = told;
    const tellings = [152, 154, 156, 158].map((ms) => {
      before = withoutWavering(state(ms, { ms }), before);
      return before;
    });
    expect(tellings.map(({ speakers }) => Object.values(speakers)[0]?.latency?.ms)).toEqual([150, 150, 156, 156]);
  });
});

describe("what a shadow is told", () => {
  it.each([
    [
      "keys that are gone are nulled, at every depth",
      { a: { x: 1 } },
      { a: { x: 1, y: 2 }, b: {} },
      { a: { x: 1, y: null }, b: null },
    ],
    ["a list is replaced whole", { a: [1] }, { a: [1, 2] }, { a: [1] }],
    ["an object that takes the place of a list is told as it is", { a: { x: 1 } }, { a: [1] }, { a: { x: 1 } }],
    ["nothing is nulled where nothing was", { a: 1 }, null, { a: 1 }],
  ])("%s", (_, now, before, expected) => {
    expect(withRemovalsNulled(now, before)).toEqual(expected);
  });
});
