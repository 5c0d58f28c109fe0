// Node's way to TypeScript. tsx keeps a cache in the folder for temporary files, and ends where it can't make it: on a
// machine where that folder is full or can't be written it has to do without, so that our own sentence is reached.
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

try {
  rmdirSync(mkdtempSync(join(tmpdir(), "house-band-")));
} catch {
  process.env.TSX_DISABLE_CACHE = "1";
}
await import("tsx");
