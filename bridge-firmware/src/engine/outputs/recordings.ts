// Recordings as WAV files: 16-bit stereo, silence where nothing was written, and playable at any moment, even when the
// process is killed: the header is mended after each piece. Written piece by piece, off the audio loop.
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { RecordingSink } from "./recorder.ts";
import { FRAME_BYTES, HEADER_BYTES, wavHeader } from "./wav-header.ts";

export interface Recordings extends RecordingSink {
  /** Resolves when everything that was handed over is in the files. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** What a WAV header can count: a recording ends after six hours rather than lie about its length. */
const MAX_FRAMES = Math.floor((0xffff_ffff - HEADER_BYTES) / FRAME_BYTES);

type Recording = {
  readonly path: string;
  file: FileHandle | null;
  /** Length on disk and in the header. */
  frames: number;
  /** Jobs run one after another. */
  queue: Promise<void>;
  failed: boolean;
};

/** `onFault` is told once per file that can't be written; the music goes on without its recording. */
export function createRecordings(onFault: (message: string) => void): Recordings {
  const recordings = new Map<string, Recording>();

  const enqueue = (recording: Recording, job: () => Promise<void>): void => {
    recording.queue = recording.queue.then(async () => {
      if (recording.failed) return;
      try {
        await job();
      } catch (thrown) {
        recording.failed = true;
        onFault(`a recording can't be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    });
  };
  const settled = async (): Promise<void> => {
    await Promise.all([...recordings.values()].map((recording) => recording.queue));
  };

  return {
    settled,
    open(path) {
      if (recordings.has(path)) return;
      const recording: Recording = { path, file: null, frames: 0, queue: Promise.resolve(), failed: false };
      recordings.set(path, recording);
      enqueue(recording, () => create(recording));
    },
    write(path, atFrame, samples) {
      const recording = recordings.get(path);
      if (recording === undefined) return;
      enqueue(recording, () => writeSamples(recording, atFrame, samples));
    },
    extend(untilFrame) {
      for (const recording of recordings.values()) {
        enqueue(recording, () => lengthen(recording, Math.min(untilFrame, MAX_FRAMES)));
      }
    },
    async close() {
      await settled();
      for (const recording of recordings.values()) await recording.file?.close();
      recordings.clear();
    },
  };
}

async function create(recording: Recording): Promise<void> {
  await mkdir(dirname(recording.path), { recursive: true });
  recording.file = await open(recording.path, "w");
  await recording.file.write(wavHeader(0), 0, HEADER_BYTES, 0);
}

async function writeSamples(recording: Recording, atFrame: number, samples: Int16Array): Promise<void> {
  const frames = Math.min(samples.length / 2, MAX_FRAMES - atFrame);
  if (recording.file === null || frames <= 0) return;
  // a hole in a file reads as zeros, and costs no disk
  if (samples.every((sample) => sample === 0)) return lengthen(recording, atFrame + frames);
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, frames * FRAME_BYTES);
  await recording.file.write(bytes, 0, bytes.length, HEADER_BYTES + atFrame * FRAME_BYTES);
  await lengthen(recording, atFrame + frames);
}

async function lengthen(recording: Recording, frames: number): Promise<void> {
  if (recording.file === null || frames <= recording.frames) return;
  recording.frames = frames;
  await recording.file.truncate(HEADER_BYTES + frames * FRAME_BYTES);
  await recording.file.write(wavHeader(frames), 0, HEADER_BYTES, 0);
}
