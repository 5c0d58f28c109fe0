// A zone that has not begun waits for outputs that are still being opened: a Bluetooth speaker's place in time is fixed
// by its first data, so all of them are given theirs in the same block. One that hangs is not waited for any longer. Then,
// and before a zone goes on, speakers that have slept are woken: the sound comes when the slowest of them is awake.
import { BLOCK_FRAMES, ENGINE_RATE_HZ } from "./protocol.ts";
import type { Slot } from "./slot.ts";
import { leadInOf } from "./wakefulness.ts";
import type { Zone } from "./zone.ts";

/** Several speakers of one radio open one after another, each in some tenths of a second. */
const PATIENCE_FRAMES = 2 * ENGINE_RATE_HZ;

/** Decides for the block at `headFrame` whether a zone waits; one that has begun, or waited long enough, never does again. */
export function settleWaiting(zone: Zone, slots: Iterable<Slot>, headFrame: number): void {
  const isBeginning = zone.anchorFrame === null && zone.waiting !== "over";
  if (!isBeginning && zone.resuming !== "asked") return;
  const members = [...slots].filter(({ parts }) => parts.some((part) => part.zone === zone && !part.voice.leaving));
  if (zone.resuming === "asked") zone.resuming = { atFrame: headFrame + wakeUp(members, headFrame) };
  if (!isBeginning || zone.waiting === "over") return;
  if (zone.waiting === null) zone.waiting = { untilFrame: headFrame + PATIENCE_FRAMES };
  if (headFrame < zone.waiting.untilFrame && members.some(isOpening)) return;
  zone.waiting = "over";
  const leadInFrames = wakeUp(members, headFrame);
  if (leadInFrames > 0) zone.notBeforeFrame = headFrame + leadInFrames;
}

/**
 * Does it wait with all it plays for, for other outputs or for content? Then nothing is written to it. Where some are
 * woken, the others get silence meanwhile: their first data falls into the same block.
 */
export const waitsToBegin = ({ parts }: Slot): boolean =>
  parts.length > 0 && parts.every(({ zone }) => isToBegin(zone) && zone.notBeforeFrame === null);

export const isToBegin = (zone: Zone): boolean => zone.anchorFrame === null;

const isOpening = ({ output }: Slot): boolean => output?.isOpening?.() === true;

/** Those that have slept hear the tone from now on; gives how long the slowest of them needs. */
export function wakeUp(members: readonly Slot[], headFrame: number): number {
  let longest = 0;
  for (const slot of members) {
    const frames = isOpening(slot) ? 0 : leadInOf(slot.wake, headFrame, slot.queueEndFrame);
    if (slot.wake !== null && frames > 0) slot.wake.waking = true;
    longest = Math.max(longest, frames);
  }
  return Math.ceil(longest / BLOCK_FRAMES) * BLOCK_FRAMES;
}
