// The speakers' own volumes: set over the link, and heard from the speakers' buttons. Where a speaker has none, or this
// BlueZ is known to get it wrong, it says so, and the engine's gain serves.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import { Variant } from "@jellybrick/dbus-next";
import type { Clock, PortFault } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";
import { toVerdict } from "./errors.ts";
import { toFault } from "./fault.ts";
import { INTERFACE } from "./names.ts";
import type { BluezObjects } from "./objects.ts";
import type { SpeakerLink, Speakers } from "./speakers.ts";
import {
  endOfEchoes,
  type Heard,
  hearVolume,
  setByUs,
  toPercent,
  toVolume,
  type VolumeWatch,
  watchNewLink,
} from "./volume-watch.ts";

export type Volumes = {
  /** To be told of every change of the speakers. */
  note(before: Speakers, now: Speakers): void;
  set(address: BluetoothAddress, volumePercent: number): Promise<Result<void, PortFault>>;
  close(): Promise<void>;
};

export type VolumeParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly clock: Clock;
  readonly linkOf: (address: BluetoothAddress) => SpeakerLink | null;
  /** Is this bluetoothd's absolute volume to be relied on? */
  readonly isTrusted: () => boolean;
  readonly onPress: (address: BluetoothAddress, volumePercent: number) => void;
};

/** A new link's Volume is there 20 to 70 ms after it; of one that was made anew with another bitpool after 2.1 s. */
const APPEARS_WITHIN_MS = 4_000;
const SET_WITHIN_MS = 5_000;

type Watched = { readonly transportPath: string; readonly sinceMs: number; watch: VolumeWatch };

/** Listens to what `note` tells it. */
export function createVolumes(parts: VolumeParts): Volumes {
  const { clock } = parts;
  const watched = new Map<BluetoothAddress, Watched>();
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  const take = (address: BluetoothAddress, entry: Watched, { watch, isPress }: Heard): void => {
    entry.watch = watch;
    if (isPress && watch.known !== null && parts.isTrusted()) parts.onPress(address, toPercent(watch.known));
  };
  const afterEchoes = async (address: BluetoothAddress, entry: Watched): Promise<void> => {
    const ends = entry.watch.deafUntilMs;
    if (!(await clock.sleep(ends - clock.nowMs(), closing.signal))) return;
    // set once more meanwhile, or another link
    if (entry.watch.deafUntilMs === ends && watched.get(address) === entry)
      take(address, entry, endOfEchoes(entry.watch));
  };
  const listenAgain = (address: BluetoothAddress, entry: Watched): void => {
    const waiting: Promise<void> = afterEchoes(address, entry).finally(() => underWay.delete(waiting));
    underWay.add(waiting);
  };

  return {
    note(before, now) {
      for (const [address, { link }] of now) {
        const known = watched.get(address);
        if (link === null) watched.delete(address);
        else if (known?.transportPath !== link.transportPath) {
          const watch = watchNewLink(clock.nowMs());
          const entry = { transportPath: link.transportPath, sinceMs: clock.nowMs(), watch };
          watched.set(address, entry);
          if (link.volume !== null) take(address, entry, hearVolume(watch, link.volume, clock.nowMs()));
          listenAgain(address, entry);
        } else if (link.volume !== null && link.volume !== before.get(address)?.link?.volume) {
          take(address, known, hearVolume(known.watch, link.volume, clock.nowMs()));
        }
      }
      for (const address of watched.keys()) if (!now.has(address)) watched.delete(address);
    },
    async set(address, volumePercent) {
      const entry = watched.get(address);
      if (!entry) return err(toFault("unavailable", "not connected: its volume is out of reach"));
      if (!(volumePercent >= 0 && volumePercent <= 100)) {
        return err(toFault("refused", `volume ${volumePercent}: expected 0 to 100 per cent`));
      }
      if (!parts.isTrusted())
        return err(toFault("refused", "this BlueZ gets volumes wrong: scale the samples instead"));
      if (!(await hasVolume(parts, address, entry))) {
        return err(toFault("refused", "it has no absolute volume: scale the samples instead"));
      }
      const before = entry.watch;
      entry.watch = setByUs(toVolume(volumePercent), clock.nowMs());
      const done = await tellSpeaker(parts.bus, entry.transportPath, toVolume(volumePercent));
      if (done.ok) listenAgain(address, entry);
      else entry.watch = before;
      return done;
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}

async function hasVolume({ objects, clock, linkOf }: VolumeParts, address: BluetoothAddress, entry: Watched) {
  const withinMs = Math.max(0, entry.sinceMs + APPEARS_WITHIN_MS - clock.nowMs());
  const look = () => {
    const link = linkOf(address);
    return link?.transportPath === entry.transportPath ? link.volume : null;
  };
  return (await objects.until(look, { withinMs })) !== null;
}

async function tellSpeaker(bus: BluezBus, path: string, volume: number): Promise<Result<void, PortFault>> {
  const done = await bus.call(
    {
      path,
      interface: INTERFACE.properties,
      member: "Set",
      signature: "ssv",
      body: [INTERFACE.transport, "Volume", new Variant("q", volume)],
    },
    { withinMs: SET_WITHIN_MS },
  );
  if (done.ok) return ok(undefined);
  const isFinal = toVerdict(done.error).action === "give-up";
  return err(toFault(isFinal ? "refused" : "unavailable", "the speaker did not take its volume", done.error));
}
