// The adapter for bluetoothd, in the guest, on the guest's own bus: bluetoothd, bluez-alsa and the speakers run already.
import { setTimeout as sleep } from "node:timers/promises";
import { SYSTEM_BUS } from "@house-band/bridge-firmware/adapters/bluez/bluez";
import { createBluezBluetooth } from "@house-band/bridge-firmware/adapters/bluez/bluez-bluetooth";
import { createBluezPairing } from "@house-band/bridge-firmware/adapters/bluez/bluez-pairing";
import { createBluezBus } from "@house-band/bridge-firmware/adapters/bluez/bus";
import { createBluezObjects } from "@house-band/bridge-firmware/adapters/bluez/objects";
import { keepPowered } from "@house-band/bridge-firmware/adapters/bluez/power";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { BluetoothAddress } from "@house-band/contract";
import { createFakeLog } from "../../bridge-firmware/fakes/ports.ts";

export type RealWorld = Awaited<ReturnType<typeof openRealWorld>>;

const ADAPTER = "hci0";
/**
 * Links stay as they were agreed: after a link was made anew, this one bluetoothd calls itself from both ends at once to
 * talk about volumes, and turns itself away twice.
 */
const AS_AGREED = {
  wantedBitpool: () => null,
  selectSbc: async () => "unavailable" as const,
  onNewAudioService: () => () => undefined,
};

/** Resolves when the adapter has seen everything there is. */
export async function openRealWorld() {
  const clock = createSystemClock();
  const parts = { clock, log: createFakeLog(), scope: [ADAPTER], isVolumeTrusted: () => true };
  const bus = createBluezBus({ ...parts, address: SYSTEM_BUS, random: () => 0.1 });
  const objects = createBluezObjects({ ...parts, bus });
  const isThere = () => objects.isComplete() && objects.now().get(`/org/bluez/${ADAPTER}`)?.adapter?.Powered;
  if (!(await objects.until(() => isThere() || null, { withinMs: 20_000 }))) throw new Error("there is no adapter");
  const power = keepPowered({ ...parts, bus, objects });
  const bluetooth = createBluezBluetooth({ ...parts, ...AS_AGREED, bus, objects, isHandsFreeFirst: () => false });
  const pairing = createBluezPairing({ ...parts, bus, objects, bluetooth, place: () => ADAPTER });
  return {
    ...{ bluetooth, pairing },
    passTime: async (ms: number): Promise<void> => {
      await sleep(ms);
    },
    async close(): Promise<void> {
      await pairing.close();
      await bluetooth.close();
      await power.close();
      objects.close();
      await bus.close();
    },
  };
}

/** The bridge's own adapter. */
export const OWN_ADDRESS = "00:AA:01:00:00:00";

/** As btvirt gives them: the speaker on hci1 is the first. */
export const addressOf = (controller: number): BluetoothAddress =>
  BluetoothAddress.parse(`00:AA:01:0${controller}:00:0${controller}`);
