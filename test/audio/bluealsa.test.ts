// Bluetooth speakers by bluez-alsa, without a radio: a stand-in on a private D-Bus hands out pipes and reads them as its
// encoders do, by the clock. What its speakers are sent, and when, is the witness.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createFolder, member, noise, RATE_HZ, writeWav } from "../bridge-firmware/engine/fixtures.ts";
import { createSpeaker, type Speaker } from "./support/bluealsa/speaker.ts";
import { type Bluealsa, startBluealsa } from "./support/bluealsa/start.ts";
import { startEngine, type TestEngine } from "./support/engine.ts";

const QUEUE_MS = 20;
const ONE = createSpeaker("one", 1);
const TWO = createSpeaker("two", 2, { openAfterMs: 400 });
const music = noise(60, 7);
const right = noise(60, 8);
/** Mostly well below one; a process that is kept from running at the wrong moment makes more. */
const IN_TIME_MS = 2;
/** Until it is settled when an encoder began: until then a splice may bring its speaker into time. */
const SETTLES_MS = 2_000;
/** 16 bits are dithered: up to a step and a half of noise. */
const DITHER_STEPS = 2;

let tunes: ReturnType<typeof createFolder>;
let folder: ReturnType<typeof createFolder>;
let bluealsa: Bluealsa;
let engine: TestEngine;
let expected: Int16Array;

beforeAll(() => {
  tunes = createFolder();
  writeWav(tunes.path("noise.wav"), [music, right], { bits: 32, float: true });
  expected = Int16Array.from(music, (sample) => Math.round(sample * 0x8000));
});
afterAll(() => tunes.remove());
afterEach(async () => {
  await engine.close();
  await bluealsa.close();
  folder.remove();
});

async function start(speakers: readonly Speaker[], allowed = true): Promise<void> {
  folder = createFolder();
  bluealsa = await startBluealsa(folder.path("."), speakers, allowed);
  engine = await startEngine(bluealsa.environment);
}
const open = (...speakers: readonly Speaker[]): void => {
  for (const { name, path } of speakers) engine.open(name, { kind: "bluealsa", pcmPath: path, queueMs: QUEUE_MS });
};
const play = (...speakers: readonly Speaker[]) =>
  engine.play(
    tunes.path("noise.wav"),
    speakers.map(({ name }) => member(name, QUEUE_MS)),
  );
async function startPlaying(...speakers: readonly Speaker[]) {
  await start(speakers);
  open(...speakers);
  const zone = play(...speakers);
  await engine.untilKind("zone-started");
  return zone;
}
const failures = (): string[] =>
  engine.events.flatMap((event) => (event.kind === "output-failed" ? [`${event.output}: ${event.reason}`] : []));
const failureOf = async ({ name }: Speaker): Promise<string> => {
  const event = await engine.until((found) => found.kind === "output-failed" && found.output === name);
  return event.kind === "output-failed" ? event.reason : "";
};

/** The frame of the music that was heard at a frame of what a 16-bit speaker was sent; -1 where it was none. */
function musicAt(heard: Buffer, frame: number): number {
  const wanted = Array.from({ length: 24 }, (_, n) => heard.readInt16LE(4 * (frame + n)));
  const fits = (at: number): boolean =>
    wanted.every((value, n) => Math.abs(value - (expected[at + n] ?? 0)) <= DITHER_STEPS);
  return expected.findIndex((_, at) => fits(at));
}

/**
 * When the music's first frame was sent, or would have been, had the speaker been there: reckoned from the packets of
 * the last second or so. In milliseconds, by the stand-in's clock.
 */
function beginningMs({ name }: Speaker): number {
  const last = bluealsa.packets(name).slice(-60, -10);
  const starts = last.map(({ atMs, fromFrame }) => atMs - (fromFrame * 1_000) / RATE_HZ).sort((a, b) => a - b);
  const startMs = starts[Math.floor(starts.length / 2)] ?? Number.NaN;
  const frame = last[0]?.fromFrame ?? 0;
  const heardAt = musicAt(bluealsa.heard(name), frame);
  if (heardAt < 0) return Number.NaN; // a splice, or the end of a hole
  return startMs + ((frame - heardAt) * 1_000) / RATE_HZ;
}

/**
 * How much later one speaker is than another. A machine that stands still makes a hole in the music, and a measure that
 * has it on one side only says its length: it is taken again, for a while.
 */
async function skewMs(one: Speaker, other: Speaker): Promise<number> {
  let ms = Number.NaN;
  for (let round = 0; round < 10 && !(Math.abs(ms) < IN_TIME_MS); round++) {
    if (round > 0) await sleep(1_000);
    ms = beginningMs(other) - beginningMs(one);
  }
  return ms;
}
const firstPacketMs = ({ name }: Speaker): number => bluealsa.packets(name)[0]?.atMs ?? Number.NaN;
const print = (what: string, ms: number): void => void process.stdout.write(`${what}: ${ms.toFixed(2)} ms\n`);

