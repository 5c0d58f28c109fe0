// What a live feed drinks from: whatever has come since it last asked, at the rate of whoever sends it.

export interface LiveSource {
  /** Frames a second of what it gives; null while nobody sends. Another number is another stream. */
  rateHz(): number | null;
  /** Fills `out` with interleaved stereo frames that have come, oldest first; answers how many. Never waits. */
  take(out: Float32Array): number;
  close(): void;
}
