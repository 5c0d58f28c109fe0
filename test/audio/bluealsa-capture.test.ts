// A phone that plays to the bridge through bluez-alsa, without a radio: a stand-in hands out the reading end of a pipe
// and fills it by the phone's clock. What reaches two of its speakers is the witness.
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { newZoneId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFolder, member, noise, RATE_HZ } from "../bridge-firmware/engine/fixtures.ts";
import { createPhone, createSpeaker, type Speaker } from "./support/bluealsa/speaker.ts";
import { type Bluealsa, startBluealsa } from "./support/bluealsa/start.ts";
import { startEngine, type TestEngine } from "./support/engine.ts";

const QUEUE_MS = 20;
const ONE = createSpeaker("one", 1);
const TWO = createSpeaker("two", 2);
/** None; a process that is kept from running for longer than the queue lasts makes a gap. */
const MOST_SILENCE = 0.1;
const PHONE = "00:00:00:00:00:09";

let folder: ReturnType<typeof createFolder>;
let phone: Speaker;
let bluealsa: Bluealsa;
let engine: TestEngine;

beforeEach(async () => {
  folder = createFolder();
  writeFileSync(folder.path("phone.raw"), stereo(noise(20, 3)));
  phone = createPhone("phone", 9, folder.path("phone.raw"));
  bluealsa = await startBluealsa(folder.path("."), [ONE, TWO, phone]);
  engine = await startEngine(bluealsa.environment);
});
afterEach(async () => {
  await engine.close();
  await bluealsa.close();
  folder.remove();
});

function playPhone(): void {
  for (const { name, path } of [ONE, TWO]) engine.open(name, { kind: "bluealsa", pcmPath: path, queueMs: QUEUE_MS });
  engine.send({
    kind: "open-zone",
    zone: newZoneId(),
    input: {
      kind: "live",
      input: PHONE,
      spec: { kind: "bluealsa", pcmPath: phone.path, queueMs: 100 },
      tracks: [{ path: PHONE, title: "Phone" }],
      startIndex: 0,
      startMs: 0,
    },
    paused: false,
    members: [ONE, TWO].map(({ name }) => member(name, QUEUE_MS)),
  });
}
const setSending = (sending: boolean): void => bluealsa.tell({ kind: "play", name: phone.name, sending });
const openings = (count: number) => bluealsa.until((news) => news.kind === "opened" && news.name === phone.name, count);

describe("a phone's PCM", () => {
  it("is opened with bluez-alsa's own volume, and heard on both speakers without a gap", async () => {
    playPhone();
    await openings(1);
    expect(bluealsa.news).toContainEqual({ kind: "set", name: phone.name, property: "SoftVolume", value: true });
    setSending(true);
    await engine.untilKind("zone-started");
    await sleep(4_000);
    setSending(false);
    await sleep(600);

    const heard = [ONE, TWO].map(({ name }) => soundOf(bluealsa.heard(name)));
    for (const sound of heard) {
      expect(sound.length / RATE_HZ).toBeGreaterThan(3.5);
      expect(silence(sound)).toBeLessThan(MOST_SILENCE);
    }
    // each has been brought to where it belongs by a splice of its own, as late as its encoder began
    expect(Math.abs((heard[0]?.length ?? 0) - (heard[1]?.length ?? 0))).toBeLessThan(RATE_HZ / 500);
  });

  it("is silent while the phone is, and opened again after the phone was away", async () => {
    playPhone();
    await openings(1);
    setSending(true);
    await engine.untilKind("zone-started");
    setSending(false);
    await sleep(700);
    const before = bluealsa.heard(ONE.name).length;
    await sleep(300);
    expect(isSilent(bluealsa.heard(ONE.name).subarray(before))).toBe(true);

    bluealsa.tell({ kind: "unplug", name: phone.name });
    await sleep(500);
    bluealsa.tell({ kind: "plug-in", name: phone.name });
    setSending(true);
    await openings(2);
    const again = bluealsa.heard(ONE.name).length;
    await sleep(1_500);
    expect(soundOf(bluealsa.heard(ONE.name).subarray(again)).length / RATE_HZ).toBeGreaterThan(0.8);
    expect(engine.events.filter(({ kind }) => kind === "zone-started" || kind === "zone-ended")).toHaveLength(1);
  });
});

/** Both sides alike, 16 bits. */
function stereo(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 * samples.length);
  for (const [n, sample] of samples.entries()) {
    const value = Math.round(sample * 0x7fff);
    bytes.writeInt16LE(value, 4 * n);
    bytes.writeInt16LE(value, 4 * n + 2);
  }
  return bytes;
}

/** The left side, from its first sound to its last: dither is none. */
function soundOf(heard: Buffer): Int16Array {
  const left = Int16Array.from({ length: heard.length / 4 }, (_, n) => heard.readInt16LE(4 * n));
  const isSound = (sample: number): boolean => Math.abs(sample) > 30;
  return left.subarray(left.findIndex(isSound), left.findLastIndex(isSound) + 1);
}

/** Its silent share. */
const silence = (sound: Int16Array): number => sound.filter((sample) => sample === 0).length / sound.length;

const isSilent = (heard: Buffer): boolean => soundOf(heard).length === 0;
