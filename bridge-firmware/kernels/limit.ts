// The limiter of src/engine/dsp/limiter.ts, which says what it is for and how fast it is. All numbers are 64 bits, except
// what comes out.

/** Where each setting is, in bytes. */
const CEILING: usize = 0;
const AIM: usize = 8;
const LOUDEST: usize = 16;
const NEGLIGIBLE: usize = 24;
const FAST_KEEP: usize = 32;
const SLOW_ATTACK: usize = 40;
const SLOW_RELEASE: usize = 48;

// Where each part of the state is, in bytes.
/** How much of the level is taken away, 0 … 1: as a beat asks for it, and as the passage does. */
const FAST: usize = 0;
const SLOW: usize = 8;
/** Frames until the means are empty. 0: every sample passes as it is. */
const BUSY_FRAMES: usize = 16;
/** Two running means, one of what is taken away and one of that one's, that go round together: where they are, and their sums. */
const MEAN_AT: usize = 24;
const FIRST_SUM: usize = 32;
const SECOND_SUM: usize = 40;
/** How far the present stretch has come, and the largest of it. */
const HOLD_AT: usize = 48;
const HOLD_PEAK: usize = 56;
/**
 * What came in and has not come out yet, interleaved. After it: the values of the two means; those of the present stretch
 * (`reach`); of the one before, the largest from each place on, and one nought (`reach + 1`).
 */
const LINE: usize = 64;

/**
 * Takes `frames` (at least `lookAhead`, which is even) of an interleaved stereo block, gives as many of 32 bits at `out`,
 * `lookAhead` frames late. What is no number, or infinite, counts as silence, and is silence in the block from then on.
 */
export function limit(settings: usize, state: usize, block: usize, out: usize, frames: i32, lookAhead: i32): void {
  const peak = mend(block, frames, load<f64>(settings, LOUDEST));
  if (load<f64>(state, BUSY_FRAMES) === 0 && peak <= load<f64>(settings, CEILING)) {
    passOn(state + LINE, out, lookAhead);
    passOn(block, out + ((<usize>lookAhead) << 3), frames - lookAhead);
  } else {
    turnDown(settings, state, block, out, frames, lookAhead);
  }
  memory.copy(state + LINE, block + ((<usize>(frames - lookAhead)) << 4), (<usize>lookAhead) << 4);
}

/** Gives the loudest sample, after what can't be played was mended. */
function mend(block: usize, frames: i32, loudest: f64): f64 {
  let peaks = f64x2.splat(0);
  for (let at = block, end = block + ((<usize>frames) << 4); at < end; at += 16) {
    const loudness = f64x2.abs(v128.load(at));
    if (v128.all_true<i64>(f64x2.le(loudness, f64x2.splat(loudest)))) {
      peaks = f64x2.pmax(peaks, loudness);
    } else {
      mendSample(at, loudest);
      mendSample(at + 8, loudest);
      peaks = f64x2.pmax(peaks, f64x2.abs(v128.load(at)));
    }
  }
  return max(f64x2.extract_lane(peaks, 0), f64x2.extract_lane(peaks, 1));
}

function mendSample(at: usize, loudest: f64): void {
  const sample = load<f64>(at);
  if (abs(sample) <= loudest) return;
  store<f64>(at, abs(sample) < f64.POSITIVE_INFINITY ? copysign(loudest, sample) : 0);
}

function passOn(from: usize, out: usize, frames: i32): void {
  for (let n: usize = 0; n < <usize>frames; n++) {
    v128.store64_lane(out + (n << 3), f32x4.demote_f64x2_zero(v128.load(from + (n << 4))), 0);
  }
}

/**
 * One loop over the frames, with everything that changes from one to the next in variables: split up, each frame would
 * read and write the whole state.
 */
