import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { createEngineProcess } from "@house-band/bridge-firmware/adapters/engine/engine-process";
import { createMpdPlayer } from "@house-band/bridge-firmware/adapters/mpd/mpd-player";
import { createStreamRelay, RELAY_LIMITS } from "@house-band/bridge-firmware/adapters/radio/stream-relay";
import type { EngineEvent, Track } from "@house-band/bridge-firmware/engine/protocol";
import type { AudioEngine, StreamRelay } from "@house-band/bridge-firmware/ports";
import type { ZoneId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type RadioServer, serve, startRadioServer } from "../bridge-firmware/adapters/radio/radio-server.ts";
import {
  longestSilence,
  member,
  news,
  RATE_HZ,
  readRecording,
  sine,
  writeWav,
  zoneId,
} from "../bridge-firmware/engine/fixtures.ts";
import { createIcyStation, type IcyStation } from "./support/icy-station.ts";
import { createTestMpd, type TestMpd } from "./support/mpd.ts";
import { silentLog } from "./support/player-ports.ts";

let mpd: TestMpd;
let engine: AudioEngine;
let relay: StreamRelay;
let radio: RadioServer;
let station: IcyStation;
let events: EngineEvent[];

beforeEach(async () => {
  mpd = await createTestMpd();
  await mpd.start();
  station = createIcyStation();
  radio = await startRadioServer({
    "/jazz": station.answer,
    "/page": serve("text/html", "<!doctype html><html><body>We have moved to another place.</body></html>"),
  });
  relay = await createStreamRelay({
    allowedHosts: [radio.host],
    limits: { ...RELAY_LIMITS, firstByteMs: 1_000, stallMs: 1_000 },
  });
  const { socketPath, pipeDirectory } = mpd;
  const own = createEngineProcess({ log: silentLog });
  engine = createMpdPlayer({
    engine: own,
    socketPath,
    pipeDirectory,
    relay,
    clock: createSystemClock(),
    log: silentLog,
  });
  events = [];
  engine.onEvent((event) => events.push(event));
  await until(({ kind }) => kind === "ready");
});
afterEach(async () => {
  await engine.close();
  await relay.close();
  await radio.close();
  await mpd.remove();
});

/** Such an event must come within fifteen seconds. */
async function until(wanted: (event: EngineEvent) => boolean): Promise<void> {
  for (let round = 0; round < 750 && !events.some(wanted); round++) await sleep(20);
  if (events.some(wanted)) return;
  throw new Error(`such an event did not come, but ${events.map(({ kind }) => kind).join(", ") || "none at all"}`);
}

const recordPath = (output: string): string => join(mpd.folder, `${output}.wav`);
function play(output: string, tracks: readonly Track[]): ZoneId {
  const spec = { kind: "emulated", actualLatencyMs: 20, jitterMs: 0, seed: 1, recordPath: recordPath(output) } as const;
  engine.send({ kind: "open-output", output, spec });
  const zone = zoneId();
  const input = { kind: "files" as const, tracks: [...tracks], startIndex: 0, startMs: 0 };
  engine.send({ kind: "open-zone", zone, input, paused: false, members: [member(output, 20)] });
  return zone;
}
/** Cut from one sine, so that the joint is heard where there is one. */
function cutSine(hz: number, cuts: readonly number[], rateHz = RATE_HZ): readonly Track[] {
  const whole = sine(hz, cuts.at(-1) ?? 0, 0.5, rateHz);
  return cuts.slice(1).map((end, n) => {
    const path = join(mpd.folder, `${hz}-${rateHz}-${n}.wav`);
    const piece = whole.subarray(Math.round((cuts[n] ?? 0) * rateHz), Math.round(end * rateHz));
    writeWav(path, [piece], { bits: 32, float: true, rateHz });
    return { path, title: `${hz} Hz, piece ${n}` };
  });
}
const isSounding = (samples: Int16Array): boolean => longestSilence(samples, 0, samples.length, 30) < samples.length;
/** Pieces of 10 ms: a machine that is busy elsewhere makes some of them late, but plays no other sound. */
const blocksOf = (samples: Int16Array): readonly Int16Array[] =>
  Array.from({ length: Math.floor(samples.length / 480) }, (_, n) => samples.subarray(480 * n, 480 * n + 480));
