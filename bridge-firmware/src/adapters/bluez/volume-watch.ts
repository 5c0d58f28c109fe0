// Whether a volume that a speaker reports was a press on its buttons, or only what it was told, said back. Pure.

export type VolumeWatch = {
  /** Until then whatever it reports is an answer, or the speaker finding itself. */
  readonly deafUntilMs: number;
  /** What it is believed to stand at; null until it was ever told. */
  readonly known: number | null;
  /** What it reported while it was not listened to. */
  readonly unheard: number | null;
};

export type Heard = { readonly watch: VolumeWatch; readonly isPress: boolean };

/** @see AVRCP 1.6 section 6.13.2: absolute volume has 128 steps */
const FULL = 127;
/** A new link reports its volume within 20 to 70 ms; some correct themselves once more. */
const SETTLES_WITHIN_MS = 1_000;
/** An answer to what was set comes within this. */
export const ECHO_MS = 500;
/** Speakers with 16 steps of their own round to the nearest: up to half a step away. */
const ROUNDING = 5;

export const toPercent = (volume: number): number => Math.round((volume * 100) / FULL);
export const toVolume = (percent: number): number => Math.round((percent * FULL) / 100);

/** Of a link that has just come up. */
export const watchNewLink = (nowMs: number): VolumeWatch => ({
  deafUntilMs: nowMs + SETTLES_WITHIN_MS,
  known: null,
  unheard: null,
});

/** The bridge sets it. */
export const setByUs = (volume: number, nowMs: number): VolumeWatch => ({
  deafUntilMs: nowMs + ECHO_MS,
  known: volume,
  unheard: null,
});

/** The speaker reports it. */
export function hearVolume(watch: VolumeWatch, volume: number, nowMs: number): Heard {
  if (nowMs < watch.deafUntilMs) return { watch: { ...watch, unheard: volume }, isPress: false };
  return { watch: { ...watch, known: volume, unheard: null }, isPress: watch.known !== null && volume !== watch.known };
}

/** The time of echoes is over: what was reported last in it, and is no rounding of what was set, was a press. */
export function endOfEchoes(watch: VolumeWatch): Heard {
  const { known, unheard } = watch;
  if (unheard === null) return { watch, isPress: false };
  const isPress = known !== null && Math.abs(unheard - known) > ROUNDING;
  return { watch: { ...watch, known: unheard, unheard: null }, isPress };
}
