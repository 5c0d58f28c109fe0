import type { HeardTargets, VoiceRequest } from "@house-band/lambda/turn/voice-request";
import { describe, expect, it } from "@jest/globals";
import { reportRequest } from "../../../local/src/request-report.ts";
import { ECHO, fakeHome } from "./fake-home.ts";

const { home } = fakeHome();
const named = (...names: string[]): HeardTargets => ({
  kind: "named",
  names: names.map((heard) => ({ heard, dynamicIds: [], staticNames: [] })),
});
const unsaid: HeardTargets = { kind: "unsaid" };

describe("what was understood, for scripts", () => {
  it.each<[VoiceRequest, object]>([
    [
      { kind: "play", words: "jazz", targets: named("back yard", "the office") },
      { kind: "play", words: "jazz", targets: ["Backyard", "Office"] },
    ],
    [
      { kind: "play", words: null, targets: unsaid },
      { kind: "play", words: null, targets: [] },
    ],
    [
      { kind: "play", words: "jazz", targets: named("barn") },
      { kind: "play", words: "jazz", targets: ["barn"] },
    ],
    [
      { kind: "play", words: "jazz", targets: named("patio", "barn") },
      { kind: "play", words: "jazz", targets: ["Patio", "barn"] },
    ],
    [
      { kind: "pause", targets: { kind: "everywhere" } },
      { kind: "pause", targets: ["everywhere"] },
    ],
    [
      { kind: "resume", targets: { kind: "here" } },
      { kind: "resume", targets: ["Backyard"] },
    ],
    [
      { kind: "set-volume", level: { kind: "percent", percent: 40 }, targets: named("patio") },
      { kind: "set-volume", volumePercent: 40, targets: ["Patio"] },
    ],
    [
      { kind: "set-volume", level: { kind: "out-of-range", heard: "200" }, targets: unsaid },
      { kind: "set-volume", volumePercent: null, heard: "200", targets: [] },
    ],
    [
      { kind: "adjust-volume", deltaPercent: -5, targets: named("patio") },
      { kind: "adjust-volume", deltaPercent: -5, targets: ["Patio"] },
    ],
    [
      { kind: "calibrate", targets: named("patio", "office"), whileMusicPlays: true },
      { kind: "calibrate", whileMusicPlays: true, targets: ["Patio", "Office"] },
    ],
    [
      { kind: "nudge", deltaMs: -20, targets: unsaid },
      { kind: "nudge", deltaMs: -20, targets: [] },
    ],
    [
      { kind: "move", from: named("patio"), to: named("office") },
      { kind: "move", targets: ["Office"], from: ["Patio"] },
    ],
    [
      { kind: "add-member", members: named("office"), group: named("backyard") },
      { kind: "add-member", targets: ["Office"], group: "Backyard" },
    ],
    [
      { kind: "create-group", name: "party", members: named("patio") },
      { kind: "create-group", name: "party", targets: ["Patio"] },
    ],
    [
      { kind: "rename", target: named("patio"), newName: "terrace" },
      { kind: "rename", targets: ["Patio"], newName: "terrace" },
    ],
    [
      { kind: "set-channel", channel: "left", targets: named("patio") },
      { kind: "set-channel", channel: "left", targets: ["Patio"] },
    ],
    [{ kind: "navigate-home" }, { kind: "cancel", targets: [] }],
    [{ kind: "fallback" }, { kind: "none", targets: [] }],
    [{ kind: "launch" }, { kind: "none", targets: [] }],
  ])("reports %j", (request, report) => {
    expect(reportRequest(request, home, ECHO)).toEqual(report);
  });
});
