// A microphone that ALSA knows, by `arecord`: a child that writes raw samples to its standard output for as long as
// somebody listens. Nothing of it runs while nobody does.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { err, ok, type Result } from "@house-band/contract";
import { childOf } from "../../child-signal.ts";
import type { Heard, Listening, Microphone, MicrophoneFault } from "../../microphone-port.ts";

export type AlsaMicrophoneOptions = {
  /** As `arecord -L` lists it; null where this machine has none. */
  readonly device: () => string | null;
  /** Beside the daemon's own: where ALSA finds settings, for tests. */
  readonly environment?: Readonly<Record<string, string>>;
};

const RATE_HZ = 48_000;
const BYTES_PER_SAMPLE = 2;
/** What the device keeps for a daemon that is busy: two seconds, or as near as it can. */
const BUFFER_US = 2_000_000;
/** A device that was just opened says something within a period. */
const HEARD_WITHIN_MS = 3_000;
/** It lets go when it is told to; one that hangs in its driver is left to the system. */
const GONE_WITHIN_MS = 2_000;
/** By then it has gone, or nobody can make it. */
const LET_GO_WITHIN_MS = GONE_WITHIN_MS + 500;
/** 32 speakers take three minutes; nobody keeps more than that. */
const LONGEST_S = 300;

type Recorder = ChildProcessByStdio<null, Readable, Readable>;

/** Listens to nothing at first. */
export function createAlsaMicrophone({ device: findDevice, environment = {} }: AlsaMicrophoneOptions): Microphone {
  let current: Capture | null = null;
  return {
    async listen(signal) {
      // whoever has just called off and asks again need not know that a process takes its time to go
      if (current?.isStopped()) await goneWithin(current, LET_GO_WITHIN_MS);
      if (current !== null) return err(IN_USE);
      if (signal.aborted) return err(CALLED_OFF);
      const device = findDevice();
      if (device === null) return err(NONE);
      const capture = startCapture(device, { ...process.env, ...environment, LC_ALL: "C" }, signal);
      current = capture;
      void capture.gone.then(() => {
        if (current === capture) current = null;
      });
      const fault = await capture.begun;
      return fault === null ? ok({ finish: capture.finish, take: capture.take }) : err(fault);
    },
    async close() {
      current?.stop();
      await current?.gone;
    },
  };
}

const NONE: MicrophoneFault = {
  code: "none",
  message: "this machine has no microphone: plug one in; arecord -l lists them",
};
const IN_USE: MicrophoneFault = { code: "busy", message: "the bridge listens already" };

type Capture = Required<Listening> & {
  /** Null once sound arrives. */
  readonly begun: Promise<MicrophoneFault | null>;
  readonly gone: Promise<void>;
  isStopped(): boolean;
  stop(): void;
};

/** Resolves when it has gone, or after the time. */
async function goneWithin({ gone }: Capture, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  await Promise.race([gone, late]);
  clearTimeout(timer);
}

function startCapture(device: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Capture {
  const life = childOf(signal);
  const recorder = spawnRecorder(device, env);
  const end = createEnd(recorder);
  const kept = keepSamples(recorder, end.fail);
  const complaints = readComplaints(recorder, device, end.fail);
  const gone = new Promise<void>((resolve) => {
    recorder.once("error", (error: NodeJS.ErrnoException) => {
      end.fail(error.code === "ENOENT" ? NO_PROGRAM : { code: "refused", message: error.message });
      resolve();
    });
    recorder.once("close", () => {
      if (!end.isStopped()) end.fail(toFault(complaints(), device, kept.hasAny()));
      life.abort();
      resolve();
    });
  });
  life.signal.addEventListener("abort", end.stop, { once: true });
  if (life.signal.aborted) end.stop();
  return {
    begun: whenHeard(recorder, gone, end, device),
    gone,
    isStopped: end.isStopped,
    stop: end.stop,
    async finish() {
      const wasToldBefore = end.isStopped();
      end.stop();
      await gone;
      const fault = end.fault();
      if (fault !== null) return err(fault);
      return wasToldBefore ? err(CALLED_OFF) : toHeard(kept.take(), device);
    },
    async take() {
      const fault = end.fault();
      if (fault !== null) return err(fault);
      return end.isStopped() ? err(CALLED_OFF) : toHeard(kept.take(), device);
    },
  };
}

type End = ReturnType<typeof createEnd>;

/** The recorder's end: because nobody listens any more, or because of the first thing that went wrong. */
function createEnd(recorder: Recorder) {
  let fault: MicrophoneFault | null = null;
  let isStopped = false;
  const stop = (): void => {
    if (isStopped) return;
    isStopped = true;
    recorder.kill("SIGTERM");
    setTimeout(() => recorder.kill("SIGKILL"), GONE_WITHIN_MS).unref();
  };
  return {
    stop,
    isStopped: () => isStopped,
    fault: () => fault,
    fail(found: MicrophoneFault): void {
      fault ??= found;
      stop();
    },
  };
}

function keepSamples({ stdout }: Recorder, fail: End["fail"]) {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let takenBytes = 0;
  let beganAtMs = Number.POSITIVE_INFINITY;
  stdout.on("data", (piece: Buffer) => {
    pieces.push(piece);
    bytes += piece.length;
    // a piece is never there before its last sample was taken: the one that came with the least delay tells it best
    beganAtMs = Math.min(beganAtMs, nowMs() - toMs(takenBytes + bytes));
    if (bytes > LONGEST_S * RATE_HZ * BYTES_PER_SAMPLE) fail({ code: "lost", message: "nobody listens for so long" });
  });
  return {
    hasAny: () => takenBytes + bytes > 0,
    /** Whole samples; half of one waits for its other half. */
    take(): Taken {
      const all = Buffer.concat(pieces);
      const whole = all.length - (all.length % BYTES_PER_SAMPLE);
      const startedAtMs = beganAtMs + toMs(takenBytes);
      pieces = [all.subarray(whole)];
      bytes = all.length - whole;
      takenBytes += whole;
      return { bytes: all.subarray(0, whole), startedAtMs };
    },
  };
}

/** What was recorded, and when its first sample was taken. */
type Taken = { readonly bytes: Buffer; readonly startedAtMs: number };

const toMs = (bytes: number): number => (bytes / BYTES_PER_SAMPLE / RATE_HZ) * 1_000;

/** The bridge's own clock. @see adapters/clock/system-clock.ts */
const nowMs = (): number => Number(process.hrtime.bigint()) / 1_000_000;

/** What it says of itself, the newest. A gap is the end: what comes after it would be out of time. */
function readComplaints({ stderr }: Recorder, device: string, fail: End["fail"]): () => string {
  let said = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2_000);
    if (/overrun|suspend/iu.test(said)) {
      fail({ code: "lost", message: `${device} had a gap: the machine was too busy to listen; try again` });
    }
  });
  return () => said;
}

