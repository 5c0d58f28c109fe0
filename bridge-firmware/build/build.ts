// Makes the program as it is installed: `dist/`, which needs Node and nothing else. `--node PLATFORM` is for a box whose
// system has none that is new enough (Debian 12): it puts a Node beside the program. That, and the binary that calls
// libasound where the box is no machine like this one, is all that is downloaded.
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build, type Metafile } from "esbuild";
import { settingNames } from "../src/config.ts";
import { BINDING, bindingPlatform, copyBinary } from "./add-binding.ts";
import { addNode, NODE_PLATFORMS } from "./add-node.ts";
import { copyPackages, licenceTexts } from "./packages.ts";

const FIRMWARE = fileURLToPath(new URL("..", import.meta.url));
const USAGE = `usage: npm run build -w bridge-firmware -- [--node ${NODE_PLATFORMS.join("|")}] [--out DIR]`;

const ENTRIES = {
  main: "src/main.ts",
  cli: "src/cli/main.ts",
  "engine/main": "src/engine/main.ts",
  "engine/pacer-worker": "src/engine/pacer-worker.ts",
  "engine/input/decoder-worker": "src/engine/input/decoder-worker.ts",
  "adapters/analyst/analyst-worker": "src/adapters/analyst/analyst-worker.ts",
  "adapters/analyst/watch-worker": "src/adapters/analyst/watch-worker.ts",
} as const;

/** Decoders carry WebAssembly and threads of their own, the way to ALSA a binary: they stay packages. */
const KEPT_PACKAGES = [
  BINDING,
  "@alexanderolsen/libsamplerate-js",
  "@wasm-audio-decoders/flac",
  "@wasm-audio-decoders/ogg-vorbis",
  "mpg123-decoder",
  "ogg-opus-decoder",
] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { node: { type: "string" }, out: { type: "string" } } });
  const platform = NODE_PLATFORMS.find((one) => one === values.node);
  if (values.node !== undefined && platform === undefined) throw new Error(`--node ${values.node}: ${USAGE}`);
  const out = values.out ?? join(FIRMWARE, "dist");
  await rm(out, { recursive: true, force: true });
  const metafile = await bundle(out);
  const kept = await copyPackages(KEPT_PACKAGES, join(out, "node_modules"));
  await copyBinary(bindingPlatform(platform), join(out, "node_modules"));
  await cp(join(FIRMWARE, "system"), join(out, "system"), { recursive: true });
  await cp(join(FIRMWARE, "data", "speaker-models.json"), join(out, "speaker-models.json"));
  const guides = ["install.md", "cli.md", "bluetooth.md", "wiring.md", "music.md", "calibration.md"];
  for (const guide of guides) await cp(join(FIRMWARE, "..", "docs", guide), join(out, "docs", guide));
  await writeFile(join(out, "package.json"), `${JSON.stringify({ type: "module" })}\n`);
  await writeFile(join(out, "settings.txt"), `${settingNames().join("\n")}\n`);
  await writeFile(join(out, "LICENSES.txt"), await licenceTexts([...inputPackages(metafile), ...kept]));
  const node = platform === undefined ? null : await addNode(platform, join(out, "node"));
  const version = await writeVersion(out, node);
  process.stdout.write(
    `${relative(process.cwd(), out) || "."}: House Band ${version}${node ? `, Node ${node}` : ""}\n`,
  );
}

async function bundle(out: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: FIRMWARE,
    entryPoints: ENTRIES,
    outdir: out,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // where a package has both, its UMD form finds its own files by a `require` that no bundler can follow
    mainFields: ["module", "main"],
    // esbuild itself serves checkouts only: an installed bridge finds its engine built
    external: ["esbuild", ...KEPT_PACKAGES],
    legalComments: "none",
    // what is CommonJS inside calls `require` for Node's own modules
    banner: {
      js: 'import { createRequire as houseBandCreateRequire } from "node:module"; const require = houseBandCreateRequire(import.meta.url);',
    },
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}

/** The folders of the packages that went into the bundles. */
function inputPackages(metafile: Metafile): readonly string[] {
  const names = Object.keys(metafile.inputs).flatMap((input) => {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input) ?? [];
    return name === undefined ? [] : [name];
  });
  return [...new Set(names)].sort();
}

/** The version's second half is the content's: two builds of the same sources are one version. */
async function writeVersion(out: string, node: string | null): Promise<string> {
  const { version } = JSON.parse(await readFile(join(FIRMWARE, "package.json"), "utf8")) as { version: string };
  const hash = createHash("sha256");
  const names = (await readdir(out, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)));
  for (const name of names.sort()) hash.update(name).update(await readFile(join(out, name)));
  const id = `${version}+${hash.digest("hex").slice(0, 12)}`;
  await mkdir(dirname(join(out, "version.json")), { recursive: true });
  await writeFile(join(out, "version.json"), `${JSON.stringify({ version: id, node })}\n`);
  return id;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
