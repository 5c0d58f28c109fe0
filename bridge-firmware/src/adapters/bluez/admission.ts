// Letting phones and Echos pair from their own side: while somebody waits for them, one of the bridge's adapters can be
// seen under the bridge's name. Whoever pairs meanwhile and plays music is trusted; whoever does not is let go of again.
import type { BluetoothAddress } from "@house-band/contract";
import { Variant } from "@jellybrick/dbus-next";
import type { Log } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";
import { INTERFACE } from "./names.ts";
import type { BluezObjects } from "./objects.ts";
import { removeDevice, trust } from "./pair-device.ts";
import { isSenderAt } from "./senders.ts";
import { type AdapterScope, adaptersIn, toSpeakers } from "./speakers.ts";

/** What phones and Echos list it as; "Alexa, connect House Band" finds it by that. */
export const BRIDGE_NAME = "House Band";

export type Admission = {
  /** By one of these adapters. False where none can be seen. Opened again, it still knows whom was agreed with. */
  open(within: AdapterScope): Promise<boolean>;
  /** Nobody sees it any more. Whoever was agreed with has a moment to tell what he is; then he is trusted, or let go of. */
  close(): Promise<void>;
  /** Whoever may be agreed with now: a device on the adapter that can be seen, that is not paired. */
  candidate(devicePath: string): BluetoothAddress | null;
  /** The agent has said yes to it. */
  agree(devicePath: string): void;
  /** Has the agent, or the kernel in its place, said yes to it, in this window? */
  isAgreed(devicePath: string): boolean;
  /** To be called at every change of the objects: trusts whoever was agreed with, has paired and plays. */
  look(): void;
};

export type AdmissionParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly scope: AdapterScope;
  readonly log: Log;
  /** Once for each, when it is trusted. */
  readonly onAdmitted: (address: BluetoothAddress) => void;
};

const CALL_WITHIN_MS = 5_000;
/** What it offers is asked of it once it is paired. */
const OFFERS_WITHIN_MS = 5_000;

/** `told`: whom bluetoothd has told of. `strangers`: those of them who were not paired. `settled`: when nobody is being admitted any more. */
type Visit = {
  readonly adapterPath: string;
  readonly told: Set<string>;
  readonly strangers: Set<string>;
  readonly agreed: Set<string>;
  readonly admitted: Set<string>;
  settled: Promise<void>;
};

/** Closed at first. */
export function createAdmission(parts: AdmissionParts): Admission {
  const { bus, objects, scope, log } = parts;
  let open: Visit | null = null;
  const deviceAt = (path: string) => objects.now().get(path)?.device;
  const isSender = (path: string): boolean => isSenderAt(objects.now(), path, scope);
  const waiting = (visit: Visit): readonly string[] => {
    noteAgreed(visit, objects);
    return [...visit.agreed].filter((path) => deviceAt(path) !== undefined && !visit.admitted.has(path));
  };
  const admitSenders = (visit: Visit): Promise<void> => {
    visit.settled = visit.settled.then(async () => {
      for (const path of waiting(visit).filter(isSender)) if (await admit(parts, path)) visit.admitted.add(path);
    });
    return visit.settled;
  };
  const close = async (visit: Visit): Promise<void> => {
    open = null;
    await setVisible(bus, visit.adapterPath, false);
    const isDecided = () => waiting(visit).every(isSender) || null;
    await objects.until(isDecided, { withinMs: OFFERS_WITHIN_MS });
    await admitSenders(visit);
    for (const path of waiting(visit)) {
      log.info({}, "whoever was agreed with is no phone and no Echo, or can't be trusted: it is let go of");
      const failure = await removeDevice(bus, visit.adapterPath, path);
      if (failure) log.warn({ error: failure.name }, "its key could not be deleted");
    }
  };

  return {
    async open(within) {
      const adapterPath = idlest(objects, within ?? scope);
      if (adapterPath === null) return false;
      if (open !== null && open.adapterPath !== adapterPath) await close(open);
      await setAdapter(bus, adapterPath, "Alias", new Variant("s", BRIDGE_NAME));
      // it can't be seen yet: whom bluetoothd has told of before its answer was there before
      open ??= newVisit(adapterPath, objects);
      noteAgreed(open, objects);
      // the window ends it; bluetoothd's own three minutes would, too
      return setVisible(bus, adapterPath, true);
    },
    async close() {
      if (open !== null) await close(open);
    },
    candidate(devicePath) {
      if (open === null || !devicePath.startsWith(`${open.adapterPath}/`)) return null;
      const device = deviceAt(devicePath);
      return device?.Paired === true ? null : (device?.Address ?? null);
    },
    agree: (devicePath) => void open?.agreed.add(devicePath),
    isAgreed: (devicePath) => open?.agreed.has(devicePath) === true,
    look() {
      if (open !== null && waiting(open).some(isSender)) void admitSenders(open);
    },
  };
}

