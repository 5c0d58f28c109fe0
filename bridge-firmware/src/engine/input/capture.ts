// One open source of what somebody plays to the bridge, whatever it comes by: looked at and never waited for.
import { closeSync, readSync } from "node:fs";
import type { Result } from "@house-band/contract";
import type { LiveInputSpec } from "../protocol.ts";
import type { CaptureShape } from "./capture-shape.ts";
import { codeOf } from "./unplayable.ts";

/** What is read on the thread that may wait. */
export type CaptureSpec = Exclude<LiveInputSpec, { kind: "emulated" }>;

export interface Capture {
  readonly shape: CaptureShape;
  /** `reader`: there is always more, and no more may be taken than sounds. */
  readonly pacedBy: "writer" | "reader";
  /** Reads what has come to `bytes` at `from`, at most `most` bytes; 0: nothing now. `ended`: nothing will. */
  read(bytes: Buffer, from: number, most: number): number | "ended";
  close(): void;
}

/** `isAway`: it is not there now, which is no fault. */
export type CaptureFault = { readonly isAway: boolean; readonly reason: string };

export type OpenCapture = (spec: CaptureSpec) => Promise<Result<Capture, CaptureFault>>;

/**
 * By a descriptor that does not block.
 * @param mayReturn whether a writer that has gone may be followed by another one, as in a named pipe
 */
export function createDescriptorCapture(
  { shape, pacedBy, mayReturn }: Pick<Capture, "shape" | "pacedBy"> & { readonly mayReturn: boolean },
  descriptors: readonly [number, ...number[]],
): Capture {
  const [pipe] = descriptors;
  return {
    shape,
    pacedBy,
    read(bytes, from, most) {
      try {
        const count = readSync(pipe, bytes, from, most, null);
        return count > 0 || mayReturn || most === 0 ? count : "ended";
      } catch (thrown) {
        return codeOf(thrown) === "EAGAIN" ? 0 : "ended";
      }
    },
    close() {
      for (const descriptor of descriptors) closeSync(descriptor);
    },
  };
}
