// A Node for the box, taken from the npm registry by npm itself: whatever mirror and login npm was set up with serve here
// too, and npm checks what it gets against the registry's own integrity hash.
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The machines that the bridge runs on; 32-bit systems get no Node this new. */
export const NODE_PLATFORMS = ["linux-arm64", "linux-x64"] as const;
export type NodePlatform = (typeof NODE_PLATFORMS)[number];

/** The long-term release that is bundled: one that both platforms' packages have. */
const NODE_VERSION = "24.21.0";

/** Puts `bin/node` and its licence into `into`. @returns Node's version */
export async function addNode(platform: NodePlatform, into: string): Promise<string> {
  const draft = await mkdtemp(join(tmpdir(), "house-band-node-"));
  try {
    const wanted = `node-${platform}@${NODE_VERSION}`;
    const { stdout } = await run("npm", ["pack", wanted, "--silent", "--pack-destination", draft]);
    await run("tar", ["-xzf", join(draft, stdout.trim()), "-C", draft, "package/bin/node", "package/LICENSE"]);
    await mkdir(join(into, "bin"), { recursive: true });
    await cp(join(draft, "package", "bin", "node"), join(into, "bin", "node"));
    await cp(join(draft, "package", "LICENSE"), join(into, "LICENSE"));
    await chmod(join(into, "bin", "node"), 0o755);
    return NODE_VERSION;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
