// From the description of a live input to its feed, and what outlives the feed: whether an emulated sender plays.
import { assertNever } from "@house-band/contract";
import type { InputId } from "../protocol.ts";
import type { CaptureSpec } from "./capture.ts";
import { createCapturedSource, type SharedCapture } from "./captured-source.ts";
import { createEmulatedSource } from "./emulated-source.ts";
import type { Feed, LiveAddress, OpenFeed } from "./feed.ts";
import { createLiveFeed } from "./live-feed.ts";

export type LiveInputsOptions = {
  /** For what an emulated sender plays. */
  readonly openFiles: OpenFeed;
  /** The engine's frame now, fraction allowed. */
  readonly nowFrame: () => number;
  /** Has it read from now on, until the feed is closed. */
  readonly capture: (spec: CaptureSpec) => SharedCapture;
};

export interface LiveInputs {
  open(address: LiveAddress): Feed;
  setSending(input: InputId, sending: boolean): void;
}

/** An emulated sender begins its file anew this often before it falls silent. */
const ROUNDS = 1_000;

/** Nobody sends at first. */
export function createLiveInputs({ openFiles, nowFrame, capture }: LiveInputsOptions): LiveInputs {
  const sending = new Set<InputId>();
  return {
    open({ input, spec }) {
      switch (spec.kind) {
        case "bluealsa":
        case "pipe":
        case "alsa":
          return createLiveFeed(createCapturedSource(capture(spec)), spec.queueMs, nowFrame);
        case "emulated": {
          const track = { path: spec.path, title: "" };
          const music = openFiles({ tracks: new Array(ROUNDS).fill(track), startIndex: 0, startMs: 0 });
          const isSending = () => sending.has(input);
          const source = createEmulatedSource({ music, driftPpm: spec.driftPpm, isSending, nowFrame });
          return createLiveFeed(source, spec.queueMs, nowFrame);
        }
        default:
          return assertNever(spec);
      }
    },
    setSending(input, isSending) {
      if (isSending) sending.add(input);
      else sending.delete(input);
    },
  };
}
