// An adapter's air, slot by slot: streams bring their packets, one packet is on the air at a time, some are lost and sent
// again. Tells how many came later than a speaker's buffer lasts.
import { mediaPacketOf, type SbcStream } from "../../../../bridge-firmware/src/core/radio/airtime.ts";

const SLOT_MS = 0.625;
/** What a portable speaker holds. */
const BUFFER_MS = 100;

type Packet = { readonly stream: number; readonly dueMs: number };

/** @returns of all packets of a minute, the part that came too late, 0 to 1 */
export function lateShare(streams: readonly SbcStream[], lossShare: number, random: () => number): number {
  const packets = streams.map(mediaPacketOf);
  const queue: Packet[] = packets
    .flatMap(({ everyMs }, stream) =>
      Array.from({ length: Math.floor(60_000 / everyMs) }, (_, n): Packet => ({ stream, dueMs: n * everyMs })),
    )
    .sort((one, other) => one.dueMs - other.dueMs);
  let nowMs = 0;
  let late = 0;
  for (const { stream, dueMs } of queue) {
    nowMs = Math.max(nowMs, dueMs);
    do nowMs += (packets[stream]?.slots ?? 0) * SLOT_MS;
    while (random() < lossShare);
    if (nowMs - dueMs > BUFFER_MS) late += 1;
  }
  return queue.length === 0 ? 0 : late / queue.length;
}
