// Compiles the kernels anew after they were changed.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileKernels, kernelsModule } from "./compile-kernels.ts";

const OUT = fileURLToPath(new URL("../src/engine/dsp/kernels-binary.ts", import.meta.url));

const wasm = await compileKernels();
await writeFile(OUT, kernelsModule(wasm));
process.stdout.write(`src/engine/dsp/kernels-binary.ts: ${wasm.length} bytes of WebAssembly\n`);
