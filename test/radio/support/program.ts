// The bridge's program as it is installed, built from this checkout: what runs in the guest is what runs on a box.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeOnce } from "./cache.ts";
import { command } from "./command.ts";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const PARTS = [
  "bridge-firmware/src",
  "bridge-firmware/build",
  "bridge-firmware/system",
  "bridge-firmware/data",
  "contract/src",
];

/** @returns the folder with `main.js` and `cli.js`. */
export async function buildProgram(): Promise<string> {
  const ingredients = [
    process.arch,
    await readFile(join(REPOSITORY, "package-lock.json"), "utf8"),
    ...(await sources()),
  ];
  const make = async (folder: string) => {
    const args = ["run", "build", "-w", "bridge-firmware", "--", "--out", join(folder, "dist")];
    await command("npm", args, { cwd: REPOSITORY });
  };
  return join(await makeOnce({ name: "program", ingredients, make }), "dist");
}

async function sources(): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const part of PARTS) {
    const entries = await readdir(join(REPOSITORY, part), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) texts.push(file, await readFile(file, "utf8"));
  }
  return texts;
}
