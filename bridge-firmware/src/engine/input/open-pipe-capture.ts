// A named pipe that another program writes what it receives to: AirPlay, Spotify Connect, whatever decodes by itself.
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { err, ok, type Result } from "@house-band/contract";
import { type Capture, type CaptureFault, type CaptureSpec, createDescriptorCapture } from "./capture.ts";
import { codeOf } from "./unplayable.ts";

/** Whether or not anybody writes yet. One that is not there is away: whoever makes it has not started. */
export function openPipeCapture(spec: Extract<CaptureSpec, { kind: "pipe" }>): Result<Capture, CaptureFault> {
  const { path, format, rateHz, channels, pacedBy } = spec;
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (thrown) {
    const code = codeOf(thrown);
    return err({ isAway: code === "ENOENT", reason: `the pipe ${path} can't be opened (${code})` });
  }
  if (!fstatSync(descriptor).isFIFO()) {
    closeSync(descriptor);
    return err({ isAway: false, reason: `${path} is no named pipe` });
  }
  return ok(createDescriptorCapture({ shape: { format, rateHz, channels }, pacedBy, mayReturn: true }, [descriptor]));
}