/** How much of a tone is in a stretch: 1 for nothing else than that at half scale. @see Goertzel */
function toneShare(samples: Int16Array, hz: number): number {
  let [re, im] = [0, 0];
  for (const [n, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * hz * n) / RATE_HZ);
    im += sample * Math.sin((2 * Math.PI * hz * n) / RATE_HZ);
  }
  return (2 * Math.hypot(re, im)) / samples.length / 16_384;
}

describe("music that MPD plays", () => {
  it("drops all of the old track at a skip", async () => {
    const [first, second] = [cutSine(441, [0, 20]), cutSine(1_000, [0, 20])];
    const zone = play("a", [...first, ...second]);
    await until(({ kind }) => kind === "zone-started");
    await sleep(1_500); // whatever can be filled is full
    engine.send({ kind: "skip", zone, by: 1 });
    await until(({ kind }) => kind === "track-started");
    await sleep(1_500);
    await engine.close();

    const { left } = readRecording(recordPath("a"));
    const blocks = blocksOf(left.subarray(RATE_HZ));
    const turn = blocks.findIndex((block) => toneShare(block, 1_000) > 0.5);
    expect(turn).toBeGreaterThan(0);
    const after = blocks.slice(turn + 5);
    expect(after.filter((block) => toneShare(block, 1_000) > 0.5).length).toBeGreaterThan(50);
    expect(after.filter((block) => toneShare(block, 441) > 0.2)).toEqual([]);
  });

  it("skips as often as it is told to, and plays the last one asked for", async () => {
    const tracks = [441, 600, 800, 1_000].flatMap((hz) => cutSine(hz, [0, 20]));
    const zone = play("a", tracks);
    await until(({ kind }) => kind === "zone-started");
    for (let n = 0; n < 3; n++) engine.send({ kind: "skip", zone, by: 1 });
    await until((event) => event.kind === "track-started" && event.index === 3);
    await sleep(1_000);
    await engine.close();

    const { left } = readRecording(recordPath("a"));
    const last = blocksOf(left.subarray(-RATE_HZ / 2));
    expect(last.filter((block) => toneShare(block, 1_000) > 0.5).length).toBeGreaterThan(25);
    expect(last.filter((block) => toneShare(block, 441) > 0.2)).toEqual([]);
  });

  it("goes on in the same place after a pause, and does not keep other zones from beginning", async () => {
    const zone = play("a", cutSine(441, [0, 1, 2]));
    await until(({ kind }) => kind === "zone-started");
    // at the very end of a track: everything between MPD and the speakers is full
    engine.send({ kind: "pause-zone", zone });
    await sleep(1_000);
    const other = play("b", cutSine(1_000, [0, 5]));
    await until((event) => event.kind === "zone-started" && event.zone === other);
    engine.send({ kind: "resume-zone", zone });
    await until((event) => event.kind === "zone-ended" && event.zone === zone);

    expect(news(events).filter((event) => "zone" in event && event.zone === zone)).toMatchObject([
      { kind: "zone-started" },
      { kind: "track-started", index: 1 },
      { kind: "zone-ended", reason: "finished" },
    ]);
  });

  it("goes on where it was when MPD was killed and is started again, within five seconds", async () => {
    const zone = play("a", cutSine(441, [0, 30]));
    await until(({ kind }) => kind === "zone-started");
    await sleep(1_000);
    await mpd.kill();
    await sleep(4_000); // long after what was in hand is played
    await mpd.start();
    events.length = 0;
    await sleep(5_000);
    const positions = events.flatMap((event) => (event.kind === "position" ? [event.positionMs] : []));
    await engine.close();

    const { left } = readRecording(recordPath("a"));
    expect(blocksOf(left.subarray(-RATE_HZ)).filter((block) => toneShare(block, 441) > 0.5).length).toBeGreaterThan(50);
    expect(news(events)).toEqual([]);
    // about a second before MPD was killed, and what had been read ahead: it is where it was, and not ten seconds on
    expect(Math.max(...positions)).toBeLessThan(9_500);
    expect(Math.max(...positions)).toBeGreaterThan(4_000);
    expect(zone).toMatch(/^zone_/u);
  });

  it("keeps no MPD from ending that is started again while a zone is paused", async () => {
    const zone = play("a", cutSine(441, [0, 30]));
    await until(({ kind }) => kind === "zone-started");
    engine.send({ kind: "pause-zone", zone });
    await sleep(1_000);
    await mpd.stop();
    await mpd.start();
    engine.send({ kind: "resume-zone", zone });
    events.length = 0;
    await until((event) => event.kind === "position" && event.positionMs > 5_000);
    await engine.close();

    const last = blocksOf(readRecording(recordPath("a")).left.subarray(-RATE_HZ / 2));
    expect(last.filter((block) => toneShare(block, 441) > 0.5).length).toBeGreaterThan(25);
  });

  it("passes over a file that MPD can't play, and says which", async () => {
    writeWav(join(mpd.folder, "empty.wav"), [new Float32Array(0)], { bits: 16 });
    play("a", [{ path: join(mpd.folder, "nowhere.wav"), title: "Nowhere" }, ...cutSine(441, [0, 0.5])]);
    await until(({ kind }) => kind === "zone-ended");

    expect(news(events)).toMatchObject([
      { kind: "track-failed", track: { title: "Nowhere" } },
      { kind: "zone-started", index: 1 },
      { kind: "zone-ended", reason: "finished" },
    ]);
  });
});

