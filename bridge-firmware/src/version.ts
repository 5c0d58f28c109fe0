// Which House Band this is. An installed program has its version beside it; a checkout has none.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The version that the build gave it, or "checkout". */
export function readVersion(): string {
  const file = fileURLToPath(new URL("./version.json", import.meta.url));
  if (!existsSync(file)) return "checkout";
  return String((JSON.parse(readFileSync(file, "utf8")) as { version: unknown }).version); // our own build wrote it
}
