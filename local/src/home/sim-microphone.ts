// The simulated home's microphone: hears the cones of all its speakers through the simulated room. What the cones gave off
// it reads from their recordings, which share one timeline.
import { truncate } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Heard, Listening, Microphone, MicrophoneFault } from "@house-band/bridge-firmware/microphone-port";
import type { AudioEngine } from "@house-band/bridge-firmware/ports";
import { runInThread } from "@house-band/bridge-firmware/worker-thread";
import { err, ok, type Result } from "@house-band/contract";
import { openWav } from "../meter/wav-file.ts";
import type { Microphone as MicrophoneModel } from "./microphone.ts";
import type { RecordingJob } from "./microphone-worker.ts";
import type { Cone, Room } from "./room.ts";

export type SimMicrophoneOptions = {
  /** The recordings of the speakers' cones. */
  readonly conePaths: readonly string[];
  readonly engine: Pick<AudioEngine, "send" | "onEvent">;
  /** False: the cones are recorded only while somebody listens, and forgotten afterwards. */
  readonly isRecording: boolean;
  /** The engine's time is the room's: when a recording began can be told. */
  readonly isRealTime: boolean;
};

/** A terrace: some echo, and the microphone on the table amidst the speakers, as far from each of them. */
const ROOM: Room = { rateHz: 48_000, rt60S: 0.3, directToReverberantDb: 6 };
const DISTANCE_M = 2;
/** A cheap USB microphone: its clock is as good as such clocks are. */
const MICROPHONE: MicrophoneModel = { rateHz: 48_000, latencyMs: 21, clockPpm: 38, gainDb: 6, noiseDb: -62 };
const SEED = 7;
const THREAD = new URL("./microphone-worker.ts", import.meta.url);
/** Recordings grow twice a second. */
const GROWS_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 20;
const WAV_HEADER_BYTES = 44;

/** Hears nothing at first. Without a connected speaker it hears silence. */
export function createSimMicrophone({ conePaths, engine, isRecording, isRealTime }: SimMicrophoneOptions): Microphone {
  let current: AbortController | null = null;
  /** Where all recordings begin. */
  let readyAtMs: number | null = null;
  if (isRealTime) {
    engine.onEvent((event) => {
      // a message takes its time: the engine says when its timeline began
      if (event.kind === "ready") readyAtMs = event.startedAtMs ?? nowMs();
    });
  }
  const setRecording = (isOn: boolean): void => {
    if (!isRecording) engine.send({ kind: "set-recording", isOn });
  };
  if (!isRecording) {
    // an engine that was lost has forgotten it, too
    engine.onEvent(({ kind }) => kind === "ready" && setRecording(current !== null));
  }
  const end = async (listening: AbortController): Promise<void> => {
    if (current !== listening) return;
    current = null;
    listening.abort();
    setRecording(false);
    if (!isRecording) await forget(conePaths);
  };
  return {
    async listen(signal) {
      if (current !== null) return err({ code: "busy", message: "the microphone listens already" });
      if (signal.aborted) return err(CALLED_OFF);
      const listening = new AbortController();
      current = listening;
      setRecording(true);
      signal.addEventListener("abort", () => void end(listening), { once: true });
      const fromFrame = await grown(conePaths, listening.signal);
      if (listening.signal.aborted) return err(CALLED_OFF);
      const startedAtMs = readyAtMs === null ? null : readyAtMs + (fromFrame * 1_000) / ROOM.rateHz;
      const ears = { signal: listening.signal, whoever: signal, end: () => end(listening), startedAtMs };
      return ok(listen(conePaths, fromFrame, ears));
    },
    async close() {
      if (current !== null) await end(current);
    },
  };
}

const CALLED_OFF: MicrophoneFault = { code: "lost", message: "nobody listens any more" };

type Ears = {
  /** Fires when it is over, one way or the other. */
  readonly signal: AbortSignal;
  /** Fires when whoever listens does not want to know any more. */
  readonly whoever: AbortSignal;
  readonly end: () => Promise<void>;
  /** Null where nobody knows. */
  readonly startedAtMs: number | null;
};

/** The bridge's own clock. */
const nowMs = (): number => Number(process.hrtime.bigint()) / 1_000_000;

const listen = (
  paths: readonly string[],
  fromFrame: number,
  { signal, whoever, end, startedAtMs }: Ears,
): Listening => ({
  async finish(): Promise<Result<Heard, MicrophoneFault>> {
    if (signal.aborted) return err(CALLED_OFF);
    const untilFrame = await grown(paths, signal);
    const cones = signal.aborted ? [] : await readCones(paths, fromFrame, untilFrame);
    const isCalledOff = signal.aborted;
    await end();
    if (isCalledOff) return err(CALLED_OFF);
    const heard = await record(cones, whoever);
    return heard.ok && startedAtMs !== null ? ok({ ...heard.value, startedAtMs }) : heard;
  },
});

async function record(cones: readonly Cone[], signal: AbortSignal): Promise<Result<Heard, MicrophoneFault>> {
  const data: RecordingJob = { cones, room: ROOM, microphone: MICROPHONE, seed: SEED };
  const said = await runInThread({ module: THREAD, data, signal });
  return said.ok ? ok(said.value as Heard) : err(CALLED_OFF); // the thread is this module's own
}

/** The recordings' length once they have grown: all of them are brought to the same moment. */
async function grown(paths: readonly string[], signal: AbortSignal): Promise<number> {
  const before = await longest(paths);
  for (let waitedMs = 0; waitedMs < GROWS_WITHIN_MS && !signal.aborted; waitedMs += LOOK_EVERY_MS) {
    const now = await longest(paths);
    if (now > before) return now;
    await wait(LOOK_EVERY_MS);
  }
  return before;
}

async function longest(paths: readonly string[]): Promise<number> {
  const lengths = await Promise.all(paths.map((path) => withWav(path, async ({ frameCount }) => frameCount)));
  return Math.max(0, ...lengths.map((frames) => frames ?? 0));
}

async function readCones(paths: readonly string[], fromFrame: number, untilFrame: number): Promise<readonly Cone[]> {
  const frames = untilFrame - fromFrame;
  const cones = await Promise.all(
    paths.map((path) =>
      withWav(
        path,
        async (file): Promise<Cone> => ({
          samples: await file.readMono(fromFrame, frames),
          distanceM: DISTANCE_M,
        }),
      ),
    ),
  );
  return cones.filter((cone) => cone !== null);
}

/** Null where there is no recording: its speaker was never connected. */
async function withWav<T>(
  path: string,
  use: (file: Extract<Awaited<ReturnType<typeof openWav>>, { ok: true }>["value"]) => Promise<T>,
): Promise<T | null> {
  const file = await openWav(path);
  if (!file.ok) return null;
  try {
    return await use(file.value);
  } finally {
    await file.value.close();
  }
}

/** Their length is kept by the engine: what follows comes to its place, after a hole. */
async function forget(paths: readonly string[]): Promise<void> {
  for (const path of paths) await truncate(path, WAV_HEADER_BYTES).catch(() => undefined); // there is none
}