describe("a radio station that MPD plays", () => {
  const live = (path: string): Track => ({ path: radio.url(path), title: "Test FM", live: true });

  it("sounds, and tells its titles", async () => {
    play("a", [live("/jazz")]);
    await until(({ kind }) => kind === "zone-started");
    await until((event) => event.kind === "title-changed" && event.title === "Miles Davis - So What");
    station.title = "Bill Evans - Waltz for Debby";
    await until((event) => event.kind === "title-changed" && event.title === "Bill Evans - Waltz for Debby");
    await engine.close();

    expect(isSounding(readRecording(recordPath("a")).left)).toBe(true);
  });

  it("is let go of while it is paused, and joined where it is when it goes on", async () => {
    const zone = play("a", [live("/jazz")]);
    await until(({ kind }) => kind === "zone-started");
    engine.send({ kind: "pause-zone", zone });
    for (let round = 0; round < 250 && station.listeners > 0; round++) await sleep(20);
    expect(station.listeners).toBe(0);
    await sleep(2_000);
    expect(radio.asked).toEqual(["/jazz"]);
    engine.send({ kind: "resume-zone", zone });
    for (let round = 0; round < 250 && station.listeners === 0; round++) await sleep(20);
    await sleep(1_500);
    await engine.close();

    expect(radio.asked).toEqual(["/jazz", "/jazz"]);
    expect(isSounding(readRecording(recordPath("a")).left.subarray(-RATE_HZ / 2))).toBe(true);
  });

  it("is opened again when it falls silent, and sounds again", async () => {
    play("a", [live("/jazz")]);
    await until(({ kind }) => kind === "zone-started");
    station.isSilent = true;
    await sleep(1_500);
    station.isSilent = false;
    for (let round = 0; round < 500 && radio.asked.length < 2; round++) await sleep(20);
    await sleep(2_500);
    await engine.close();

    expect(radio.asked).toEqual(["/jazz", "/jazz"]);
    expect(isSounding(readRecording(recordPath("a")).left.subarray(-RATE_HZ / 2))).toBe(true);
    expect(news(events).map(({ kind }) => kind)).not.toContain("zone-ended");
  });

  it("is given up after three tries", async () => {
    play("a", [live("/jazz")]);
    await until(({ kind }) => kind === "zone-started");
    station.isSilent = true;
    await until(({ kind }) => kind === "zone-ended");

    expect(radio.asked).toHaveLength(3);
    expect(news(events).map(({ kind }) => kind)).toContain("track-failed");
  });

  it.each([
    ["not there", "/gone"],
    ["a web page", "/page"],
  ])("is unreachable at once where it is %s", async (_what, path) => {
    play("a", [live(path)]);
    await until(({ kind }) => kind === "zone-ended");

    expect(radio.asked).toEqual([path]);
    expect(news(events)).toMatchObject([{ kind: "track-failed" }, { kind: "zone-ended", reason: "unreachable" }]);
  });

  it.each(["http://127.0.0.1:22/", "http://169.254.169.254/latest", "file:///etc/passwd", "http://2130706433/"])(
    "never reaches MPD from %s",
    async (path) => {
      play("a", [{ path, title: "Evil FM", live: true }]);
      await until(({ kind }) => kind === "zone-ended");

      expect(news(events)).toMatchObject([{ kind: "track-failed" }, { kind: "zone-ended", reason: "unreachable" }]);
    },
  );
});
