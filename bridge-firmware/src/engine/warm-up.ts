// Plays a second of silence to nobody, so that the first real block is not the first time this code runs: a cold start
// costs milliseconds, and the first write of each output is what its timing hangs on.
import { newZoneId, type Tone } from "@house-band/contract";
import { createEngine } from "./engine.ts";
import { openEndlessFeed } from "./input/endless-feed.ts";
import { createOutputs, type Outputs } from "./outputs/open-output.ts";
import type { Output } from "./outputs/output.ts";
import { createDeviceOutput } from "./outputs/pcm/device-output.ts";
import type { PcmDevice } from "./outputs/pcm/pcm-device.ts";
import { createQueueWatch } from "./outputs/pcm/queue-watch.ts";
import { createEncoder } from "./outputs/pcm/sample-format.ts";
import { LONGEST_BLOCK_FRAMES } from "./outputs/pcm/splice.ts";
import { BLOCK_FRAMES, type OutputSpec } from "./protocol.ts";

const BLOCKS = 200;
/** Equaliser and limiter, too. */
const TONE: Tone = { trimDb: 12, equaliser: [{ kind: "peaking", frequencyHz: 1_000, gainDb: 1, q: 1 }] };
/** Kept awake, too. */
const WAKE = { leadInMs: 0, keepAwakeMs: 1_000 } as const;
const SPEC: OutputSpec = { kind: "emulated", actualLatencyMs: 0.3, jitterMs: 0, seed: 1, wake: WAKE };

/** Blocks for some tens of milliseconds: to be called before the first request. */
export function warmUp(): void {
  const recordings = { open: () => undefined, write: () => undefined, extend: () => undefined };
  const engine = createEngine({
    openFeed: () => openEndlessFeed(),
    recordings,
    emit: () => undefined,
    outputs: warmUpOutputs(createOutputs(recordings)),
  });
  const channels = ["stereo", "left", "mono"] as const;
  for (const channel of channels) {
    engine.handle({ kind: "open-output", output: channel, spec: SPEC, ...(channel === "stereo" && { tone: TONE }) });
  }
  engine.handle({
    kind: "open-zone",
    zone: newZoneId(),
    input: { kind: "files", tracks: [{ path: "", title: "" }], startIndex: 0, startMs: 0 },
    paused: false,
    members: channels.map((channel, n) => ({
      output: channel,
      channel,
      volumePercent: 90,
      muted: false,
      latencyMs: n / 3,
    })),
  });
  for (let block = 1; block <= BLOCKS; block++) engine.tick(block * BLOCK_FRAMES, 0);
  engine.close();
}

/** Every second one is a device that plays at once what it is given. */
function warmUpOutputs(software: Outputs): Outputs {
  let opened = 0;
  return {
    ...software,
    open(output, spec, times) {
      opened += 1;
      return opened % 2 === 0 ? openNothing() : software.open(output, spec, times);
    },
  };
}

function openNothing(): Output {
  let takenFrames = 0;
  const device: PcmDevice = {
    encoder: createEncoder("S16_LE", LONGEST_BLOCK_FRAMES),
    goneReason: "",
    leftOverFrames: () => 0,
    write(_at, frames) {
      takenFrames += frames;
      return frames;
    },
    delayFrames: () => 0,
    drop: () => undefined,
    close: () => undefined,
  };
  const watch = createQueueWatch({ windowBlocks: 50, settleBlocks: 40, boundFrames: 24, reference: "absolute" });
  return createDeviceOutput({ device, watch, exactFrame: () => takenFrames, lagFrames: 0 });
}
