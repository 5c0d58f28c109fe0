// The very contract that the simulator and the fake bluetoothd keep, kept on the real one.
import type { BluetoothAddress } from "@house-band/contract";
import { type BluetoothWorld, describeBluetoothContract } from "../../port-contracts/bluetooth.ts";
import { tell } from "./door.ts";
import {
  addressOf,
  createPlug,
  OWN_ADDRESS,
  openRealBluez,
  passTime,
  type RealBluez,
  SETTLES_MS,
} from "./real-bluez.ts";

const WHO = ["willing", "asleep", "outOfRange", "stolen", "refusing", "withoutAbsoluteVolume"] as const;
type Who = (typeof WHO)[number];

const speakers = Object.fromEntries(WHO.map((who, index) => [who, addressOf(index + 1)])) as {
  readonly [W in Who]: BluetoothAddress;
};
const nameOf = (address: BluetoothAddress): string => WHO.find((who) => speakers[who] === address) ?? "nobody";
const FULL = 127;

const createRealWorld = async (): Promise<BluetoothWorld> => {
  const bluez = await openRealBluez();
  await arrange(bluez);
  const { unplugAdapter, close } = createPlug(bluez);
  const say = (kind: string, address: BluetoothAddress, more: object = {}) => {
    void tell("speakers", kind, { name: nameOf(address), ...more }).catch(() => undefined);
  };
  return {
    bluetooth: { ...bluez.bluetooth, close },
    speakers,
    passTime,
    breakLink: (who) => say("hang_up", who),
    callFromSpeaker: (who) => say("call", who, { address: OWN_ADDRESS }),
    pressVolume: (who, percent) => say("press_volume", who, { volume: Math.round((percent * FULL) / 100) }),
    ownVolumePercent: async (who) => ((await volumeOf(who)) * 100) / FULL,
    unplugAdapter,
  };
};

// bluetoothd has one word for a speaker that takes no music and one that is busy with somebody else
describeBluetoothContract("the real bluetoothd", createRealWorld, { tellsRefusalFromBusy: false });

/** At the speaker's own end of the link. */
async function volumeOf(address: BluetoothAddress): Promise<number> {
  const { volume } = (await tell("speakers", "state", { name: nameOf(address) })) as { readonly volume: number | null };
  return volume ?? Number.NaN;
}

let isArranged = false;

/** Everybody paired, nobody connected, and each as its part says. */
async function arrange({ bluetooth, pairing }: RealBluez): Promise<void> {
  if (!isArranged) {
    isArranged = true;
    await pairAll(pairing);
    await tell("speakers", "power", { name: "asleep", on: false });
    await tell("speakers", "power", { name: "outOfRange", on: false });
    await tell("speakers", "refuse", { name: "stolen", refuse: true });
    await tell("speakers", "offer_sound", { name: "refusing", offer: false });
  }
  for (const { address } of bluetooth.devices()) await bluetooth.disconnect(address);
  await passTime(SETTLES_MS);
}

async function pairAll(pairing: RealBluez["pairing"]): Promise<void> {
  await pairing.open({ windowMs: 120_000, canAsk: false });
  for (const who of WHO) {
    const isSeen = () => pairing.found().some(({ address }) => address === speakers[who]);
    for (let n = 0; n < 200 && !isSeen(); n++) await passTime(100);
    const paired = await pairing.pair(speakers[who], new AbortController().signal);
    if (!paired.ok) throw new Error(`${who} was not paired: ${paired.error.code}`);
  }
  await pairing.cancel();
}
