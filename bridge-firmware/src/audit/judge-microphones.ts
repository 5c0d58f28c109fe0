// What this machine could hear its speakers with. A bridge without a microphone plays as well; it can't calibrate by itself.
// Pure.
import { fine, type Judgement } from "./finding.ts";

export type CaptureDevice = { readonly card: number; readonly device: number };

/** A name in /sys/class/sound; null where it is no capture device. @see Linux sound/core/pcm.c */
export function toCaptureDevice(name: string): CaptureDevice | null {
  const [, card, device] = /^pcmC(\d+)D(\d+)c$/.exec(name) ?? [];
  return card === undefined ? null : { card: Number(card), device: Number(device) };
}

/** What programs play into this card, it "hears": no microphone. @see Linux sound/drivers/aloop.c */
export const LOOPBACK_CARD = "Loopback";

/** In the order of their cards: the bridge takes the first one where its settings name none. */
export function judgeMicrophones(devices: readonly (CaptureDevice & { readonly cardId: string })[]): Judgement {
  const names = devices
    .filter(({ cardId }) => cardId !== LOOPBACK_CARD)
    .toSorted((a, b) => a.card - b.card || a.device - b.device)
    .map(({ cardId, device }) => `plughw:CARD=${cardId},DEV=${device}`);
  if (names.length > 0) return fine(names.join(", "));
  return { ...fine("none here"), todo: "plug one in, or calibrate by a phone: house-band calibrate --by-phone" };
}
