// Plays a second of silence to nobody, so that the first real block is not the first time this code runs: a cold start
// costs milliseconds, and the first write of each output is what its timing hangs on.
import { newZoneId, type Tone } from "@house-band/contract";
import { createEngine } from "./engine.ts";
import { openEndlessFeed } from "./input/endless-feed.ts";
import { BLOCK_FRAMES, type OutputSpec } from "./protocol.ts";

const BLOCKS = 200;
/** Equaliser and limiter, too. */
const TONE: Tone = { trimDb: 12, equaliser: [{ kind: "peaking", frequencyHz: 1_000, gainDb: 1, q: 1 }] };
const SPEC: OutputSpec = { kind: "emulated", actualLatencyMs: 0.3, jitterMs: 0, seed: 1 };

/** Blocks for some tens of milliseconds: to be called before the first request. */
export function warmUp(): void {
  const recordings = { open: () => undefined, write: () => undefined, extend: () => undefined };
  const engine = createEngine({ openFeed: () => openEndlessFeed(), recordings, emit: () => undefined });
  const channels = ["stereo", "left", "mono"] as const;
  for (const channel of channels) {
    engine.handle({ kind: "open-output", output: channel, spec: SPEC, ...(channel === "stereo" && { tone: TONE }) });
  }
  engine.handle({
    kind: "open-zone",
    zone: newZoneId(),
    input: { kind: "files", tracks: [{ path: "", title: "" }], startIndex: 0, startMs: 0 },
    paused: false,
    members: channels.map((channel, n) => ({
      output: channel,
      channel,
      volumePercent: 90,
      muted: false,
      latencyMs: n / 3,
    })),
  });
  for (let block = 1; block <= BLOCKS; block++) engine.tick(block * BLOCK_FRAMES, 0);
  engine.close();
}
