// Where Debian keeps a library: below /usr/lib, in a folder named after the machine.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** @returns the path of `file` in one of `lib`'s machine folders, or null where none has it. */
export function findBelowLib(file: string, lib = "/usr/lib"): string | null {
  const paths = readdirSync(lib).map((triplet) => join(lib, triplet, file));
  return paths.find((path) => existsSync(path)) ?? null;
}
