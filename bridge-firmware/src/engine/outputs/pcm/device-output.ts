// A real device behind the engine's output port: silence until its first sound is due, then blocks to the sample, and a
// watch on its queue. A device has a clock of its own: what slips by more than a bound is brought back unheard.
import { BLOCK_FRAMES } from "../../protocol.ts";
import type { Output, OutputHealth, WriteResult } from "../output.ts";
import { createCorrection } from "./correction.ts";
import type { PcmDevice } from "./pcm-device.ts";
import type { QueueWatch } from "./queue-watch.ts";

export type DeviceOutputOptions = {
  readonly device: PcmDevice;
  readonly watch: QueueWatch;
  /** The engine's frame at this very moment, fraction included. */
  readonly exactFrame: () => number;
  /** How much later than its own frame a sample shall leave the device: its queue is that much longer. */
  readonly lagFrames: number;
};

/** Silence is written in pieces of this length. */
const PIECE_FRAMES = BLOCK_FRAMES;
/** A reading that took longer was interrupted: its two moments don't belong together. 0.5 ms. */
const MAX_READING_FRAMES = 24;

/** An output that begins aligned with its first block, and after each time that its queue ran dry. */
export function createDeviceOutput({ device, watch, exactFrame, lagFrames }: DeviceOutputOptions): Output {
  const health: OutputHealth = { underruns: 0, slips: 0 };
  const correction = createCorrection();
  const { encoder } = device;
  /** What the encoder holds and the device has not taken yet. */
  let restFrame = 0;
  let restFrames = 0;
  let silenceFrames = 0;
  /** It is to begin with the next block: its place in time is settled by the first frames that the device takes. */
  let beginning = true;
  /** It is not known yet when the device began. */
  let isLookedFor = false;
  let queuedFrames = 0;

  /** Offers what has to go before anything new: the rest of a block, the silence of a beginning. */
  const flush = (): WriteResult | "dry" => {
    while (restFrames > 0 || silenceFrames > 0) {
      if (restFrames === 0) {
        restFrame = 0;
        restFrames = Math.min(PIECE_FRAMES, silenceFrames);
        encoder.bytes.fill(0, 0, restFrames * encoder.frameBytes);
        silenceFrames -= restFrames;
      }
      const taken = device.write(restFrame, restFrames);
      if (taken === "dry" || taken === "gone") return taken;
      if (taken === 0) return "stalled";
      if (beginning) isLookedFor = device.lookForStart !== undefined;
      beginning = false;
      restFrame += taken;
      restFrames -= taken;
    }
    return "accepted";
  };
  const begin = (atFrame: number): void => {
    beginning = true;
    restFrames = 0;
    correction.reset();
    watch.begin();
    const leadFrames = Math.round(atFrame + lagFrames - exactFrame() - device.leftOverFrames());
    silenceFrames = Math.max(0, leadFrames);
    correction.owe(Math.max(0, -leadFrames));
  };
  const put = (block: Float32Array): WriteResult | "dry" => {
    const flushed = flush();
    if (flushed !== "accepted") return flushed;
    restFrame = 0;
    restFrames = correction.shape(block);
    encoder.encode(correction.out, restFrames);
    const result = flush();
    // the block is in our hands: what the device has no room for yet goes before the next one
    return result === "stalled" ? "accepted" : result;
  };
  const observe = (atFrame: number): void => {
    const before = exactFrame();
    const delay = device.delayFrames();
    if (delay === null) return;
    const now = exactFrame();
    queuedFrames = delay + restFrames;
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
      restFrames = 0;
      silenceFrames = 0;
      device.drop();
    },
    close: () => device.close(),
  };
}
