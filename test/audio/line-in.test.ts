// A line input on real ALSA, without hardware: what a private sound server plays is what comes in by the cable.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { newZoneId } from "@house-band/contract";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  createFolder,
  firstSound,
  member,
  RATE_HZ,
  readRecording,
  sine,
  writeWav,
} from "../bridge-firmware/engine/fixtures.ts";
import { startEngine, type TestEngine } from "./support/engine.ts";
import { type SoundServer, startSoundServer } from "./support/sound-server.ts";

const LEFT_HZ = 1_000;
const RIGHT_HZ = 1_700;
const AMPLITUDE = 0.25;
const LINE = { kind: "alsa", device: "line", queueMs: 300 } as const;

let folder: ReturnType<typeof createFolder>;
let server: SoundServer;
let engine: TestEngine;
let player: ChildProcess | null = null;

const cable = (path: string): string =>
  [
    "</usr/share/alsa/alsa.conf>",
    `pcm.one { type pulse server "unix:${path}/pulse.sock" device "one" }`,
    `pcm.line { type pulse server "unix:${path}/pulse.sock" device "one.monitor" }`,
    "",
  ].join("\n");
const environment = () => ({ ...server.environment, ALSA_CONFIG_PATH: folder.path("cable.conf") });
const isLevel = (event: EngineEvent): event is Extract<EngineEvent, { kind: "input-level" }> =>
  event.kind === "input-level";

beforeAll(async () => {
  folder = createFolder();
  writeFileSync(folder.path("cable.conf"), cable(folder.path(".")));
  writeWav(folder.path("tones.wav"), [sine(LEFT_HZ, 20, AMPLITUDE), sine(RIGHT_HZ, 20, AMPLITUDE)], { bits: 16 });
  server = await startSoundServer(folder.path("."));
  engine = await startEngine(environment());
});
afterAll(async () => {
  player?.kill();
  await engine.close();
  await server.close();
  folder.remove();
});

/** The level of one tone, in dB against full scale. */
function levelOf(samples: Int16Array, hz: number): number {
  let cosine = 0;
  let sineSum = 0;
  for (const [n, sample] of samples.entries()) {
    // a Hann window: the other tone is far beneath what is asked for
    const weighed = (sample / 32_768) * (1 - Math.cos((2 * Math.PI * n) / samples.length));
    cosine += weighed * Math.cos((2 * Math.PI * hz * n) / RATE_HZ);
    sineSum += weighed * Math.sin((2 * Math.PI * hz * n) / RATE_HZ);
  }
  return 20 * Math.log10((2 * Math.hypot(cosine, sineSum)) / samples.length);
}

describe("a line input", () => {
  it("is listened to before anybody plays it: silence first, then how loud it is", async () => {
    engine.send({ kind: "listen", input: "line", spec: LINE });
    const silent = await engine.until(isLevel);
    expect(silent).toMatchObject({ input: "line", clipped: 0 });
    expect(isLevel(silent) && silent.rmsDb).toBeLessThan(-100);

    player = spawn("aplay", ["-q", "-D", "one", folder.path("tones.wav")], {
      env: { ...process.env, ...environment() },
      stdio: "ignore",
    });
    // two sines of a quarter of full scale: −12 dB at their peak, −15 dB by their power
    const loud = await engine.until((event) => isLevel(event) && Math.abs(event.rmsDb + 15.05) < 0.3);
    expect(isLevel(loud) && Math.abs(loud.peakDb + 12.04)).toBeLessThan(0.3);
    expect(isLevel(loud) && Math.max(loud.hum50, loud.hum60)).toBeLessThan(0.1);
  });

  it("comes out as loud as it came in, left on the left and right on the right", async () => {
    engine.open("speaker", { kind: "wav", path: folder.path("out.wav") });
    const zone = newZoneId();
    const tracks = [{ path: "line", title: "Line In" }];
    engine.send({
      kind: "open-zone",
      zone,
      input: { kind: "live", input: "line", spec: LINE, tracks, startIndex: 0, startMs: 0 },
      paused: false,
      members: [member("speaker", 0)],
    });
    await engine.untilKind("zone-started");
    await sleep(4_000);
    engine.send({ kind: "close-zone", zone });
    engine.send({ kind: "close-output", output: "speaker" });
    await sleep(500);

    const { left, right } = readRecording(folder.path("out.wav"));
    const from = firstSound(left) + RATE_HZ;
    const [l, r] = [left, right].map((side) => side.subarray(from, from + RATE_HZ)) as [Int16Array, Int16Array];
    const inDb = 20 * Math.log10(AMPLITUDE);
    const levels = { left: levelOf(l, LEFT_HZ) - inDb, right: levelOf(r, RIGHT_HZ) - inDb };
    const crosstalkDb = Math.max(levelOf(r, LEFT_HZ), levelOf(l, RIGHT_HZ)) - inDb;
    console.info(
      `line in: left ${levels.left.toFixed(2)} dB, right ${levels.right.toFixed(2)} dB, crosstalk ${crosstalkDb.toFixed(0)} dB`,
    );
    expect(Math.abs(levels.left)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(levels.right)).toBeLessThanOrEqual(0.5);
    expect(crosstalkDb).toBeLessThanOrEqual(-60);
  });

  it("whose device is gone is told as lost, and the engine plays on", async () => {
    const before = engine.events.length;
    player?.kill();
    if (player && player.exitCode === null && player.signalCode === null) await once(player, "exit");
    await server.close();
    const lost = await engine.until((event) => event.kind === "input-lost", before);
    expect(lost).toMatchObject({ kind: "input-lost", input: "line" });
    engine.send({ kind: "ping" });
    await engine.untilKind("pong");
  });
});