function turnDown(settings: usize, state: usize, block: usize, out: usize, frames: i32, lookAhead: i32): void {
  const meanFrames = <usize>(lookAhead / 2 + 1);
  const reach = <usize>lookAhead + 1;
  const line = state + LINE;
  const first = line + ((<usize>lookAhead) << 4);
  const second = first + (meanFrames << 3);
  const values = second + (meanFrames << 3);
  const restPeaks = values + (reach << 3);

  const ceiling = load<f64>(settings, CEILING);
  const aim = load<f64>(settings, AIM);
  const negligible = load<f64>(settings, NEGLIGIBLE);
  const fastKeep = load<f64>(settings, FAST_KEEP);
  const slowAttack = load<f64>(settings, SLOW_ATTACK);
  const slowRelease = load<f64>(settings, SLOW_RELEASE);
  const perMeanFrame = 1 / <f64>meanFrames;
  // once no more gain has to be taken away, both means still have to run empty
  const emptyAfterFrames = <f64>(2 * meanFrames);

  let fast = load<f64>(state, FAST);
  let slow = load<f64>(state, SLOW);
  let busyFrames = load<f64>(state, BUSY_FRAMES);
  let meanAt = <usize>load<f64>(state, MEAN_AT);
  let firstSum = load<f64>(state, FIRST_SUM);
  let secondSum = load<f64>(state, SECOND_SUM);
  let holdAt = <usize>load<f64>(state, HOLD_AT);
  let holdPeak = load<f64>(state, HOLD_PEAK);

  for (let n = 0; n < frames; n++) {
    const frame = block + ((<usize>n) << 4);
    const loudness = larger(abs(load<f64>(frame)), abs(load<f64>(frame, 8)));
    const reduction = loudness > ceiling ? 1 - aim / loudness : 0;

    store<f64>(values + (holdAt << 3), reduction);
    holdAt += 1;
    holdPeak = larger(holdPeak, reduction);
    const held = larger(holdPeak, load<f64>(restPeaks + (holdAt << 3)));
    if (holdAt === reach) {
      beginStretch(values, restPeaks, reach);
      holdAt = 0;
      holdPeak = 0;
    }

    // never less than what is held, and back for the next beat
    fast = larger(fast * fastKeep, held);
    if (fast < negligible) fast = held;
    // counts once the reduction has lasted
    slow += (held - slow) * (held > slow ? slowAttack : slowRelease);
    if (slow < negligible) slow = 0;
    const released = larger(fast, slow);
    if (released > 0) {
      busyFrames = emptyAfterFrames;
    } else if (busyFrames > 0) {
      busyFrames -= 1;
      if (busyFrames === 0) {
        // what rounding has left in the sums goes, too: a limiter that lets go changes no bit
        memory.fill(first, 0, meanFrames << 4);
        firstSum = 0;
        secondSum = 0;
      }
    }

    firstSum += released - load<f64>(first + (meanAt << 3));
    store<f64>(first + (meanAt << 3), released);
    const mean = firstSum * perMeanFrame;
    secondSum += mean - load<f64>(second + (meanAt << 3));
    store<f64>(second + (meanAt << 3), mean);
    meanAt = meanAt + 1 === meanFrames ? 0 : meanAt + 1;

    const late = n < lookAhead ? line + ((<usize>n) << 4) : frame - ((<usize>lookAhead) << 4);
    const gain = f64x2.splat(1 - secondSum * perMeanFrame);
    v128.store64_lane(out + ((<usize>n) << 3), f32x4.demote_f64x2_zero(f64x2.mul(gain, v128.load(late))), 0);
  }

  store<f64>(state, fast, FAST);
  store<f64>(state, slow, SLOW);
  store<f64>(state, busyFrames, BUSY_FRAMES);
  store<f64>(state, <f64>meanAt, MEAN_AT);
  store<f64>(state, firstSum, FIRST_SUM);
  store<f64>(state, secondSum, SECOND_SUM);
  store<f64>(state, <f64>holdAt, HOLD_AT);
  store<f64>(state, holdPeak, HOLD_PEAK);
}

/**
 * The largest of the last `reach` values takes three comparisons a value however many those are: they come in stretches
 * of that many, and the last ones are always the present stretch so far and the end of the one before it, whose largest
 * value from each place on is found here, when it is full.
 * @see van Herk 1992, Gil and Werman 1993, on running maxima
 */
function beginStretch(values: usize, restPeaks: usize, reach: usize): void {
  let peak: f64 = 0;
  for (let n = reach; n > 0; n--) {
    const at = (n - 1) << 3;
    peak = larger(peak, load<f64>(values + at));
    store<f64>(restPeaks + at, peak);
  }
}

/** The built-in `max` also minds what is no number, which has been mended: that takes as long again. */
function larger(a: f64, b: f64): f64 {
  return a > b ? a : b;
}
