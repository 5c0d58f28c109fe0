// The functions' code as it is deployed: ES modules, everything inside, AWS clients in chunks of their own that the
// handler loads when it first needs them. Needs no network and no container.
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { leaveOut } from "./left-out.ts";

/** What is CommonJS inside calls `require` for Node's own modules. */
const REQUIRE = 'import{createRequire as _hbr}from"module";const require=_hbr(import.meta.url);';

/** Named by its path: the infrastructure deploys the Lambda and does not know it. */
const HANDLER_SOURCE = fileURLToPath(new URL("../../lambda/src/handler.ts", import.meta.url));

/** The functions about a bridge's change of certificate: by themselves, as they are larger than all that the voice loads. */
export const ROTATION_SOURCE = fileURLToPath(new URL("../../lambda/src/rotation-handler.ts", import.meta.url));

export const ENTRY_FILE = "handler.mjs";

export type BundleReport = {
  readonly directory: string;
  /** What is read at a cold start, before the first event. */
  readonly startBytes: number;
  readonly totalBytes: number;
  /** Largest first. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
};

/**
 * Bundles the handler into an emptied folder; the entry is `handler.mjs` with the export `handler`.
 * @param source another entry than the Lambda's own
 * @throws where the source does not bundle, with what esbuild says about it
 */
export async function bundleLambda(directory: string, source = HANDLER_SOURCE): Promise<BundleReport> {
  await rm(directory, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { [basename(ENTRY_FILE, ".mjs")]: source },
    outdir: directory,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    splitting: true,
    // The SDK's ES modules, which can be shaken, before its CommonJS.
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    banner: { js: REQUIRE },
    plugins: [leaveOut],
    metafile: true,
    logLevel: "silent",
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([file, output]) => [basename(file), output]));
  const sizes = await Promise.all(
    [...outputs.keys()].map(async (name) => ({ name, bytes: await trim(directory, name) })),
  );
  const files = sizes.sort((a, b) => b.bytes - a.bytes || a.name.localeCompare(b.name));
  const imported = (name: string): string[] =>
    (outputs.get(name)?.imports ?? [])
      .filter(({ kind, external }) => kind === "import-statement" && !external)
      .map(({ path }) => basename(path));
  const start = reachable(ENTRY_FILE, imported);
  const sum = (some: typeof files) => some.reduce((bytes, file) => bytes + file.bytes, 0);
  return {
    directory,
    startBytes: sum(files.filter(({ name }) => start.has(name))),
    totalBytes: sum(files),
    files,
  };
}

/** Takes `require` out of a chunk that does not call it. @returns the chunk's size, bytes */
async function trim(directory: string, name: string): Promise<number> {
  const file = join(directory, name);
  const text = await readFile(file, "utf8");
  const rest = text.slice(REQUIRE.length);
  if (!text.startsWith(REQUIRE) || /\brequire\b/.test(rest)) return Buffer.byteLength(text);
  await writeFile(file, rest.trimStart());
  return Buffer.byteLength(rest.trimStart());
}

function reachable(first: string, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set([first]);
  for (const name of seen) for (const other of next(name)) seen.add(other); // a set takes members while it is walked
  return seen;
}
