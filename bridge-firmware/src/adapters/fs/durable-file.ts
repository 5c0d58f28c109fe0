// How bytes get onto a disk so that a power cut leaves either the old file or the new one: temporary file, fsync,
// rename, fsync of the folder. What the bytes mean is for document-file.ts and journal-file.ts.
import { createHash } from "node:crypto";
import * as nodeFiles from "node:fs/promises";
import { basename, dirname } from "node:path";
import { types } from "node:util";
import { err, type Result } from "@house-band/contract";
import type { PortFault } from "../../ports.ts";

/** The part of Node's file functions that the store stands on: tests put failing disks in its place. */
export type Files = Pick<typeof nodeFiles, "copyFile" | "mkdir" | "open" | "rename" | "rm">;
export type { FileHandle } from "node:fs/promises";
export const realFiles: Files = nodeFiles;

/** What the bridge remembers is nobody else's business on this machine. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;

/** Makes the folder, with its parents. */
export async function makeDirectory(files: Files, directory: string): Promise<void> {
  await files.mkdir(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
}

/**
 * Writes a whole file aside and puts it in place in one step; resolves when it would survive a power cut.
 * @param beforeRename the new bytes are safe on the disk, the old file is still in its place.
 */
export async function replaceFile(
  files: Files,
  path: string,
  bytes: Uint8Array,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const handle = await files.open(temporary, "w", OWNER_ONLY);
    try {
      await writeFully(handle, bytes, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await beforeRename?.();
    await files.rename(temporary, path);
  } catch (cause) {
    // On a full disk the half-written file is the first that has to go; where it can't, the next write replaces it.
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw cause;
  }
  await syncDirectory(files, dirname(path));
}

/** Writes every byte, however many calls the system makes of it. */
export async function writeFully(
  handle: Awaited<ReturnType<Files["open"]>>,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  for (let written = 0; written < bytes.byteLength; ) {
    const chunk = await handle.write(bytes, written, bytes.byteLength - written, position + written);
    written += chunk.bytesWritten;
  }
}

/** A rename or a new file is only as durable as its folder. Windows has no such call, and journals its folders itself. */
export async function syncDirectory(files: Files, directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await files.open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file's bytes, `maxBytes` of them at most; null where there is no such file. */
export async function readBounded(
  files: Files,
  path: string,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer; readonly cutShort: boolean } | null> {
  const handle = await files.open(path, "r").catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return null;
    throw error;
  });
  if (!handle) return null;
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, maxBytes));
    let filled = 0;
    while (filled < bytes.byteLength) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.byteLength - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { bytes: bytes.subarray(0, filled), cutShort: size > maxBytes };
  } finally {
    await handle.close();
  }
}

/** Where a damaged file is kept: named by what is in it, so that the same damage is kept once. */
export const asidePath = (path: string, bytes: Uint8Array): string => `${path}.damaged-${sha256(bytes).slice(0, 12)}`;

/** 64 hex digits. */
export const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

/** The system's refusals become faults of the port; any other error is a bug and goes on its way. */
export async function asStoreFault<T>(
  path: string,
  task: () => Promise<Result<T, PortFault>>,
): Promise<Result<T, PortFault>> {
  try {
    return await task();
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === undefined) throw cause;
    return err(storeFault(codeOf(errno), `${basename(path)}: ${errno}. ${ADVICE[codeOf(errno)]}`, cause));
  }
}

/** A fault of the store port; a full disk and one that did not obey may be tried again. */
export function storeFault(code: StoreFaultCode, message: string, cause?: unknown): PortFault {
  const retryable = code === "full" || code === "unavailable";
  return { port: "store", code, retryable, message, ...(cause === undefined ? {} : { cause }) };
}

type StoreFaultCode = "full" | "refused" | "unavailable";

const ADVICE = {
  full: "The disk, its inodes or a quota are used up: free some space",
  refused: "The store's folder must exist on a writable disk and belong to the user who runs the bridge",
  unavailable: "The disk did not do as it was told: look at the system's log",
} as const satisfies Record<StoreFaultCode, string>;

function codeOf(errno: string): StoreFaultCode {
  switch (errno) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return "full";
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
    case "EISDIR":
      return "refused";
    default:
      return "unavailable";
  }
}

function errnoOf(error: unknown): string | undefined {
  if (!types.isNativeError(error) || !("code" in error) || typeof error.code !== "string") return undefined;
  // Node's own argument errors also have a code (`ERR_…`), but they are bugs.
  return error.code.startsWith("ERR_") ? undefined : error.code;
}
