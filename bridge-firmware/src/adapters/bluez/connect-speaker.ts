// One try to connect one speaker. It has come true when a transport exists: bluetoothd says yes to a connect that has
// opened a link without any sound, too.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import type { Clock, ConnectFault, Log, Transport } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";
import { type BusError, GIVEN_UP } from "./bus-connection.ts";
import { type ConnectCourse, isOwnLack, toLogFields, toSpeakerVerdict, type Verdict } from "./errors.ts";
import { INTERFACE, UUID } from "./names.ts";
import type { BluezObjects } from "./objects.ts";
import type { BluezSpeaker } from "./speakers.ts";

export type ConnectParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly clock: Pick<Clock, "nowMs">;
  readonly log: Log;
  readonly find: (address: BluetoothAddress) => BluezSpeaker | undefined;
  /** Is one of the bridge's own adapters there? */
  readonly hasAdapter: () => boolean;
  /** Does a speaker that calls itself so take no music before hands-free was connected? */
  readonly isHandsFreeFirst: (ownName: string) => boolean;
};

type Connected = Result<Transport, ConnectFault>;

/** D-Bus's own time for an answer; whoever asks waits less. */
const REPLY_WITHIN_MS = 25_000;
/** From bluetoothd's yes to the transport: 0.6 s with a real bluetoothd and speakers in software. */
const TRANSPORT_WITHIN_MS = 4_000;
/** A connect that somebody else began, or a speaker that is calling. */
const STATE_WITHIN_MS = 10_000;
/** An adapter that has just been found off, or come back. */
const ADAPTER_WITHIN_MS = 3_000;
/** A bluetoothd that has just started tells an adapter a moment before its devices. */
const ANNOUNCED_WITHIN_MS = 1_000;
const DISCONNECT_WITHIN_MS = 5_000;
/** A yes without sound is tried once more: the speaker may have been letting go of somebody else. */
const ROUNDS = 2;

const OUT_OF_REACH = err<ConnectFault>({ code: "SPEAKER_OFFLINE", retryable: true });
const NEVER_PAIRED = err<ConnectFault>({ code: "SPEAKER_OFFLINE", retryable: false });
const NO_ADAPTER = err<ConnectFault>({ code: "ADAPTER_DOWN", retryable: true });
const NO_SOUND = err<ConnectFault>({ code: "SPEAKER_REFUSED", retryable: false });

/** Ends early, as out of reach, when the signal fires; calling off what bluetoothd still does is the caller's. */
export async function connectSpeaker(
  parts: ConnectParts,
  address: BluetoothAddress,
  signal: AbortSignal,
): Promise<Connected> {
  for (let round = 1; round <= ROUNDS; round++) {
    const device = await findReady(parts, address, signal);
    if (!device.ok) return device;
    const answer = await connectOnce(parts, address, device.value, signal);
    if (answer !== "no sound") return answer;
    await disconnectDevice(parts.bus, device.value);
  }
  return NO_SOUND;
}

/** Whatever is under way to or with it ends. */
export function disconnectDevice(bus: BluezBus, path: string, withinMs = DISCONNECT_WITHIN_MS) {
  return bus.call({ path, interface: INTERFACE.device, member: "Disconnect" }, { withinMs });
}

/** Its device, once its adapter is on. */
async function findReady(
  { objects, find, hasAdapter }: ConnectParts,
  address: BluetoothAddress,
  signal: AbortSignal,
): Promise<Result<string, ConnectFault>> {
  const look = () => {
    const device = find(address)?.device;
    return device && objects.now().get(device.adapterPath)?.adapter?.Powered === true ? device.path : null;
  };
  const isStranger = (): boolean => hasAdapter() && find(address) === undefined;
  const withinMs = isStranger() ? ANNOUNCED_WITHIN_MS : ADAPTER_WITHIN_MS;
  const path = await objects.until(look, { withinMs, signal });
  if (signal.aborted) return OUT_OF_REACH;
  if (path !== null) return ok(path);
  if (isStranger()) return NEVER_PAIRED;
  return hasAdapter() && find(address)?.device === null ? OUT_OF_REACH : NO_ADAPTER;
}

async function connectOnce(
  parts: ConnectParts,
  address: BluetoothAddress,
  path: string,
  signal: AbortSignal,
): Promise<Connected | "no sound"> {
  const { bus, objects, log, find } = parts;
  const endCourse = watchCourse(parts, path);
  const answer = await askForMusic(parts, address, path, signal);
  const course = endCourse();
  if (signal.aborted || (!answer.ok && answer.error === GIVEN_UP)) return OUT_OF_REACH;
  const verdict = answer.ok ? null : toSpeakerVerdict(answer.error, course);
  if (!answer.ok) log.debug(toLogFields(answer.error), "a speaker did not connect");
  if (verdict !== null && verdict.code !== null) return err(toConnectFault(verdict, verdict.code));
  const withinMs = verdict === null ? TRANSPORT_WITHIN_MS : STATE_WITHIN_MS;
  const look = () => find(address)?.link?.transport ?? (bus.isUp() ? null : "gone");
  const transport = await objects.until(look, { withinMs, signal });
  if (signal.aborted) return OUT_OF_REACH;
  if (transport === "gone") return NO_ADAPTER;
  return transport === null ? "no sound" : ok(transport);
}

/** @returns how it has gone so far, and ends the watching */
function watchCourse({ objects, clock }: ConnectParts, path: string): () => ConnectCourse {
  const startMs = clock.nowMs();
  let wasLinked = false;
  const stop = objects.onChange(() => {
    wasLinked ||= objects.now().get(path)?.device?.Connected === true;
  });
  return () => {
    stop();
    return { tookMs: clock.nowMs() - startMs, wasLinked };
  };
}

const toConnectFault = ({ retryable }: Verdict, code: ConnectFault["code"]): ConnectFault => ({ code, retryable });

/**
 * bluetoothd connects what there is in an order of its own. Where that must be hands-free first, music is asked for by
 * itself afterwards, whatever came of it, unless nobody answers.
 * @see BlueZ `org.bluez.Device1` Connect(), ConnectProfile()
 */
async function askForMusic(
  { bus, log, find, isHandsFreeFirst }: ConnectParts,
  address: BluetoothAddress,
  path: string,
  signal: AbortSignal,
): Promise<Result<readonly unknown[], BusError>> {
  const within = { withinMs: REPLY_WITHIN_MS, signal };
  const connect = { path, interface: INTERFACE.device, member: "Connect" };
  if (!isHandsFreeFirst(find(address)?.ownName ?? "")) return bus.call(connect, within);
  const profile = (uuid: string) => ({ ...connect, member: "ConnectProfile", signature: "s", body: [uuid] });
  const first = await bus.call(profile(UUID.handsFree), within);
  if (!first.ok) {
    if (isOwnLack(first.error)) log.warn(toLogFields(first.error), NO_HANDS_FREE);
    else log.debug(toLogFields(first.error), "a speaker did not connect hands-free");
    // whoever is not there is not called twice: a page takes five seconds
    if (first.error === GIVEN_UP || toSpeakerVerdict(first.error).code === "SPEAKER_OFFLINE") return first;
  }
  const music = await bus.call(profile(UUID.audioSink), within);
  // a speaker that can't be played on is not kept from its owner by a telephone that nobody uses
  if (!music.ok && toSpeakerVerdict(music.error).code !== null) await disconnectDevice(bus, path);
  return music;
}

const NO_HANDS_FREE =
  "a speaker wants hands-free first, and bluez-alsa does not offer it: see connect-hands-free-first in docs/bluetooth.md";
