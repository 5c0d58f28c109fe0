// A time as people read it.

/** A time in the unit in which it is read at a glance: "0 µs", "12 µs", "1.24 ms", "310 ms"; "–" where unknown. */
export function formatSkew(ms: number | null): string {
  if (ms === null) return "–";
  const micros = Math.abs(ms) * 1_000;
  if (micros < 0.05) return "0 µs";
  if (micros < 9.95) return `${micros.toFixed(1)} µs`;
  if (micros < 999.5) return `${Math.round(micros)} µs`;
  return micros < 99_950 ? `${(micros / 1_000).toFixed(2)} ms` : `${Math.round(micros / 1_000)} ms`;
}

/** How much later than the others: "+12.00 ms", "−3.79 ms", "0 µs"; "–" where unknown. */
export function formatLag(ms: number | null): string {
  const size = formatSkew(ms);
  return ms === null || size === "0 µs" ? size : `${ms < 0 ? "−" : "+"}${size}`;
}
