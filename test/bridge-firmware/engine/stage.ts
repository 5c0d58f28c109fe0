// An engine under a virtual clock, speakers whose cones are recorded, and music to play on them: what a test of zones
// looks at is what left the cones, and what the engine told.
import { createVirtualEngine, type VirtualEngine } from "@house-band/bridge-firmware/adapters/engine/virtual-engine";
import type { EngineEvent, Track } from "@house-band/bridge-firmware/engine/protocol";
import type { ZoneId } from "@house-band/contract";
import { createFolder, member, readRecording, writeWav, zoneId } from "./fixtures.ts";

export type Stage = ReturnType<typeof createStage>;

type Start = { readonly startMs?: number; readonly paused?: boolean };

/** An empty stage; close it when the test is over. */
export function createStage() {
  const folder = createFolder();
  let engine: VirtualEngine;
  let events: EngineEvent[];
  const open = (): void => {
    engine = createVirtualEngine();
    events = [];
    engine.onEvent((event) => events.push(event));
  };
  open();
  return {
    send: (request: Parameters<VirtualEngine["send"]>[0]): void => engine.send(request),
    advance: (ms: number): Promise<void> => engine.advance(ms),
    /** Everything the engine has told since its start. */
    events: (): readonly EngineEvent[] => events,
    path: folder.path,
    openSpeaker(output: string, actualLatencyMs: number, jitterMs = 0, seed = 1): void {
      const recordPath = folder.path(`${output}.wav`);
      engine.send({
        kind: "open-output",
        output,
        spec: { kind: "emulated", actualLatencyMs, jitterMs, seed, recordPath },
      });
    },
    /** A file of these samples, without loss. */
    tune(name: string, samples: Float32Array, right = samples): Track {
      writeWav(folder.path(name), [samples, right], { bits: 32, float: true });
      return { path: folder.path(name), title: name };
    },
    /** Opens a zone with these speakers, each by the latency that the engine is told. */
    play(latenciesMs: Readonly<Record<string, number>>, tracks: readonly Track[], start: Start = {}): ZoneId {
      const { startMs = 0, paused = false } = start;
      const zone = zoneId();
      const members = Object.entries(latenciesMs).map(([output, latencyMs]) => member(output, latencyMs));
      const input = { kind: "files" as const, tracks: [...tracks], startIndex: 0, startMs };
      engine.send({ kind: "open-zone", zone, input, paused, members });
      return zone;
    },
    /** What left the speaker's cone. */
    recordingOf: (output: string) => readRecording(folder.path(`${output}.wav`)),
    /** Another engine, which knows nothing and records anew. */
    async restart(): Promise<void> {
      await engine.close();
      open();
    },
    async close(): Promise<void> {
      await engine.close();
      folder.remove();
    },
  };
}
