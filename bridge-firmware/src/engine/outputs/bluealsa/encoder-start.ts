// When an encoder's schedule began: with its first read, which may come milliseconds after the first write where the
// machine is busy. It reads again whenever what it has read before has been sent, or later, never earlier: whoever finds in its
// pipe that a read has happened knows that the schedule began no later than that says. So its pipe is looked at once around
// each of its first reads, ever nearer to the moment before which none is found. Pure.

export interface EncoderStart {
  /**
   * Of the frames that were given so many had been read at some moment after this one, which never falls, and before `now`,
   * which is asked only where that matters: whoever looks keeps the encoder from the CPU.
   * @returns in how many frames another look is worth it, and not before; null: there is nothing more to be found out
   */
  look(afterFrame: number, readFrames: number, now: () => number): number | null;
  /** When the schedule began, as far as is known by now, in frames of its clock. */
  readonly startFrame: number;
}

export type EncoderStartOptions = {
  /** When the first frames were written: it can't have begun earlier. */
  readonly writtenFrame: number;
  /** It takes so many at a time, and sends none of them before it has all. */
  readonly encoderFrames: number;
  /** What it held before the first frames, and sends first. */
  readonly heldFrames: number;
};

/** Close enough: 0.1 ms. */
const CLOSE_FRAMES = 5;
/** The encoder needs the CPU, too: 0.15 ms at least between two looks, and 1 ms where nothing depends on it. */
const LEAST_FRAMES = 7;
const WAIT_FRAMES = 48;
/** The first look for the first read, and how long at most to the next one: 0.5 and 8 ms. */
const FIRST_LOOK_FRAMES = 24;
const LONGEST_FRAMES = 384;
/** So many looks in a row bring nothing: then it is looked for nearer by. */
const MISSES = 2;
/**
 * A start is when a machine is busiest, and all reads may be late for a while: where it could have begun earlier, that is
 * searched for once more and again, a fifth of a second later each time, and at most for a second and a half in all.
 */
const SEARCHES = 3;
const PAUSE_FRAMES = 9_600;
const PATIENCE_FRAMES = 72_000;

/** An encoder that has just been given its first frames. */
export function createEncoderStart({ writtenFrame, encoderFrames, heldFrames }: EncoderStartOptions): EncoderStart {
  /** The schedule began after the first of these, and surely before the second, which a later read says. */
  let from = writtenFrame;
  let until = Number.POSITIVE_INFINITY;
  /** The first read was seen by then. It may have been interrupted between that and the beginning of the schedule. */
  let guess: number | null = null;
  let reach = FIRST_LOOK_FRAMES;
  /** How much earlier than `until` the next read is looked for. */
  let step = Number.POSITIVE_INFINITY;
  let isTrying = false;
  /** Tries in a row that have found no read: one may have come late. */
  let misses = 0;
  let searches = 0;
  let startFrame = writtenFrame;
  /** What `startFrame` was reckoned from. */
  let settledUntil = Number.POSITIVE_INFINITY;
  let lastLook = writtenFrame;
  let lastRead = 0;

  /** So many have been sent when it reads again. */
  const sentFrames = (): number => {
    const had = lastRead === 0 ? 0 : heldFrames + lastRead;
    return had - (had % encoderFrames);
  };
  /** As long as it has nothing to send, the schedule begins anew with the next read. */
  const awaitFirst = (beforeFrame: number | null): void => {
    if (beforeFrame !== null) [from, guess, reach] = [lastLook, beforeFrame, LEAST_FRAMES];
    else reach = Math.min(LONGEST_FRAMES, 2 * reach);
  };
  const judge = (afterFrame: number, beforeFrame: number | null): void => {
    const sent = sentFrames();
    const untilThen = until;
    if (beforeFrame !== null) until = Math.min(until, Math.max(from, beforeFrame - sent));
    else if (until === Number.POSITIVE_INFINITY) reach *= 2;
    // a look that came so late that nothing was gained is no better than one that found nothing
    const isGain = untilThen - until > step / 2;
    if (isTrying && isGain) misses = 0;
    else if (isTrying && (beforeFrame !== null || afterFrame - sent < until)) misses += 1;
    if (misses === MISSES) [step, misses] = [step / 2, 0];
    step = Math.min(step, (until - from) / 2);
  };
  const nextLook = (afterFrame: number, hasRead: boolean): number => {
    if (sentFrames() === 0) return afterFrame + reach;
    if (until === Number.POSITIVE_INFINITY) return (guess ?? afterFrame) + sentFrames() + reach;
    isTrying = hasRead;
    return isTrying ? until - step + sentFrames() : Math.max(until + sentFrames(), afterFrame) + WAIT_FRAMES;
  };
  const settle = (): void => {
    if (until === Number.POSITIVE_INFINITY) startFrame = guess ?? writtenFrame;
    if (until === settledUntil) return;
    settledUntil = until;
    // what was thought at first stands as long as nothing speaks against it
    startFrame = until - writtenFrame < 2 * CLOSE_FRAMES ? writtenFrame : until - step;
  };
  /** A search has ended: what it has found holds. In how many frames the next one begins. */
  const searchAgain = (): number | null => {
    settle();
    searches += 1;
    step = (until - from) / 2;
    isTrying = false;
    return searches < SEARCHES && step >= CLOSE_FRAMES ? PAUSE_FRAMES : null;
  };
  return {
    look(afterFrame, readFrames, now) {
      const hasRead = readFrames > lastRead;
      const beforeFrame = hasRead ? now() : null;
      if (sentFrames() === 0) awaitFirst(beforeFrame);
      else judge(afterFrame, beforeFrame);
      lastLook = afterFrame;
      lastRead = readFrames;
      if (step < CLOSE_FRAMES) return searchAgain();
      if (afterFrame - writtenFrame > PATIENCE_FRAMES) {
        settle();
        return null;
      }
      return Math.max(LEAST_FRAMES, nextLook(afterFrame, hasRead) - afterFrame);
    },
    get startFrame() {
      return startFrame;
    },
  };
}
