// One measurement of a source: what is played, and the moments at which its sound was handed over.
import type { ZoneInput } from "@house-band/bridge-firmware/engine/protocol";
import type { OneSpeaker } from "./one-speaker.ts";

/** Moments by the monotonic clock. `markMs` is null where nothing is handed over while it plays. */
export type Take = { readonly beganMs: number; readonly markMs: number | null; readonly untilMs: number };

export type Source = {
  /** What its figures are called. */
  readonly name: string;
  readonly title: string;
  readonly from: string;
  readonly queueMs: number | null;
  take(speaker: OneSpeaker, round: number): Promise<Take>;
};

/** As the bridge has a file or a station played, by the engine or by MPD. */
export const files = (path: string, isLive = false): ZoneInput => ({
  kind: "files",
  tracks: [{ path, title: "Marked", ...(isLive && { live: true }) }],
  startIndex: 0,
  startMs: 0,
});
