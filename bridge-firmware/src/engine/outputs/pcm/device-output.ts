// A real device behind the engine's output port: silence until its first sound is due, then blocks to the sample, and a
// watch on its queue. A device has a clock of its own: what slips by more than a bound is brought back unheard.
import { BLOCK_FRAMES } from "../../protocol.ts";
import type { Output, OutputHealth, WriteResult } from "../output.ts";
import { createCorrection } from "./correction.ts";
import type { PcmDevice } from "./pcm-device.ts";
import type { QueueWatch } from "./queue-watch.ts";
import { createRest } from "./rest.ts";

export type DeviceOutputOptions = {
  readonly device: PcmDevice;
  readonly watch: QueueWatch;
  /** The engine's frame at this very moment, fraction included. */
  readonly exactFrame: () => number;
  /** How much later than its own frame a sample shall leave the device: its queue is that much longer. */
  readonly lagFrames: number;
};

/** A reading that took longer was interrupted: its two moments don't belong together. 0.5 ms. */
const MAX_READING_FRAMES = 24;

/** An output that begins aligned with its first block, and after each time that its queue ran dry. */
export function createDeviceOutput({ device, watch, exactFrame, lagFrames }: DeviceOutputOptions): Output {
  const health: OutputHealth = { underruns: 0, slips: 0 };
  const correction = createCorrection();
  const { encoder } = device;
  /** It is to begin with the next block: its place in time is settled by the first frames that the device takes. */
  let beginning = true;
  /** It is not known yet when the device began. */
  let isLookedFor = false;
  let queuedFrames = 0;

  const rest = createRest(device, () => {
    if (beginning) isLookedFor = device.lookForStart !== undefined;
    beginning = false;
  });
  const begin = (atFrame: number): void => {
    beginning = true;
    correction.reset();
    watch.begin();
    const leadFrames = Math.round(atFrame + lagFrames - exactFrame() - device.leftOverFrames());
    rest.begin(Math.max(0, leadFrames));
    correction.owe(Math.max(0, -leadFrames));
  };
  const put = (block: Float32Array): WriteResult | "dry" => {
    const before = rest.offer();
    if (before !== "accepted") return before;
    const frames = correction.shape(block);
    encoder.encode(correction.out, frames);
    rest.hold(frames);
    const result = rest.offer();
    // the block is in our hands: what the device has no room for yet goes before the next one
    return result === "stalled" ? "accepted" : result;
  };
  const observe = (atFrame: number): void => {
    const before = exactFrame();
    const delay = device.delayFrames();
    if (delay === null) return;
    const now = exactFrame();
    queuedFrames = delay + rest.frames;
    if (now - before > MAX_READING_FRAMES || correction.owedFrames !== 0) return;
    const slip = watch.note(now + queuedFrames - (atFrame + BLOCK_FRAMES + lagFrames));
    if (slip === 0) return;
    health.slips += 1;
    correction.owe(slip);
  };

  return {
    get goneReason() {
      return device.goneReason;
    },
    health,
    queuedFrames: () => Math.max(0, queuedFrames),
    write(block, _nowFrame, atFrame) {
      if (beginning) begin(atFrame);
      let result = put(block);
      if (result === "dry") {
        health.underruns += 1;
        begin(atFrame);
        result = put(block);
      }
      if (result === "dry") return "stalled";
      if (result === "accepted") observe(atFrame);
      return result;
    },
    look() {
      const seen = isLookedFor ? device.lookForStart?.() : undefined;
      if (seen === undefined) return null;
      isLookedFor = seen.againFrames !== null;
      correction.owe(Math.round(seen.laterFrames));
      return seen.againFrames;
    },
    drop() {
      beginning = true;
      isLookedFor = false;
      rest.begin(0);
      device.drop();
    },
    close: () => device.close(),
  };
}
