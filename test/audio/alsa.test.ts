// Real ALSA without hardware: its own plug-ins, and a private sound server whose sinks are paced by a real clock.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createFolder,
  longestSilence,
  member,
  noise,
  RATE_HZ,
  skewSamples,
  writeWav,
} from "../bridge-firmware/engine/fixtures.ts";
import { startEngine, type TestEngine } from "./support/engine.ts";
import { type SoundServer, startSoundServer } from "./support/sound-server.ts";

/** A sound server fetches in large pieces: it needs more in hand than a sound card does. */
const SERVER_QUEUE_MS = 150;
const MUSIC_S = 60;
/**
 * The engine can bring sinks no nearer together than the server tells their queues: mostly 1 ms, 11 ms seen on a busy
 * machine. Two separate players are tens of milliseconds apart, and stay so.
 */
const SERVER_ERRS_BY_MS = 20;

let folder: ReturnType<typeof createFolder>;
let server: SoundServer;
let engine: TestEngine;
const music = noise(MUSIC_S, 7);
const right = noise(MUSIC_S, 8);

beforeAll(async () => {
  folder = createFolder();
  writeWav(folder.path("noise.wav"), [music, right], { bits: 32, float: true });
  server = await startSoundServer(folder.path("."));
});
afterAll(async () => {
  await server.close();
  folder.remove();
});
beforeEach(async () => {
  engine = await startEngine(server.environment);
});
afterEach(() => engine.close());

const open = (device: string, queueMs = SERVER_QUEUE_MS): void =>
  engine.open(device, { kind: "alsa", device, queueMs });
const play = (...devices: readonly string[]) =>
  engine.play(
    folder.path("noise.wav"),
    devices.map((device) => member(device, SERVER_QUEUE_MS)),
  );
const failureOf = async (output: string): Promise<string> => {
  const event = await engine.until((found) => found.kind === "output-failed" && found.output === output);
  return event.kind === "output-failed" ? event.reason : "";
};

/** One side of what ALSA's file plug-in has kept: 32-bit stereo. */
function kept(side: 0 | 1): Int32Array {
  const bytes = readFileSync(folder.path("kept.raw"));
  return Int32Array.from({ length: Math.floor(bytes.length / 8) }, (_, n) => bytes.readInt32LE(8 * n + 4 * side));
}

/** Where a recording differs from the music that begins at `offset`; -1 where it does not. */
const differenceFrom = (programme: Float32Array, offset: number, played: Int32Array): number =>
  played.findIndex((sample, n) => sample !== Math.round((programme[offset + n] ?? 0) * 0x8000_0000));

describe("ALSA without a clock", () => {
  it("is given the music bit for bit, left on the left and right on the right", async () => {
    open("kept", 0);
    await sleep(300);
    play("kept");
    await engine.untilKind("zone-started");
    await sleep(3_000);
    await engine.close();

    const leftSide = kept(0);
    const first = leftSide.findIndex((sample) => sample !== 0);
    const end = leftSide.length - RATE_HZ / 2;
    const offset = music.findIndex((sample) => Math.round(sample * 0x8000_0000) === leftSide[first]);
    expect(end - first).toBeGreaterThan(RATE_HZ);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(differenceFrom(music, offset, leftSide.subarray(first, end))).toBe(-1);
    expect(differenceFrom(right, offset, kept(1).subarray(first, end))).toBe(-1);
  });

  it("plays on for ever into nothing", async () => {
    open("void", 0);
    play("void");
    await engine.untilKind("zone-started");
    await sleep(2_000);

    const status = engine.events.findLast((event) => event.kind === "status");
    expect(status?.kind === "status" && status.outputs.void).toMatchObject({ stalls: 0, underruns: 0, slips: 0 });
  });
});

describe("ALSA devices that can't be opened", () => {
  it("are told with what to do about it", async () => {
    open("no-such-device");
    play("no-such-device");

    expect(await failureOf("no-such-device")).toBe(
      "no-such-device: ALSA knows no device of that name (`aplay -L` lists them)",
    );
  });
});

describe("two ALSA outputs of one zone", () => {
  /** In samples, over the last seconds of a recording; the longest gap in the second one meanwhile. */
  function measure({ one, two }: Readonly<Record<"one" | "two", Int16Array>>) {
    const to = Math.max(one.findLastIndex((sample) => Math.abs(sample) > 30) - RATE_HZ, RATE_HZ);
    const skews = [0, 1, 2].map((s) => skewSamples(one, two, to - (s + 1) * (RATE_HZ / 2), RATE_HZ / 8, 2_400));
    return { skewMs: (Math.max(...skews.map(Math.abs)) * 1_000) / RATE_HZ, end: to };
  }

  it("are brought together, whatever their sinks were up to when they began", async () => {
    const recording = await server.record();
    for (const name of ["one", "two"]) open(name);
    await sleep(500);
    play("one", "two");
    await engine.untilKind("zone-started");
    await sleep(12_000);
    const sinks = await recording.stop();
    const { skewMs } = measure(sinks);

    process.stdout.write(`two sinks of a sound server: ${skewMs.toFixed(2)} ms apart after 12 s\n`);
    expect(skewMs).toBeLessThan(SERVER_ERRS_BY_MS);
  });

  it("do not share their fate: one vanishes and is told, the other plays on; when it is back it joins", async () => {
    for (const name of ["one", "two"]) open(name);
    await sleep(500);
    const zone = play("one", "two");
    await engine.untilKind("zone-started");
    await sleep(3_000);
    await server.unplug("two");
    expect(await failureOf("two")).toMatch(/^two: it can't start again; ALSA says: ./);

    await sleep(1_000);
    server.plugIn("two");
    const recording = await server.record();
    engine.send({ kind: "close-output", output: "two" });
    open("two");
    engine.send({ kind: "join", zone, member: member("two", SERVER_QUEUE_MS) });
    await engine.untilKind("joined");
    await sleep(12_000);
    const sinks = await recording.stop();
    const { skewMs, end } = measure(sinks);

    process.stdout.write(`a sink that came back: ${skewMs.toFixed(2)} ms apart after 12 s\n`);
    expect(skewMs).toBeLessThan(SERVER_ERRS_BY_MS);
    expect(longestSilence(sinks.one, RATE_HZ / 10, end, 2)).toBeLessThan(RATE_HZ / 2);
  });
});
