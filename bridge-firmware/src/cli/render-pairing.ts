// What the command line says of devices that were seen. Pure.
import type { FoundView } from "../control/pairing/pairing-views.ts";

/** How near it is, as far as its signal tells: walls and bodies count, too. */
export function toNearness({ signalDbm }: Pick<FoundView, "signalDbm">): string {
  if (signalDbm === null) return "";
  if (signalDbm >= -60) return "near";
  return signalDbm >= -80 ? "in the house" : "far";
}
