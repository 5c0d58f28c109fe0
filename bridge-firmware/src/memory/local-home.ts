// The home of a bridge that has no cloud: the speakers its radio knows, under ids of the bridge's own making. A home that
// came from a cloud is left as it is.
import {
  type BluetoothAddress,
  type ConfigDesired,
  MAX_SPEAKERS,
  newHomeId,
  newSpeakerId,
  type SpeakerId,
  toDisplayName,
} from "@house-band/contract";
import type { Bluetooth, Log, Store } from "../ports.ts";
import { recallHome } from "./recall.ts";
import { keepUnknownKeys } from "./unknown-keys.ts";

/** A cloud counts its homes' revisions from 1. */
const MADE_HERE = 0;

type Device = { readonly address: BluetoothAddress; readonly name: string };

/** Makes the home, or brings it up to the speakers of today, before the bridge recalls it. */
export async function keepLocalHome(ports: {
  readonly bluetooth: Pick<Bluetooth, "devices">;
  /** False where a radio could not tell yet whom it knows: then nobody is taken for gone. */
  readonly isWhole: boolean;
  readonly store: Store;
  readonly log: Log;
}): Promise<void> {
  const store = keepUnknownKeys(ports.store);
  const known = await recallHome({ store, log: ports.log });
  if (known && known.revision !== MADE_HERE) return;
  const devices = ports.bluetooth.devices();
  const awaited = ports.isWhole ? [] : Object.values(known?.speakers ?? {}).filter((one) => !isAmong(devices, one));
  const saved = await store.save("home", toLocalHome([...devices, ...awaited], known));
  if (!saved.ok) ports.log.error({ code: saved.error.code }, `the home can't be saved: ${saved.error.message}`);
}

/** Was it made by the bridge itself, and is it the bridge's to change? */
export const isLocalHome = ({ revision }: ConfigDesired): boolean => revision === MADE_HERE;

const isAmong = (devices: readonly Device[], { address }: Device): boolean =>
  devices.some((device) => device.address === address);

/** A speaker keeps its id for as long as it is there. */
export function toLocalHome(devices: readonly Device[], known: ConfigDesired | null): ConfigDesired {
  const idOf = new Map(Object.entries(known?.speakers ?? {}).map(([id, { address }]) => [address, id as SpeakerId])); // the record's keys are ids: they were parsed as such
  const speakers = devices.slice(0, MAX_SPEAKERS).map(({ address, name }, index) => {
    const speaker = {
      name: toDisplayName(name) || `Speaker ${index + 1}`,
      address,
      channel: "stereo",
      capPercent: 100,
    };
    return [idOf.get(address) ?? newSpeakerId(), speaker];
  });
  return {
    homeId: known?.homeId ?? newHomeId(),
    revision: MADE_HERE,
    speakers: Object.fromEntries(speakers),
    groups: {},
  };
}
