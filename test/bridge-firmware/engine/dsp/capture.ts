// The real engine, its outputs replaced by ears that keep every 32-bit sample written to them.
import { createEngine, type Engine } from "@house-band/bridge-firmware/engine/engine";
import { openEndlessFeed } from "@house-band/bridge-firmware/engine/input/endless-feed";
import {
  BLOCK_FRAMES,
  type EngineEvent,
  type EngineRequest,
  type ZoneMember,
} from "@house-band/bridge-firmware/engine/protocol";
import { newZoneId, type Tone } from "@house-band/contract";

export type Ear = { readonly left: Float32Array; readonly right: Float32Array };

export type Capture = {
  readonly engine: Engine;
  readonly events: EngineEvent[];
  /** Opens an output, which plays as soon as a zone has it. */
  open(output: string, tone?: Tone): void;
  send(request: EngineRequest): void;
  /** Plays the period over and over for these members. */
  play(members: readonly ZoneMember[]): void;
  blocks(count: number): void;
  /** What was written to an output, from the first block it was given. */
  heard(output: string): Ear;
};

/** An engine whose only zone plays `period` (interleaved) without end. */
export function createCapture(period: Float32Array): Capture {
  const written = new Map<string, Float32Array[]>();
  const events: EngineEvent[] = [];
  const engine = createEngine({
    openFeed: () => openEndlessFeed(period),
    recordings: { open: () => undefined, write: () => undefined, extend: () => undefined },
    outputs: {
      open(output) {
        const blocks: Float32Array[] = [];
        written.set(output, blocks);
        return {
          goneReason: "",
          write(block) {
            blocks.push(block.slice());
            return "accepted";
          },
          drop: () => undefined,
          close: () => undefined,
        };
      },
      setLink: () => undefined,
      setRecording: () => undefined,
      idle: () => undefined,
    },
    emit: (event) => events.push(event),
  });
  let nowFrame = 0;
  return {
    engine,
    events,
    open: (output, tone) =>
      engine.handle({ kind: "open-output", output, spec: { kind: "wav", path: output }, ...(tone && { tone }) }),
    send: (request) => engine.handle(request),
    play: (members) =>
      engine.handle({
        kind: "open-zone",
        zone: newZoneId(),
        input: { kind: "files", tracks: [{ path: "period", title: "period" }], startIndex: 0, startMs: 0 },
        paused: false,
        members: [...members],
      }),
    blocks(count) {
      for (let done = 0; done < count; done++) {
        nowFrame += BLOCK_FRAMES;
        engine.tick(nowFrame, 0);
      }
    },
    heard: (output) => sides(written.get(output) ?? []),
  };
}

function sides(blocks: readonly Float32Array[]): Ear {
  const left = new Float32Array(blocks.length * BLOCK_FRAMES);
  const right = new Float32Array(blocks.length * BLOCK_FRAMES);
  for (const [index, block] of blocks.entries()) {
    for (let n = 0; n < BLOCK_FRAMES; n++) {
      left[index * BLOCK_FRAMES + n] = block[2 * n] ?? 0;
      right[index * BLOCK_FRAMES + n] = block[2 * n + 1] ?? 0;
    }
  }
  return { left, right };
}
