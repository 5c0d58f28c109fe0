// The largest of the last so many values, at a few steps a value however long that is: only values that may still
// become the largest are kept. Noughts are not: while nothing happens it holds nothing.

export type PeakHold = {
  readonly reach: number;
  readonly mask: number;
  /** A ring: falling values, the largest first, and when each came. */
  readonly values: Float64Array;
  readonly cameAt: Float64Array;
  first: number;
  size: number;
  count: number;
};

/** Holds each value until `reach` values have come, itself included. */
export function createPeakHold(reach: number): PeakHold {
  const capacity = 2 ** Math.ceil(Math.log2(reach));
  const ring = () => new Float64Array(capacity);
  return { reach, mask: capacity - 1, values: ring(), cameAt: ring(), first: 0, size: 0, count: 0 };
}

/** Takes one value (nought or more), gives the largest one that is still held. */
export function holdPeak(hold: PeakHold, value: number): number {
  const { values, cameAt, mask } = hold;
  hold.count += 1;
  if (hold.size > 0 && (cameAt[hold.first] ?? 0) <= hold.count - hold.reach) {
    hold.first = (hold.first + 1) & mask;
    hold.size -= 1;
  }
  while (hold.size > 0 && (values[(hold.first + hold.size - 1) & mask] ?? 0) <= value) hold.size -= 1;
  if (value > 0) {
    const at = (hold.first + hold.size) & mask;
    values[at] = value;
    cameAt[at] = hold.count;
    hold.size += 1;
  }
  return hold.size > 0 ? (values[hold.first] ?? 0) : 0;
}
