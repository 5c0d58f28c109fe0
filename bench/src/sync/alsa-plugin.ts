// PipeWire's ALSA plug-in, without installing its package: Debian's conflicts with PulseAudio, which is a peer here.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findBelowLib } from "./below-lib.ts";

const FILE = "alsa-lib/libasound_module_pcm_pipewire.so";

/** @returns the plug-in's path: the installed one, or one that was unpacked into `directory`. */
export async function unpackAlsaPlugin(directory: string): Promise<string> {
  const installed = findBelowLib(FILE);
  if (installed !== null) return installed;
  await mkdir(directory, { recursive: true });
  execFileSync("apt-get", ["download", "-qq", "pipewire-alsa"], { cwd: directory, stdio: "ignore", timeout: 60_000 });
  const [archive] = readdirSync(directory).filter((file) => file.endsWith(".deb"));
  if (archive === undefined) throw new Error("the package pipewire-alsa could not be downloaded with apt-get");
  execFileSync("dpkg", ["-x", archive, "unpacked"], { cwd: directory, timeout: 60_000 });
  const unpacked = findBelowLib(FILE, join(directory, "unpacked", "usr", "lib"));
  if (unpacked === null) throw new Error(`the package pipewire-alsa holds no ${FILE}`);
  return unpacked;
}
