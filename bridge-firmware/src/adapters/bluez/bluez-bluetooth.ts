// The port `Bluetooth` by bluetoothd: its objects as speakers and links, its changes as events, and the calls that make
// and end links. Speakers that call by themselves are welcome: their transport is news like any other.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import { createListeners } from "../../listeners.ts";
import type { Bluetooth, BluetoothEvent, Clock, ConnectFault, Log, PortFault } from "../../ports.ts";
import { createAttempts } from "./attempts.ts";
import type { BluezBus } from "./bus.ts";
import { connectSpeaker, disconnectDevice } from "./connect-speaker.ts";
import { toFault } from "./fault.ts";
import type { BluezObjects } from "./objects.ts";
import { toEvents } from "./speaker-events.ts";
import { type AdapterScope, adaptersIn, type BluezSpeaker, keepAway, type Speakers, toSpeakers } from "./speakers.ts";
import { createVolumes } from "./volumes.ts";

export type BluezParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly clock: Clock;
  readonly log: Log;
  readonly scope: AdapterScope;
  /** Is this bluetoothd's absolute volume to be relied on? */
  readonly isVolumeTrusted: () => boolean;
};

/** bluetoothd says that a link has ended before its transport is gone, or after. */
const GONE_WITHIN_MS = 5_000;
const GIVEN_UP = err<ConnectFault>({ code: "SPEAKER_OFFLINE", retryable: true });

/** Bus and objects stay the caller's to close, after this. */
export function createBluezBluetooth(parts: BluezParts): Bluetooth {
  const { bus, objects } = parts;
  const listeners = createListeners<BluetoothEvent>();
  const watch = watchSpeakers(parts, listeners.tell);
  const { find } = watch;
  const hasAdapter = () => adaptersIn(objects.now(), parts.scope).length > 0;

  const letGo = async (address: BluetoothAddress): Promise<Result<void, PortFault>> => {
    const path = find(address)?.device?.path;
    if (path === undefined) return ok(undefined);
    return watch.withoutLink(address, async () => {
      const done = await disconnectDevice(bus, path);
      const isGone = () => (watch.hasTransport(address) ? null : true);
      const gone = await objects.until(isGone, { withinMs: done.ok ? GONE_WITHIN_MS : 0 });
      if (gone) return ok(undefined);
      return err(toFault("unavailable", "the link could not be ended", done.ok ? undefined : done.error));
    });
  };
  const attempts = createAttempts({
    connect: (address, signal) => connectSpeaker({ ...parts, find, hasAdapter }, address, signal),
    undo: async (address) => void (await letGo(address)),
  });

  return {
    devices: () => [...watch.now().values()].map(toDevice),
    onEvent: listeners.add,
    async connect(address, signal) {
      if (signal.aborted) return GIVEN_UP;
      const link = find(address)?.link;
      return link ? ok(link.transport) : attempts.ask(address, signal);
    },
    async disconnect(address) {
      if (!find(address)) return err(toFault("refused", "it is not paired: pair it first"));
      await attempts.callOff(address);
      return letGo(address);
    },
    setVolume: watch.setVolume,
    async close() {
      listeners.clear();
      await attempts.close();
      await watch.close();
    },
  };
}

/** The speakers as they are now; every change is told. */
function watchSpeakers(parts: BluezParts, tell: (event: BluetoothEvent) => void) {
  const { objects, scope } = parts;
  /** Whose links are being ended: they are not shown any more. */
  const ending = new Map<BluetoothAddress, number>();
  let speakers: Speakers = new Map();
  const find = (address: BluetoothAddress): BluezSpeaker | undefined => speakers.get(address);
  const volumes = createVolumes({
    ...parts,
    linkOf: (address) => find(address)?.link ?? null,
    isTrusted: parts.isVolumeTrusted,
    onPress: (address, volumePercent) => tell({ kind: "volume-changed", address, volumePercent }),
  });
  const shown = (speaker: BluezSpeaker): BluezSpeaker =>
    ending.has(speaker.address) ? { ...speaker, link: null, batteryPercent: null } : speaker;
  const look = (): void => {
    const before = speakers;
    const mirror = objects.now();
    const found = keepAway(before, toSpeakers(mirror, scope), mirror);
    speakers = new Map([...found].map(([address, speaker]) => [address, shown(speaker)]));
    volumes.note(before, speakers);
    for (const event of toEvents(before, speakers)) tell(event);
  };
  const off = objects.onChange(look);
  look();
  return {
    find,
    now: () => speakers,
    setVolume: volumes.set,
    hasTransport: (address: BluetoothAddress) => toSpeakers(objects.now(), scope).get(address)?.link != null,
    async withoutLink<T>(address: BluetoothAddress, work: () => Promise<T>): Promise<T> {
      ending.set(address, (ending.get(address) ?? 0) + 1);
      look();
      const done = await work();
      const others = (ending.get(address) ?? 1) - 1;
      if (others > 0) ending.set(address, others);
      else ending.delete(address);
      look();
      return done;
    },
    async close() {
      off();
      await volumes.close();
    },
  };
}

const toDevice = ({ address, name, batteryPercent, link }: BluezSpeaker) => ({
  address,
  name,
  batteryPercent,
  transport: link?.transport ?? null,
});
