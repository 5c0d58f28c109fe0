// The object that `--json` prints as its last line. Pure; its shape is a promise to scripts.
import type { PlayedZone, SyncReport } from "./sync-report.ts";
import type { TurnReport } from "./turns.ts";

export type RunReport = {
  readonly turns: readonly TurnReport[];
  readonly zones: readonly PlayedZone[];
  /** Null where nothing was recorded. */
  readonly sync: SyncReport | null;
};

/** One line of JSON. */
export function toJsonReport({ turns, zones, sync }: RunReport): string {
  return JSON.stringify({
    turns: turns.map(({ utterance, commandId, request, speech, endsSession, outcome, timings }) => {
      return { utterance, commandId, request, speech, endsSession, outcome, timings };
    }),
    zones: zones.map(({ title, artist, isPlaying, members }) => ({
      source: { kind: "library", title, artist },
      state: isPlaying ? "playing" : "paused",
      speakers: members.map(({ speaker, channel, volumePercent, muted, isLinked }) => {
        return { name: speaker.name, channel, volumePercent, muted, connected: isLinked, wav: speaker.wavPath };
      }),
    })),
    sync: (sync?.zones ?? []).map(({ speakers, medianMs, p95Ms, maxMs, dropouts }, zone) => {
      return { zone, speakers, medianMs, p95Ms, maxMs, dropouts };
    }),
  });
}
