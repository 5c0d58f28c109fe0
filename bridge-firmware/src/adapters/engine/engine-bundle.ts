// The engine as plain JavaScript. Run from a checkout, its threads would each need a TypeScript loader of their own
// (35 MB and 200 ms apiece); bundled, they start in 30 ms. An installed bridge ships the bundle and never comes here.
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ENTRIES = ["main.ts", "pacer-worker.ts", "input/decoder-worker.ts"] as const;

/** Builds what is not built yet; answers the path of the engine's `main.js`. */
export async function bundleEngine(): Promise<string> {
  const { build, stop } = await import("esbuild");
  const source = fileURLToPath(new URL("../../engine/", import.meta.url));
  const result = await build({
    entryPoints: ENTRIES.map((entry) => join(source, entry)),
    outbase: source,
    outdir: source,
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    external: ["@alexanderolsen/*", "@wasm-audio-decoders/*", "mpg123-decoder", "ogg-opus-decoder"],
    logLevel: "silent",
  });
  // its service would stay, and hold 40 MB for as long as the music plays
  await stop();
  const hash = createHash("sha256");
  for (const { contents } of result.outputFiles) hash.update(contents);
  const folder = join(cacheFolder(), `engine-${hash.digest("hex").slice(0, 16)}`);
  const files = result.outputFiles.map(({ path, contents }) => ({ name: relative(source, path), contents }));
  if (!existsSync(folder)) await writeAll(folder, files);
  return join(folder, "main.js");
}

type BuiltFile = { readonly name: string; readonly contents: Uint8Array };

/** All or nothing: two processes may build at once. */
async function writeAll(folder: string, files: readonly BuiltFile[]): Promise<void> {
  const draft = join(dirname(folder), `${basename(folder)}-${randomUUID()}`);
  for (const { name, contents } of [...files, { name: "package.json", contents: Buffer.from('{"type":"module"}') }]) {
    await mkdir(dirname(join(draft, name)), { recursive: true });
    await writeFile(join(draft, name), contents);
  }
  try {
    await rename(draft, folder);
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw thrown;
  }
}

/** Beside the packages that the bundle needs, so that it finds them. */
const cacheFolder = (): string =>
  fileURLToPath(new URL("../../../../node_modules/.cache/house-band/", import.meta.url));
