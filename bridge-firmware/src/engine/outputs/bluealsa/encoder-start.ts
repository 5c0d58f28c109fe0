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

type State = EncoderStartOptions & {
  /** The schedule began after the first of these, and surely before the second, which a later read says. */
  from: number;
  until: number;
  /** The first read was seen by then. It may have been interrupted between that and the beginning of the schedule. */
  guess: number | null;
  /** So much later the next look is, as long as no later read has been seen. */
  reach: number;
  /** How much earlier than `until` the next read is looked for. */
  step: number;
  isTrying: boolean;
  /** Tries in a row that have found no read: one may have come late. */
  misses: number;
  searches: number;
  startFrame: number;
  /** What `startFrame` was reckoned from. */
  settledUntil: number;
  lastLook: number;
  lastRead: number;
};

const justBegun = (options: EncoderStartOptions): State => ({
  ...options,
  from: options.writtenFrame,
  until: Number.POSITIVE_INFINITY,
  guess: null,
  reach: FIRST_LOOK_FRAMES,
  step: Number.POSITIVE_INFINITY,
  isTrying: false,
  misses: 0,
  searches: 0,
  startFrame: options.writtenFrame,
  settledUntil: Number.POSITIVE_INFINITY,
  lastLook: options.writtenFrame,
  lastRead: 0,
});

/** An encoder that has just been given its first frames. */
export function createEncoderStart(options: EncoderStartOptions): EncoderStart {
  const state = justBegun(options);
  return {
    look(afterFrame, readFrames, now) {
      const hasRead = readFrames > state.lastRead;
      const beforeFrame = hasRead ? now() : null;
      if (sentFrames(state) === 0) awaitFirst(state, beforeFrame);
      else narrow(state, afterFrame, beforeFrame);
      state.lastLook = afterFrame;
      state.lastRead = readFrames;
      if (state.step < CLOSE_FRAMES) return searchAgain(state);
      if (afterFrame - state.writtenFrame > PATIENCE_FRAMES) {
        settle(state);
        return null;
      }
      return Math.max(LEAST_FRAMES, nextLook(state, afterFrame, hasRead) - afterFrame);
    },
    get startFrame() {
      return state.startFrame;
    },
  };
}

/** So many have been sent when it reads again. */
function sentFrames({ lastRead, heldFrames, encoderFrames }: State): number {
  const had = lastRead === 0 ? 0 : heldFrames + lastRead;
  return had - (had % encoderFrames);
}

/** As long as it has nothing to send, the schedule begins anew with the next read. */
function awaitFirst(state: State, beforeFrame: number | null): void {
  if (beforeFrame === null) {
    state.reach = Math.min(LONGEST_FRAMES, 2 * state.reach);
    return;
  }
  state.from = state.lastLook;
  state.guess = beforeFrame;
  state.reach = LEAST_FRAMES;
}

/** What a look says of when the schedule began, and how much earlier than that the next read is looked for. */
function narrow(state: State, afterFrame: number, beforeFrame: number | null): void {
  const sent = sentFrames(state);
  const untilThen = state.until;
  if (beforeFrame !== null) state.until = Math.min(state.until, Math.max(state.from, beforeFrame - sent));
  else if (state.until === Number.POSITIVE_INFINITY) state.reach *= 2;
  // a look that came so late that nothing was gained is no better than one that found nothing
  const isGain = untilThen - state.until > state.step / 2;
  if (state.isTrying && isGain) state.misses = 0;
  else if (state.isTrying && (beforeFrame !== null || afterFrame - sent < state.until)) state.misses += 1;
  if (state.misses === MISSES) {
    state.step /= 2;
    state.misses = 0;
  }
  state.step = Math.min(state.step, (state.until - state.from) / 2);
}

function nextLook(state: State, afterFrame: number, hasRead: boolean): number {
  const sent = sentFrames(state);
  if (sent === 0) return afterFrame + state.reach;
  if (state.until === Number.POSITIVE_INFINITY) return (state.guess ?? afterFrame) + sent + state.reach;
  state.isTrying = hasRead;
  return hasRead ? state.until - state.step + sent : Math.max(state.until + sent, afterFrame) + WAIT_FRAMES;
}

/** A search has ended: what it has found holds. @returns in how many frames the next one begins */
function searchAgain(state: State): number | null {
  settle(state);
  state.searches += 1;
  state.step = (state.until - state.from) / 2;
  state.isTrying = false;
  return state.searches < SEARCHES && state.step >= CLOSE_FRAMES ? PAUSE_FRAMES : null;
}

function settle(state: State): void {
  const { until, writtenFrame } = state;
  if (until === Number.POSITIVE_INFINITY) state.startFrame = state.guess ?? writtenFrame;
  if (until === state.settledUntil) return;
  state.settledUntil = until;
  // what was thought at first stands as long as nothing speaks against it
  state.startFrame = until - writtenFrame < 2 * CLOSE_FRAMES ? writtenFrame : until - state.step;
}
