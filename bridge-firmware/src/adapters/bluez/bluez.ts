// Bluetooth by bluetoothd, all of it: the bus, the copy of its objects, the adapters kept on, and the two ports on top.
import {
  type AdapterLoad,
  loweredBitpools,
  placeSpeaker,
  type RadioState,
  type RadioTrouble,
} from "../../core/radio/radio-advice.ts";
import { overlapOf } from "../../core/radio/wifi-overlap.ts";
import type { LiveInputs } from "../../live-inputs-port.ts";
import type { Pairing } from "../../pairing-port.ts";
import type { Bluetooth, Clock, Log } from "../../ports.ts";
import { type Neighbours, NO_NEIGHBOURS } from "../audit/watch-neighbours.ts";
import { type AudioService, BLUEALSA, watchAudioService } from "./audio-service.ts";
import { createBluezBluetooth } from "./bluez-bluetooth.ts";
import { createBluezInputs } from "./bluez-inputs.ts";
import { createBluezPairing } from "./bluez-pairing.ts";
import { type BluezBus, createBluezBus } from "./bus.ts";
import { toLoads } from "./loads.ts";
import { type BluezObjects, createBluezObjects } from "./objects.ts";
import { keepPowered } from "./power.ts";
import { createSelectSbc } from "./select-sbc.ts";
import { type AdapterScope, adaptersIn } from "./speakers.ts";
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
  /** What else is in the air here; absent: nothing. */
  readonly neighbours?: () => Neighbours;
  /** How long a start may wait for bluetoothd to tell what is paired. */
  readonly readyWithinMs?: number;
};

export type Bluez = {
  readonly bluetooth: Bluetooth;
  readonly pairing: Pairing;
  readonly inputs: LiveInputs;
  readonly state: () => RadioState;
  /** Has it told by now whom it knows, with every adapter that is the bridge's? */
  readonly isWhole: boolean;
  close(): Promise<void>;
};

export const SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";
const READY_WITHIN_MS = 3_000;

/** Resolves when it is known what is paired; without a bluetoothd a little later, and it goes on looking for one. */
export async function openBluez(options: BluezOptions): Promise<Bluez> {
  const { clock, log, scope, random, readVersion, neighbours = () => NO_NEIGHBOURS } = options;
  const bus = createBluezBus({ address: options.busAddress, clock, log, random });
  const audioBus = createBluezBus({ address: options.busAddress, service: BLUEALSA, clock, log, random });
  const release = watchRelease({ bus, log, readVersion });
  const objects = createBluezObjects({ bus, clock, log });
  const audio = watchAudioService({ bus: audioBus, clock, log });
  const parts = { bus, objects, clock, log, scope };
  const power = keepPowered(parts);
  const seen = { bus, objects, audio, neighbours, scope };
  const bluetooth = createBluezBluetooth({
    ...parts,
    isVolumeTrusted: release.isVolumeTrusted,
    isHandsFreeFirst: options.isHandsFreeFirst,
    wantedBitpool: (address) => loweredBitpools(loadsOf(seen)).get(address) ?? null,
    selectSbc: createSelectSbc(audioBus, log),
    onNewAudioService: (listener) => audioBus.onService((isUp) => isUp && listener()),
  });
  const place = (hearing: readonly string[]) => placeSpeaker(loadsOf(seen), hearing);
  const pairing = createBluezPairing({ ...parts, bluetooth, place });
  const inputs = createBluezInputs(parts);
  const withinMs = options.readyWithinMs ?? READY_WITHIN_MS;
  const look = () => (objects.isComplete() && areAllThere(objects, scope) ? true : null);
  const isWhole = (await objects.until(look, { withinMs })) === true;
  if (!isWhole) log.warn({ isUp: bus.isUp() }, "bluetoothd or an adapter is not there: its speakers are not either");
  return {
    bluetooth,
    pairing,
    inputs,
    state: () => ({ loads: loadsOf(seen), trouble: troubleOf(seen), wifi: overlapOf(neighbours().wifi) }),
    isWhole,
    async close() {
      await inputs.close();
      await pairing.close();
      await bluetooth.close();
      await power.close();
      objects.close();
      await audio.close();
      await audioBus.close();
      await bus.close();
    },
  };
}

type Seen = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly audio: AudioService;
  readonly neighbours: () => Neighbours;
  readonly scope: AdapterScope;
};

/** An adapter that is built in shares its time with Wi-Fi on the same band. */
function loadsOf({ objects, neighbours, scope }: Seen): readonly AdapterLoad[] {
  const { wifi, builtIn } = neighbours();
  const isWifiNear = overlapOf(wifi) !== null;
  return toLoads(objects.now(), scope, (adapter) => isWifiNear && builtIn.has(adapter));
}

function troubleOf({ bus, objects, audio, neighbours, scope }: Seen): RadioTrouble | null {
  // where there is no adapter, systemd does not start bluetoothd
  if (!bus.isUp()) return neighbours().adapters.size === 0 ? "no-adapter" : "no-bluetooth-service";
  const adapters = adaptersIn(objects.now(), scope);
  if (adapters.length === 0) return adaptersIn(objects.now(), null).length === 0 ? "no-adapter" : "no-own-adapter";
  if (adapters.every(({ Powered }) => Powered === false)) return "adapters-off";
  return audio.trouble();
}

/** Without settings: any adapter. A USB stick may take seconds to be one. */
function areAllThere(objects: BluezObjects, scope: AdapterScope): boolean {
  return adaptersIn(objects.now(), scope).length >= (scope?.length ?? 1);
}
