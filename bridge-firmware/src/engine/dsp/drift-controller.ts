// How fast a live source's samples are to be used up, so that its queue neither runs dry nor over: its clock and ours
// differ by some parts in a million. A slow PI controller on the queue's fill; nobody hears it steer.
// Where the samples go is the resampler's business.

/** No sound card is further off; a source that is has another fault. */
export const MAX_CORRECTION_PPM = 500;

/** Sources deliver in pieces, some of them late: the fill is smoothed over this long, twice, before it is believed. */
const SMOOTHING_S = 4;
/** How quickly an error is made good, as the angular frequency of a critically damped loop. */
const LOOP_RAD_PER_S = 0.01;

export type DriftController = {
  readonly rateHz: number;
  readonly targetFrames: number;
  /** The fill, smoothed once and twice. */
  onceFrames: number;
  twiceFrames: number;
  /** What was learnt of the source's clock. */
  driftPpm: number;
};

/** A controller that knows nothing of the source yet and wants `targetFrames` in its queue. */
export const createDriftController = (targetFrames: number, rateHz: number): DriftController => ({
  rateHz,
  targetFrames,
  onceFrames: targetFrames,
  twiceFrames: targetFrames,
  driftPpm: 0,
});

/** The queue was filled anew, or cut: its fill is looked at afresh, what was learnt of the clock stays. */
export function forgetFill(controller: DriftController): void {
  controller.onceFrames = controller.targetFrames;
  controller.twiceFrames = controller.targetFrames;
}

/**
 * Takes a look at the queue `elapsedFrames` after the last one.
 * @returns source frames to use up per frame of ours, within 1 ± 0.0005
 */
export function steer(controller: DriftController, queuedFrames: number, elapsedFrames: number): number {
  const { rateHz, targetFrames } = controller;
  const elapsedS = elapsedFrames / rateHz;
  const share = Math.min(1, elapsedS / SMOOTHING_S);
  controller.onceFrames += share * (queuedFrames - controller.onceFrames);
  controller.twiceFrames += share * (controller.onceFrames - controller.twiceFrames);
  // In millionths of a second of content too much or, below nought, too little.
  const errorUs = ((controller.twiceFrames - targetFrames) / rateHz) * 1e6;
  controller.driftPpm = within(controller.driftPpm + LOOP_RAD_PER_S ** 2 * errorUs * elapsedS);
  return 1 + within(controller.driftPpm + 2 * LOOP_RAD_PER_S * errorUs) * 1e-6;
}

const within = (ppm: number): number => Math.min(MAX_CORRECTION_PPM, Math.max(-MAX_CORRECTION_PPM, ppm));
