// How far apart speakers are heard when each is played ahead by the latency that is believed of it: what a check of a home's
// sync prints.
import type { SpeakerId } from "@house-band/contract";

export type PairSkew = {
  readonly first: SpeakerId;
  readonly second: SpeakerId;
  /** Positive: the second is heard later. */
  readonly skewMs: number;
};

/**
 * Of every pair for which both latencies are known. Constants of either map drop out: `measuredMs` may be relative.
 * @param usedMs what the engine plays each speaker ahead by
 */
export function skewMs(
  measuredMs: ReadonlyMap<SpeakerId, number>,
  usedMs: ReadonlyMap<SpeakerId, number>,
): readonly PairSkew[] {
  const lateMs = [...measuredMs].flatMap(([speaker, latencyMs]) => {
    const used = usedMs.get(speaker);
    return used === undefined ? [] : [{ speaker, lateMs: latencyMs - used }];
  });
  return lateMs.flatMap((first, index) =>
    lateMs.slice(index + 1).map((second) => ({
      first: first.speaker,
      second: second.speaker,
      skewMs: second.lateMs - first.lateMs,
    })),
  );
}