describe("a Bluetooth speaker", () => {
  it("is given the music frame for frame, left on the left and right on the right", async () => {
    const fine = createSpeaker("fine", 3, { Format: 0x8420, Codec: "LDAC" });
    await startPlaying(fine);
    await sleep(SETTLES_MS + 2_000);
    await engine.close();

    const heard = bluealsa.heard("fine");
    const sample = (frame: number, side: 0 | 1) => heard.readInt32LE(8 * frame + 4 * side);
    const frames = heard.length / 8;
    const begins = Array.from({ length: frames }, (_, n) => n).findIndex((n) => sample(n, 0) !== 0);
    const from = begins + (SETTLES_MS / 1_000) * RATE_HZ;
    const offset = music.findIndex((value) => Math.round(value * 0x8000_0000) === sample(from, 0));
    const wrong = Array.from({ length: RATE_HZ }, (_, n) => n).findIndex(
      (n) =>
        sample(from + n, 0) !== Math.round((music[offset + n] ?? 0) * 0x8000_0000) ||
        sample(from + n, 1) !== Math.round((right[offset + n] ?? 0) * 0x8000_0000),
    );
    expect(frames - from).toBeGreaterThan(RATE_HZ);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(wrong).toBe(-1);
  });

  it("is as loud as the engine makes it: bluez-alsa is told to leave the samples alone, before it opens", async () => {
    await startPlaying(ONE);

    expect(bluealsa.news.filter(({ kind }) => kind !== "ready")).toEqual([
      { kind: "set", name: "one", property: "SoftVolume", value: false },
      { kind: "opened", name: "one" },
    ]);
  });

  it("is let go of when it is closed, and can be opened again at once", async () => {
    await startPlaying(ONE);
    await sleep(300);
    engine.send({ kind: "close-output", output: "one" });
    open(ONE);
    await bluealsa.until(({ kind }) => kind === "opened", 2);

    expect(bluealsa.news.map(({ kind }) => kind)).toEqual(["ready", "set", "opened", "released", "set", "opened"]);
    expect(failures()).toEqual([]);
  });

  it("that had nothing to play for a while is told to begin anew, and plays the next music from its beginning", async () => {
    const zone = await startPlaying(ONE, TWO);
    await sleep(500);
    engine.send({ kind: "close-zone", zone });
    await sleep(1_000);
    const started = engine.events.length;
    play(ONE, TWO);
    await engine.until(({ kind }) => kind === "zone-started", started);
    await sleep(2_000);

    const told = bluealsa.news.flatMap((news) => (news.kind === "told" ? [`${news.name}: ${news.command}`] : []));
    expect(new Set(told)).toEqual(new Set(["one: Resume", "two: Resume"]));
    const ms = await skewMs(ONE, TWO);
    print("two speakers, begun anew", ms);
    expect(Math.abs(ms)).toBeLessThan(IN_TIME_MS);
  });
});

