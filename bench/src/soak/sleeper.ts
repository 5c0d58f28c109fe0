// The process that only sleeps, and tells every second by how much it woke too late, or null where it may not be
// real-time: see standstill.ts.
import { becomeRealTime } from "@house-band/bridge-firmware/engine/real-time";

/** As often as the audio loop. */
const EVERY_MS = 5;
const TIMES = 200;

const bed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
const isRealTime = becomeRealTime();
process.once("disconnect", () => process.exit());
sleep();

function sleep(): void {
  let worstMs = 0;
  for (let time = 0; time < TIMES; time++) {
    const dueMs = performance.now() + EVERY_MS;
    Atomics.wait(bed, 0, 0, EVERY_MS);
    worstMs = Math.max(worstMs, performance.now() - dueMs);
  }
  // an ordinary one would be late for every program that is busy
  process.send?.(isRealTime ? worstMs : null);
  setImmediate(sleep);
}
