// One recording, listened to from end to end a stretch at a time: how loud it is every 10 ms, and where it is silent.
// Whether a silence is a drop-out is for dropouts.ts to say, which knows what the others played meanwhile.

const { abs, floor, max, min, round } = Math;

export const PEAK_PERIOD_MS = 10;

/** A silence longer than this can be heard as a click. */
const MIN_GAP_MS = 5;

/** Up to this a sample is silence: one step of 16 bits, so that dither does not hide a gap. */
const SILENCE = 1.5 / 32_768;

/** The music right beside an edge must have this share of the loudness around it for the edge to be a cut, not a fade. */
const CUT_SHARE = 0.25;
const BESIDE_MS = 2;
const AROUND_MS = 50;

export type SilentRun = {
  readonly fromMs: number;
  readonly untilMs: number;
  /** The music was cut off, not faded out; false at the start of the recording. */
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
};

export type Trace = {
  /** Loudest sample, 0 … 1, of each {@link PEAK_PERIOD_MS} since the start. */
  readonly peaks: readonly number[];
  readonly silentRuns: readonly SilentRun[];
};

export type Tracer = {
  /** Takes the next stretch of samples. */
  push(samples: Float32Array): void;
  /** Closes the last silence; times count from the first sample pushed. */
  finish(): Trace;
};

/** A tracer that has heard nothing yet. */
export function createTracer(rateHz: number): Tracer {
  const periodFrames = round((PEAK_PERIOD_MS / 1_000) * rateHz);
  const toMs = (frame: number) => (frame / rateHz) * 1_000;
  const peaks: number[] = [];
  const runs: { fromFrame: number; untilFrame: number }[] = [];
  const edges = createEdgeMemory(rateHz);
  let frame = 0;
  let silentSince: number | null = 0;
  let peak = 0;

  const endSilence = (): void => {
    if (silentSince !== null && toMs(frame - silentSince) > MIN_GAP_MS) {
      runs.push({ fromFrame: silentSince, untilFrame: frame });
    }
    silentSince = null;
  };
  return {
    push: (samples) => {
      for (const sample of samples) {
        const size = abs(sample);
        if (size > peak) peak = size;
        if (size > SILENCE) endSilence();
        else silentSince ??= frame;
        edges.hear(frame, size);
        frame++;
        if (frame % periodFrames === 0) {
          peaks.push(peak);
          peak = 0;
        }
      }
    },
    finish: () => {
      endSilence();
      if (frame % periodFrames !== 0) peaks.push(peak);
      const silentRuns = runs.map(({ fromFrame, untilFrame }) => ({
        fromMs: toMs(fromFrame),
        untilMs: toMs(untilFrame),
        cutBefore: edges.isCut(fromFrame, "before"),
        cutAfter: untilFrame < frame && edges.isCut(untilFrame, "after"),
      }));
      return { peaks, silentRuns };
    },
  };
}

/** Remembers the loudest sample of every millisecond: enough to tell a cut from a fade at any edge, later. */
function createEdgeMemory(rateHz: number) {
  const slotFrames = max(1, round(rateHz / 1_000));
  const slots: number[] = [];
  const loudest = (fromSlot: number, untilSlot: number): number => {
    let most = 0;
    for (let slot = max(0, fromSlot); slot < min(untilSlot, slots.length); slot++) {
      most = max(most, slots[slot] ?? 0);
    }
    return most;
  };
  return {
    hear: (frame: number, size: number): void => {
      const slot = floor(frame / slotFrames);
      slots[slot] = max(slots[slot] ?? 0, size);
    },
    isCut: (edgeFrame: number, side: "before" | "after"): boolean => {
      const edge = floor(edgeFrame / slotFrames);
      const beside = side === "before" ? loudest(edge - BESIDE_MS, edge + 1) : loudest(edge, edge + 1 + BESIDE_MS);
      const around = side === "before" ? loudest(edge - AROUND_MS, edge + 1) : loudest(edge, edge + 1 + AROUND_MS);
      return around > 20 * SILENCE && beside >= CUT_SHARE * around;
    },
  };
}
