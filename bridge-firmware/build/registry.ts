// A package for another machine than this one, taken from the npm registry by npm itself: whatever mirror and login npm
// was set up with serve here too, and npm checks what it gets against the registry's own integrity hash.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Shows `take` the package's folder, which is gone afterwards. */
export async function unpackFromRegistry(wanted: string, take: (folder: string) => Promise<void>): Promise<void> {
  const draft = await mkdtemp(join(tmpdir(), "house-band-package-"));
  try {
    const { stdout } = await run("npm", ["pack", wanted, "--silent", "--pack-destination", draft]);
    await run("tar", ["-xzf", join(draft, stdout.trim()), "-C", draft]);
    await take(join(draft, "package"));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
