// The sounds that the bridge makes itself, to listen for whether speakers are in time, as something to play.
import type { BuiltInSound } from "@house-band/contract";
import type { Selection } from "./model.ts";

const TITLES = {
  metronome: "the metronome",
  "test-tone": "the test tone",
} as const satisfies Record<BuiltInSound, string>;

/** One track without an end. @see engine/input/built-in-sounds.ts: the engine knows it by its path */
export function selectSound(sound: BuiltInSound): Selection {
  const title = TITLES[sound];
  return {
    source: { kind: "sound", sound },
    found: { by: "sound", title, trackCount: 1 },
    tracks: [{ path: `sound:${sound}`, title }],
  };
}
