// Run in a process of its own with --expose-gc and a nursery so large that nothing is collected by itself: what the heap
// has grown by is then what the loop has allocated. Prints it as JSON.
import { createEngine } from "@house-band/bridge-firmware/engine/engine";
import { openEndlessFeed } from "@house-band/bridge-firmware/engine/input/endless-feed";
import { createDeviceOutput } from "@house-band/bridge-firmware/engine/outputs/pcm/device-output";
import { createQueueWatch } from "@house-band/bridge-firmware/engine/outputs/pcm/queue-watch";
import { createEncoder } from "@house-band/bridge-firmware/engine/outputs/pcm/sample-format";
import type { Tone } from "@house-band/contract";
import { member, zoneId } from "./fixtures.ts";

const OUTPUTS = 8;
/** Five minutes: what the compiler keeps for itself is little beside what a leak in every block would come to. */
const BLOCKS = 30_000;
let nowFrame = 0;

/** A device that plays at once what it is given, written to like any other. */
function openDevice() {
  let given = 0;
  return createDeviceOutput({
    device: {
      encoder: createEncoder("S16_LE", 1_000),
      goneReason: "",
      write(_at, frames) {
        given += frames;
        return frames;
      },
      leftOverFrames: () => 0,
      delayFrames: () => given - nowFrame,
      drop: () => undefined,
      close: () => undefined,
    },
    watch: createQueueWatch({ windowBlocks: 50, settleBlocks: 40, boundFrames: 24, reference: "learned" }),
    exactFrame: () => nowFrame,
    lagFrames: 0,
  });
}

const engine = createEngine({
  openFeed: () => openEndlessFeed(),
  recordings: { open: () => undefined, write: () => undefined, extend: () => undefined },
  outputs: { open: openDevice, setLink: () => undefined, setRecording: () => undefined, idle: () => undefined },
  emit: () => undefined,
});
const names = Array.from({ length: OUTPUTS }, (_, n) => `speaker-${n}`);
/** Two of the eight have filters, and a limiter that is at work. */
const tone: Tone = { trimDb: 12, equaliser: [{ kind: "low-shelf", frequencyHz: 150, gainDb: 9, q: 0.71 }] };
for (const [n, output] of names.entries()) {
  engine.handle({ kind: "open-output", output, spec: { kind: "wav", path: output }, ...(n % 4 === 0 && { tone }) });
}
const input = { kind: "files" as const, tracks: [{ path: "", title: "" }], startIndex: 0, startMs: 0 };
const members = names.map((name, n) => member(name, 50 + n / 3, { volumePercent: 60 }));
engine.handle({ kind: "open-zone", zone: zoneId(), input, paused: false, members });

const tick = (blocks: number): void => {
  for (let block = 0; block < blocks; block++) {
    nowFrame += 480;
    engine.tick(nowFrame, 0);
  }
};
const collect = globalThis.gc;
if (collect === undefined) throw new Error("run me with --expose-gc");
const heapBytes = (): number => process.memoryUsage().heapUsed;

tick(BLOCKS / 2); // compiled by then
collect();
const keptBefore = heapBytes();
tick(BLOCKS);
const allocated = heapBytes() - keptBefore;
collect();
process.stdout.write(
  `${JSON.stringify({ bytesPerBlock: allocated / BLOCKS, keptBytesPerBlock: (heapBytes() - keptBefore) / BLOCKS })}\n`,
);
