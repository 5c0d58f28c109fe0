// What the fake answers to each call.
import type { BusMessage, BusReply } from "@house-band/bridge-firmware/adapters/bluez/bus-connection";
import { INTERFACE, UUID } from "@house-band/bridge-firmware/adapters/bluez/names";
import { Variant } from "@jellybrick/dbus-next";
import {
  connect,
  drop,
  type FakeDevice,
  type FakeError,
  PLAYER_METHODS,
  takeVolume,
  toDeviceProperties,
} from "./devices.ts";
import { flag } from "./objects.ts";
import { cancelPairing, pair } from "./pair.ts";
import type { FakeState } from "./state.ts";

const NOT_AVAILABLE = { name: "org.bluez.Error.NotAvailable", message: "Operation currently not available" };

/** Null where it knows no such method: D-Bus's own answer follows. */
export function answerCall(state: FakeState, message: BusMessage): Promise<BusReply> | null {
  const { path, member, body } = message;
  const method = METHODS[`${message.interface}.${member}`];
  if (!method) return null;
  if (path !== "/" && path !== "/org/bluez" && !state.objects.paths().includes(path)) return null;
  state.calls.push({ path, member, body });
  const injected = state.failures.get(member)?.shift();
  if (injected) return Promise.resolve(toError(injected));
  const held = state.holds.get(member);
  state.holds.delete(member);
  return held ? held.then(() => method(state, message)) : method(state, message);
}

type Method = (state: FakeState, message: BusMessage) => Promise<BusReply>;

const DONE: BusReply = { kind: "return" };
const toError = ({ name, message }: FakeError): BusReply => ({ kind: "error", name, message });
const toReply = (error: FakeError | null): BusReply => (error ? toError(error) : DONE);

function deviceOf(state: FakeState, path: string): FakeDevice {
  const device = [...state.devices.values()].find((one) => one.path === path);
  if (!device) throw new Error(`the fake has no device at ${path}`);
  return device;
}

const METHODS: Readonly<Record<string, Method>> = {
  [`${INTERFACE.objectManager}.GetManagedObjects`]: async ({ objects }) => ({
    kind: "return",
    signature: "a{oa{sa{sv}}}",
    body: [objects.all()],
  }),
  [`${INTERFACE.properties}.Set`]: setProperty,
  [`${INTERFACE.device}.Connect`]: async (state, { path }) => toReply(await connect(state, deviceOf(state, path))),
  [`${INTERFACE.device}.ConnectProfile`]: async (state, { path, body: [uuid] }) => {
    const device = deviceOf(state, path);
    if (uuid === UUID.audioSink) return toReply(await connect(state, device));
    if (uuid === UUID.handsFree && state.offersHandsFree) return toReply(await connect(state, device, "hands-free"));
    return toError(NOT_AVAILABLE);
  },
  [`${INTERFACE.device}.Disconnect`]: async (state, { path }) => {
    const device = deviceOf(state, path);
    const isIdle = !device.calling && state.objects.value(path, INTERFACE.device, "Connected") !== true;
    if (isIdle) return toError({ name: "org.bluez.Error.NotConnected", message: "Not Connected" });
    drop(state, device);
    return DONE;
  },
  [`${INTERFACE.device}.Pair`]: async (state, { path }) => toReply(await pair(state, deviceOf(state, path))),
  [`${INTERFACE.device}.CancelPairing`]: async (state, { path }) => {
    cancelPairing(deviceOf(state, path));
    return DONE;
  },
  [`${INTERFACE.adapter}.SetDiscoveryFilter`]: async () => DONE,
  [`${INTERFACE.adapter}.StartDiscovery`]: async (state, { path }) => {
    state.objects.change(path, INTERFACE.adapter, { Discovering: flag(true) });
    for (const [devicePath, device] of state.strangers) {
      if (device.adapterPath !== path || state.devices.has(devicePath)) continue;
      state.devices.set(devicePath, device);
      state.objects.add(device.path, { [INTERFACE.device]: toDeviceProperties(device, false) });
    }
    return DONE;
  },
  [`${INTERFACE.adapter}.StopDiscovery`]: async (state, { path }) => {
    state.objects.change(path, INTERFACE.adapter, { Discovering: flag(false) });
    return DONE;
  },
  [`${INTERFACE.adapter}.RemoveDevice`]: async (state, { body }) => {
    const device = deviceOf(state, String(body[0]));
    drop(state, device);
    state.devices.delete(device.path);
    state.objects.remove(device.path);
    return DONE;
  },
  [`${INTERFACE.agentManager}.RegisterAgent`]: async (state, { sender, body }) => {
    if (state.agent) return toError({ name: "org.bluez.Error.AlreadyExists", message: "Already Exists" });
    state.agent = { path: String(body[0]), owner: sender, capability: String(body[1]) };
    return DONE;
  },
  [`${INTERFACE.agentManager}.UnregisterAgent`]: async (state) => {
    if (!state.agent) return toError({ name: "org.bluez.Error.DoesNotExist", message: "Does Not Exist" });
    state.agent = null;
    return DONE;
  },
  [`${INTERFACE.agentManager}.RequestDefaultAgent`]: async () => DONE,
  ...Object.fromEntries(
    Object.entries(PLAYER_METHODS).map(([member, tell]): [string, Method] => [
      `${INTERFACE.player}.${member}`,
      async (state, { path }) => {
        tell(state, deviceOf(state, path.slice(0, path.lastIndexOf("/"))));
        return DONE;
      },
    ]),
  ),
};

async function setProperty(state: FakeState, { path, body }: BusMessage): Promise<BusReply> {
  const [name, property, value] = body;
  if (typeof name !== "string" || typeof property !== "string" || !(value instanceof Variant)) {
    return toError({ name: "org.bluez.Error.InvalidArguments", message: "Invalid arguments in method call" });
  }
  if (property === "Volume") {
    const device = [...state.devices.values()].find(({ transportPath }) => transportPath === path);
    if (!device || device.absoluteVolume === false) return toError(NOT_AVAILABLE);
    await takeVolume(state, device, Number(value.value));
    return DONE;
  }
  state.objects.change(path, name, { [property]: value });
  return DONE;
}
