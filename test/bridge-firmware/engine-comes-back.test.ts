// The engine's process dies, or hangs, in the middle of the music: the real bridge with a real engine, and a recording
// that says what was heard afterwards.
import { existsSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ok } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createSystemClock } from "../../bridge-firmware/src/adapters/clock/system-clock.ts";
import { createEngineProcess, type EngineProcess } from "../../bridge-firmware/src/adapters/engine/engine-process.ts";
import { createSimBluetooth } from "../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { BRIDGE_DEFAULTS, type Bridge, runBridge } from "../../bridge-firmware/src/bridge.ts";
import { simSpeaker } from "./adapters/sim/sim-speaker-fixture.ts";
import { createFolder, firstSound, RATE_HZ, readRecording, writeWav } from "./engine/fixtures.ts";
import { addressOf, homeConfig, PATIO, play, THING } from "./fakes/home.ts";
import { createFakeCloud, createFakeLibrary, createFakeLog, createFakeStore } from "./fakes/ports.ts";

const LENGTH_S = 60;
let folder: ReturnType<typeof createFolder>;
let engine: EngineProcess;
let bridge: Bridge;
let bluetooth: ReturnType<typeof createSimBluetooth>;
let cloud: ReturnType<typeof createFakeCloud>;
let log: ReturnType<typeof createFakeLog>;
let positionMs: number;

beforeEach(async () => {
  folder = createFolder();
  writeWav(folder.path("stairs.wav"), [stairs()]);
  const clock = createSystemClock();
  const speaker = simSpeaker(1, { address: addressOf(PATIO), recordPath: folder.path("cone.wav") });
  const tracks = [{ path: folder.path("stairs.wav"), title: "Stairs" }];
  const found = { by: "genre" as const, title: "Jazz", trackCount: 1 };
  const store = createFakeStore();
  store.documents.set("home", homeConfig());
  log = createFakeLog();
  cloud = createFakeCloud();
  engine = createEngineProcess({ log });
  bluetooth = createSimBluetooth({ speakers: [speaker], seed: 1, clock });
  positionMs = 0;
  engine.onEvent((event) => {
    if (event.kind === "position") positionMs = event.positionMs;
  });
  const library = createFakeLibrary(() => ok({ found, tracks }));
  const ports = { bluetooth, engine, cloud, library, store, clock, log };
  bridge = await runBridge(ports, { ...BRIDGE_DEFAULTS, thing: THING });
  cloud.online();
  await until(() => bridge.snapshot().speakers[PATIO]?.link === "connected");
  cloud.send({ ...play(1, PATIO), issuedAtMs: Date.now() });
  await until(() => positionMs > 2_000);
}, 60_000);

afterEach(async () => {
  await bridge.stop();
  await engine.close();
  await bluetooth.close();
  folder.remove();
});

/** Each second has a pitch of its own: 500 Hz, 600 Hz, 700 Hz … */
function stairs(): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: LENGTH_S * RATE_HZ }, (_, n) => {
    phase += (2 * Math.PI * (500 + 100 * Math.floor(n / RATE_HZ))) / RATE_HZ;
    return 0.5 * Math.sin(phase);
  });
}

/** The second of the music that a stretch of a recording is from. */
function secondAt(samples: Int16Array, from: number): number {
  let rises = 0;
  for (let n = from + 1; n < from + RATE_HZ / 5; n++) if ((samples[n - 1] ?? 0) < 0 && (samples[n] ?? 0) >= 0) rises++;
  return Math.round((rises * 5 - 500) / 100);
}

async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 1_500 && !holds(); round++) await sleep(20);
  expect(holds()).toBe(true);
}

/** What the cone of the new engine's speaker has given so far. */
function heard(): Int16Array {
  return existsSync(folder.path("cone.wav")) ? readRecording(folder.path("cone.wav")).left : new Int16Array();
}

/** Does this to the engine and gives the second of the music that is heard first afterwards. */
async function secondAfter(signal: "SIGKILL" | "SIGSTOP"): Promise<number> {
  process.kill(engine.pid() ?? Number.NaN, signal);
  rmSync(folder.path("cone.wav")); // the lost engine's: the new one begins its own
  await until(() => {
    const samples = heard();
    const first = firstSound(samples);
    return first >= 0 && samples.length > first + RATE_HZ / 2;
  });
  const samples = heard();
  // past the fade in
  return secondAt(samples, firstSound(samples) + RATE_HZ / 20);
}

describe("an engine lost in the middle of the music", () => {
  it("by a kill is started again, and the music goes on where it was", async () => {
    const beforeS = Math.floor(positionMs / 1_000);
    const second = await secondAfter("SIGKILL");

    expect(second).toBeGreaterThanOrEqual(beforeS);
    expect(second).toBeLessThanOrEqual(beforeS + 3);
    expect(Object.values(bridge.snapshot().zones)).toHaveLength(1);
  }, 60_000);

  it("by a hang is killed, started again, and the music goes on no earlier than where it hung", async () => {
    const beforeS = Math.floor(positionMs / 1_000);
    const second = await secondAfter("SIGSTOP");

    expect(second).toBeGreaterThanOrEqual(beforeS);
    // five seconds until it counts as hanging; what it was late by on top of that is no hole in the music
    expect(second).toBeLessThanOrEqual(beforeS + 12);
    expect(log.lines.map(({ message }) => message)).toContain("the audio engine does not answer; it is killed");
  }, 60_000);
});
