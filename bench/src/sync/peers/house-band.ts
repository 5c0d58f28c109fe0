// Our own engine, in its process, as the bridge runs it; its emulated outputs record what leaves the cones.
import { join } from "node:path";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { createEngineProcess } from "@house-band/bridge-firmware/adapters/engine/engine-process";
import type { EngineEvent, ZoneMember } from "@house-band/bridge-firmware/engine/protocol";
import type { AudioEngine, Log } from "@house-band/bridge-firmware/ports";
import { newZoneId } from "@house-band/contract";
import {
  type Heard,
  nowMs,
  type Peer,
  RATE_HZ,
  type RecordingTime,
  type RunningPeer,
  type Speaker,
  type Stage,
} from "../peer.ts";

export const houseBand: Peer = {
  name: "House Band",
  playsTo: "its own emulated outputs",
  compensation: "any",
  start,
};

async function start({ speakers, programme, directory }: Stage): Promise<RunningPeer> {
  const engine = createEngineProcess({ log: complaints });
  const startMs = await startOf(engine);
  const recordings = speakers.map(({ name }) => ({ name, path: join(directory, `${name}.wav`) }));
  for (const speaker of speakers) open(engine, speaker, directory);
  let zone = newZoneId();
  const tracks = [{ path: programme.wavPath, title: "Noise" }];
  return {
    play() {
      zone = newZoneId();
      const input = { kind: "files" as const, tracks, startIndex: 0, startMs: 0 };
      engine.send({ kind: "open-zone", zone, input, paused: false, members: speakers.map(toMember) });
    },
    mute(muted) {
      for (const { name } of speakers) engine.send({ kind: "set-volume", output: name, volumePercent: 100, muted });
    },
    stop: () => engine.send({ kind: "close-zone", zone }),
    pids: () => [engine.pid()].filter((pid) => pid !== undefined),
    async ownRecording(): Promise<Heard> {
      await engine.close();
      return { speakers: recordings, time: steadyFrom(startMs) };
    },
    close: () => engine.close(),
  };
}

/** When its timeline begins, by the run's clock. */
function startOf(engine: AudioEngine): Promise<number> {
  return new Promise((resolve) => {
    engine.onEvent((event: EngineEvent) => {
      if (event.kind !== "ready" || event.startedAtMs === undefined) return;
      resolve(nowMs() - (createSystemClock().nowMs() - event.startedAtMs));
    });
  });
}

/** It knows no gaps. */
const steadyFrom = (startMs: number): RecordingTime => ({
  frameAt: (ms) => Math.round(((ms - startMs) / 1_000) * RATE_HZ),
  msOf: (frame) => startMs + (frame / RATE_HZ) * 1_000,
});

function open(engine: AudioEngine, { name, latencyMs }: Speaker, directory: string): void {
  const spec = {
    kind: "emulated" as const,
    actualLatencyMs: latencyMs,
    jitterMs: 0,
    seed: 1,
    recordPath: join(directory, `${name}.wav`),
  };
  engine.send({ kind: "open-output", output: name, spec });
}

const toMember = ({ name, latencyMs }: Speaker): ZoneMember => ({
  output: name,
  channel: "stereo",
  volumePercent: 100,
  muted: false,
  latencyMs,
});

const complain = (fields: object, message: string): void =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);

const complaints: Log = { error: complain, warn: complain, info: () => undefined, debug: () => undefined };
