// The bridge's own adapter for bluetoothd, in the guest, on the guest's own bus: bluetoothd, bluez-alsa and the speakers run
// already, and whatever radio plan they make of it is carried out.
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { openBluez, SYSTEM_BUS } from "@house-band/bridge-firmware/adapters/bluez/bluez";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { BluetoothAddress } from "@house-band/contract";
import { createFakeLog } from "../../bridge-firmware/fakes/ports.ts";

export type RealBluez = Awaited<ReturnType<typeof openRealBluez>>;

const ADAPTER = "hci0";
/** A controller that is plugged in, until bluetoothd has told what is paired with it. */
const READY_WITHIN_MS = 20_000;

/** Resolves when it knows who is paired. @throws Error where there is no adapter */
export async function openRealBluez() {
  const bluez = await openBluez({
    busAddress: SYSTEM_BUS,
    scope: [ADAPTER],
    clock: createSystemClock(),
    log: createFakeLog(),
    random: () => 0.1,
    readVersion: async () => null,
    isHandsFreeFirst: () => false,
    readyWithinMs: READY_WITHIN_MS,
  });
  if (!bluez.isWhole) throw new Error("there is no bluetoothd, or no adapter");
  return bluez;
}

/** Lets the guest's time pass. */
export const passTime = async (ms: number): Promise<void> => {
  await sleep(ms);
};

/** Pulls the bridge's controller out, or plugs it in again. */
export function toggleController(): void {
  execFileSync("pkill", ["-USR2", "-x", "btvirt"]);
}

/** The bridge's own. */
export const OWN_ADDRESS = addressOf(0);

/** As btvirt gives them: the speaker on hci1 is the first. */
export function addressOf(controller: number): BluetoothAddress {
  return BluetoothAddress.parse(`00:AA:01:0${controller}:00:0${controller}`);
}
