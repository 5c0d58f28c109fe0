// The adapter under test on a private bus with a fake bluetoothd: what most tests here begin with.

import { createBluezBluetooth } from "@house-band/bridge-firmware/adapters/bluez/bluez-bluetooth";
import { createBluezInputs } from "@house-band/bridge-firmware/adapters/bluez/bluez-inputs";
import { createBluezPairing } from "@house-band/bridge-firmware/adapters/bluez/bluez-pairing";
import { type BluezBus, createBluezBus } from "@house-band/bridge-firmware/adapters/bluez/bus";
import { toLoads } from "@house-band/bridge-firmware/adapters/bluez/loads";
import { createBluezObjects } from "@house-band/bridge-firmware/adapters/bluez/objects";
import { keepPowered } from "@house-band/bridge-firmware/adapters/bluez/power";
import type { AdapterScope } from "@house-band/bridge-firmware/adapters/bluez/speakers";
import { placeSpeaker } from "@house-band/bridge-firmware/core/radio/radio-advice";
import type { Bluetooth, Log } from "@house-band/bridge-firmware/ports";
import { createFakeLog } from "../../bridge-firmware/fakes/ports.ts";
import { type FakeBluez, startFakeBluez } from "../fake-bluez/fake-bluez.ts";
import { createFastClock, type FastClock } from "./fast-clock.ts";
import { type PrivateBus, startPrivateBus } from "./private-bus.ts";

export type BluezWorld = Awaited<ReturnType<typeof openBluezWorld>>;

export type BluezWorldOptions = {
  readonly scope?: AdapterScope;
  /** How many times as quick as the world the clock is. */
  readonly clockSpeed?: number;
  readonly isVolumeTrusted?: () => boolean;
  readonly isHandsFreeFirst?: (ownName: string) => boolean;
  /** What is there before the adapter looks. */
  readonly furnish?: (fake: FakeBluez) => void;
};

/** Resolves when the adapter has seen everything there is. */
export async function openBluezWorld({ scope = null, clockSpeed, furnish, ...bent }: BluezWorldOptions = {}) {
  const { isVolumeTrusted = () => true, isHandsFreeFirst = () => false } = bent;
  const clock = createFastClock(clockSpeed);
  const log = createFakeLog();
  const privateBus = await startPrivateBus();
  const fake = await startFakeBluez({ busAddress: privateBus.address, clock });
  furnish?.(fake);
  const adapter = await openAdapter({ privateBus, clock, log, scope, isVolumeTrusted, isHandsFreeFirst });
  return {
    ...adapter,
    clock,
    log,
    privateBus,
    fake,
    async close(): Promise<void> {
      await adapter.close();
      fake.close();
      await privateBus.remove();
    },
  };
}

type Adapter = { readonly privateBus: PrivateBus; readonly clock: FastClock; readonly log: Log } & Required<
  Omit<BluezWorldOptions, "furnish" | "clockSpeed">
>;

async function openAdapter({ privateBus, ...parts }: Adapter) {
  const bus: BluezBus = createBluezBus({ ...parts, address: privateBus.address, random: () => 0.1 });
  const objects = createBluezObjects({ ...parts, bus });
  await objects.until(() => objects.isComplete() || null, { withinMs: 200_000 });
  const power = keepPowered({ ...parts, bus, objects });
  // bluez-alsa is not here: links stay as they were agreed
  const radio = {
    wantedBitpool: () => null,
    selectSbc: async () => "unavailable" as const,
    onNewAudioService: () => () => undefined,
  };
  const bluetooth: Bluetooth = createBluezBluetooth({ ...parts, ...radio, bus, objects });
  const place = (hearing: readonly string[]) =>
    placeSpeaker(
      toLoads(objects.now(), parts.scope, () => false),
      hearing,
    );
  const pairing = createBluezPairing({ ...parts, bus, objects, bluetooth, place });
  const inputs = createBluezInputs({ bus, objects, scope: parts.scope });
  return {
    bus,
    objects,
    bluetooth,
    pairing,
    inputs,
    async close(): Promise<void> {
      await inputs.close();
      await pairing.close();
      await bluetooth.close();
      await power.close();
      objects.close();
      await bus.close();
    },
  };
}
