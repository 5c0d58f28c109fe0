// The adapter for bluetoothd, in the guest, on the guest's own bus: bluetoothd, bluez-alsa and the speakers run already.
import { setTimeout as sleep } from "node:timers/promises";
import { openBluez, SYSTEM_BUS } from "@house-band/bridge-firmware/adapters/bluez/bluez";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { BluetoothAddress } from "@house-band/contract";
import { createFakeLog } from "../../bridge-firmware/fakes/ports.ts";

export type RealWorld = Awaited<ReturnType<typeof openRealWorld>>;

const ADAPTER = "hci0";
const READY_WITHIN_MS = 20_000;

/** Resolves when the adapter has seen everything there is. */
export async function openRealWorld() {
  const bluez = await openBluez({
    busAddress: SYSTEM_BUS,
    scope: [ADAPTER],
    clock: createSystemClock(),
    log: createFakeLog(),
    random: () => 0.1,
    readVersion: async () => "5.66",
    isHandsFreeFirst: () => false,
    readyWithinMs: READY_WITHIN_MS,
  });
  if (!bluez.isWhole) throw new Error("there is no adapter");
  return {
    ...bluez,
    passTime: async (ms: number): Promise<void> => {
      await sleep(ms);
    },
  };
}

/** The bridge's own adapter. */
export const OWN_ADDRESS = "00:AA:01:00:00:00";

/** As btvirt gives them: the speaker on hci1 is the first. */
export const addressOf = (controller: number): BluetoothAddress =>
  BluetoothAddress.parse(`00:AA:01:0${controller}:00:0${controller}`);
