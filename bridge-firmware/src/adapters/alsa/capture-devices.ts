// Which devices of this machine can listen, as the kernel lists them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LOOPBACK_CARD, toCaptureDevice } from "../../audit/judge-microphones.ts";

/**
 * The first one that hears the room, as ALSA calls it, with whatever conversion it needs; null where there is none.
 * @param taken that is something else: the line input, converted or not
 */
export function firstCaptureDevice(soundDirectory = "/sys/class/sound", taken?: string): string | null {
  const found = listed(soundDirectory)
    .flatMap((name) => toCaptureDevice(name) ?? [])
    .sort((a, b) => a.card - b.card || a.device - b.device);
  for (const { card, device } of found) {
    const id = idOf(soundDirectory, card);
    const hardware = `hw:CARD=${id},DEV=${device}`;
    if (id !== null && id !== LOOPBACK_CARD && taken?.replace(/^plug/u, "") !== hardware) return `plug${hardware}`;
  }
  return null;
}

function listed(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // a machine without sound
  }
}

function idOf(directory: string, card: number): string | null {
  try {
    return readFileSync(join(directory, `card${card}`, "id"), "utf8").trim();
  } catch {
    return null; // pulled out since it was listed
  }
}
