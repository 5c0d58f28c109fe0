// What becomes of a library's looks at its folder, for whoever asks how it is.
import type { Result } from "@house-band/contract";
import type { LibraryState, PortFault, ScanProgress, ScanSummary } from "../../ports.ts";

export type ScanRecord = {
  /** Carries out one look, and remembers how far it is and how it ended. */
  follow(
    onProgress: (progress: ScanProgress) => void,
    look: (onProgress: (progress: ScanProgress) => void) => Promise<Result<ScanSummary, PortFault>>,
  ): Promise<Result<ScanSummary, PortFault>>;
  /** All but the number of tracks, which is the library's to tell. */
  state(): Omit<LibraryState, "tracks">;
};

/** A library that has not looked yet. */
export function createScanRecord(): ScanRecord {
  let state: Omit<LibraryState, "tracks"> = { looking: null, skipped: 0, fault: null };
  return {
    async follow(onProgress, look) {
      const ended = await look((progress) => {
        state = { ...state, looking: progress };
        onProgress(progress);
      });
      state = ended.ok
        ? { looking: null, skipped: ended.value.skipped.length, fault: null }
        : { ...state, looking: null, fault: ended.error.message };
      return ended;
    },
    state: () => state,
  };
}
