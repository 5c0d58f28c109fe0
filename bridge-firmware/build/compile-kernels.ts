// Turns bridge-firmware/kernels into the WebAssembly that the engine carries. The same sources and the same compiler, whose
// version the lockfile says, make the same bytes on every machine: a test holds the checked-in ones to that.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

const ENTRY = fileURLToPath(new URL("../kernels/index.ts", import.meta.url));
/** In a process of its own: imported, its types would take the place of Node's `console` everywhere. */
const COMPILER = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");

/** One page of memory, given by who uses them; no collector, since nothing in them makes an object. */
const MEMORY = ["--importMemory", "--noExportMemory", "--initialMemory", "1", "--maximumMemory", "1"];
const OPTIONS = ["-O3", "--runtime", "stub", "--noAssert", "--enable", "simd", ...MEMORY];

/** @throws with what the compiler said */
export async function compileKernels(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "house-band-kernels-"));
  const out = join(folder, "kernels.wasm");
  try {
    await run(process.execPath, [COMPILER, ENTRY, ...OPTIONS, "--outFile", out]);
    return await readFile(out);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The module that the engine imports: it needs no file beside it, wherever it is bundled to. */
export const kernelsModule = (
  wasm: Buffer,
): string => `// Made of bridge-firmware/kernels by \`npm run build:kernels -w bridge-firmware\`: change those, not this.
export const KERNELS_WASM_BASE64 =
  "${wasm.toString("base64")}";
`;
