// A Node for the box, from the npm registry.
import { chmod, cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { unpackFromRegistry } from "./registry.ts";

/** The machines that the bridge runs on; 32-bit systems get no Node this new. */
export const NODE_PLATFORMS = ["linux-arm64", "linux-x64"] as const;
export type NodePlatform = (typeof NODE_PLATFORMS)[number];

/** The long-term release that is bundled: one that both platforms' packages have. */
const NODE_VERSION = "24.21.0";

/** Puts `bin/node` and its licence into `into`. @returns Node's version */
export async function addNode(platform: NodePlatform, into: string): Promise<string> {
  await unpackFromRegistry(`node-${platform}@${NODE_VERSION}`, async (folder) => {
    await mkdir(join(into, "bin"), { recursive: true });
    await cp(join(folder, "bin", "node"), join(into, "bin", "node"));
    await cp(join(folder, "LICENSE"), join(into, "LICENSE"));
    await chmod(join(into, "bin", "node"), 0o755);
  });
  return NODE_VERSION;
}
