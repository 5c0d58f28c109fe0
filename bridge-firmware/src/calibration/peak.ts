// Where a row of values is highest, and where between two of them its peak really is.

/** Of the values from `from` to `to`, both included; of several as high the first. */
export function highest(values: Float64Array, from: number, to: number): number {
  let best = from;
  for (let at = from; at <= to; at++) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at;
  return best;
}

/** Where between its neighbours a peak really is: the vertex of a parabola through the three. */
export function vertex(values: Float64Array, at: number): number {
  const [before, here, after] = [values[at - 1] ?? 0, values[at] ?? 0, values[at + 1] ?? 0];
  const bend = before - 2 * here + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend)) : 0;
}
