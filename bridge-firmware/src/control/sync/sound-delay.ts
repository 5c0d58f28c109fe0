// How long after the bridge has it a sound is heard: what people need to know who watch a picture to it. Pure.

/** What the bridge itself adds, whatever the speakers do. */
export type OwnDelays = {
  /** How far ahead of what sounds every output is written to. */
  readonly writeAheadMs: number;
  /** Kept in hand of what a phone, a television or an Echo plays to the bridge, against packets that come late. */
  readonly inputQueueMs: number;
};

/** From the bridge's write to the sound of all of them: they wait for the slowest. Null where nothing is known of any. */
export function slowestHeardAfterMs({ writeAheadMs }: OwnDelays, latenciesMs: readonly number[]): number | null {
  return latenciesMs.length === 0 ? null : writeAheadMs + Math.max(...latenciesMs);
}

/** So far ahead of its sound is the picture of a film whose sound is played to the bridge. Null where nothing is known. */
export function pictureAheadMs(own: OwnDelays, latenciesMs: readonly number[]): number | null {
  const heardAfterMs = slowestHeardAfterMs(own, latenciesMs);
  return heardAfterMs === null ? null : own.inputQueueMs + heardAfterMs;
}
