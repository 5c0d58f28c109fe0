// The loops in WebAssembly, and the one page of memory that they share: what they work on is copied into it and out
// again, which costs a tenth of what their vectors save. One thread has one of them. Nothing in it outlives the making of
// one speaker's block, except the limiter's settings.
import { KERNELS_WASM_BASE64 } from "./kernels-binary.ts";

/** The longest stretch that one call takes: a multiple of eight, as many values as the interpolator makes at a time. */
export const MAX_FRAMES = 512;
const MAX_TAPS = 64;

/** Addresses are in bytes: a view's `byteOffset`. What each does is said in bridge-firmware/kernels. */
type Kernels = {
  interpolate(kernel: number, taps: number, signal: number, out: number, frames: number): void;
  runBiquads(coefficients: number, states: number, count: number, block: number, frames: number): void;
  loudest(block: number, samples: number, out: number): void;
  limit(settings: number, state: number, block: number, out: number, frames: number, lookAhead: number): void;
};

/** TypeScript declares it in the browser's library alone. */
declare const WebAssembly: {
  readonly Memory: new (pages: {
    readonly initial: number;
    readonly maximum: number;
  }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
let nextByte = 0;

export const kernels = instantiate();

/** What the kernels read and write. */
export const workspace = {
  taps: takeFloats(MAX_TAPS),
  signal: takeFloats(MAX_FRAMES + MAX_TAPS),
  values: takeFloats(MAX_FRAMES),
  /** Where a speaker's tone works, and where its equaliser keeps what it fades from. */
  block: takeDoubles(2 * MAX_FRAMES),
  pastBlock: takeDoubles(2 * MAX_FRAMES),
  /** For blocks that lie elsewhere. */
  guestBlock: takeDoubles(2 * MAX_FRAMES),
  samples: takeFloats(2 * MAX_FRAMES),
};

/** @throws RangeError where a stretch is longer than a kernel has room for */
export function checkRoom(frames: number): void {
  if (frames > MAX_FRAMES) throw new RangeError(`a kernel takes ${MAX_FRAMES} frames, not ${frames}`);
}

/**
 * The address of `frames` of interleaved stereo, from frame `from` of `block` on: where they are, if that is in the
 * workspace, or where they have been copied to.
 * @throws RangeError where they are more than MAX_FRAMES
 */
export function bringIn(block: Float64Array, from: number, frames: number): number {
  checkRoom(isInside(block) ? from + frames : frames);
  if (isInside(block)) return block.byteOffset + 2 * from * Float64Array.BYTES_PER_ELEMENT;
  const { guestBlock } = workspace;
  for (let n = 0; n < 2 * frames; n++) guestBlock[n] = block[2 * from + n] ?? 0;
  return guestBlock.byteOffset;
}

/** What a kernel has made of what was brought in goes back to where it came from. */
export function takeOut(block: Float64Array, from: number, frames: number): void {
  if (isInside(block)) return;
  const { guestBlock } = workspace;
  for (let n = 0; n < 2 * frames; n++) block[2 * from + n] = guestBlock[n] ?? 0;
}

const isInside = (block: Float64Array): boolean => block === workspace.block || block === workspace.pastBlock;

function instantiate(): Kernels {
  const bytes = Uint8Array.from(atob(KERNELS_WASM_BASE64), (character) => character.charCodeAt(0));
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as Kernels;
  } catch (cause) {
    const needs = "a processor with SSE4.1 (x86) or NEON (ARM); docs/install.md says which have it";
    throw new Error(`what makes the sound can't be compiled here: it takes ${needs}`, { cause });
  }
}

function takeFloats(length: number): Float32Array {
  return new Float32Array(memory.buffer, take(length * Float32Array.BYTES_PER_ELEMENT), length);
}

/** A part of the page for one kernel alone, at load. @throws where the page is full */
export function takeDoubles(length: number): Float64Array {
  return new Float64Array(memory.buffer, take(length * Float64Array.BYTES_PER_ELEMENT), length);
}

/** Every view begins at a vector's boundary. */
function take(bytes: number): number {
  const at = nextByte;
  nextByte += Math.ceil(bytes / 16) * 16;
  return at;
}