describe("two Bluetooth speakers of one zone", () => {
  it("get their first data together, however long each takes to open, and stay in time", async () => {
    await startPlaying(ONE, TWO);
    await sleep(5_000);

    const apart = firstPacketMs(TWO) - firstPacketMs(ONE);
    const ms = await skewMs(ONE, TWO);
    print("the first data of two speakers", apart);
    print("two speakers of one zone", ms);
    expect(Math.abs(apart)).toBeLessThan(10);
    expect(Math.abs(ms)).toBeLessThan(IN_TIME_MS);
  });

  it("get it together, and the music too, where one of them has to be woken first", async () => {
    await start([ONE, TWO]);
    open(ONE);
    const wake = { leadInMs: 300, keepAwakeMs: 0 };
    engine.open("two", { kind: "bluealsa", pcmPath: TWO.path, queueMs: QUEUE_MS, wake });
    play(ONE, TWO);
    await engine.untilKind("zone-started");
    await sleep(5_000);

    const apart = firstPacketMs(TWO) - firstPacketMs(ONE);
    const ms = await skewMs(ONE, TWO);
    print("two speakers, one of them woken first", ms);
    expect(Math.abs(apart)).toBeLessThan(10);
    expect(Math.abs(ms)).toBeLessThan(IN_TIME_MS);
    expect(beginningMs(ONE) - firstPacketMs(ONE)).toBeGreaterThan(300);
  });

  it("do not share their fate: one leaves and is told, the other plays on; back again, it joins in time", async () => {
    const zone = await startPlaying(ONE, TWO);
    await sleep(1_000);
    bluealsa.tell({ kind: "unplug", name: "two" });
    expect(await failureOf(TWO)).toBe("bluez-alsa has closed it: the speaker is gone, or bluez-alsa has ended");
    await sleep(500);
    bluealsa.tell({ kind: "plug-in", name: "two" });
    await bluealsa.until(({ kind }) => kind === "plugged-in");
    engine.send({ kind: "close-output", output: "two" });
    open(TWO);
    engine.send({ kind: "join", zone, member: member("two", QUEUE_MS) });
    await engine.untilKind("joined");
    await sleep(2_500);

    const ms = await skewMs(ONE, TWO);
    print("a speaker that came back", ms);
    expect(Math.abs(ms)).toBeLessThan(IN_TIME_MS);
    expect(failures()).toHaveLength(1);
  });

  it("wait for one whose radio takes nothing for half a second, and are in time again after it", async () => {
    await startPlaying(ONE, TWO);
    await sleep(500);
    bluealsa.tell({ kind: "stall", name: "two", ms: 500 });
    await sleep(3_000);

    const ms = await skewMs(ONE, TWO);
    print("after half a second without radio", ms);
    expect(failures()).toEqual([]);
    expect(Math.abs(ms)).toBeLessThan(IN_TIME_MS);
  });

  it("give one up whose radio takes nothing for two seconds, and say so; the other plays on", async () => {
    await startPlaying(ONE, TWO);
    await sleep(500);
    bluealsa.tell({ kind: "stall", name: "two", ms: 2_000 });

    expect(await failureOf(TWO)).toBe("it has taken nothing for over a second");
    const before = bluealsa.packets("one").length;
    await sleep(500);
    expect(bluealsa.packets("one").length).toBeGreaterThan(before);
    expect(failures()).toHaveLength(1);
  });

  it("are not given up when none of them takes anything: then it is the machine that hangs", async () => {
    await startPlaying(ONE, TWO);
    await sleep(500);
    for (const name of ["one", "two"]) bluealsa.tell({ kind: "stall", name, ms: 2_000 });
    await sleep(4_000);

    expect(failures()).toEqual([]);
    const ms = await skewMs(ONE, TWO);
    print("after two seconds without any radio", ms);
    expect(Math.abs(ms)).toBeLessThan(IN_TIME_MS);
  });

  it("fail with a reason when bluez-alsa dies", async () => {
    await startPlaying(ONE, TWO);
    await bluealsa.die();

    for (const speaker of [ONE, TWO]) expect(await failureOf(speaker)).toMatch(/^bluez-alsa has closed it/);
  });
});

describe("a Bluetooth speaker that can't be opened says why", () => {
  it.each([
    ["is not connected", createSpeaker("absent", 9), "bluez-alsa has no such PCM: the speaker is not connected"],
    [
      "has another rate",
      createSpeaker("slow", 4, { Sampling: 44_100 }),
      /44100 Hz and the engine at 48000 Hz: .* SBC$/,
    ],
    ["has a format of eight bits", createSpeaker("rough", 5, { Format: 0x0108 }), /does not write its format 0x108/],
    ["has one channel", createSpeaker("mono", 6, { Channels: 1 }), "it plays 1 channel(s) and the engine 2"],
    ["is a microphone", createSpeaker("mic", 7, { Mode: "source" }), /it is no speaker: .* mode source/],
  ] as const)("that %s", async (_, speaker, reason) => {
    await start(speaker.name === "absent" ? [ONE] : [speaker]);
    open(speaker);
    play(speaker);

    const said = await failureOf(speaker);
    if (typeof reason === "string") expect(said).toBe(reason);
    else expect(said).toMatch(reason);
  });

  it("that another program plays on", async () => {
    await start([ONE]);
    open(ONE);
    await bluealsa.until(({ kind }) => kind === "opened");
    engine.open("again", { kind: "bluealsa", pcmPath: ONE.path, queueMs: 0 });
    play({ ...ONE, name: "again" });

    expect(await failureOf({ ...ONE, name: "again" })).toBe("another program plays on it");
  });

  it("whose bluez-alsa does not run", async () => {
    await start([ONE]);
    await bluealsa.die();
    open(ONE);
    play(ONE);

    expect(await failureOf(ONE)).toBe("bluez-alsa does not run; see: systemctl status bluealsa");
  });

  it("to which the bridge's user is not let", async () => {
    await start([ONE], false);
    open(ONE);
    play(ONE);

    expect(await failureOf(ONE)).toBe("the bridge's user may not use bluez-alsa: it must be in the group `audio`");
  });

  it("whose path is none of bluez-alsa's, which is refused at once", async () => {
    await start([ONE]);
    open({ ...ONE, path: "/org/bluez/hci0/dev_00_00_00_00_00_01" });
    const refused = await engine.untilKind("refused");

    expect(refused).toEqual({
      kind: "refused",
      request: "unreadable",
      reason:
        "invalid_format at spec.pcmPath: a speaker's PCM at bluez-alsa looks like /org/bluealsa/hci0/dev_00_11_22_AA_BB_CC/a2dpsrc/sink",
    });
  });
});
