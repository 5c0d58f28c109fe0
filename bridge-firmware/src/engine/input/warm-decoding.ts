// A decoder's thread works once for nobody, so that the first music is not the first time this code runs: cold, it comes a
// fiftieth of a second later, and MP3 a tenth.
import { FRAME_BYTES, wavHeader } from "../outputs/wav-header.ts";
import { ENGINE_RATE_HZ } from "../protocol.ts";
import { builtInSoundPath } from "./built-in-sounds.ts";
import type { ByteSource } from "./byte-source.ts";
import { compileMp3 } from "./compressed.ts";
import { decode } from "./decode-file.ts";
import { runDecodeJob } from "./decode-job.ts";
import { createResamplers } from "./resample.ts";
import { createFeedReader, createFeedSink, createSharedFeed } from "./shared-feed.ts";

/** What most files need: the job, WAV, MP3, and the resampler. */
export async function warmDecoding(): Promise<void> {
  await decodeSilence();
  await playToNobody();
  await compileMp3();
}

/** A second. */
async function decodeSilence(): Promise<void> {
  const wav = Buffer.concat([wavHeader(ENGINE_RATE_HZ), Buffer.alloc(ENGINE_RATE_HZ * FRAME_BYTES)]);
  const resamplers = createResamplers();
  for await (const _piece of decode(inMemory(wav), wav.length, 0, resamplers)); // for the running alone
  await resamplers.take(44_100);
  resamplers.close();
}

/** The ring is as full as a zone needs it, and then nobody reads any more. */
async function playToNobody(): Promise<void> {
  const feed = createSharedFeed();
  const reader = createFeedReader(feed);
  const sink = createFeedSink(feed, async () => reader.close());
  const tracks = [{ path: builtInSoundPath("test-tone"), title: "" }];
  await runDecodeJob({ tracks, startIndex: 0, startMs: 0 }, sink);
}

const inMemory = (bytes: Buffer): ByteSource => ({
  async read(buffer, offset, length, position) {
    const some = bytes.subarray(position, position + length);
    buffer.set(some, offset);
    return { bytesRead: some.length };
  },
});
