// Whether the BlueZ that runs now is one of those that are known to get speakers' volumes wrong. Asked anew whenever
// bluetoothd comes: an upgrade restarts it.
import { breaksVolume } from "../../audit/judge-versions.ts";
import type { Log } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";

/** Trusted until the version is known, and where it can't be known. */
export function watchRelease({
  bus,
  log,
  readVersion,
}: {
  readonly bus: BluezBus;
  readonly log: Log;
  readonly readVersion: () => Promise<string | null>;
}): { isVolumeTrusted(): boolean } {
  let isTrusted = true;
  const ask = async (): Promise<void> => {
    const printed = await readVersion();
    isTrusted = printed === null || !breaksVolume(printed);
    if (!isTrusted)
      log.warn({ bluez: printed?.trim() }, "this BlueZ gets volumes wrong: the engine's gain serves alone");
  };
  bus.onService((isUp) => {
    if (isUp) void ask();
  });
  return { isVolumeTrusted: () => isTrusted };
}
