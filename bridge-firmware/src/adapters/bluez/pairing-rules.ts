// What may be opened, and what of that which was seen may be paired, and by which adapter: decided before anything is
// done. Pure.
import { err, ok, type Result } from "@house-band/contract";
import { MAX_PAIRING_WINDOW_MS, type PairingFault, type PairingWindow } from "../../pairing-port.ts";
import { type Copy, type Seen, wellHeard } from "./found-devices.ts";
import { toAdapterName } from "./loads.ts";
import type { Mirror } from "./object-mirror.ts";
import { type AdapterScope, adaptersIn } from "./speakers.ts";

/** Which of these adapters, by name, a speaker that is new should go to; null where the plan knows none. */
export type PlaceSpeaker = (hearing: readonly string[]) => string | null;

export const refuse = (code: PairingFault["code"], retryable: boolean) => err<PairingFault>({ code, retryable });

/** The adapters that a window is for; null: every adapter of the bridge's. */
export const onlyIn = ({ adapter }: Pick<PairingWindow, "adapter">): AdapterScope =>
  adapter === undefined ? null : [adapter];

/** Not for too long, and only on an adapter that is there and the bridge's. */
export function mayOpen(wish: PairingWindow, mirror: Mirror, scope: AdapterScope): Result<void, PairingFault> {
  if (!(wish.windowMs > 0 && wish.windowMs <= MAX_PAIRING_WINDOW_MS)) return refuse("WINDOW_TOO_LONG", false);
  const own = adaptersIn(mirror, scope);
  if (own.length === 0) return refuse("ADAPTER_DOWN", true);
  const named = adaptersIn(mirror, onlyIn(wish) ?? scope);
  const isOwn = named.some(({ path }) => own.some((adapter) => adapter.path === path));
  return isOwn ? ok(undefined) : refuse("ADAPTER_UNKNOWN", false);
}

/** A speaker that was seen, one at a time; of the adapters that hear it well, by the one that it is placed at. */
export function chooseCopy(
  seen: Seen | undefined,
  { isBusy, place }: { readonly isBusy: boolean; readonly place: PlaceSpeaker },
): Result<Copy, PairingFault> {
  if (isBusy) return refuse("PAIRING_BUSY", true);
  if (!seen) return refuse("DEVICE_UNKNOWN", true);
  if (seen.device.isSpeaker === false) return refuse("NOT_A_SPEAKER", false);
  const copies = wellHeard(seen);
  const adapter = place(copies.map(({ adapterPath }) => toAdapterName(adapterPath)));
  const placed = copies.find(({ adapterPath }) => toAdapterName(adapterPath) === adapter) ?? copies[0];
  if (!placed) throw new Error("a device that no adapter hears was chosen");
  return ok(placed);
}
