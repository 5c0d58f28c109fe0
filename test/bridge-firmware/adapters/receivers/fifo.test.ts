// The receivers' named pipes: real ones.
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  emptyFifo,
  makeFifo,
  openFifo,
  SHORT_PIPE_BYTES,
  shortenFifo,
} from "../../../../bridge-firmware/src/adapters/receivers/fifo.ts";

let folder: string;
let held: number;
let reader: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "house-band-fifo-"));
  const path = join(folder, "of", "sound.pcm");
  await makeFifo(path);
  held = openFifo(path);
  reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
});
afterEach(() => {
  for (const descriptor of [held, reader]) closeSync(descriptor);
  rmSync(folder, { recursive: true, force: true });
});

describe("a receiver's pipe", () => {
  it.each([1, 65_536])("of which nobody has read %d bytes is empty afterwards, and takes what comes then", (count) => {
    expect(writeSync(held, Buffer.alloc(count, 7))).toBe(count);
    emptyFifo(held);
    expect(() => readSync(reader, Buffer.alloc(1))).toThrow("EAGAIN");

    writeSync(held, Buffer.of(42));
    const next = Buffer.alloc(2);
    expect(readSync(reader, next)).toBe(1);
    expect(next[0]).toBe(42);
  });

  it("that was shortened takes an eighth of what it took, and everything that is written comes out in its order", () => {
    expect(shortenFifo(held)).toBe(true);
    const written: number[] = [];
    const fill = (): void => {
      for (;;) {
        try {
          writeSync(held, Buffer.alloc(1_024, written.length));
        } catch {
          return; // EAGAIN: it is full
        }
        written.push(written.length % 256);
      }
    };
    fill();
    expect(written.length * 1_024).toBe(SHORT_PIPE_BYTES);
    const piece = Buffer.alloc(4_096);
    const read: number[] = [];
    for (let times = 0; times < 12; times++) {
      const count = readSync(reader, piece);
      for (let at = 0; at < count; at += 1_024) read.push(piece[at] ?? -1);
      fill();
    }
    expect(read).toEqual(written.slice(0, read.length));
  });

  it("that is empty stays so: nothing is waited for", () => {
    emptyFifo(held);
    expect(() => readSync(reader, Buffer.alloc(1))).toThrow("EAGAIN");
  });
});
