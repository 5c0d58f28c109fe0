// What any AudioEngine owes the daemon, whatever it runs in. Time passes by `pass`: a virtual clock's or the wall's.
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import type { AudioEngine } from "@house-band/bridge-firmware/ports";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createFolder,
  firstSound,
  longestSilence,
  member,
  news,
  noise,
  RATE_HZ,
  readRecording,
  sameSamples,
  skewSamples,
  writeWav,
  zoneId,
} from "../bridge-firmware/engine/fixtures.ts";

export type EngineUnderTest = {
  readonly engine: AudioEngine;
  /** Lets time pass for the engine. */
  readonly pass: (ms: number) => Promise<void>;
  /** Loses the engine as a crash does. */
  readonly crash: () => Promise<void>;
};

export function describeAudioEngine(name: string, create: () => EngineUnderTest): void {
  describe(`${name}, as an audio engine`, () => {
    let folder: ReturnType<typeof createFolder>;
    let under: EngineUnderTest;
    let events: EngineEvent[];

    beforeEach(async () => {
      folder = createFolder();
      writeWav(folder.path("noise.wav"), [noise(4, 3)], { bits: 32, float: true });
      under = create();
      events = [];
      under.engine.onEvent((event) => events.push(event));
      await until((event) => event.kind === "ready");
      // the most there is: an engine that a busy machine stops for a quarter of a second still plays without a gap
      under.engine.send({ kind: "set-write-ahead", writeAheadMs: 250 });
    });
    afterEach(async () => {
      await under.engine.close();
      folder.remove();
    });

    /** Passes time until it holds; it must within fifty seconds. */
    const untilTrue = async (holds: () => boolean): Promise<void> => {
      for (let round = 0; round < 2_500 && !holds(); round++) await under.pass(20);
      expect(holds()).toBe(true);
    };
    /** … until such an event has come. */
    const until = (wanted: (event: EngineEvent) => boolean): Promise<void> => untilTrue(() => events.some(wanted));
    const recordPath = (output: string) => folder.path(`${output}.wav`);
    const open = (output: string, actualLatencyMs: number): void =>
      under.engine.send({
        kind: "open-output",
        output,
        spec: { kind: "emulated", actualLatencyMs, jitterMs: 0, seed: 1, recordPath: recordPath(output) },
      });
    const play = (title: string, members: readonly ReturnType<typeof member>[], startMs = 0) => {
      const zone = zoneId();
      const input = { kind: "files" as const, tracks: [{ path: folder.path(title), title }], startIndex: 0, startMs };
      under.engine.send({ kind: "open-zone", zone, input, paused: false, members: [...members] });
      return zone;
    };

    it("plays a zone's speakers in time and says when it has begun", async () => {
      open("a", 40);
      open("b", 142.3);
      const zone = play("noise.wav", [member("a", 40), member("b", 142.3)]);
      await until((event) => event.kind === "zone-started");
      await under.pass(1_500);
      await under.engine.close();

      expect(news(events)).toMatchObject([
        { kind: "zone-started", zone, track: { path: folder.path("noise.wav"), title: "noise.wav" }, index: 0 },
      ]);
      const [a, b] = [readRecording(recordPath("a")), readRecording(recordPath("b"))];
      const middle = Math.floor(Math.min(a.frames, b.frames) / 2);
      expect(Math.abs(skewSamples(a.left, b.left, middle, RATE_HZ / 4, 100))).toBeLessThan(0.02);
      expect(longestSilence(a.left, middle, middle + RATE_HZ / 4)).toBeLessThan(20);
    });

    it("tells a failed speaker, and takes it back into its zone when it joins again", async () => {
      open("a", 40);
      open("b", 60);
      const zone = play("noise.wav", [member("a", 40), member("b", 60)]);
      await until((event) => event.kind === "zone-started");
      under.engine.send({ kind: "set-link", output: "b", up: false });
      await until((event) => event.kind === "output-failed");
      under.engine.send({ kind: "close-output", output: "b" });
      under.engine.send({ kind: "set-link", output: "b", up: true });
      open("b", 60);
      under.engine.send({ kind: "join", zone, member: member("b", 60) });
      await until((event) => event.kind === "joined");

      expect(news(events).map((event) => event.kind)).toEqual(["zone-started", "output-failed", "joined"]);
    });

    it("tells the end of a zone, and files that fail on the way", async () => {
      open("a", 20);
      play("missing.wav", [member("a", 20)]);
      await until((event) => event.kind === "zone-ended");
      const last = play("noise.wav", [member("a", 20)], 3_700);
      await until((event) => event.kind === "zone-ended" && event.zone === last);

      expect(news(events).map((event) => event.kind)).toEqual([
        "track-failed",
        "zone-ended",
        "zone-started",
        "zone-ended",
      ]);
    });

    it("plays probes of two speakers on one schedule, and says what has been written", async () => {
      open("a", 20);
      open("b", 20);
      const probes = ["a", "b"].map((output) => ({ output, atMs: 0, volumePercent: 100 }));
      under.engine.send({ kind: "probe", id: "p", probes });
      await until((event) => event.kind === "probes-ended");
      await under.pass(500);
      await under.engine.close();

      expect(news(events)).toEqual([
        { kind: "probing", id: "p" },
        { kind: "probed", id: "p", output: "a", index: 0 },
        { kind: "probed", id: "p", output: "b", index: 1 },
        { kind: "probes-ended", id: "p", reason: "done" },
      ]);
      const [a, b] = [readRecording(recordPath("a")), readRecording(recordPath("b"))];
      expect(firstSound(a.left)).toBeGreaterThan(0);
      expect(sameSamples(a.left, b.left)).toBe(true);
    });

    it("plays a sound that it makes itself until the zone is closed", async () => {
      open("a", 20);
      const [zone, track] = [zoneId(), { path: "sound:test-tone", title: "Test tone" }];
      const input = { kind: "files" as const, tracks: [track], startIndex: 0, startMs: 0 };
      under.engine.send({ kind: "open-zone", zone, input, paused: false, members: [member("a", 20)] });
      await until((event) => event.kind === "zone-started");
      await under.pass(300);
      under.engine.send({ kind: "close-zone", zone });
      await under.pass(300);
      await under.engine.close();

      expect(news(events)).toMatchObject([{ kind: "zone-started", zone, track, index: 0 }]);
      const { left } = readRecording(recordPath("a"));
      const from = firstSound(left);
      expect(longestSilence(left, from, from + RATE_HZ / 5)).toBeLessThan(3);
    });

    it("refuses what makes no sense and goes on", async () => {
      under.engine.send({ kind: "leave", output: "nobody" });
      await until((event) => event.kind === "refused");
      open("a", 20);
      play("noise.wav", [member("a", 20)]);
      await until((event) => event.kind === "zone-started");

      expect(news(events)[0]).toEqual({ kind: "refused", request: "leave", reason: "output nobody is not open" });
    });

    it("is ready again, and empty, after it was lost", async () => {
      open("a", 20);
      let restarts = 0;
      under.engine.onRestart(() => {
        restarts += 1;
        events = [];
      });
      await under.crash();
      // before that, the "ready" that was told is the lost one's
      await untilTrue(() => restarts > 0);
      await until((event) => event.kind === "ready");
      under.engine.send({ kind: "leave", output: "a" });
      await until((event) => event.kind === "refused");

      expect(restarts).toBe(1);
    });

    it("tells a listener no more once it has unsubscribed", async () => {
      const heard: EngineEvent[] = [];
      const unsubscribe = under.engine.onEvent((event) => heard.push(event));
      unsubscribe();
      unsubscribe();
      heard.length = 0;
      under.engine.send({ kind: "leave", output: "nobody" });
      await until((event) => event.kind === "refused");

      expect(heard.filter((event) => event.kind === "refused")).toEqual([]);
    });
  });
}
