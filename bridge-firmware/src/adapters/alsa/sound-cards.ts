// Which card of this machine a device's name means, and whether it is plugged in. Names that mean no card (a sound
// server's, one of an asound.conf) can't be looked for: the engine finds out when it opens them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @see ALSA, `aplay -L`: `hw:CARD=Dac,DEV=0`, `plughw:1,0`, `default:CARD=Dac` */
const CARD = /^(?:(?:plug)?hw:(?:CARD=)?|\w+:(?:.*,)?CARD=)([^,]+)/;

/** The card's id or number in the device's name; null where it names none. */
export function cardOf(device: string): string | null {
  return CARD.exec(device)?.[1] ?? null;
}

/**
 * Asks the kernel, where the daemon's unit lets it look: its /proc shows processes only.
 * @see Linux sound/core/init.c: each card is /sys/class/sound/cardN, with its id
 */
export function isPluggedIn(device: string, soundDirectory = "/sys/class/sound"): boolean {
  const card = cardOf(device);
  if (card === null) return true;
  if (/^\d+$/.test(card)) return existsSync(join(soundDirectory, `card${card}`));
  return existsSync(soundDirectory) && readdirSync(soundDirectory).some((name) => idOf(soundDirectory, name) === card);
}

function idOf(soundDirectory: string, name: string): string | null {
  if (!/^card\d+$/.test(name)) return null;
  try {
    return readFileSync(join(soundDirectory, name, "id"), "utf8").trim();
  } catch {
    return null; // pulled out since it was listed
  }
}
