// The engine in its process, as the bridge runs it, with one speaker in software of a latency that is known to both. What
// leaves its cone is recorded, and read when all is over: by the machine's monotonic clock, which all processes share.
import { join } from "node:path";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { createEngineProcess } from "@house-band/bridge-firmware/adapters/engine/engine-process";
import { ENGINE_RATE_HZ, type EngineRequest, type ZoneInput } from "@house-band/bridge-firmware/engine/protocol";
import type { AudioEngine, Log } from "@house-band/bridge-firmware/ports";
import { newZoneId, type ZoneId } from "@house-band/contract";
import { openWav } from "@house-band/local/meter/wav-file";

/** From a sample's write to its sound. */
export const SPEAKER_MS = 150;
/** What the speaker still has, and the fade at its end. */
export const SILENT_AFTER_MS = 600;
const BEGINS_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 20;
const OUTPUT = "speaker";

const clock = createSystemClock();
export const nowMs = (): number => clock.nowMs();
export const sleep = (ms: number): Promise<boolean> => clock.sleep(ms);

export type Cone = {
  /** What was heard from one moment to another, both sides in one, at the engine's rate. */
  heard(fromMs: number, untilMs: number): Promise<Float32Array>;
  close(): Promise<void>;
};

/** Who is asked to play: the engine, or a player before it. */
export type Asked = Pick<AudioEngine, "send">;

export type Playing = {
  /** Resolves when its first sound is written. @throws Error where that does not happen within 15 s */
  begun(): Promise<void>;
  close(): void;
};

export type OneSpeaker = {
  readonly engine: AudioEngine;
  send(request: EngineRequest): void;
  /** Plays on the speaker; `asked` absent: by the engine itself. */
  open(input: ZoneInput, asked?: Asked): Playing;
  /** Plays on the speaker while `during` lasts; resolves once it is silent again. */
  playWhile<T>(input: ZoneInput, during: () => Promise<T>, asked?: Asked): Promise<T>;
  /** Ends the engine. @throws Error where it had been lost meanwhile: its times would be wrong */
  finish(): Promise<Cone>;
  close(): Promise<void>;
};

/** Resolves when it takes requests; everything it writes lies in `directory`. */
export async function startOneSpeaker(directory: string): Promise<OneSpeaker> {
  const engine = createEngineProcess({ log: complaints });
  let isLost = false;
  engine.onRestart(() => {
    isLost = true;
  });
  const startedAtMs = await new Promise<number>((resolve) => {
    engine.onEvent((event) => {
      if (event.kind === "ready" && event.startedAtMs !== undefined) resolve(event.startedAtMs);
    });
  });
  const recordPath = join(directory, "cone.wav");
  const spec = { kind: "emulated", actualLatencyMs: SPEAKER_MS, jitterMs: 0, seed: 1, recordPath } as const;
  engine.send({ kind: "open-output", output: OUTPUT, spec });
  const open = opensOn(engine);
  return {
    engine,
    send: engine.send,
    open,
    async playWhile(input, during, asked) {
      const playing = open(input, asked);
      const result = await during();
      playing.close();
      await sleep(SILENT_AFTER_MS);
      return result;
    },
    async finish() {
      await engine.close();
      if (isLost) throw new Error("the engine was lost and started again: what was measured has no common time");
      return openCone(recordPath, startedAtMs);
    },
    close: () => engine.close(),
  };
}

/** Zones on the one speaker, and which of them have begun. */
function opensOn(engine: AudioEngine): OneSpeaker["open"] {
  const begun = new Set<ZoneId>();
  engine.onEvent((event) => {
    if (event.kind === "zone-started") begun.add(event.zone);
  });
  return (input, asked = engine) => {
    const zone = newZoneId();
    const member = {
      output: OUTPUT,
      channel: "stereo",
      volumePercent: 100,
      muted: false,
      latencyMs: SPEAKER_MS,
    } as const;
    asked.send({ kind: "open-zone", zone, input, paused: false, members: [member] });
    return {
      async begun() {
        for (const untilMs = nowMs() + BEGINS_WITHIN_MS; !begun.has(zone); await sleep(LOOK_EVERY_MS)) {
          if (nowMs() > untilMs) throw new Error(`${input.kind} has not begun within ${BEGINS_WITHIN_MS / 1_000} s`);
        }
      },
      close: () => asked.send({ kind: "close-zone", zone }),
    };
  };
}

/** Frame 0 of a recording is the engine's frame 0, and it knows no gaps. */
async function openCone(path: string, startedAtMs: number): Promise<Cone> {
  const opened = await openWav(path);
  if (!opened.ok) throw new Error(`${path} ${opened.error}`);
  const { value: file } = opened;
  const frameAt = (ms: number): number => Math.round(((ms - startedAtMs) * ENGINE_RATE_HZ) / 1_000);
  return {
    heard: (fromMs, untilMs) => file.readMono(frameAt(fromMs), frameAt(untilMs) - frameAt(fromMs)),
    close: () => file.close(),
  };
}

const complain = (fields: object, message: string): void =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);

export const complaints: Log = { error: complain, warn: complain, info: () => undefined, debug: () => undefined };
