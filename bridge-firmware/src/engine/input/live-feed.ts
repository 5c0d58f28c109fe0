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

/**
 * A feed of one track without end.
 * @param queueMs kept in hand
 * @param nowFrame the engine's frame now, fraction allowed
 */
export function createLiveFeed(source: LiveSource, queueMs: number, nowFrame: () => number): Feed {
  const resampler = createDriftResampler(CAPACITY_FRAMES);
  const piece = new Float32Array(2 * PIECE_FRAMES);
  const counters = { dry: 0, cuts: 0 };
  let clock: Clock | null = null;
  /** `ending`: what is left is given and faded out; then the queue fills anew, or is cut. */
  let state: "filling" | "flowing" | "ending" | "cutting" = "filling";
  let begun = false;
  /** When it was last asked what there is, when something had come, and when some of it was read. */
  const last = { lookFrame: nowFrame(), comeFrame: 0, readFrame: 0 };

  const empty = (): void => {
    cutTo(resampler, 0);
    state = "filling";
  };
  const fill = (): void => {
    const now = nowFrame();
    const rateHz = source.rateHz() ?? clock?.rateHz; // what is left of a stream that has ended is still its own
    if (rateHz !== undefined && clock?.rateHz !== rateHz) {
      clock = createClock(rateHz, queueMs);
      empty();
    }
    if (now - last.lookFrame > LOOKED_AT_WITHIN_FRAMES) while (source.take(piece) > 0);
    last.lookFrame = now;
    if (clock === null) return;
    for (let frames = source.take(piece); frames > 0; frames = source.take(piece)) {
      last.comeFrame = now;
      // nobody listens, or nothing was asked for long: the newest is what counts
      if (queuedFrames(resampler) > CAPACITY_FRAMES - 2 * PIECE_FRAMES) cutTo(resampler, clock.targetFrames);
      pushFrames(resampler, piece, frames);
    }
    const staleFrame = now - (queueMs * ENGINE_RATE_HZ) / 1_000;
    if (last.comeFrame < staleFrame && last.readFrame < staleFrame) empty();
  };
  const restart = ({ controller, targetFrames }: Clock): void => {
    cutTo(resampler, targetFrames);
    forgetFill(controller);
    state = "flowing";
  };

  return {
    enoughFrames: 1,
    availableFrames() {
      fill();
      if (clock === null) return 0;
      const queued = queuedFrames(resampler);
      if (state === "filling" && queued < clock.targetFrames) return 0;
      if (state === "filling") restart(clock);
      const pullable = pullableFrames(resampler, (clock.rateHz / ENGINE_RATE_HZ) * FASTEST);
      if (queued > clock.mostFrames) {
        state = "cutting";
        return Math.min(pullable, TAIL_FRAMES);
      }
      if (pullable >= BLOCK_FRAMES + TAIL_FRAMES) {
        state = "flowing";
        return pullable - TAIL_FRAMES;
      }
      state = pullable > 0 ? "ending" : "filling";
      if (pullable === 0) counters.dry += 1;
      return Math.min(pullable, BLOCK_FRAMES - 1);
    },
    read(out, frames) {
      if (clock === null) return;
      last.readFrame = last.lookFrame;
      const { rateHz, controller } = clock;
      const own = rateHz / ENGINE_RATE_HZ;
      pullFrames(resampler, out, frames, own * steer(controller, queuedFrames(resampler), frames * own));
      if (state === "cutting") {
        counters.cuts += 1;
        restart(clock);
      } else if (state === "ending") {
        counters.dry += 1;
        state = "filling";
      }
    },
    takeMark() {
      if (begun) return null;
      begun = true;
      return { kind: "track", atFrame: 0, index: 0, startMs: 0 };
    },
    status: () => ({
      ...counters,
      queuedMs: clock === null ? 0 : (queuedFrames(resampler) * 1_000) / clock.rateHz,
      driftPpm: clock?.controller.driftPpm ?? 0,
    }),
    close: () => source.close(),
  };
}

function createClock(rateHz: number, queueMs: number): Clock {
  const targetFrames = Math.max(PIECE_FRAMES, Math.round((queueMs * rateHz) / 1_000));
  const mostFrames = targetFrames + Math.round((MAY_PILE_UP_MS * rateHz) / 1_000);
  return { rateHz, controller: createDriftController(targetFrames, rateHz), targetFrames, mostFrames };
}
