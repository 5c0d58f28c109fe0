// A zone that has not begun waits for outputs that are still being opened: a Bluetooth speaker's place in time is fixed
// by its first data, so all of them are given theirs in the same block. One that hangs is not waited for any longer.
import { ENGINE_RATE_HZ } from "./protocol.ts";
import type { Slot } from "./slot.ts";
import type { Zone } from "./zone.ts";

/** Several speakers of one radio open one after another, each in some tenths of a second. */
const PATIENCE_FRAMES = 2 * ENGINE_RATE_HZ;

/** Decides for the block at `headFrame` whether a zone waits; one that has begun, or waited long enough, never does again. */
export function settleWaiting(zone: Zone, slots: Iterable<Slot>, headFrame: number): void {
  if (zone.anchorFrame !== null || zone.waiting === "over") return;
  if (zone.waiting === null) zone.waiting = { untilFrame: headFrame + PATIENCE_FRAMES };
  const isOver = headFrame >= zone.waiting.untilFrame || ![...slots].some((slot) => isOpeningFor(slot, zone));
  if (isOver) zone.waiting = "over";
}

/** Does it wait with all it plays for, for other outputs or for content? Then nothing is written to it yet. */
export const waitsToBegin = ({ parts }: Slot): boolean =>
  parts.length > 0 && parts.every(({ zone }) => isToBegin(zone));

export const isToBegin = (zone: Zone): boolean => zone.anchorFrame === null;

const isOpeningFor = ({ output, parts }: Slot, zone: Zone): boolean =>
  output?.isOpening?.() === true && parts.some((part) => part.zone === zone);
