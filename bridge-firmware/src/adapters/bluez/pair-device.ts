// One device from found to playing: paired, its key kept, trusted, known to be a speaker, connected. Each step has come
// true when bluetoothd's objects say so.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import { Variant } from "@jellybrick/dbus-next";
import type { PairingFault } from "../../pairing-port.ts";
import type { Bluetooth, Log, Transport } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";
import type { BusError } from "./bus-connection.ts";
import { toLogFields, toVerdict } from "./errors.ts";
import type { Copy } from "./found-devices.ts";
import { INTERFACE, UUID } from "./names.ts";
import type { BluezObjects } from "./objects.ts";

export type PairParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly log: Log;
  readonly connect: Bluetooth["connect"];
  /** Told before it is connected: from here on it is a speaker of the bridge. */
  readonly onPaired: (address: BluetoothAddress) => void;
};

/** People may have to answer meanwhile: the window ends it, not this. */
const PAIR_WITHIN_MS = 130_000;
const CALL_WITHIN_MS = 5_000;
/** Somebody else began to pair it. */
const STATE_WITHIN_MS = 10_000;
const KEPT_WITHIN_MS = 3_000;
/** What it offers is asked of it once it is paired. */
const OFFERS_WITHIN_MS = 10_000;

const CANCELLED: PairingFault = { code: "PAIRING_CANCELLED", retryable: true };
const REFUSED: PairingFault = { code: "PAIRING_REFUSED", retryable: true };
const NOT_A_SPEAKER: PairingFault = { code: "NOT_A_SPEAKER", retryable: false };

/** What was begun is undone where it does not come to an end. */
export async function pairDevice(
  parts: PairParts,
  { path, adapterPath, device: { address } }: Copy,
  signal: AbortSignal,
): Promise<Result<Transport, PairingFault>> {
  const { bus, objects } = parts;
  const callDevice = (member: string, withinMs: number) =>
    bus.call({ path, interface: INTERFACE.device, member }, { withinMs, signal });
  const deviceNow = () => objects.now().get(path)?.device;

  const paired = await callDevice("Pair", PAIR_WITHIN_MS);
  if (signal.aborted) return undo(bus, path);
  const isPaired = () => (deviceNow()?.Paired === true ? true : null);
  const refusal = paired.ok ? null : toPairingFault(paired.error);
  if (!paired.ok) parts.log.debug(toLogFields(paired.error), "a device did not pair");
  if (refusal !== null && refusal.code !== "PAIRING_BUSY") return err(refusal);
  const isDone = await objects.until(isPaired, { withinMs: STATE_WITHIN_MS, signal });
  if (!isDone) return err(signal.aborted ? CANCELLED : (refusal ?? REFUSED));

  const isKept = () => (deviceNow()?.Bonded === false ? null : true);
  if (!(await objects.until(isKept, { withinMs: KEPT_WITHIN_MS, signal }))) {
    await removeDevice(bus, adapterPath, path);
    return err(signal.aborted ? CANCELLED : REFUSED);
  }
  const offersSound = () => (deviceNow()?.UUIDs?.includes(UUID.audioSink) ? true : null);
  if (!(await objects.until(offersSound, { withinMs: OFFERS_WITHIN_MS, signal }))) {
    await removeDevice(bus, adapterPath, path);
    return err(signal.aborted ? CANCELLED : NOT_A_SPEAKER);
  }
  await trust(bus, path);
  parts.onPaired(address);
  const connected = await parts.connect(address, signal);
  return connected.ok ? ok(connected.value) : err(signal.aborted ? CANCELLED : connected.error);
}

/** Its key goes with it. What is not there any more is as good as removed. */
export async function removeDevice(bus: BluezBus, adapterPath: string, path: string): Promise<BusError | null> {
  const call = {
    path: adapterPath,
    interface: INTERFACE.adapter,
    member: "RemoveDevice",
    signature: "o",
    body: [path],
  };
  const done = await bus.call(call, { withinMs: CALL_WITHIN_MS });
  return done.ok || toVerdict(done.error).action === "rediscover" ? null : done.error;
}

/** What an error of bluetoothd means for whoever wants to pair. */
export function toPairingFault(error: BusError): PairingFault {
  const { action, code, retryable } = toVerdict(error);
  switch (action) {
    case "pair-again":
    case "end":
      return REFUSED;
    case "wait":
      return { code: "PAIRING_BUSY", retryable: true };
    case "rediscover":
      return { code: "DEVICE_UNKNOWN", retryable: true };
    case "give-up":
      return NOT_A_SPEAKER;
    case "retry":
    case "power":
    case "reconnect":
      return { code: code ?? "SPEAKER_OFFLINE", retryable };
  }
}

async function undo(bus: BluezBus, path: string): Promise<Result<Transport, PairingFault>> {
  await bus.call({ path, interface: INTERFACE.device, member: "CancelPairing" }, { withinMs: CALL_WITHIN_MS });
  return err(CANCELLED);
}

/** From now on it may call by itself. */
export const trust = (bus: BluezBus, path: string) => setProperty(bus, path, "Trusted", new Variant("b", true));

/** bluetoothd keeps it for as long as it is paired. @see BlueZ `org.bluez.Device1` Alias */
export async function renameDevice(bus: BluezBus, path: string, name: string): Promise<BusError | null> {
  const done = await setProperty(bus, path, "Alias", new Variant("s", name));
  return done.ok ? null : done.error;
}

function setProperty(bus: BluezBus, path: string, property: string, value: Variant) {
  const body = [INTERFACE.device, property, value];
  const call = { path, interface: INTERFACE.properties, member: "Set", signature: "ssv", body };
  return bus.call(call, { withinMs: CALL_WITHIN_MS });
}
