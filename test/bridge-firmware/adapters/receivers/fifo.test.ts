// The receivers' named pipes: real ones.
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { emptyFifo, makeFifo, openFifo } from "../../../../bridge-firmware/src/adapters/receivers/fifo.ts";

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

  it("that is empty stays so: nothing is waited for", () => {
    emptyFifo(held);
    expect(() => readSync(reader, Buffer.alloc(1))).toThrow("EAGAIN");
  });
});
