// Records the monitors of null sinks as one stream, so that all are on one clock, and says when it was. Afterwards each
// sink's sound is written as a WAV file as it would leave the speaker's cone: later by the speaker's latency.
import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Heard, nowMs, RATE_HZ, type RecordingTime, type Speaker } from "./peer.ts";
import { type AudioWorld, end } from "./world.ts";

const NODE = "house-band-recorder";
const CYCLE_FRAMES = 512;

export type Recorder = {
  /** Stops, and writes one mono WAV file per speaker into `directory`. */
  finish(directory: string): Promise<Heard>;
};

/** Begins to record one sink per speaker, named like it. */
export async function startRecorder(world: AudioWorld, speakers: readonly Speaker[]): Promise<Recorder> {
  const channels = Math.max(2, speakers.length);
  const child = spawn("pw-record", [...format(channels), "-"], { env: world.env, stdio: ["ignore", "pipe", "ignore"] });
  const taken = collect(child, 2 * channels);
  await world.waitForPorts("input", [`${NODE}:input_AUX${channels - 1}`]);
  for (const [index, { name }] of speakers.entries()) {
    world.run("pw-link", [`${name}:monitor_FL`, `${NODE}:input_AUX${index}`]);
  }
  return {
    async finish(directory) {
      await end(child);
      const samples = Buffer.concat(taken.chunks);
      const heard = speakers.map(async (speaker, index) => {
        const path = join(directory, `${speaker.name}.wav`);
        await writeFile(path, toWav(samples, { channels, channel: index, latencyMs: speaker.latencyMs }));
        return { name: speaker.name, path };
      });
      return { speakers: await Promise.all(heard), time: arrivalTime(taken.arrivals) };
    },
  };
}

const format = (channels: number): string[] => [
  ...["--target", "0", "--rate", String(RATE_HZ), "--latency", String(CYCLE_FRAMES), "--format", "s16"],
  ...["--channels", String(channels), "--channel-map", Array.from({ length: channels }, (_, n) => `AUX${n}`).join(",")],
  ...["-P", `{ node.name=${NODE} node.always-process=true }`],
];

/** The first frame of a cycle, and when it came. */
type Arrival = { readonly frame: number; readonly atMs: number };

/** @returns what came, and when. Grows as it comes. */
function collect(child: ChildProcess, frameBytes: number) {
  const chunks: Buffer[] = [];
  const arrivals: Arrival[] = [];
  let bytes = 0;
  child.stdout?.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    // what came may hold several cycles: the last one has waited least
    const endFrame = Math.floor(bytes / frameBytes);
    arrivals.push({ frame: Math.max(0, endFrame - CYCLE_FRAMES), atMs: nowMs() });
  });
  return { chunks, arrivals };
}

/** A busy machine makes the recorder lose whole cycles: each stretch of this length has its own start. */
const STRETCH_FRAMES = RATE_HZ;

/**
 * PipeWire hands on a cycle's frames as the cycle begins, and a device would play them in its course: the first of them
 * sounds no earlier than they came. Of all cycles around, the earliest says when it was.
 */
function arrivalTime(arrivals: readonly Arrival[]): RecordingTime {
  const startsMs: number[] = [];
  for (const { frame, atMs } of arrivals) {
    const stretch = Math.floor(frame / STRETCH_FRAMES);
    startsMs[stretch] = Math.min(startsMs[stretch] ?? Number.POSITIVE_INFINITY, atMs - (frame / RATE_HZ) * 1_000);
  }
  const lastMs = startsMs.at(-1) ?? 0;
  const msOf = (frame: number): number =>
    (startsMs[Math.max(0, Math.floor(frame / STRETCH_FRAMES))] ?? lastMs) + (frame / RATE_HZ) * 1_000;
  return {
    msOf,
    frameAt(ms) {
      const stretch = startsMs.findIndex((_, index) => msOf((index + 1) * STRETCH_FRAMES - 1) >= ms);
      const startMs = startsMs[stretch] ?? lastMs;
      return Math.round(((ms - startMs) / 1_000) * RATE_HZ);
    },
  };
}

type Cut = { readonly channels: number; readonly channel: number; readonly latencyMs: number };

/** One channel, after as much silence as its speaker takes. 16-bit mono. */
function toWav(interleaved: Buffer, { channels, channel, latencyMs }: Cut): Buffer {
  const frames = Math.floor(interleaved.length / (2 * channels));
  const delayFrames = Math.round((latencyMs * RATE_HZ) / 1_000);
  const wav = Buffer.alloc(44 + 2 * (frames + delayFrames));
  wav.write("RIFF", 0, "latin1");
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8, "latin1");
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE_HZ, 24);
  wav.writeUInt32LE(2 * RATE_HZ, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36, "latin1");
  wav.writeUInt32LE(2 * (frames + delayFrames), 40);
  for (let n = 0; n < frames; n++) {
    wav.writeInt16LE(interleaved.readInt16LE(2 * (n * channels + channel)), 44 + 2 * (n + delayFrames));
  }
  return wav;
}
