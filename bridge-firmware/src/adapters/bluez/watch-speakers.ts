// The speakers as they are now, out of bluetoothd's objects; every change is told. Remembers what the objects don't: who was
// there before an adapter went away, and whose link is being ended.
import type { BluetoothAddress } from "@house-band/contract";
import type { BluetoothEvent, Clock, Log } from "../../ports.ts";
import { type BitpoolParts, createBitpools } from "./bitpools.ts";
import type { BluezBus } from "./bus.ts";
import type { BluezObjects } from "./objects.ts";
import { toEvents } from "./speaker-events.ts";
import { type AdapterScope, type BluezSpeaker, keepAway, missing, type Speakers, toSpeakers } from "./speakers.ts";
import { createVolumes } from "./volumes.ts";

export type SpeakerParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly clock: Clock;
  readonly log: Log;
  readonly scope: AdapterScope;
  /** Is this bluetoothd's absolute volume to be relied on? */
  readonly isVolumeTrusted: () => boolean;
} & Pick<BitpoolParts, "wantedBitpool" | "selectSbc" | "onNewAudioService">;

/** An adapter that is pulled takes its devices along one by one, and one that comes brings them so. */
const FORGOTTEN_AFTER_MS = 2_000;

/** Looks at every change of the objects. */
export function watchSpeakers(parts: SpeakerParts, tell: (event: BluetoothEvent) => void) {
  const { objects, scope } = parts;
  /** Whose links are being ended: they are not shown any more. */
  const ending = new Map<BluetoothAddress, number>();
  let speakers: Speakers = new Map();
  let waiting: Promise<void> | null = null;
  const closing = new AbortController();
  const find = (address: BluetoothAddress): BluezSpeaker | undefined => speakers.get(address);
  const volumes = createVolumes({
    ...parts,
    linkOf: (address) => find(address)?.link ?? null,
    isTrusted: parts.isVolumeTrusted,
    onPress: (address, volumePercent) => tell({ kind: "volume-changed", address, volumePercent }),
  });
  const bitpools = createBitpools({
    ...parts,
    speakersNow: () => toSpeakers(objects.now(), scope),
    onSettled: objects.touch,
  });
  const isHidden = (address: BluetoothAddress) => ending.has(address) || bitpools.isSettling(address);
  const shown = (speaker: BluezSpeaker): BluezSpeaker =>
    isHidden(speaker.address) ? { ...speaker, link: null, batteryPercent: null } : speaker;
  const look = (): void => {
    const before = speakers;
    const present = toSpeakers(objects.now(), scope);
    bitpools.note(present);
    const found = keepAway(before, present);
    speakers = new Map([...found].map(([address, speaker]) => [address, shown(speaker)]));
    volumes.note(before, speakers);
    for (const event of toEvents(before, speakers)) tell(event);
    if (waiting === null && missing(speakers, objects.now()).length > 0) waiting = dropForgotten();
  };
  const dropForgotten = async (): Promise<void> => {
    const before = missing(speakers, objects.now());
    const isOver = await parts.clock.sleep(FORGOTTEN_AFTER_MS, closing.signal);
    waiting = null;
    if (!isOver) return;
    const still = new Set(missing(speakers, objects.now()));
    const forgotten = new Set(before.filter((address) => still.has(address)));
    speakers = new Map([...speakers].filter(([address]) => !forgotten.has(address)));
    look();
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
      closing.abort();
      await waiting;
      await bitpools.close();
      await volumes.close();
    },
  };
}
