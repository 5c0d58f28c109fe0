// What a tier needs of Debian on this machine: a table, and the check that every run of the tier begins with. A tier that
// passed over what it lacks would prove nothing: it fails, and says how to help it.
import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What shows that a package is there: a command or a file that it brings, below a library folder or among PulseAudio's modules. */
type Proof =
  | { readonly command: string }
  | { readonly file: string }
  | { readonly library: string }
  | { readonly pulseModule: string };

/** By Debian's names. */
export type PackageTable = Readonly<Record<string, Proof>>;

/** Those of the table's packages that this machine misses; none where the tier can run. */
export const missingOf = (table: PackageTable): readonly string[] =>
  Object.entries(table).flatMap(([name, proof]) => (isThere(proof) ? [] : [name]));

/** Throws with the line that installs what is missing; `who` are the tests that need it. */
export function requireAll(table: PackageTable, who: string): void {
  const missing = missingOf(table);
  if (missing.length === 0) return;
  throw new Error(
    `${who} need Debian packages that are not here: ${missing.join(", ")}\n` +
      `install them with: apt-get install --no-install-recommends ${missing.join(" ")}`,
  );
}

function isThere(proof: Proof): boolean {
  if ("command" in proof) return inPath(proof.command);
  if ("file" in proof) return exists(proof.file);
  if ("library" in proof) return libraryFolders().some((folder) => exists(join(folder, proof.library)));
  return pulseFolders().some((folder) => exists(join(folder, "modules", proof.pulseModule)));
}

const inPath = (command: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => isExecutable(join(folder, command)));

/** Debian keeps libraries of each architecture in a folder of their own. */
function libraryFolders(): readonly string[] {
  const triplets = readdirSync("/usr/lib").filter((name) => name.includes("-linux-gnu"));
  return ["/usr/lib", ...triplets.map((triplet) => join("/usr/lib", triplet))];
}

/** Its modules lie in a folder of its version. */
const pulseFolders = (): readonly string[] =>
  readdirSync("/usr/lib")
    .filter((name) => name.startsWith("pulse-"))
    .map((name) => join("/usr/lib", name));

const exists = (path: string): boolean => isAccessible(path, constants.R_OK);
const isExecutable = (path: string): boolean => isAccessible(path, constants.X_OK);

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
