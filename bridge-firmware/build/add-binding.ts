// The binary by which the engine calls libasound: it differs from machine to machine, and npm installs only this one's.
import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { NODE_PLATFORMS, type NodePlatform } from "./add-node.ts";
import { manifestOf, pathOf } from "./packages.ts";
import { unpackFromRegistry } from "./registry.ts";

/** The package whose binary it is. */
export const BINDING = "koffi";

/** The box's platform: the one that was named, or this machine's, where a bridge could run on it. */
export const bindingPlatform = (named: NodePlatform | undefined): NodePlatform | undefined =>
  named ?? NODE_PLATFORMS.find((platform) => platform === `${process.platform}-${process.arch}`);

/** Puts the binary beside its package; without a platform there are no real outputs, and the engine says why. */
export async function copyBinary(platform: NodePlatform | undefined, into: string): Promise<void> {
  if (platform === undefined) return;
  const name = `@koromix/koffi-${platform}`;
  if (existsSync(pathOf(name))) return cp(pathOf(name), join(into, name), { recursive: true });
  const { version } = await manifestOf(BINDING);
  await unpackFromRegistry(`${name}@${version}`, (folder) => cp(folder, join(into, name), { recursive: true }));
}
