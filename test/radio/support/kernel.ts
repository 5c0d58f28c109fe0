// The guest's kernel: User-Mode Linux, an ordinary program that needs no virtualisation and no rights, built from Debian's
// sources with Bluetooth and virtual controllers in it, and with a clock that can be virtual.
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeOnce } from "./cache.ts";
import { command } from "./command.ts";
import { unpackPackage } from "./debian-package.ts";
import { applyEdits } from "./edit.ts";
import { KERNEL_EDITS } from "./kernel-edits.ts";

/** 6.1.192 takes bluetoothd down when a speaker is called that is switched off (see `house-band audit`). */
const VERSIONS = ["6.1.190-1", "6.1.187-1", "6.1.176-1", "6.1.170-3"];
const SOURCE = "linux-source-6.1";
const CONFIG = fileURLToPath(new URL("kernel.config", import.meta.url));

/** @returns the program that is the kernel. */
export async function makeKernel(): Promise<string> {
  const config = await readFile(CONFIG, "utf8");
  const ingredients = [process.arch, ...VERSIONS, config, JSON.stringify(KERNEL_EDITS)];
  const folder = await makeOnce({ name: "kernel", ingredients, make: build });
  return join(folder, "linux");
}

async function build(folder: string): Promise<void> {
  const version = await unpackPackage({ name: SOURCE, versions: VERSIONS }, folder);
  const sources = join(folder, "sources");
  await command("mkdir", [sources]);
  const archive = join(folder, "usr/src", `${SOURCE}.tar.xz`);
  await command("tar", ["-xJf", archive, "-C", sources, "--strip-components=1"]);
  await applyEdits(sources, KERNEL_EDITS);
  const at = { cwd: sources, env: { ...process.env, ARCH: "um", SUBARCH: undefined } };
  await command("make", ["-s", "tinyconfig"], at);
  await command("scripts/kconfig/merge_config.sh", ["-m", ".config", CONFIG], at);
  await command("make", ["-s", "olddefconfig"], at);
  await checkConfig(join(sources, ".config"));
  await command("make", ["-s", `-j${availableParallelism()}`, "linux"], at);
  await command("strip", ["-o", join(folder, "linux"), join(sources, "linux")]);
  await copyFile(join(sources, ".config"), join(folder, "config"));
  await writeFile(join(folder, "version"), `${SOURCE} ${version}\n`);
  const kept = ["linux", "config", "version"];
  for (const entry of await readdir(folder)) {
    if (!kept.includes(entry)) await rm(join(folder, entry), { recursive: true, force: true });
  }
}

/** A wish that depends on another one is dropped without a word. */
async function checkConfig(file: string): Promise<void> {
  const got = new Set((await readFile(file, "utf8")).split("\n"));
  const wanted = (await readFile(CONFIG, "utf8")).split("\n").filter((line) => /^CONFIG_\w+=(?!n$)/.test(line));
  const dropped = wanted.filter((line) => !got.has(line));
  if (dropped.length > 0) throw new Error(`the kernel's configuration came out without ${dropped.join(", ")}`);
}
