// A speaker's response as its listener hears it, roughly: thirds of an octave, against their own mean.
import type { Loudness } from "./loudness.ts";
import { toDb } from "./loudness.ts";
import type { ResponseBand } from "./measurement.ts";

/** The mean of several passes; bands in which noise was all there was are left out. */
export function responseOf(passes: readonly Loudness[]): readonly ResponseBand[] {
  const bands = (passes[0]?.bands ?? []).map(({ hz }, index) => {
    const energy = passes.reduce((sum, pass) => sum + (pass.bands[index]?.energy ?? 0), 0) / passes.length;
    return { hz, energy };
  });
  const heard = bands.filter(({ energy }) => energy > 0).map(({ hz, energy }) => ({ hz, db: toDb(energy) }));
  const meanDb = heard.reduce((sum, { db }) => sum + db, 0) / Math.max(1, heard.length);
  return heard.map(({ hz, db }) => ({ hz, db: db - meanDb }));
}
