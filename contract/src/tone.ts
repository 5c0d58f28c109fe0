// How one speaker is made to sound: louder or softer than its neighbours, with more or less bass or treble.
import * as z from "zod/mini";

export const MAX_BANDS = 5;

/** One filter of a parametric equaliser. @see Bristow-Johnson, "Audio EQ Cookbook" */
export const Band = z.object({
  kind: z.enum(["peaking", "low-shelf", "high-shelf"]),
  /** Centre of a peak, middle of a shelf's slope. */
  frequencyHz: z.number().check(z.gte(20), z.lte(20_000)),
  gainDb: z.number().check(z.gte(-12), z.lte(12)),
  /** High is narrow; 0.707 is a shelf's steepest slope without a hump. */
  q: z.number().check(z.gte(0.1), z.lte(10)),
});
export type Band = z.infer<typeof Band>;

/** Loudness against the other speakers, at every volume. */
export const TrimDb = z.number().check(z.gte(-24), z.lte(12));

export const Tone = z.object({
  trimDb: TrimDb,
  equaliser: z.array(Band).check(z.maxLength(MAX_BANDS)),
});
export type Tone = z.infer<typeof Tone>;

/** As the speaker was built. */
export const NEUTRAL_TONE: Tone = { trimDb: 0, equaliser: [] };

/** Does it change nothing? A band of no gain is no band. */
export const isNeutralTone = ({ trimDb, equaliser }: Tone): boolean =>
  trimDb === 0 && equaliser.every(({ gainDb }) => gainDb === 0);

/** Do they sound the same by their numbers alone? */
export const isSameTone = (one: Tone, other: Tone): boolean =>
  one.trimDb === other.trimDb && areSameBands(one.equaliser, other.equaliser);

/** The same numbers in the same order. */
export const areSameBands = (some: readonly Band[], others: readonly Band[]): boolean =>
  some.length === others.length && some.every((band, index) => isSameBand(band, others[index]));

const isSameBand = (one: Band, other: Band | undefined): boolean =>
  one.kind === other?.kind && one.frequencyHz === other.frequencyHz && one.gainDb === other.gainDb && one.q === other.q;
