// The copy of the directory on this machine's disk: written so that a power cut leaves the old one or the new one, and
// whose form is checked when it is read; addresses are checked when they are played. One that can't be read is fetched again.
import { err, ok, type Result } from "@house-band/contract";
import * as z from "zod/mini";
import type { Log, PortFault } from "../../ports.ts";
import { createDocumentFile, type DocumentFile } from "../fs/document-file.ts";
import { type Files, realFiles } from "../fs/durable-file.ts";

const Copy = z.object({
  version: z.literal(1),
  /** What was asked of whom: other settings want another copy. */
  asked: z.object({ url: z.string(), stations: z.int() }),
  fetchedAtMs: z.number(),
  leftOut: z.int(),
  stations: z.readonly(z.array(z.object({ name: z.string(), url: z.string(), tags: z.readonly(z.array(z.string())) }))),
});
export type Copy = z.infer<typeof Copy>;

/** 20,000 stations are about 2.5 MB. */
const MAX_COPY_BYTES = 16_777_216;

/** `stations.json` in a folder. */
export function createCopyFile(directory: string, log: Log, files: Files = realFiles): DocumentFile {
  return createDocumentFile({ files, directory, name: "stations", log, maxBytes: MAX_COPY_BYTES });
}

/** Null where there is none, or none that this version can read. */
export async function loadCopy(file: DocumentFile): Promise<Result<Copy | null, PortFault>> {
  const loaded = await file.load();
  if (!loaded.ok) return err(loaded.error);
  const copy = Copy.safeParse(loaded.value);
  return ok(copy.success ? copy.data : null);
}
