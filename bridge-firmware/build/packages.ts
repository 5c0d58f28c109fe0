// Which packages travel with the bundle, and under which licences everything in it is.
import { existsSync } from "node:fs";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));
const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|$|-)/i;

type Manifest = {
  readonly version: string;
  readonly license?: unknown;
  readonly dependencies?: Record<string, string>;
};

/** Copies the packages and all that they need; @returns every package copied */
export async function copyPackages(names: readonly string[], into: string): Promise<readonly string[]> {
  const copied = new Set<string>(names);
  for (const name of copied) {
    const { dependencies = {} } = await manifestOf(name); // a set takes members while it is walked
    for (const dependency of Object.keys(dependencies)) copied.add(dependency);
    if (existsSync(join(pathOf(name), "node_modules"))) {
      throw new Error(`${name} has packages of its own (node_modules inside): the build would mix up their versions`);
    }
    await cp(pathOf(name), join(into, name), { recursive: true });
  }
  return [...copied].sort();
}

/** Name, version and licence text of each package. @throws for a package that has no licence at all */
export async function licenceTexts(names: readonly string[]): Promise<string> {
  const texts = await Promise.all([...new Set(names)].sort().map(licenceText));
  return `House Band is under the Apache License 2.0. It contains:\n\n${texts.join("\n")}`;
}

async function licenceText(name: string): Promise<string> {
  const { version, license } = await manifestOf(name);
  const files = (await readdir(pathOf(name))).filter((file) => LICENCE_FILE.test(file));
  if (typeof license !== "string" && files.length === 0) throw new Error(`${name} ${version} names no licence`);
  const texts = await Promise.all(files.map((file) => readFile(join(pathOf(name), file), "utf8")));
  return [`== ${name} ${version} (${String(license)})`, ...texts.map((text) => text.trimEnd()), ""].join("\n");
}

/** Where npm has put a package. */
export const pathOf = (name: string): string => join(MODULES, name);

/** What a package says of itself. */
export async function manifestOf(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(pathOf(name), "package.json"), "utf8")) as Manifest;
}
