// Letting phones and Echos pair from their own side: while somebody waits for them, one of the bridge's adapters can be
// seen under the bridge's name. Whoever pairs meanwhile and plays music is trusted; whoever does not is let go of again.
import type { BluetoothAddress } from "@house-band/contract";
import { Variant } from "@jellybrick/dbus-next";
import type { Log } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";
import { senderKind } from "./device-roles.ts";
import { INTERFACE } from "./names.ts";
import type { BluezObjects } from "./objects.ts";
import { removeDevice, trust } from "./pair-device.ts";
import { type AdapterScope, adaptersIn, toSpeakers } from "./speakers.ts";

/** What phones and Echos list it as; "Alexa, connect House Band" finds it by that. */
export const BRIDGE_NAME = "House Band";

export type Admission = {
  /** By one of these adapters. False where none can be seen. */
  open(within: AdapterScope): Promise<boolean>;
  /** Nobody sees it any more. */
  close(): Promise<void>;
  /** Whoever may be agreed with now: a device on the adapter that can be seen, that was not paired before. */
  candidate(devicePath: string): BluetoothAddress | null;
  /** To be called at every change of the objects: trusts whoever has paired and plays; answers who is new. */
  look(): readonly BluetoothAddress[];
};

const CALL_WITHIN_MS = 5_000;

export type AdmissionParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly scope: AdapterScope;
  readonly log: Log;
};

/** Closed at first. */
export function createAdmission({ bus, objects, scope, log }: AdmissionParts): Admission {
  let open: {
    readonly adapterPath: string;
    readonly before: ReadonlySet<string>;
    readonly admitted: Set<string>;
  } | null = null;
  const isPaired = (path: string): boolean => objects.now().get(path)?.device?.Paired === true;
  const isSender = (path: string): boolean => {
    const device = objects.now().get(path)?.device;
    return device !== undefined && senderKind(device) !== null;
  };
  const set = async (path: string, property: string, value: Variant): Promise<boolean> => {
    const body = [INTERFACE.adapter, property, value];
    const call = { path, interface: INTERFACE.properties, member: "Set", signature: "ssv", body };
    return (await bus.call(call, { withinMs: CALL_WITHIN_MS })).ok;
  };
  const setVisible = async (path: string, visible: boolean): Promise<boolean> => {
    // without it bluetoothd agrees on a key and does not keep it
    await set(path, "Pairable", new Variant("b", visible));
    return set(path, "Discoverable", new Variant("b", visible));
  };

  return {
    async open(within) {
      const adapterPath = idlest(objects, within ?? scope);
      if (adapterPath === null) return false;
      open = { adapterPath, before: new Set([...objects.now().keys()].filter(isPaired)), admitted: new Set() };
      await set(adapterPath, "Alias", new Variant("s", BRIDGE_NAME));
      // the window ends it; bluetoothd's own three minutes would, too
      return setVisible(adapterPath, true);
    },
    async close() {
      const closing = open;
      open = null;
      if (closing === null) return;
      await setVisible(closing.adapterPath, false);
      const useless = [...objects.now().keys()].filter(
        (path) =>
          path.startsWith(`${closing.adapterPath}/`) && isPaired(path) && !closing.before.has(path) && !isSender(path),
      );
      for (const path of useless) {
        log.info({}, "a device that plays no music had paired: it is let go of");
        await removeDevice(bus, closing.adapterPath, path);
      }
    },
    candidate(devicePath) {
      if (open === null || open.before.has(devicePath) || !devicePath.startsWith(`${open.adapterPath}/`)) return null;
      return objects.now().get(devicePath)?.device?.Address ?? null;
    },
    look() {
      const now = open;
      if (now === null) return [];
      const fresh = [...objects.now()].filter(
        ([path]) =>
          path.startsWith(`${now.adapterPath}/`) &&
          !now.before.has(path) &&
          !now.admitted.has(path) &&
          isPaired(path) &&
          isSender(path),
      );
      return fresh.flatMap(([path, { device }]) => {
        now.admitted.add(path);
        // from now on it may call by itself
        void trust(bus, path);
        return device?.Address ? [device.Address] : [];
      });
    },
  };
}

/** Its air is shared with speakers: the adapter that has the fewest. */
function idlest(objects: BluezObjects, scope: AdapterScope): string | null {
  const speakers = [...toSpeakers(objects.now(), scope).values()];
  const load = (path: string): number => speakers.filter(({ device }) => device?.adapterPath === path).length;
  const powered = adaptersIn(objects.now(), scope).filter(({ Powered }) => Powered);
  const [first] = powered.map(({ path }) => path).sort((a, b) => load(a) - load(b));
  return first ?? null;
}
