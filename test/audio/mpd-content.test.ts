// What comes out of MPD's pipe, sample by sample: the engine's reader without its clock, so that a busy machine makes
// nothing late.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { pipePath } from "@house-band/bridge-firmware/adapters/mpd/player-pipes";
import { createZoneServer } from "@house-band/bridge-firmware/adapters/mpd/serve-zone";
import { createZonePlayer } from "@house-band/bridge-firmware/adapters/mpd/zone-player";
import type { FeedMark } from "@house-band/bridge-firmware/engine/input/feed";
import { createPipes, isPipeRequest } from "@house-band/bridge-firmware/engine/input/pipes";
import { createFeedReader, createSharedFeed } from "@house-band/bridge-firmware/engine/input/shared-feed";
import type { Track } from "@house-band/bridge-firmware/engine/protocol";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { sine, writeWav, zoneId } from "../bridge-firmware/engine/fixtures.ts";
import { createTestMpd, type TestMpd } from "./support/mpd.ts";
import { noRelay, silentLog } from "./support/player-ports.ts";

let mpd: TestMpd;
beforeEach(async () => {
  mpd = await createTestMpd();
  await mpd.start();
});
afterEach(() => mpd.remove());

type Heard = { readonly left: Float32Array; readonly marks: readonly FeedMark[] };

/** All that comes for these tracks, read as fast as it comes. */
async function hear(tracks: readonly Track[], startMs: number): Promise<Heard> {
  const clock = createSystemClock();
  const player = createZonePlayer({ socketPath: mpd.socketPath, name: "zone-1", clock, log: silentLog });
  const zone = zoneId();
  const engine = {
    send: (request: Parameters<typeof pipes.handle>[0]) => pipes.handle(request),
    onEvent: () => () => undefined,
    onRestart: () => () => undefined,
    close: async () => undefined,
  };
  const server = createZoneServer({
    ...{ zone, tracks, player, relay: noRelay, clock, log: silentLog },
    engine: { ...engine, send: (request) => isPipeRequest(request) && engine.send(request) },
  });
  const pipes = createPipes((event) => {
    if (event.kind === "track-wanted" || event.kind === "pipe-ready") server.hear(event);
  });
  const feed = createSharedFeed();
  const reader = createFeedReader(feed);
  const address = { zone, path: pipePath(mpd.pipeDirectory, "zone-1") };
  pipes.play(address, { tracks, startIndex: 0, startMs, pipe: address }, feed);
  const left: number[] = [];
  const marks: FeedMark[] = [];
  for (let round = 0; round < 2_000 && marks.at(-1)?.kind !== "end"; round++) {
    const frames = reader.availableFrames();
    for (let mark = reader.takeMark(); mark !== null; mark = reader.takeMark()) marks.push(mark);
    const block = new Float32Array(2 * frames);
    reader.read(block, frames);
    for (let n = 0; n < frames; n++) left.push(block[2 * n] ?? 0);
    await sleep(5);
  }
  await server.end();
  await player.close();
  return { left: Float32Array.from(left), marks };
}

function cut(whole: Float32Array, at: number, rateHz: number): readonly Track[] {
  return [whole.subarray(0, at), whole.subarray(at)].map((piece, n) => {
    const path = join(mpd.folder, `${rateHz}-${n}.wav`);
    writeWav(path, [piece], { bits: 32, float: true, rateHz });
    return { path, title: `piece ${n}` };
  });
}

describe("the sound of MPD", () => {
  it("is the file's, bit for bit, over the joint of two tracks", async () => {
    const whole = sine(441, 5);
    const { left, marks } = await hear(cut(whole, 123_457, 48_000), 0);

    expect(marks).toEqual([
      { kind: "track", atFrame: 0, index: 0, startMs: 0 },
      { kind: "track", atFrame: 123_457, index: 1, startMs: 0 },
      { kind: "end", atFrame: 240_000 },
    ]);
    expect(left.length).toBe(240_000);
    expect(left.findIndex((sample, n) => sample !== whole[n])).toBe(-1);
  });

  it("has exactly its length at another rate, and goes on in the same phase after the joint", async () => {
    const { left, marks } = await hear(cut(sine(441, 5, 0.5, 44_100), 110_250, 44_100), 0);

    expect(left.length).toBe(240_000);
    expect(marks[1]).toEqual({ kind: "track", atFrame: 120_000, index: 1, startMs: 0 });
    const should = sine(441, 5);
    // the converter's filter begins and ends with each track: its edges are left out
    const wrong = (n: number): boolean =>
      Math.abs(n - 120_000) > 150 && Math.abs((left[n] ?? 0) - (should[n] ?? 0)) > 0.01;
    expect(should.findIndex((_, n) => n > 150 && n < 239_850 && wrong(n))).toBe(-1);
  });

  it("begins at the very sample of the place that was asked for", async () => {
    const whole = sine(441, 4);
    const [track] = cut(whole, whole.length, 48_000);
    const { left } = await hear(track ? [track] : [], 3_700);

    expect(left.length).toBe(14_400);
    expect(left.findIndex((sample, n) => sample !== whole[177_600 + n])).toBe(-1);
  });

  it("is heard whole where a track is shorter than what a pipe holds", async () => {
    const whole = sine(441, 0.2);
    const { left, marks } = await hear(cut(whole, 4_800, 48_000), 0);

    expect(marks.map(({ kind }) => kind)).toEqual(["track", "track", "end"]);
    expect(left.length).toBe(9_600);
  });
});
