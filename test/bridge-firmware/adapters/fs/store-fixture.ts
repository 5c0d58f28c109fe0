import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Files } from "../../../../bridge-firmware/src/adapters/fs/durable-file.ts";
import type { Log } from "../../../../bridge-firmware/src/ports.ts";

export const makeTemporaryDirectory = () => fs.mkdtemp(join(tmpdir(), "house-band-store-"));

/**
 * For whoever writes much and does not test the disk: a dozen bridges that sync every command wait for seconds where
 * others keep a disk busy, too. Where the system has no such place, the disk has to do.
 */
export const makeDirectoryInMemory = () =>
  fs.mkdtemp("/dev/shm/house-band-store-").catch(() => makeTemporaryDirectory());

/** A log that can be read, as "level: message". */
export function createReadableLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (_: unknown, message: string) => {
    lines.push(`${level}: ${message}`);
  };
  return { lines, error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
}

/** Asked before every call that changes the disk: what fails it, and how much of a write gets onto the disk before. */
export type Fate = (call: DiskCall, bytes: number) => { readonly error: Error; readonly writtenBytes?: number } | null;
export type DiskCall = "mkdir" | "open" | "write" | "sync" | "datasync" | "truncate" | "rename" | "rm" | "copyFile";

/** The real disk, as far as fate allows. */
export function createFatefulFiles(fate: Fate): Files {
  const call = <A extends unknown[], R>(name: DiskCall, real: (...args: A) => Promise<R>) =>
    (async (...args: A) => {
      meet(fate, name);
      return real(...args);
    }) as typeof real;
  return {
    mkdir: call("mkdir", fs.mkdir as never) as typeof fs.mkdir,
    rename: call("rename", fs.rename),
    rm: call("rm", fs.rm),
    copyFile: call("copyFile", fs.copyFile),
    async open(path, flags, mode) {
      meet(fate, "open");
      return withFate(await fs.open(path, flags, mode), fate);
    },
  };
}

function meet(fate: Fate, call: DiskCall): void {
  const doom = fate(call, 0);
  if (doom) throw doom.error;
}

const FATEFUL = new Set<PropertyKey>(["sync", "datasync", "truncate"]);

function withFate(handle: fs.FileHandle, fate: Fate): fs.FileHandle {
  return new Proxy(handle, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      if (property === "write") {
        return async (bytes: Uint8Array, offset: number, length: number, position: number) => {
          const doom = fate("write", length);
          if (!doom) return target.write(bytes, offset, length, position);
          await target.write(bytes, offset, doom.writtenBytes ?? 0, position);
          throw doom.error;
        };
      }
      if (!FATEFUL.has(property)) return value.bind(target);
      return async (...args: unknown[]) => {
        meet(fate, property as DiskCall);
        return value.apply(target, args);
      };
    },
  });
}

/** An error as the system makes it. */
export const systemError = (code: string): Error => Object.assign(new Error(`${code}: made up`), { code });

/** mulberry32: the same numbers from the same seed, 0 ≤ x < 1. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
