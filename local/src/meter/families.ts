// Who plays the same music in one window, and how far apart: speakers are compared until each has found its family.
// Pure; the spectra come from lag.ts, the windows' statistics are skew.ts's.
import type { LagMeter, Spectrum } from "./lag.ts";

/** Above this the two play the same music. Unrelated music stays below 0.15, a left against its right mostly above 0.5. */
const SAME_MUSIC_COHERENCE = 0.2;

export type Member = {
  /** Place in the list of speakers. */
  readonly speaker: number;
  /** How much later than the family's first member. */
  readonly lagMs: number;
};

/** Those who play the same music in one window; each is compared with someone of the family, not with everyone. */
export type Family = readonly Member[];

/**
 * Sorts the speakers of one window into families. A speaker whose left channel has little in common with another's
 * right still joins, where a third one (stereo, mono) resembles both.
 * @param spectra one per speaker, null where it is silent.
 * @param mayMatch whether two speakers are to be compared at all (zones that are known beforehand).
 */
export function findFamilies(
  meter: Pick<LagMeter, "compare">,
  spectra: readonly (Spectrum | null)[],
  mayMatch: (first: number, second: number) => boolean,
): readonly Family[] {
  let families: Family[] = [];
  spectra.forEach((spectrum, speaker) => {
    if (!spectrum) return;
    const matches = families.flatMap((family) => {
      const lagMs = lagBehind(meter, spectra, family, speaker, mayMatch);
      return lagMs === null ? [] : [{ family, lagMs }];
    });
    families = families.filter((family) => !matches.some((match) => match.family === family));
    families.push(joinFamilies(speaker, matches));
  });
  return families;
}

/** Everything is brought to the first family's first member. */
function joinFamilies(speaker: number, matches: readonly { family: Family; lagMs: number }[]): Family {
  const first = matches[0];
  if (!first) return [{ speaker, lagMs: 0 }];
  const relatives = matches.flatMap(({ family, lagMs }) =>
    family.map((member) => ({ speaker: member.speaker, lagMs: member.lagMs + first.lagMs - lagMs })),
  );
  return [...relatives, { speaker, lagMs: first.lagMs }];
}

/** How much later the speaker is than the family's first; null where it resembles none of its members. */
function lagBehind(
  meter: Pick<LagMeter, "compare">,
  spectra: readonly (Spectrum | null)[],
  family: Family,
  speaker: number,
  mayMatch: (first: number, second: number) => boolean,
): number | null {
  const own = spectra[speaker];
  for (const member of family) {
    const other = spectra[member.speaker];
    if (!own || !other || !mayMatch(member.speaker, speaker)) continue;
    const lag = meter.compare(other, own);
    if (lag && lag.coherence >= SAME_MUSIC_COHERENCE) return member.lagMs + lag.lagMs;
  }
  return null;
}
