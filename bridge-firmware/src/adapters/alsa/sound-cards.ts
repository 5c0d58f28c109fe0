// Which card of this machine a device's name means, and whether it is plugged in. Names that mean no card (a sound
// server's, one of an asound.conf) can't be looked for: the engine finds out when it opens them.
import { existsSync } from "node:fs";
import { join } from "node:path";

/** @see ALSA, `aplay -L`: `hw:CARD=Dac,DEV=0`, `plughw:1,0`, `default:CARD=Dac` */
const CARD = /^(?:(?:plug)?hw:(?:CARD=)?|\w+:(?:.*,)?CARD=)([^,]+)/;

/** The card's id or number in the device's name; null where it names none. */
export function cardOf(device: string): string | null {
  return CARD.exec(device)?.[1] ?? null;
}

/** Asks the kernel. @see Linux sound/core/init.c: /proc/asound holds a link for each card's id */
export function isPluggedIn(device: string, asoundDirectory = "/proc/asound"): boolean {
  const card = cardOf(device);
  if (card === null) return true;
  return existsSync(join(asoundDirectory, /^\d+$/.test(card) ? `card${card}` : card));
}
