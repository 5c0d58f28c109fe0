// A reconnect storm in numbers alone, for as many bridges as no machine could run: the bridge's own back-off against a
// cloud that lets in so many a second. The bench holds it against a real storm of a size that this machine can run.
import { RECONNECT } from "@house-band/bridge-firmware/adapters/mqtt/cloud-link";
import { fullJitterMs } from "@house-band/bridge-firmware/core/backoff";
import { quantile } from "../bench.ts";

export type StormPlan = {
  readonly bridges: number;
  /** Nobody is let in for so long. */
  readonly closedMs: number;
  /** And then so many a second. */
  readonly perSecond: number;
  readonly capMs?: number;
};

export type StormResult = {
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly lastSeconds: number;
  readonly triesPerBridge: number;
  /** The second with most tries; of the first, in which every bridge tries once or more, there is no news. */
  readonly busiestTriesPerSecond: number;
};

const SLOT_MS = 100;
const HORIZON_MS = 12 * 3_600_000;

/** All lose their connection at 0. @param random 0 ≤ x < 1 */
export function stormModel({ bridges, closedMs, perSecond, capMs }: StormPlan, random: () => number): StormResult {
  const schedule = { ...RECONNECT, ...(capMs === undefined ? {} : { capMs }) };
  // A list of waiting bridges for each tenth of a second, threaded through one array.
  const first = new Int32Array(HORIZON_MS / SLOT_MS).fill(-1);
  const next = new Int32Array(bridges);
  const failures = new Uint8Array(bridges).fill(1);
  const put = (bridge: number, afterMs: number): void => {
    const slot = Math.min(first.length - 1, Math.floor(afterMs / SLOT_MS));
    next[bridge] = first[slot] ?? -1;
    first[slot] = bridge;
  };
  for (let bridge = 0; bridge < bridges; bridge += 1) put(bridge, fullJitterMs(schedule, 1, random()));
  const backSeconds: number[] = [];
  const triesBySecond = new Map<number, number>();
  let [second, admitted, tries] = [-1, 0, 0];
  for (let slot = 0; slot < first.length && backSeconds.length < bridges; slot += 1) {
    const atMs = slot * SLOT_MS;
    const now = Math.floor(atMs / 1_000);
    if (now !== second) [second, admitted] = [now, 0];
    let bridge = first[slot] ?? -1;
    while (bridge !== -1) {
      const after = next[bridge] ?? -1;
      tries += 1;
      triesBySecond.set(now, (triesBySecond.get(now) ?? 0) + 1);
      if (atMs >= closedMs && admitted < perSecond) {
        admitted += 1;
        backSeconds.push(atMs / 1_000);
      } else {
        failures[bridge] = Math.min(255, (failures[bridge] ?? 0) + 1);
        // A refused try takes a moment: it never comes again in the same slot.
        put(bridge, atMs + SLOT_MS + fullJitterMs(schedule, failures[bridge] ?? 1, random()));
      }
      bridge = after;
    }
  }
  triesBySecond.delete(0);
  return {
    p50Seconds: quantile(backSeconds, 0.5),
    p95Seconds: quantile(backSeconds, 0.95),
    lastSeconds: backSeconds.at(-1) ?? Number.NaN,
    triesPerBridge: tries / bridges,
    busiestTriesPerSecond: Math.max(0, ...triesBySecond.values()),
  };
}