/** Null once sound arrives; else why none does. */
function whenHeard(recorder: Recorder, gone: Promise<void>, end: End, device: string): Promise<MicrophoneFault | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => end.fail({ code: "refused", message: `${device} gives no sound: is it switched on?` }),
      HEARD_WITHIN_MS,
    );
    const settle = (found: MicrophoneFault | null): void => {
      clearTimeout(timer);
      resolve(found);
    };
    recorder.stdout.once("data", () => settle(null));
    void gone.then(() => settle(end.fault() ?? CALLED_OFF));
  });
}

const CALLED_OFF: MicrophoneFault = { code: "lost", message: "nobody listens any more" };
const NO_PROGRAM: MicrophoneFault = {
  code: "refused",
  message: "arecord is not installed: sudo apt install alsa-utils",
};

/** @see arecord(1); `--quiet` would keep it from telling that it was suspended */
const spawnRecorder = (device: string, env: NodeJS.ProcessEnv): Recorder =>
  spawn(
    "arecord",
    [
      `--device=${device}`,
      "--file-type=raw",
      "--format=S16_LE",
      "--channels=1",
      `--rate=${RATE_HZ}`,
      `--buffer-time=${BUFFER_US}`,
    ],
    { stdio: ["ignore", "pipe", "pipe"], env },
  );

/** What arecord has said before it went. */
function toFault(complaint: string, device: string, hasHeard: boolean): MicrophoneFault {
  if (hasHeard) return { code: "lost", message: `${device} was lost while the bridge listened${told(complaint)}` };
  if (/busy/iu.test(complaint)) {
    return { code: "busy", message: `${device} is used by another program: fuser -v /dev/snd/* names it` };
  }
  if (/permission denied|not permitted/iu.test(complaint)) {
    return { code: "refused", message: `the bridge may not use ${device}: its user needs the group audio` };
  }
  if (/no such (file|device)|cannot find card|unknown pcm/iu.test(complaint)) {
    return {
      code: "none",
      message: `there is no ${device}: plug it in, or see "microphone" in the settings; arecord -L lists names`,
    };
  }
  return { code: "refused", message: `${device} can't be listened to${told(complaint)}` };
}

/** Before it complains it tells what it records. */
const told = (complaint: string): string => {
  const lines = complaint.trim().split("\n");
  const last = lines.filter((line) => !line.startsWith("Recording ")).at(-1) ?? "";
  return last === "" ? "" : ` (${last.replace(/^arecord: (?:\w+:\d+: )?/u, "")})`;
};

/** Not a single sound, not even its own noise: it is switched off. */
function toHeard({ bytes, startedAtMs }: Taken, device: string): Result<Heard, MicrophoneFault> {
  const count = Math.floor(bytes.length / BYTES_PER_SAMPLE);
  const samples = new Float32Array(count);
  let isMuted = true;
  for (let n = 0; n < count; n++) {
    const sample = bytes.readInt16LE(n * BYTES_PER_SAMPLE);
    if (sample !== 0) isMuted = false;
    samples[n] = sample / 32_768;
  }
  return isMuted && count > 0
    ? err({ code: "refused", message: `${device} is muted: it hears nothing at all; see alsamixer, or its own switch` })
    : ok({ samples, rateHz: RATE_HZ, startedAtMs });
}
