// One small document in two generations: the newest that is whole counts, a damaged one is kept aside, never thrown
// away, and one that a later version wrote is not touched. What is in it is for the caller to judge.
import { basename, join } from "node:path";
import { assertNever, err, ok, type Result } from "@house-band/contract";
import type { DocumentName, Log, PortFault } from "../../ports.ts";
import { createTurnstile } from "../../turnstile.ts";
import {
  asidePath,
  asStoreFault,
  type Files,
  makeDirectory,
  readBounded,
  replaceFile,
  sha256,
  storeFault,
  syncDirectory,
} from "./durable-file.ts";

/** A home of 32 speakers is under 10 KB: what is larger than this is not ours. */
const MAX_DOCUMENT_BYTES = 1_048_576;

/** Later versions must keep the first line as it is, or they can't be told from damage. */
const SCHEMA_VERSION = 1;

export type DocumentFile = {
  load(): Promise<Result<unknown, PortFault>>;
  save(document: unknown): Promise<Result<void, PortFault>>;
};

type Place = {
  readonly files: Files;
  readonly directory: string;
  readonly name: FileName;
  readonly log: Log;
  /** Of a document that is no home's: a megabyte where nothing is said. */
  readonly maxBytes?: number;
};

/** What the store keeps, and what an adapter keeps for itself in the same way. */
type FileName = DocumentName | "stations";

/** What the newest file is known to be; only a whole one may become the previous generation. */
type Newest = "unknown" | "whole" | "absent";

/** A save that waits for its turn: a newer document takes its place, and spares the disk a write. */
type Saving = { bytes: Buffer; readonly saved: Promise<Result<void, PortFault>> };

/** A document's two files, `<name>.json` and `<name>.previous.json`; its calls take their turns. */
export function createDocumentFile(place: Place): DocumentFile {
  const { files, directory, name, maxBytes = MAX_DOCUMENT_BYTES } = place;
  const path = join(directory, `${name}.json`);
  const previousPath = join(directory, `${name}.previous.json`);
  const inTurn = createTurnstile();
  let newest: Newest = "unknown";
  let waiting: Saving | null = null;

  async function load(): Promise<Result<unknown, PortFault>> {
    await makeDirectory(files, directory);
    const first = await readGeneration(place, path);
    if (!first.ok) return first;
    newest = first.value === null ? "absent" : "whole";
    if (first.value !== null) return ok(first.value.document);
    const second = await readGeneration(place, previousPath);
    return second.ok ? ok(second.value === null ? null : second.value.document) : second;
  }

  async function save(bytes: Buffer): Promise<Result<void, PortFault>> {
    if (newest === "unknown") {
      const known = await load();
      if (!known.ok) return known;
    }
    const becomesPrevious = newest === "whole";
    newest = "unknown";
    await replaceFile(files, path, bytes, async () => {
      if (becomesPrevious) await files.rename(path, previousPath);
    });
    newest = "whole";
    return ok(undefined);
  }

  function startSaving(first: Buffer): Saving {
    const saving: Saving = {
      bytes: first,
      saved: inTurn(() => {
        if (waiting === saving) waiting = null;
        return asStoreFault(path, () => save(saving.bytes));
      }),
    };
    return saving;
  }

  return {
    load() {
      waiting = null;
      return inTurn(() => asStoreFault(path, load));
    },
    async save(document) {
      const bytes = encodeDocument(name, document);
      if (bytes.byteLength > maxBytes) {
        const sizes = `${bytes.byteLength} bytes, at most ${maxBytes} are kept`;
        return err(storeFault("refused", `${name}.json: ${sizes}`));
      }
      waiting ??= startSaving(bytes);
      waiting.bytes = bytes;
      return waiting.saved;
    },
  };
}

/** One generation: null where there is none, or none any more because it had to be kept aside. */
async function readGeneration(
  { files, directory, name, log, maxBytes = MAX_DOCUMENT_BYTES }: Place,
  path: string,
): Promise<Result<{ readonly document: unknown } | null, PortFault>> {
  const read = await readBounded(files, path, maxBytes);
  if (read === null) return ok(null);
  const decoded = read.cutShort ? damaged("it is too large") : decodeDocument(name, read.bytes);
  switch (decoded.kind) {
    case "whole":
      return ok({ document: decoded.document });
    case "newer": {
      const versions = `version ${decoded.schemaVersion}, this bridge knows up to ${SCHEMA_VERSION}`;
      return err(storeFault("refused", `${name}.json is of ${versions}: install the later bridge again`));
    }
    case "damaged":
      await files.rename(path, asidePath(path, read.bytes));
      await syncDirectory(files, directory);
      log.error(
        { document: name, file: basename(path), reason: decoded.reason, bytes: read.bytes.byteLength },
        "a generation of a document was damaged and is kept aside; the one before it counts, if there is one",
      );
      return ok(null);
    default:
      return assertNever(decoded);
  }
}

type Decoded =
  | { readonly kind: "whole"; readonly document: unknown }
  | { readonly kind: "newer"; readonly schemaVersion: number }
  | { readonly kind: "damaged"; readonly reason: string };

const damaged = (reason: string): Decoded => ({ kind: "damaged", reason });

/**
 * A line for the machine, then the JSON: `house-band <name> <schema version> <SHA-256>`.
 * The checksum covers name and version too: a flipped bit must not look like a later version.
 */
export function encodeDocument(name: FileName, document: unknown, schemaVersion = SCHEMA_VERSION): Buffer {
  const json = JSON.stringify(document);
  if (json === undefined) throw new TypeError(`${name}: ${typeof document} is not JSON, expected a document`);
  return Buffer.from(`house-band ${name} ${schemaVersion} ${checksum(name, schemaVersion, json)}\n${json}\n`);
}

function decodeDocument(name: FileName, bytes: Buffer): Decoded {
  if (bytes.byteLength === 0) return damaged("it is empty");
  const text = bytes.toString("utf8");
  const lineEnd = text.indexOf("\n");
  const header = /^house-band ([a-z]+) (\d{1,9}) ([0-9a-f]{64})$/.exec(text.slice(0, Math.max(lineEnd, 0)));
  if (!header || header[1] !== name || !text.endsWith("\n")) return damaged("its first line or its end is missing");
  const schemaVersion = Number(header[2]);
  const json = text.slice(lineEnd + 1, -1);
  if (header[3] !== checksum(name, schemaVersion, json)) return damaged("its checksum is wrong");
  if (schemaVersion > SCHEMA_VERSION) return { kind: "newer", schemaVersion };
  return { kind: "whole", document: JSON.parse(json) };
}

const checksum = (name: FileName, schemaVersion: number, json: string): string =>
  sha256(`${name} ${schemaVersion}\n${json}`);
