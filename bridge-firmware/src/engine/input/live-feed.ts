// What somebody plays to us now, as a feed: brought to the engine's clock and rate, with a short queue in hand against
// pieces that come late. It runs dry when its sender stops and begins again when he does; what has piled up is cut off,
// so that its sound is never later than it has to be, and what nobody read while the sender stopped is thrown away.
import {
  createDriftController,
  type DriftController,
  forgetFill,
  MAX_CORRECTION_PPM,
  steer,
} from "../dsp/drift-controller.ts";
import {
  createDriftResampler,
  cutTo,
  type DriftResampler,
  pullableFrames,
  pullFrames,
  pushFrames,
  queuedFrames,
} from "../dsp/drift-resampler.ts";
import { BLOCK_FRAMES, ENGINE_RATE_HZ } from "../protocol.ts";
import type { Feed } from "./feed.ts";
import type { LiveSource } from "./live-source.ts";

/** 0.68 s at 48 kHz: the longest queue and what may pile up on it. */
const CAPACITY_FRAMES = 32_768;
const PIECE_FRAMES = 1_024;
/** Kept for the end: a sender that stops fades over these 5 ms instead of breaking off. */
const TAIL_FRAMES = 240;
/** A radio that was late delivers at once what it owes: only more than this is cut off. */
const MAY_PILE_UP_MS = 100;
/** Not asked for longer, there may be a hole in what has come: whoever delivers has room for little more. 0.5 s. */
const LOOKED_AT_WITHIN_FRAMES = ENGINE_RATE_HZ / 2;
/** The ratio is steered before it is used: what is promised holds for the fastest. */
const FASTEST = 1 + MAX_CORRECTION_PPM * 1e-6;

type Clock = {
  readonly rateHz: number;
  readonly controller: DriftController;
  readonly targetFrames: number;
  readonly mostFrames: number;
};

type State = {
  readonly source: LiveSource;
  readonly queueMs: number;
  readonly nowFrame: () => number;
  readonly resampler: DriftResampler;
  readonly piece: Float32Array;
  readonly counters: { dry: number; cuts: number };
  clock: Clock | null;
  /** `ending`: what is left is given and faded out; then the queue fills anew, or is cut. */
  flow: "filling" | "flowing" | "ending" | "cutting";
  /** When it was last asked what there is, when something had come, and when some of it was read. */
  readonly last: { lookFrame: number; comeFrame: number; readFrame: number };
};

/**
 * A feed of one track without end.
 * @param queueMs kept in hand
 * @param nowFrame the engine's frame now, fraction allowed
 */
export function createLiveFeed(source: LiveSource, queueMs: number, nowFrame: () => number): Feed {
  const state: State = {
    ...{ source, queueMs, nowFrame },
    resampler: createDriftResampler(CAPACITY_FRAMES),
    piece: new Float32Array(2 * PIECE_FRAMES),
    counters: { dry: 0, cuts: 0 },
    clock: null,
    flow: "filling",
    last: { lookFrame: nowFrame(), comeFrame: 0, readFrame: 0 },
  };
  let begun = false;
  return {
    enoughFrames: 1,
    availableFrames() {
      fill(state);
      return state.clock === null ? 0 : available(state, state.clock);
    },
    read(out, frames) {
      if (state.clock !== null) read(state, state.clock, out, frames);
    },
    takeMark() {
      if (begun) return null;
      begun = true;
      return { kind: "track", atFrame: 0, index: 0, startMs: 0 };
    },
    status: () => ({
      ...state.counters,
      queuedMs: state.clock === null ? 0 : (queuedFrames(state.resampler) * 1_000) / state.clock.rateHz,
      driftPpm: state.clock?.controller.driftPpm ?? 0,
    }),
    close: () => source.close(),
  };
}

/** Takes what has come. */
function fill(state: State): void {
  const { source, piece, last, resampler } = state;
  const now = state.nowFrame();
  const rateHz = source.rateHz() ?? state.clock?.rateHz; // what is left of a stream that has ended is still its own
  if (rateHz !== undefined && state.clock?.rateHz !== rateHz) {
    state.clock = createClock(rateHz, state.queueMs);
    empty(state);
  }
  if (now - last.lookFrame > LOOKED_AT_WITHIN_FRAMES) while (source.take(piece) > 0);
  last.lookFrame = now;
  if (state.clock === null) return;
  for (let frames = source.take(piece); frames > 0; frames = source.take(piece)) {
    last.comeFrame = now;
    // nobody listens, or nothing was asked for long: the newest is what counts
    if (queuedFrames(resampler) > CAPACITY_FRAMES - 2 * PIECE_FRAMES) cutTo(resampler, state.clock.targetFrames);
    pushFrames(resampler, piece, frames);
  }
  const staleFrame = now - (state.queueMs * ENGINE_RATE_HZ) / 1_000;
  if (last.comeFrame < staleFrame && last.readFrame < staleFrame) empty(state);
}

/** How many frames may be read now: of a queue that runs dry, or has grown too long, the last ones it gives in one go. */
function available(state: State, clock: Clock): number {
  const queued = queuedFrames(state.resampler);
  if (state.flow === "filling" && queued < clock.targetFrames) return 0;
  if (state.flow === "filling") restart(state, clock);
  const pullable = pullableFrames(state.resampler, (clock.rateHz / ENGINE_RATE_HZ) * FASTEST);
  if (queued > clock.mostFrames) {
    state.flow = "cutting";
    return Math.min(pullable, TAIL_FRAMES);
  }
  if (pullable >= BLOCK_FRAMES + TAIL_FRAMES) {
    state.flow = "flowing";
    return pullable - TAIL_FRAMES;
  }
  state.flow = pullable > 0 ? "ending" : "filling";
  if (pullable === 0) state.counters.dry += 1;
  return Math.min(pullable, BLOCK_FRAMES - 1);
}

function read(state: State, clock: Clock, out: Float32Array, frames: number): void {
  const { resampler, counters, last } = state;
  last.readFrame = last.lookFrame;
  const own = clock.rateHz / ENGINE_RATE_HZ;
  pullFrames(resampler, out, frames, own * steer(clock.controller, queuedFrames(resampler), frames * own));
  if (state.flow === "cutting") {
    counters.cuts += 1;
    restart(state, clock);
  } else if (state.flow === "ending") {
    counters.dry += 1;
    state.flow = "filling";
  }
}

function empty(state: State): void {
  cutTo(state.resampler, 0);
  state.flow = "filling";
}

/** With what is to be kept in hand, and no more. */
function restart(state: State, { controller, targetFrames }: Clock): void {
  cutTo(state.resampler, targetFrames);
  forgetFill(controller);
  state.flow = "flowing";
}

function createClock(rateHz: number, queueMs: number): Clock {
  const targetFrames = Math.max(PIECE_FRAMES, Math.round((queueMs * rateHz) / 1_000));
  const mostFrames = targetFrames + Math.round((MAY_PILE_UP_MS * rateHz) / 1_000);
  return { rateHz, controller: createDriftController(targetFrames, rateHz), targetFrames, mostFrames };
}
