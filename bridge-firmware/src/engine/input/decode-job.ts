// A list of files, one after the other without a gap, into a feed. A file that can't be played is marked as failed and
// the next one follows. Runs in a decoder's worker, or, under a virtual clock, beside the engine.
import { isBuiltInSoundPath, makeBuiltInSound } from "./built-in-sounds.ts";
import { decodeFile } from "./decode-file.ts";
import type { FeedMark, FeedRequest } from "./feed.ts";
import { createResamplers } from "./resample.ts";
import { reasonOf } from "./unplayable.ts";

export type FeedSink = {
  /** Frames that are in the feed already, by this decoder or one before it. */
  writtenFrames(): number;
  mark(mark: FeedMark): Promise<void>;
  /** Resolves when all of it has been taken; false when nobody wants any more. */
  write(interleaved: Float32Array): Promise<boolean>;
};

/**
 * Resolves when the list is over, or nobody listens any more. Never rejects because of a file.
 * `onTrack` hears of each track before its file is touched.
 */
export async function runDecodeJob(
  { tracks, startIndex, startMs }: FeedRequest,
  sink: FeedSink,
  onTrack: (index: number) => void = () => undefined,
): Promise<void> {
  const resamplers = createResamplers();
  const decodeAll = async (): Promise<boolean> => {
    for (const [index, { path }] of tracks.entries()) {
      if (index < startIndex) continue;
      onTrack(index);
      const track = { path, index, startMs: index === startIndex ? startMs : 0 };
      if (!(await decodeTrack(track, sink, resamplers))) return false;
    }
    return true;
  };
  if (await decodeAll()) await sink.mark({ kind: "end", atFrame: sink.writtenFrames() });
  resamplers.close();
}

type TrackJob = { readonly path: string; readonly index: number; readonly startMs: number };

async function decodeTrack(
  { path, index, startMs }: TrackJob,
  sink: FeedSink,
  resamplers: ReturnType<typeof createResamplers>,
): Promise<boolean> {
  let begun = false;
  try {
    const pieces = isBuiltInSoundPath(path) ? makeBuiltInSound(path, startMs) : decodeFile(path, startMs, resamplers);
    for await (const piece of pieces) {
      if (!begun) await sink.mark({ kind: "track", atFrame: sink.writtenFrames(), index, startMs });
      begun = true;
      if (!(await sink.write(piece))) return false;
    }
  } catch (thrown) {
    await sink.mark({ kind: "failed", atFrame: sink.writtenFrames(), index, reason: reasonOf(thrown) });
  }
  return true;
}
