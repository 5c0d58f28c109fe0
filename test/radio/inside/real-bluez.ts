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

/** What bluetoothd does by itself after a link has ended, or a controller has come, is over then: it asks once more after 2 s. */
export const SETTLES_MS = 3_000;

/** The plug of the bridge's controller: pulled out, it is in again once everything is closed. */
export function createPlug({ close }: Pick<RealBluez, "close">) {
  let isIn = true;
  const toggle = () => {
    isIn = !isIn;
    execFileSync("pkill", ["-USR2", "-x", "btvirt"]);
  };
  return {
    unplugAdapter: toggle,
    async close(): Promise<void> {
      await close();
      if (isIn) return;
      toggle();
      await passTime(SETTLES_MS);
    },
  };
}

/** The bridge's own. */
export const OWN_ADDRESS = addressOf(0);

/** As btvirt gives them: the speaker on hci1 is the first. */
export function addressOf(controller: number): BluetoothAddress {
  const byte = controller.toString(16).toUpperCase().padStart(2, "0");
  return BluetoothAddress.parse(`00:AA:01:${byte}:00:${byte}`);
}
