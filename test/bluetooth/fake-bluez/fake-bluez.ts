// A bluetoothd in software on a private bus: its objects, methods and errors as BlueZ has them, and strings to pull.
// Only what the bridge uses; what it does not know it refuses as D-Bus does.
import {
  type BusConnection,
  type BusReply,
  openBusConnection,
} from "@house-band/bridge-firmware/adapters/bluez/bus-connection";
import { INTERFACE, UUID } from "@house-band/bridge-firmware/adapters/bluez/names";
import type { Clock } from "@house-band/bridge-firmware/ports";
import {
  callFromDevice,
  createFakeDevice,
  drop,
  type FakeDevice,
  type FakeDeviceOptions,
  type FakeError,
  type FakeMood,
  press,
  setSending,
  toDeviceProperties,
} from "./devices.ts";
import { answerCall } from "./methods.ts";
import { byte, createFakeObjects, flag, text, texts, uint16 } from "./objects.ts";
import { pairFromDevice } from "./pair.ts";
import type { FakePairing, FakeState } from "./state.ts";

export type FakeBluez = Awaited<ReturnType<typeof startFakeBluez>>;

/** Resolves when it owns its name. One adapter `hci0` is there, switched on. */
export async function startFakeBluez(options: { readonly busAddress: string; readonly clock: Clock }) {
  const { clock } = options;
  const state: FakeState = {
    clock,
    objects: createFakeObjects(() => state.connection),
    devices: new Map(),
    strangers: new Map(),
    pairings: new Map(),
    failures: new Map(),
    holds: new Map(),
    calls: [],
    offersHandsFree: true,
    tellsOfCallersLate: false,
    agent: null,
    connection: null,
  };
  const deviceAt = (address: string): FakeDevice => {
    const copies = [...state.strangers.values(), ...state.devices.values()].filter((one) => one.address === address);
    const device = copies.find(({ transportPath }) => transportPath !== null) ?? copies.at(-1);
    if (!device) throw new Error(`the fake has no device ${address}`);
    return device;
  };
  const transportOf = (address: string): string => deviceAt(address).transportPath ?? "not connected";
  const start = async (): Promise<void> => {
    state.connection = await ownName(options.busAddress, clock, state);
  };
  const addAdapter = (name: string, address: string, powered = true): void => {
    state.objects.add(`/org/bluez/${name}`, {
      [INTERFACE.adapter]: {
        Address: text(address),
        Alias: text("bridge"),
        Powered: flag(powered),
        Discovering: flag(false),
        Discoverable: flag(false),
        Pairable: flag(false),
        UUIDs: texts([UUID.audioSource]),
      },
    });
  };
  addAdapter("hci0", "00:AA:01:00:00:00");
  await start();
  return {
    state,
    start,
    addAdapter,
    /** As a crash: whoever called waits in vain, links end with it. */
    crash(): void {
      const { connection } = state;
      state.connection = null;
      state.agent = null;
      connection?.close();
      for (const device of state.devices.values()) drop(state, device);
    },
    addSpeaker(device: FakeDeviceOptions, adapter = "hci0"): void {
      const made = createFakeDevice(`/org/bluez/${adapter}`, device);
      state.devices.set(made.path, made);
      state.objects.add(made.path, { [INTERFACE.device]: toDeviceProperties(made, device.paired ?? true) });
    },
    /** Somebody nearby; he is an object once the bridge looks around. Several adapters may hear him. */
    addStranger(device: FakeDeviceOptions, pairing: FakePairing = { kind: "just-works" }, adapter = "hci0"): void {
      state.pairings.set(device.address, pairing);
      const made = createFakeDevice(`/org/bluez/${adapter}`, device);
      state.strangers.set(made.path, made);
    },
    /** Somebody who would play to the bridge, and who pairs from his own side. */
    addCaller(device: FakeDeviceOptions, adapter = "hci0"): void {
      state.strangers.set(device.address, createFakeDevice(`/org/bluez/${adapter}`, { ...device, plays: true }));
    },
    pairFromDevice: (address: string, wanted: FakePairing = { kind: "just-works" }): void =>
      void pairFromDevice(state, deviceAt(address), wanted),
    setSending: (address: string, sending: boolean): void => setSending(state, deviceAt(address), sending),
    hangUp: (address: string): void => drop(state, deviceAt(address)),
    isDiscoverable: (name: string): boolean =>
      state.objects.value(`/org/bluez/${name}`, INTERFACE.adapter, "Discoverable") === true,
    aliasOf: (name: string) => state.objects.value(`/org/bluez/${name}`, INTERFACE.adapter, "Alias"),
    isTrusted: (address: string): boolean =>
      state.objects.value(deviceAt(address).path, INTERFACE.device, "Trusted") === true,
    setMood(address: string, mood: FakeMood): void {
      deviceAt(address).mood = mood;
    },
    vanish(address: string): void {
      deviceAt(address).mood = "page-timeout";
      drop(state, deviceAt(address));
    },
    callFromSpeaker: (address: string): void => void callFromDevice(state, deviceAt(address)),
    pressVolume: (address: string, volume: number): void => press(state, deviceAt(address), volume),
    volumeOf: (address: string): number => deviceAt(address).volume,
    transportOf,
    reportDelay: (address: string, tenths: number): void =>
      state.objects.change(transportOf(address), INTERFACE.transport, { Delay: uint16(tenths) }),
    drainBattery: (address: string, percent: number): void =>
      state.objects.change(deviceAt(address).path, INTERFACE.battery, { Percentage: byte(percent) }),
    /** As when its USB stick is pulled: its devices go with it. */
    removeAdapter(name: string): void {
      for (const device of state.devices.values()) {
        if (!device.path.startsWith(`/org/bluez/${name}/`)) continue;
        drop(state, device);
        state.objects.remove(device.path);
      }
      state.objects.remove(`/org/bluez/${name}`);
    },
    /** As `rfkill` or another program does. */
    setPowered(name: string, powered: boolean): void {
      for (const device of state.devices.values()) if (!powered) drop(state, device);
      state.objects.change(`/org/bluez/${name}`, INTERFACE.adapter, { Powered: flag(powered) });
    },
    setPairable: (name: string, pairable: boolean): void =>
      state.objects.change(`/org/bluez/${name}`, INTERFACE.adapter, { Pairable: flag(pairable) }),
    isPairable: (name: string) => state.objects.value(`/org/bluez/${name}`, INTERFACE.adapter, "Pairable"),
    /** Somebody else paired it. */
    markPaired: (address: string): void =>
      state.objects.change(deviceAt(address).path, INTERFACE.device, { Paired: flag(true), Bonded: flag(true) }),
    /** The next call of this method ends in this error. */
    failNext(member: string, error: FakeError): void {
      state.failures.set(member, [...(state.failures.get(member) ?? []), error]);
    },
    /** The next call of this method waits until it is let go. */
    holdNext(member: string): () => void {
      let letGo = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      state.holds.set(member, held);
      return letGo;
    },
    callsOf: (member: string) => state.calls.filter((call) => call.member === member),
    close(): void {
      state.connection?.close();
      state.connection = null;
    },
  };
}

async function ownName(address: string, clock: Clock, state: FakeState): Promise<BusConnection> {
  const opened = await openBusConnection(address, clock);
  if (!opened.ok) throw new Error(`the fake has no bus: ${opened.error.message}`);
  const connection = opened.value;
  connection.onCall((message): Promise<BusReply> | null => answerCall(state, message));
  const dbus = "org.freedesktop.DBus";
  const call = { destination: dbus, path: "/org/freedesktop/DBus", interface: dbus, member: "RequestName" };
  const owned = await connection.call({ ...call, signature: "su", body: ["org.bluez", 0] }, { withinMs: 60_000 });
  if (!owned.ok) throw new Error(`the fake can't be org.bluez: ${owned.error.message}`);
  return connection;
}
