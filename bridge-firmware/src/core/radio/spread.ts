// Things of different sizes into bins, so that the fullest bin is as empty as can be. Pure.

export type Bin = {
  readonly capacity: number;
  readonly filled: number;
  /** So many more it takes, whatever their sizes. */
  readonly places: number;
};

/** Of a bin each thing goes into, its index; null where all places are taken. */
export type Spread = readonly (number | null)[];

type Found = { readonly spread: Spread; readonly worst: number };

/** A home's few speakers and adapters take hundreds; whatever was found by then stands. */
const MAX_STEPS = 20_000;
const EPSILON = 1e-9;

/** First by size, each into what is emptiest then; that is bettered by trying others, as far as it can be. */
export function spreadOver(bins: readonly Bin[], sizes: readonly number[]): Spread {
  const order = sizes.map((_, index) => index).sort((one, other) => (sizes[other] ?? 0) - (sizes[one] ?? 0));
  const sorted = order.map((index) => sizes[index] ?? 0);
  const greedy = spreadGreedily(bins, sorted);
  const { spread } = greedy.spread.includes(null) ? greedy : better(bins, sorted, greedy);
  const result: (number | null)[] = sizes.map(() => null);
  order.forEach((index, n) => {
    result[index] = spread[n] ?? null;
  });
  return result;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const fullness = ({ filled, capacity }: Bin): number => filled / capacity;

const worstOf = (bins: readonly Bin[]): number => Math.max(0, ...bins.map(fullness));

const put = (bins: readonly Bin[], at: number, size: number): readonly Bin[] =>
  bins.map((bin, index) => (index === at ? { ...bin, filled: bin.filled + size, places: bin.places - 1 } : bin));

/** Those that have a place, the emptiest first; of bins that are alike, one. */
function choices(bins: readonly Bin[]): readonly number[] {
  const open = bins.flatMap((bin, index) => (bin.places > 0 ? [index] : []));
  const sorted = open.sort((one, other) => fullnessAt(bins, one) - fullnessAt(bins, other) || one - other);
  const seen = new Set<string>();
  return sorted.filter((index) => {
    const key = JSON.stringify(bins[index]);
    return seen.has(key) ? false : seen.add(key);
  });
}

const fullnessAt = (bins: readonly Bin[], index: number): number => {
  const bin = bins[index];
  return bin === undefined ? Number.POSITIVE_INFINITY : fullness(bin);
};

function spreadGreedily(bins: readonly Bin[], sizes: readonly number[]): Found {
  let now = bins;
  const spread = sizes.map((size) => {
    const [at] = choices(now);
    if (at === undefined) return null;
    now = put(now, at, size);
    return at;
  });
  return { spread, worst: worstOf(now) };
}

/** Depth first, and no further down a way that is no better than what is known. */
function better(bins: readonly Bin[], sizes: readonly number[], known: Found): Found {
  const total = sum(bins.map(({ filled }) => filled)) + sum(sizes);
  const ideal = total / sum(bins.map(({ capacity }) => capacity));
  let best = known;
  let steps = 0;
  const look = (now: readonly Bin[], chosen: readonly number[]): void => {
    steps += 1;
    const worst = worstOf(now);
    if (steps > MAX_STEPS || worst > best.worst - EPSILON || best.worst < ideal + EPSILON) return;
    const size = sizes[chosen.length];
    if (size === undefined) {
      best = { spread: chosen, worst };
      return;
    }
    for (const at of choices(now)) look(put(now, at, size), [...chosen, at]);
  };
  look(bins, []);
  return best;
}
