// A recording that somebody made with a phone: whatever it is coded in, as one channel. What the bridge's own decoders don't
// know (the AAC of most phones) is ffmpeg's, where it is installed.
import { spawn } from "node:child_process";
import { err, ok, type Result } from "@house-band/contract";
import type { Recording } from "../../calibration/measurement.ts";
import { decodeFile } from "../../engine/input/decode-file.ts";
import { createResamplers } from "../../engine/input/resample.ts";
import { reasonOf, Unplayable } from "../../engine/input/unplayable.ts";
import { ENGINE_RATE_HZ } from "../../engine/protocol.ts";

/** 32 speakers take less than three minutes; somebody has to walk there and back. */
const LONGEST_S = 600;

/** @returns its sound, or a sentence that says why there is none */
export async function readRecording(path: string, longestS = LONGEST_S): Promise<Result<Recording, string>> {
  const read = await collect(decodeHere(path), longestS);
  if (read.ok || !(read.error instanceof Unplayable)) return described(read);
  const byFfmpeg = await collect(decodeByFfmpeg(path, longestS), longestS);
  if (byFfmpeg.ok || byFfmpeg.error instanceof TooLong) return described(byFfmpeg);
  const isThere = !(byFfmpeg.error instanceof NoProgram);
  return isThere ? described(read) : err(`${reasonOf(read.error)}; or have it read by ffmpeg: sudo apt install ffmpeg`);
}

const described = (read: Result<Recording, unknown>): Result<Recording, string> =>
  read.ok ? read : err(read.error instanceof TooLong ? read.error.message : reasonOf(read.error));

class TooLong extends Error {
  constructor(longestS: number) {
    super(`it lasts longer than ${longestS / 60} minutes: cut it, or record again`);
  }
}
class NoProgram extends Error {}

/** One channel out of pieces of it. */
async function collect(pieces: AsyncIterable<Float32Array>, longestS: number): Promise<Result<Recording, unknown>> {
  const kept: Float32Array[] = [];
  let frames = 0;
  try {
    for await (const piece of pieces) {
      kept.push(piece);
      frames += piece.length;
      if (frames > longestS * ENGINE_RATE_HZ) return err(new TooLong(longestS));
    }
  } catch (error) {
    return err(error);
  }
  const samples = new Float32Array(frames);
  let at = 0;
  for (const piece of kept) {
    samples.set(piece, at);
    at += piece.length;
  }
  return ok({ samples, rateHz: ENGINE_RATE_HZ });
}

async function* decodeHere(path: string): AsyncGenerator<Float32Array> {
  const resamplers = createResamplers();
  try {
    for await (const stereo of decodeFile(path, 0, resamplers)) {
      yield Float32Array.from(
        { length: stereo.length / 2 },
        (_, n) => ((stereo[2 * n] ?? 0) + (stereo[2 * n + 1] ?? 0)) / 2,
      );
    }
  } finally {
    resamplers.close();
  }
}

const BYTES_PER_SAMPLE = 4;

/** @see ffmpeg(1); `-t` bounds what it makes of a file that says it is endless */
async function* decodeByFfmpeg(path: string, longestS: number): AsyncGenerator<Float32Array> {
  const input = ["-v", "error", "-nostdin", "-protocol_whitelist", "file", "-i", path];
  const output = ["-t", `${longestS + 1}`, "-ac", "1", "-ar", `${ENGINE_RATE_HZ}`, "-f", "f32le", "-"];
  const child = spawn("ffmpeg", [...input, ...output], {
    stdio: ["ignore", "pipe", "ignore"],
    env: process.env,
  });
  const ended = new Promise<Error | null>((resolve) => {
    child.once("error", () => resolve(new NoProgram()));
    child.once("close", (code) => resolve(code === 0 ? null : new Unplayable("ffmpeg can't read it")));
  });
  try {
    let rest = Buffer.alloc(0);
    for await (const chunk of child.stdout) {
      const bytes = Buffer.concat([rest, chunk as Buffer]); // no encoding was set: chunks are buffers
      const whole = bytes.length - (bytes.length % BYTES_PER_SAMPLE);
      rest = bytes.subarray(whole);
      yield Float32Array.from({ length: whole / BYTES_PER_SAMPLE }, (_, n) => bytes.readFloatLE(n * BYTES_PER_SAMPLE));
    }
    const fault = await ended;
    if (fault !== null) throw fault;
  } finally {
    child.kill();
  }
}
