// What the binding costs: a block of 10 ms given to libasound and the queue asked for, as the audio loop does it for each
// wired output, and the memory of the library. `node --import tsx bench/src/alsa-call.ts`; ALSA's null device takes all.
import { createAlsaDevice } from "@house-band/bridge-firmware/engine/outputs/pcm/alsa-device";
import { closeAlsa, openAlsa } from "@house-band/bridge-firmware/engine/outputs/pcm/open-alsa";
import { BLOCK_FRAMES } from "@house-band/bridge-firmware/engine/protocol";
import { median, rounded } from "./bench.ts";

const REPEATS = 9;
const BLOCKS = 50_000;

const memoryBefore = process.memoryUsage.rss();
const opened = await openAlsa({ device: "null", bufferMs: 100, startAfterMs: 50 });
if (!opened.ok) throw new Error(opened.error);
const { value: handle } = opened;
const device = createAlsaDevice(handle, () => void closeAlsa(handle));
device.write(0, BLOCK_FRAMES);
const memoryMb = (process.memoryUsage.rss() - memoryBefore) / 1_000_000;

const costs = Array.from({ length: REPEATS }, () => {
  const startedNs = process.hrtime.bigint();
  for (let block = 0; block < BLOCKS; block++) {
    device.write(0, BLOCK_FRAMES);
    device.delayFrames();
  }
  return Number(process.hrtime.bigint() - startedNs) / 1_000 / BLOCKS;
});
device.close();
process.stdout.write(
  `a block written and its queue asked for: ${rounded(median(costs), 2)} µs; koffi and libasound: ${rounded(memoryMb, 1)} MB\n`,
);
