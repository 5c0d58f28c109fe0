// How the fake pairs: it asks the bridge's agent what a device of that kind makes bluetoothd ask, and believes the answer.
import { INTERFACE } from "@house-band/bridge-firmware/adapters/bluez/names";
import { type FakeDevice, type FakeError, toDeviceProperties } from "./devices.ts";
import { flag, texts } from "./objects.ts";
import type { FakePairing, FakeState } from "./state.ts";

const PAIR_MS = 200;
/** Nobody in these tests is asked for longer. */
const AGENT_WITHIN_MS = 200_000;
const REJECTED = { name: "org.bluez.Error.AuthenticationRejected", message: "Authentication Rejected" };
const FAILED = { name: "org.bluez.Error.AuthenticationFailed", message: "Authentication Failed" };
const CANCELED = { name: "org.bluez.Error.AuthenticationCanceled", message: "Authentication Canceled" };

/** `Device1.Pair`: null is a yes. */
export async function pair(state: FakeState, device: FakeDevice): Promise<FakeError | null> {
  if (state.objects.value(device.path, INTERFACE.device, "Paired") === true) {
    return { name: "org.bluez.Error.AlreadyExists", message: "Already Exists" };
  }
  const calling = new AbortController();
  device.calling = calling;
  const wanted = state.pairings.get(device.address) ?? { kind: "just-works" };
  const finished = await state.clock.sleep(wanted.kind === "never-ends" ? AGENT_WITHIN_MS : PAIR_MS, calling.signal);
  const verdict = finished ? await ask(state, device, wanted) : CANCELED;
  device.calling = null;
  if (calling.signal.aborted) return CANCELED;
  if (verdict) return verdict;
  const isBonded = state.objects.value(device.adapterPath, INTERFACE.adapter, "Pairable") === true;
  const changes = { Paired: flag(true), Bonded: flag(isBonded), Connected: flag(true) };
  state.objects.change(device.path, INTERFACE.device, changes);
  return null;
}

/** The device begins it: bluetoothd lets it where it sees the bridge, and asks the agent. It is trusted by nobody yet. */
export async function pairFromDevice(state: FakeState, device: FakeDevice, wanted: FakePairing): Promise<void> {
  const { objects, devices } = state;
  if (objects.value(device.adapterPath, INTERFACE.adapter, "Discoverable") !== true) return;
  devices.set(device.address, device);
  const { RSSI: _unheard, ...properties } = toDeviceProperties(device, false);
  const add = (more = {}) =>
    objects.add(device.path, { [INTERFACE.device]: { ...properties, UUIDs: texts([]), ...more } });
  if (!state.tellsOfCallersLate) add();
  await state.clock.sleep(PAIR_MS);
  // where neither can compare anything, the kernel says yes by itself
  const isAsked = wanted.kind !== "just-works" || state.agent?.capability !== "NoInputNoOutput";
  if (isAsked && (await ask(state, device, wanted)) !== null) {
    objects.remove(device.path);
    devices.delete(device.address);
    return;
  }
  const isBonded = objects.value(device.adapterPath, INTERFACE.adapter, "Pairable") === true;
  const paired = { Paired: flag(true), Bonded: flag(isBonded), Connected: flag(true) };
  if (state.tellsOfCallersLate) add(paired);
  else objects.change(device.path, INTERFACE.device, paired);
  // what it offers is known once it was asked, and a service that it uses is agreed to by the agent
  await state.clock.sleep(PAIR_MS);
  objects.change(device.path, INTERFACE.device, { UUIDs: texts(device.uuids ?? []) });
  await callAgent(state, "AuthorizeService", "os", [device.path, "0000110d-0000-1000-8000-00805f9b34fb"]);
}

/** `Device1.CancelPairing`. */
export const cancelPairing = (device: FakeDevice): void => device.calling?.abort();

async function ask(state: FakeState, device: FakeDevice, wanted: FakePairing): Promise<FakeError | null> {
  const { path } = device;
  switch (wanted.kind) {
    case "just-works":
      return (await callAgent(state, "RequestAuthorization", "o", [path])).ok ? null : REJECTED;
    case "same-passkey":
      return (await callAgent(state, "RequestConfirmation", "ou", [path, wanted.passkey])).ok ? null : REJECTED;
    case "enter-pin": {
      const answer = await callAgent(state, "RequestPinCode", "o", [path]);
      return answer.ok && answer.value[0] === wanted.pin ? null : FAILED;
    }
    case "enter-passkey": {
      const answer = await callAgent(state, "RequestPasskey", "o", [path]);
      return answer.ok && answer.value[0] === wanted.passkey ? null : FAILED;
    }
    case "show-passkey":
      return (await callAgent(state, "DisplayPasskey", "ouq", [path, wanted.passkey, 0])).ok ? null : FAILED;
    case "fails":
      return wanted.error;
    case "never-ends":
      return FAILED;
  }
}

/** As bluetoothd asks its agent. */
export async function callAgent(state: FakeState, member: string, signature: string, body: readonly unknown[]) {
  const { agent, connection } = state;
  if (!agent || !connection) return { ok: false as const, error: REJECTED };
  const where = { destination: agent.owner, path: agent.path, interface: INTERFACE.agent, member };
  return connection.call({ ...where, signature, body }, { withinMs: AGENT_WITHIN_MS });
}
