import { writeFileSync } from "node:fs";
import {
  createMarkReader,
  createMarkWriter,
  createSharedMarks,
} from "@house-band/bridge-firmware/engine/input/mark-box";
import {
  createRingReader,
  createRingWriter,
  createSharedRing,
} from "@house-band/bridge-firmware/engine/input/pcm-ring";
import { createRecorder } from "@house-band/bridge-firmware/engine/outputs/recorder";
import { createRecordings } from "@house-band/bridge-firmware/engine/outputs/recordings";
import { createPacer } from "@house-band/bridge-firmware/engine/pacer";
import { describe, expect, it } from "@jest/globals";
import { createFolder, readRecording } from "./fixtures.ts";

describe("the pacer", () => {
  it("beats every ten milliseconds of the clock it is given and knows how late it is", () => {
    const pacer = createPacer(1_000);
    expect(pacer.beat(1_000)).toEqual({ nowFrame: 0, latenessMs: 0 });
    expect(pacer.untilNextMs(1_004)).toBe(6);
    expect(pacer.beat(1_010.5)).toEqual({ nowFrame: 480, latenessMs: 0.5 });
    expect(pacer.beat(1_057)).toEqual({ nowFrame: 2_400, latenessMs: 37 });
    expect(pacer.untilNextMs(1_057)).toBe(3);
  });

  it("does not count a rest as lateness", () => {
    const pacer = createPacer(0);
    pacer.beat(0);
    pacer.rest();
    expect(pacer.beat(5_003)).toEqual({ nowFrame: 240_000, latenessMs: 0 });
  });
});

describe("the ring between decoder and loop", () => {
  it("gives every frame once, in order, however it wraps", () => {
    const shared = createSharedRing(64);
    const [writer, reader] = [createRingWriter(shared), createRingReader(shared)];
    const got: number[] = [];
    const out = new Float32Array(2 * 23);
    for (let sent = 0; got.length < 1_000; ) {
      const frames = Math.min(37, writer.freeFrames());
      writer.write(
        Float32Array.from({ length: 2 * frames }, (_, n) => sent + Math.floor(n / 2)),
        0,
        frames,
      );
      sent += frames;
      const ready = Math.min(23, reader.availableFrames());
      reader.read(out, ready);
      for (let n = 0; n < ready; n++) got.push(out[2 * n] ?? Number.NaN);
    }
    expect(got.every((value, n) => value === n)).toBe(true);
  });

  it("tells the writer that its reader is gone", () => {
    const shared = createSharedRing(64);
    const writer = createRingWriter(shared);
    expect(writer.isClosed()).toBe(false);
    createRingReader(shared).close();
    expect(writer.isClosed()).toBe(true);
  });
});

describe("the marks' box", () => {
  it("carries marks in order and says when it is full", () => {
    const shared = createSharedMarks();
    const [post, take] = [createMarkWriter(shared), createMarkReader(shared)];
    let posted = 0;
    while (post({ kind: "failed", atFrame: 0, index: posted, reason: "Ω".repeat(400) })) posted += 1;

    expect(posted).toBeGreaterThan(90);
    expect(take()).toEqual({ kind: "failed", atFrame: 0, index: 0, reason: "Ω".repeat(300) });
    expect(post({ kind: "end", atFrame: 5 })).toBe(true);
    for (let index = 1; index < posted; index++) expect(take()).toMatchObject({ index });
    expect(take()).toEqual({ kind: "end", atFrame: 5 });
    expect(take()).toBeNull();
  });
});

describe("a recording", () => {
  const block = (value: number): Float32Array => new Float32Array(960).fill(value);

  it("holds each block at its instant, silence between, and nothing that was cut", async () => {
    const folder = createFolder();
    const faults: string[] = [];
    const recordings = createRecordings((message) => faults.push(message));
    const recorder = createRecorder(folder.path("cone.wav"), recordings);
    recorder.put(1_000, block(0.25));
    recorder.put(2_000, block(0.5));
    recorder.cut(2_100);
    recorder.flush(2_400);
    recorder.put(4_800, block(-1.5));
    recorder.flush(9_600);
    recordings.extend(12_000);
    await recordings.close();

    const { left, right, frames } = readRecording(folder.path("cone.wav"));
    expect(frames).toBe(12_000);
    expect([left[999], left[1_000], left[1_479], left[1_480]]).toEqual([0, 8_192, 8_192, 0]);
    expect([right[2_000], right[2_099], right[2_100]]).toEqual([16_384, 16_384, 0]);
    expect([left[4_799], left[4_800], left[5_279], left[5_280]]).toEqual([0, -32_768, -32_768, 0]);
    expect(faults).toEqual([]);
    folder.remove();
  });

  it("misses what is played while it is off, and has what comes afterwards in its place", async () => {
    const folder = createFolder();
    const recordings = createRecordings(() => undefined);
    const recorder = createRecorder(folder.path("cone.wav"), recordings);
    recorder.put(0, block(0.25));
    recorder.flush(960);
    recorder.put(480, block(0.25));
    recorder.setOn(false);
    recorder.put(960, block(0.25));
    recorder.flush(4_000);
    recorder.setOn(true);
    recorder.put(4_800, block(0.5));
    recorder.flush(9_600);
    await recordings.close();

    const { left } = readRecording(folder.path("cone.wav"));
    expect([left[479], left[480], left[1_200], left[4_799], left[4_800]]).toEqual([8_192, 0, 0, 0, 16_384]);
    folder.remove();
  });

  it("is a whole WAV file at any moment", async () => {
    const folder = createFolder();
    const recordings = createRecordings(() => undefined);
    const recorder = createRecorder(folder.path("live.wav"), recordings);
    for (let n = 1; n <= 5; n++) {
      recorder.put(n * 480, block(0.1));
      recorder.flush(n * 480 + 960);
      await recordings.settled();
      expect(readRecording(folder.path("live.wav")).frames).toBe(n * 480 + 480);
    }
    await recordings.close();
    folder.remove();
  });

  it("that can't be written is told once and disturbs nobody", async () => {
    const folder = createFolder();
    writeFileSync(folder.path("a-file"), "");
    const faults: string[] = [];
    const recordings = createRecordings((message) => faults.push(message));
    const recorder = createRecorder(folder.path("a-file/cone.wav"), recordings);
    for (let n = 0; n < 5; n++) {
      recorder.put(n * 480, block(0.1));
      recorder.flush(n * 480 + 960);
    }
    await recordings.close();

    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^a recording can't be written: /);
    folder.remove();
  });
});
