// What is paired already, window or not: called by another name, or let go of, with every adapter that knows it.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import type { Pairing, PairingFault } from "../../pairing-port.ts";
import type { BluezBus } from "./bus.ts";
import type { BluezObjects } from "./objects.ts";
import { removeDevice, renameDevice, toPairingFault } from "./pair-device.ts";
import { refuse } from "./pairing-rules.ts";
import { type AdapterScope, adaptersIn } from "./speakers.ts";

export type PairedDevicesParts = {
  readonly bus: BluezBus;
  readonly objects: Pick<BluezObjects, "now">;
  readonly scope: AdapterScope;
  readonly onForgotten: (address: BluetoothAddress) => void;
};

/** As the port says it. */
export const createPairedDevices = (parts: PairedDevicesParts): Pick<Pairing, "rename" | "forget"> => ({
  rename: (address, name) => rename(parts, address, name),
  forget: (address) => forget(parts, address),
});

async function rename(
  { bus, objects }: PairedDevicesParts,
  address: BluetoothAddress,
  name: string,
): Promise<Result<void, PairingFault>> {
  const copies = copiesOf(objects, address);
  if (copies.length === 0) return refuse(bus.isUp() ? "DEVICE_UNKNOWN" : "ADAPTER_DOWN", true);
  for (const path of copies) {
    const failure = await renameDevice(bus, path, name);
    if (failure) return err(toPairingFault(failure));
  }
  return ok(undefined);
}

async function forget(
  { bus, objects, scope, onForgotten }: PairedDevicesParts,
  address: BluetoothAddress,
): Promise<Result<void, PairingFault>> {
  if (!bus.isUp()) return refuse("ADAPTER_DOWN", true);
  const adapters = adaptersIn(objects.now(), scope).map(({ path }) => path);
  let isForgotten = false;
  for (const path of copiesOf(objects, address)) {
    const adapterPath = adapters.find((one) => path.startsWith(`${one}/`));
    if (adapterPath === undefined) continue;
    const failure = await removeDevice(bus, adapterPath, path);
    if (failure) return err(toPairingFault(failure));
    isForgotten = true;
  }
  if (isForgotten) onForgotten(address);
  return ok(undefined);
}

/** It may be paired with several adapters. */
function copiesOf(objects: Pick<BluezObjects, "now">, address: BluetoothAddress): readonly string[] {
  const copies = [...objects.now()].filter(([, { device }]) => device?.Address === address && device.Paired === true);
  return copies.map(([path]) => path);
}
