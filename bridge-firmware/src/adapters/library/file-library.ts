// The Library port on a folder of files: reads it when told to, answers from memory. What words mean is in find.ts.
import { err, ok, type Result } from "@house-band/contract";
import type { Library, PortFault, ScanProgress, ScanSummary } from "../../ports.ts";
import { type Catalogue, createCatalogue, type LibraryTrack } from "./catalogue.ts";
import { findAnything, findWords } from "./find.ts";
import { readTags } from "./read-tags.ts";
import { createScanRecord } from "./scan-record.ts";
import { type MusicFile, type Walk, walk } from "./walk.ts";

/** Enough to keep a slow disk busy, few enough to leave the audio loop its time. */
const READERS = 4;

/** What a file said when it was last read; read again when its size or date has changed. */
type Remembered = { readonly stamp: string; readonly read: Result<LibraryTrack, string> };

/** A library of the music files below `directory`; not ready until it was scanned. */
export function createFileLibrary({ directory }: { readonly directory: string }): Library {
  const record = createScanRecord();
  let catalogue: Catalogue | null = null;
  let remembered: ReadonlyMap<string, Remembered> = new Map();

  return {
    scan: (tell, signal) =>
      record.follow(tell, async (onProgress) => {
        const walked = await walkSafely(directory, signal);
        if (!walked.ok) return walked;
        const { files, skipped } = walked.value;
        const read = await readAll(files, remembered, onProgress, signal);
        if (!read) return err(fault("unavailable", "the scan was called off: the library is as it was before"));
        remembered = new Map(files.flatMap((file, index) => (read[index] ? [[file.path, read[index]]] : [])));
        catalogue = createCatalogue(read.flatMap((one) => (one.read.ok ? [one.read.value] : [])));
        return ok(summarise(files, read, skipped));
      }),
    state: () => ({ ...record.state(), tracks: catalogue?.tracks.length ?? null }),
    find(source) {
      if (catalogue === null) return err("LIBRARY_NOT_READY");
      if (catalogue.tracks.length === 0) return err("EMPTY_LIBRARY");
      if (source.kind === "anything") return ok(findAnything(catalogue));
      if (source.kind !== "request") return err("NO_SOURCE"); // playlists and stations are a player's, what is live is nobody's
      const selection = findWords(catalogue, source.words);
      return selection ? ok(selection) : err("NO_SOURCE");
    },
  };
}

async function walkSafely(directory: string, signal?: AbortSignal): Promise<Result<Walk, PortFault>> {
  try {
    return ok(await walk(directory, signal));
  } catch (cause) {
    if (signal?.aborted) return err(fault("unavailable", "the scan was called off: the library is as it was before"));
    const advice = "expected a folder that the bridge's user may read";
    return err(fault("refused", `the music folder ${directory} cannot be read: ${advice}`, cause));
  }
}

/** Every file's answer, in the order of the files; null when the signal fired. */
async function readAll(
  files: readonly MusicFile[],
  before: ReadonlyMap<string, Remembered>,
  onProgress: (progress: ScanProgress) => void,
  signal?: AbortSignal,
): Promise<readonly Remembered[] | null> {
  const read: Remembered[] = [];
  let next = 0;
  let done = 0;
  const total = files.length;
  onProgress({ done, total });
  async function reader(): Promise<void> {
    for (let file = files[next]; file && !signal?.aborted; file = files[next]) {
      const index = next;
      next += 1;
      read[index] = await readOne(file, before);
      done += 1;
      onProgress({ done, total });
    }
  }
  await Promise.all(Array.from({ length: READERS }, reader));
  return signal?.aborted ? null : read;
}

async function readOne(file: MusicFile, before: ReadonlyMap<string, Remembered>): Promise<Remembered> {
  const stamp = `${file.name} ${file.sizeBytes} ${file.modifiedMs}`;
  const known = before.get(file.path);
  if (known?.stamp === stamp) return known;
  return { stamp, read: await readTags(file.path, file) };
}

function summarise(files: readonly MusicFile[], read: readonly Remembered[], unread: Walk["skipped"]): ScanSummary {
  const unplayable = files.flatMap((file, index) => {
    const answer = read[index]?.read;
    return answer && !answer.ok ? [{ file: file.name, reason: answer.error }] : [];
  });
  return { tracks: files.length - unplayable.length, skipped: [...unread, ...unplayable] };
}

const fault = (code: "unavailable" | "refused", message: string, cause?: unknown): PortFault => ({
  port: "library",
  code,
  retryable: code === "unavailable",
  message,
  ...(cause === undefined ? {} : { cause }),
});
