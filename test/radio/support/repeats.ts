// How often what happens to a speaker again and again happens to it in a run.

/** On a busy machine. */
const A_ROUND_TAKES_MS = 60_000;

/**
 * HOUSE_BAND_RADIO_REPEATS: so often a speaker is switched off and on, and half as often bluetoothd dies; and the time within
 * which either is done with.
 */
export function askedRepeats(): { readonly powerOffs: number; readonly crashes: number; readonly withinMs: number } {
  const asked = process.env.HOUSE_BAND_RADIO_REPEATS ?? "2";
  const powerOffs = Number(asked);
  if (!Number.isSafeInteger(powerOffs) || powerOffs < 1) {
    throw new Error(`HOUSE_BAND_RADIO_REPEATS=${asked}: expected a whole number from 1`);
  }
  return { powerOffs, crashes: Math.ceil(powerOffs / 2), withinMs: 300_000 + powerOffs * A_ROUND_TAKES_MS };
}
