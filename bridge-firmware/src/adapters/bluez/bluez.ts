// Bluetooth by bluetoothd, all of it: the bus, the copy of its objects, the adapters kept on, and the two ports on top.
import type { AdapterLoad } from "../../core/radio/radio-advice.ts";
import type { Pairing } from "../../pairing-port.ts";
import type { Bluetooth, Clock, Log } from "../../ports.ts";
import { createBluezBluetooth } from "./bluez-bluetooth.ts";
import { createBluezPairing } from "./bluez-pairing.ts";
import { createBluezBus } from "./bus.ts";
import { type BluezObjects, createBluezObjects } from "./objects.ts";
import { keepPowered } from "./power.ts";
import { type AdapterScope, adaptersIn, toSpeakers } from "./speakers.ts";
import { watchRelease } from "./volume-release.ts";

export type BluezOptions = {
  /** As D-Bus writes it. */
  readonly busAddress: string;
  readonly scope: AdapterScope;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ chance < 1 */
  readonly random: () => number;
  /** What `bluetoothd --version` prints; null where it can't be had. */
  readonly readVersion: () => Promise<string | null>;
  /** Does a speaker that calls itself so take no music before hands-free was connected? */
  readonly isHandsFreeFirst: (ownName: string) => boolean;
  /** How long a start may wait for bluetoothd to tell what is paired. */
  readonly readyWithinMs?: number;
};

export type Bluez = {
  readonly bluetooth: Bluetooth;
  readonly pairing: Pairing;
  /** Whom each of its adapters serves now. */
  readonly loads: () => readonly AdapterLoad[];
  /** Has it told by now whom it knows, with every adapter that is the bridge's? */
  readonly isWhole: boolean;
  close(): Promise<void>;
};

export const SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";
const READY_WITHIN_MS = 3_000;

/** Resolves when it is known what is paired; without a bluetoothd a little later, and it goes on looking for one. */
export async function openBluez(options: BluezOptions): Promise<Bluez> {
  const { clock, log, scope, random, readVersion } = options;
  const bus = createBluezBus({ address: options.busAddress, clock, log, random });
  const release = watchRelease({ bus, log, readVersion });
  const objects = createBluezObjects({ bus, clock, log });
  const parts = { bus, objects, clock, log, scope };
  const power = keepPowered(parts);
  const { isVolumeTrusted } = release;
  const bluetooth = createBluezBluetooth({ ...parts, isVolumeTrusted, isHandsFreeFirst: options.isHandsFreeFirst });
  const pairing = createBluezPairing({ ...parts, bluetooth });
  const withinMs = options.readyWithinMs ?? READY_WITHIN_MS;
  const look = () => (objects.isComplete() && areAllThere(objects, scope) ? true : null);
  const isWhole = (await objects.until(look, { withinMs })) === true;
  if (!isWhole) log.warn({ isUp: bus.isUp() }, "bluetoothd or an adapter is not there: its speakers are not either");
  return {
    bluetooth,
    pairing,
    loads: () => toLoads(objects, scope),
    isWhole,
    async close() {
      await pairing.close();
      await bluetooth.close();
      await power.close();
      objects.close();
      await bus.close();
    },
  };
}

function toLoads(objects: BluezObjects, scope: AdapterScope): readonly AdapterLoad[] {
  const speakers = [...toSpeakers(objects.now(), scope).values()];
  return adaptersIn(objects.now(), scope).map(({ path }) => ({
    adapter: path.slice(path.lastIndexOf("/") + 1),
    speakers: speakers
      .filter(({ device }) => device?.adapterPath === path)
      .flatMap(({ address, link }) => (link ? [{ address, bitpool: link.transport.bitpool ?? null }] : [])),
  }));
}

/** Without settings: any adapter. A USB stick may take seconds to be one. */
function areAllThere(objects: BluezObjects, scope: AdapterScope): boolean {
  return adaptersIn(objects.now(), scope).length >= (scope?.length ?? 1);
}