const newVisit = (adapterPath: string, objects: Pick<BluezObjects, "now">): Visit => ({
  adapterPath,
  told: new Set(objects.now().keys()),
  strangers: new Set(),
  agreed: new Set(),
  admitted: new Set(),
  settled: Promise.resolve(),
});

/**
 * Where nobody can be asked, nobody is: the kernel itself agrees with whoever pairs, and bluetoothd's agent hears nothing of
 * it. So whoever was a stranger while the bridge could be seen, and is paired, was agreed with. bluetoothd 5.82 may tell of him
 * only then: he comes with his link, unlike one who was paired all along and is told late.
 * @see Linux net/bluetooth/hci_event.c, hci_user_confirm_request_evt(): "auto-accept"
 */
function noteAgreed({ adapterPath, told, strangers, agreed }: Visit, objects: Pick<BluezObjects, "now">): void {
  for (const [path, { device }] of objects.now()) {
    if (!path.startsWith(`${adapterPath}/`) || device === undefined) continue;
    const hasCome = !told.has(path) && device.Connected === true;
    told.add(path);
    if (device.Paired === false) strangers.add(path);
    if (device.Paired === true && (strangers.delete(path) || hasCome)) agreed.add(path);
  }
}

/** From now on it may call by itself. False where bluetoothd does not say so. */
async function admit({ bus, objects, log, onAdmitted }: AdmissionParts, path: string): Promise<boolean> {
  const trusted = await trust(bus, path);
  if (!trusted.ok) {
    log.warn({ error: trusted.error.name }, "a phone or an Echo has paired and can't be trusted: it is tried again");
    return false;
  }
  const address = objects.now().get(path)?.device?.Address;
  if (address) onAdmitted(address);
  return true;
}

async function setAdapter(bus: BluezBus, path: string, property: string, value: Variant): Promise<boolean> {
  const body = [INTERFACE.adapter, property, value];
  const call = { path, interface: INTERFACE.properties, member: "Set", signature: "ssv", body };
  return (await bus.call(call, { withinMs: CALL_WITHIN_MS })).ok;
}

async function setVisible(bus: BluezBus, path: string, visible: boolean): Promise<boolean> {
  // without it bluetoothd agrees on a key and does not keep it
  await setAdapter(bus, path, "Pairable", new Variant("b", visible));
  return setAdapter(bus, path, "Discoverable", new Variant("b", visible));
}

/** Its air is shared with speakers: the adapter that has the fewest. */
function idlest(objects: BluezObjects, scope: AdapterScope): string | null {
  const speakers = [...toSpeakers(objects.now(), scope).values()];
  const load = (path: string): number => speakers.filter(({ device }) => device?.adapterPath === path).length;
  const powered = adaptersIn(objects.now(), scope).filter(({ Powered }) => Powered);
  const [first] = powered.map(({ path }) => path).sort((a, b) => load(a) - load(b));
  return first ?? null;
}
