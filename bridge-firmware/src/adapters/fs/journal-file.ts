// The append-only journal: what was acknowledged is in it after a power cut, in order. A torn tail was never
// acknowledged and is cut off; any other damage is kept aside and every record that is whole is saved from it.
import { join } from "node:path";
import { err, ok, type Result } from "@house-band/contract";
import type { Log, PortFault } from "../../ports.ts";
import { createTurnstile } from "../../turnstile.ts";
import {
  asidePath,
  asStoreFault,
  type FileHandle,
  type Files,
  makeDirectory,
  readBounded,
  replaceFile,
  storeFault,
  writeFully,
} from "./durable-file.ts";
import { decodeJournal, encodeHeader, encodeRecord } from "./journal-lines.ts";

/** A command with its outcome is under 8 KB, and 2,000 of them are kept. */
const MAX_RECORD_BYTES = 65_536;
const MAX_JOURNAL_BYTES = 33_554_432;

export type JournalFile = {
  read(): Promise<Result<readonly unknown[], PortFault>>;
  append(record: unknown): Promise<Result<void, PortFault>>;
  rewrite(records: readonly unknown[]): Promise<Result<void, PortFault>>;
  close(): Promise<void>;
};

type Place = { readonly files: Files; readonly directory: string; readonly log: Log };

/** Records that go to the disk together, under one fsync. */
type Batch = { readonly lines: Buffer[]; readonly written: Promise<Result<void, PortFault>> };

/** The open end of the journal: everything before `durableBytes` is safe, anything after it is not a record. */
type OpenEnd = { readonly handle: FileHandle; durableBytes: number; clean: boolean };

/** `journal.log` in the folder; its calls take their turns, and appends that wait together are written together. */
export function createJournalFile(place: Place): JournalFile {
  const path = join(place.directory, "journal.log");
  const inTurn = createTurnstile();
  let batch: Batch | null = null;
  let end: OpenEnd | null = null;

  async function openEnd(): Promise<Result<OpenEnd, PortFault>> {
    if (end) return ok(end);
    const recovered = await recover(place, path);
    if (!recovered.ok) return recovered;
    end = { handle: await place.files.open(path, "r+"), durableBytes: recovered.value.wholeBytes, clean: false };
    return ok(end);
  }
  async function closeEnd(): Promise<void> {
    const closing = end;
    end = null;
    await closing?.handle.close();
  }
  async function write(lines: readonly Buffer[]): Promise<Result<void, PortFault>> {
    const opened = await openEnd();
    return opened.ok ? appendLines(opened.value, Buffer.concat(lines)) : opened;
  }
  function startBatch(): Batch {
    const lines: Buffer[] = [];
    const written = inTurn(() => {
      if (batch?.lines === lines) batch = null;
      return asStoreFault(path, () => write(lines));
    });
    return { lines, written };
  }
  /** Whatever is asked for from here on must find, or leave, the appends before it on the disk. */
  function after<T>(task: () => Promise<Result<T, PortFault>>): Promise<Result<T, PortFault>> {
    batch = null;
    return inTurn(() => asStoreFault(path, task));
  }

  return {
    async append(record) {
      const line = encodeRecord(record);
      if (line.byteLength > MAX_RECORD_BYTES) return err(tooLarge("a record", line.byteLength, MAX_RECORD_BYTES));
      batch ??= startBatch();
      batch.lines.push(line);
      return batch.written;
    },
    read: () =>
      after(async () => {
        await closeEnd();
        const recovered = await recover(place, path);
        return recovered.ok ? ok(recovered.value.records) : recovered;
      }),
    async rewrite(records) {
      const bytes = Buffer.concat([encodeHeader(), ...records.map(encodeRecord)]);
      if (bytes.byteLength > MAX_JOURNAL_BYTES)
        return err(tooLarge("the journal", bytes.byteLength, MAX_JOURNAL_BYTES));
      return after(async () => {
        const opened = await openEnd();
        if (!opened.ok) return opened;
        await replaceFile(place.files, path, bytes, closeEnd);
        return ok(undefined);
      });
    },
    async close() {
      await after(async () => ok(await closeEnd()));
    },
  };
}

async function appendLines(end: OpenEnd, bytes: Buffer): Promise<Result<void, PortFault>> {
  const grown = end.durableBytes + bytes.byteLength;
  if (grown > MAX_JOURNAL_BYTES) return err(tooLarge("the journal", grown, MAX_JOURNAL_BYTES));
  // A write that failed half-way left bytes that are no record: they go first.
  if (!end.clean) await end.handle.truncate(end.durableBytes);
  end.clean = false;
  await writeFully(end.handle, bytes, end.durableBytes);
  await end.handle.datasync();
  end.durableBytes = grown;
  end.clean = true;
  return ok(undefined);
}

/** Reads the journal and mends it: afterwards the file holds the records returned, and nothing else. */
async function recover(
  { files, directory, log }: Place,
  path: string,
): Promise<Result<{ readonly records: readonly unknown[]; readonly wholeBytes: number }, PortFault>> {
  await makeDirectory(files, directory);
  const read = await readBounded(files, path, MAX_JOURNAL_BYTES);
  if (read === null || read.bytes.byteLength === 0) {
    await replaceFile(files, path, encodeHeader());
    return ok({ records: [], wholeBytes: encodeHeader().byteLength });
  }
  const decoded = decodeJournal(read.bytes);
  if (decoded.kind === "newer") {
    return err(storeFault("refused", `journal.log is of version ${decoded.version}: install the later bridge again`));
  }
  const { records, wholeBytes } = decoded;
  if (decoded.kind === "whole" && !read.cutShort) return ok({ records, wholeBytes });
  if (decoded.kind === "torn" && !read.cutShort) {
    log.warn({ bytes: read.bytes.byteLength - wholeBytes }, "the journal's last record was torn, cut off");
    await cutOff(files, path, wholeBytes);
    return ok({ records, wholeBytes });
  }
  await files.copyFile(path, asidePath(path, read.bytes));
  const saved = Buffer.concat([encodeHeader(), ...records.map(encodeRecord)]);
  await replaceFile(files, path, saved);
  log.error({ saved: records.length }, "the journal was damaged: kept aside, the whole records saved from it");
  return ok({ records, wholeBytes: saved.byteLength });
}

/** In place: needs no free space, and a cut in the middle of it leaves a torn tail again. */
async function cutOff(files: Files, path: string, wholeBytes: number): Promise<void> {
  const handle = await files.open(path, "r+");
  try {
    await handle.truncate(wholeBytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

const tooLarge = (what: string, bytes: number, maxBytes: number): PortFault =>
  storeFault(
    "full",
    `journal.log: ${what} would have ${bytes} bytes, at most ${maxBytes} are kept: rewrite it shorter`,
  );
