// The loops that every sample of every speaker goes through, in AssemblyScript: TypeScript that becomes WebAssembly with
// vectors of four or two numbers. `npm run build:kernels -w bridge-firmware` makes src/engine/dsp/kernels-binary.ts of
// them; who calls them, and where their memory lies, is in src/engine/dsp/kernels.ts. Addresses are in bytes.
export { interpolate } from "./interpolate";
export { limit } from "./limit";
export { loudest } from "./loudest";
export { runBiquads } from "./run-biquads";
