// The speakers of a measurement as they are at the moment of their probes: what was heard is about that. Pure.
import type { SpeakerId } from "@house-band/contract";
import { knownDistanceM } from "../../core/latencies.ts";
import type { Model } from "../../core/model.ts";
import { playedByMs, probePercent, reportedDelayMs } from "../../core/probes.ts";
import { toGain } from "../../engine/dsp/volume.ts";

/** One speaker at the moment of its probes. */
export type Player = {
  /** The link it had: what was heard holds for that one. */
  readonly linkCount: number;
  readonly playedByMs: number;
  /** What it reported of its delay then, null if nothing. */
  readonly reportedDelayMs: number | null;
  /** What its volume makes of a probe at full scale; 0 or less. */
  readonly volumeDb: number;
  readonly trimDb: number;
  /** How far it stands from the microphone, where that was told; null where it was not. */
  readonly distanceM: number | null;
};

export type Players = ReadonlyMap<SpeakerId, Player>;

/** Those speakers as they are now. @param distancesM what is told of them; of others, what was told the last time holds */
export function playersOf(
  model: Model,
  speakers: readonly SpeakerId[],
  distancesM: Readonly<Record<SpeakerId, number>> = {},
): Players {
  return new Map(
    speakers.map((id): [SpeakerId, Player] => {
      const speaker = model.speakers.get(id);
      return [
        id,
        {
          linkCount: speaker?.linkCount ?? 0,
          playedByMs: playedByMs(model, id) ?? 0,
          reportedDelayMs: reportedDelayMs(model, id),
          volumeDb: speaker ? 20 * Math.log10(toGain(probePercent(speaker))) : 0,
          trimDb: speaker?.tone.trimDb ?? 0,
          distanceM: distancesM[id] ?? (speaker ? knownDistanceM(speaker) : null),
        },
      ];
    }),
  );
}
