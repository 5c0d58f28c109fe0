// The guest's root file system: a small Debian with BlueZ and bluez-alsa as Debian has built them. Guests only read it.
import { spawn } from "node:child_process";
import { chmod, copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Suite, sourcesFor } from "../../debian/sources.ts";
import { makeOnce } from "./cache.ts";
import { command } from "./command.ts";

export type { Suite };

const PACKAGES = [
  ...["bluez", "bluez-alsa-utils", "dbus", "iproute2", "procps"],
  ...["python3", "python3-dbus", "python3-gi"],
  ...["libasound2-plugin-bluez", "snapclient", "snapserver"],
];
const BOOT = fileURLToPath(new URL("../guest/boot.sh", import.meta.url));
/** Older ones would not be what people have. */
const KEEP_MS = 30 * 86_400_000;

/** What the kernel starts first. */
export const FIRST_PROCESS = "/radio-boot";

/** @returns the folder that is the root. */
export async function makeRoot(suite: Suite): Promise<string> {
  const ingredients = [process.arch, suite, ...PACKAGES, await readFile(BOOT, "utf8")];
  const folder = await makeOnce({
    name: suite,
    ingredients,
    keepMs: KEEP_MS,
    make: (draft) => bootstrap(suite, draft),
  });
  return join(folder, "root");
}

async function bootstrap(suite: Suite, draft: string): Promise<void> {
  const root = join(draft, "root");
  const options = ["--variant=minbase", `--include=${PACKAGES.join(",")}`, "--format=directory", "--quiet"];
  await new Promise<void>((resolve, reject) => {
    const child = spawn("mmdebstrap", [...options, suite, root, "-"], { stdio: ["pipe", "inherit", "inherit"] });
    child.stdin.end(sourcesFor(suite));
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`mmdebstrap ${suite} ended with ${String(code)}: what it printed says why`));
    });
  });
  await command("chroot", [root, "useradd", "--system", "--user-group", "--groups", "audio", "house-band"]);
  await copyFile(BOOT, join(root, FIRST_PROCESS));
  await chmod(join(root, FIRST_PROCESS), 0o755);
}
