import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { createDecoderPool, type DecoderPool } from "@house-band/bridge-firmware/engine/input/decoder-pool";
import type { FeedMark } from "@house-band/bridge-firmware/engine/input/feed";
import { createFeedReader, createSharedFeed } from "@house-band/bridge-firmware/engine/input/shared-feed";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFolder } from "./fixtures.ts";

/** A decoder that does what its files are called: dies of them, hangs in them, or is done with them. */
const DECODER = `
  import { appendFileSync } from "node:fs";
  import { parentPort } from "node:worker_threads";
  appendFileSync(new URL("started", import.meta.url), ".");
  parentPort.on("message", ({ request, feed }) => {
    for (let index = request.startIndex; index < request.tracks.length; index++) {
      parentPort.postMessage({ kind: "track", index });
      const { path } = request.tracks[index];
      if (path === "kills") setTimeout(() => process.exit(1), 20);
      if (path === "throws") setTimeout(() => { throw new Error("out of bounds"); }, 20);
      if (path === "hangs") setTimeout(() => { for (;;); }, 20);
      if (path !== "good") return;
    }
    Atomics.add(new Int32Array(feed.ring.counters), 0, 480);
    parentPort.postMessage({ kind: "done" });
  });
`;

let folder: ReturnType<typeof createFolder>;
let pool: DecoderPool;

beforeEach(() => {
  folder = createFolder();
  writeFileSync(folder.path("decoder.mjs"), DECODER);
  const workerUrl = pathToFileURL(folder.path("decoder.mjs"));
  pool = createDecoderPool({ workerUrl, watchEveryMs: 400, spareAfterMs: 10 });
});
afterEach(async () => {
  await pool.close();
  folder.remove();
});

/** The marks that the pool itself leaves on its way to the end of the list. */
async function marksOf(...paths: string[]): Promise<FeedMark[]> {
  const shared = createSharedFeed();
  const feed = createFeedReader(shared);
  pool.decode({ tracks: paths.map((path) => ({ path, title: path })), startIndex: 0, startMs: 0 }, shared);
  for (let round = 0; round < 700 && feed.availableFrames() === 0; round++) await sleep(20);
  expect(feed.availableFrames()).toBe(480);
  const marks: FeedMark[] = [];
  for (let mark = feed.takeMark(); mark !== null; mark = feed.takeMark()) marks.push(mark);
  return marks;
}

const started = (): number => (existsSync(folder.path("started")) ? readFileSync(folder.path("started")).length : 0);

async function untilStarted(count: number): Promise<void> {
  for (let round = 0; round < 700 && started() < count; round++) await sleep(20);
  expect(started()).toBe(count);
}

describe("a decoder", () => {
  it("waits for the music that begins next, while others work", async () => {
    await untilStarted(1);
    const work = { tracks: [{ path: "never done", title: "" }], startIndex: 0, startMs: 0 };
    pool.decode(work, createSharedFeed());
    await untilStarted(2);
    pool.decode(work, createSharedFeed());
    await untilStarted(3);
  });

  it("that a file kills costs that file: the list goes on", async () => {
    expect(await marksOf("good", "kills", "good")).toEqual([
      { kind: "failed", atFrame: 0, index: 1, reason: "decoding failed (its decoder stopped)" },
    ]);
  });

  it("that a file makes throw is told with its words", async () => {
    expect(await marksOf("throws", "good")).toEqual([
      { kind: "failed", atFrame: 0, index: 0, reason: "decoding failed (out of bounds)" },
    ]);
  });

  it("that hangs in a file is given up", async () => {
    expect(await marksOf("hangs", "good")).toEqual([
      { kind: "failed", atFrame: 0, index: 0, reason: "decoding failed (its decoder hung)" },
    ]);
  });

  it("serves one feed after the other", async () => {
    expect(await marksOf("good")).toEqual([]);
    expect(await marksOf("good")).toEqual([]);
  });
});
