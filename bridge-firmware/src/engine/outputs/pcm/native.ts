// The door to C libraries. It is opened when the first real device needs it, so that an engine without devices, or a
// machine without the package, plays on all the same.
import { createRequire } from "node:module";
import type { LibraryHandle } from "koffi";

/** A C function, called like one of ours; `async` runs it in a thread of the pool. */
export type NativeFunction = ReturnType<LibraryHandle["func"]>;

const libraries = new Map<string, LibraryHandle>();

/** A library of the system by its file name; throws with a sentence that says what is missing. */
export function loadLibrary(file: string): LibraryHandle {
  const known = libraries.get(file);
  if (known !== undefined) return known;
  const library = loadKoffi().load(file);
  libraries.set(file, library);
  return library;
}

function loadKoffi(): typeof import("koffi") {
  // from where this file runs: the bundle and the packages it needs lie side by side
  const require = createRequire(import.meta.url);
  return require("koffi");
}

/** What a call that answers through a pointer writes to: a C `long` or `int`, in its lower half on every machine. */
export type Cell = { readonly memory: BigInt64Array; readonly value: () => number };

/** A cell that holds 0. */
export function createCell(): Cell {
  const memory = new BigInt64Array(1);
  const low = new Int32Array(memory.buffer, 0, 1);
  return { memory, value: () => low[0] ?? 0 };
}
