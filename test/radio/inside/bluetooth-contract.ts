// The very contract that the simulator and the fake bluetoothd keep, kept on the real one.
import type { BluetoothAddress } from "@house-band/contract";
import { describeBluetoothContract } from "../../port-contracts/bluetooth.ts";
import { addressOf, OWN_ADDRESS, openRealWorld, type RealWorld } from "./real-world.ts";
import { tellSpeaker } from "./speakers-door.ts";

const WHO = ["willing", "asleep", "outOfRange", "stolen", "refusing", "withoutAbsoluteVolume"] as const;
const speakers = Object.fromEntries(WHO.map((who, index) => [who, addressOf(index + 1)])) as {
  readonly [Who in (typeof WHO)[number]]: BluetoothAddress;
};
const nameOf = (address: BluetoothAddress): string => WHO.find((who) => speakers[who] === address) ?? "nobody";

const createRealWorld = async () => {
  const world = await openRealWorld();
  await settle(world);
  const tell = (kind: string, address: BluetoothAddress, more: object = {}) => {
    void tellSpeaker(kind, { name: nameOf(address), ...more }).catch(() => undefined);
  };
  return {
    bluetooth: { ...world.bluetooth, close: world.close },
    speakers,
    passTime: world.passTime,
    breakLink: (who: BluetoothAddress) => tell("hang_up", who),
    callFromSpeaker: (who: BluetoothAddress) => tell("call", who, { address: OWN_ADDRESS }),
    pressVolume: (who: BluetoothAddress, percent: number) =>
      tell("press_volume", who, { volume: Math.round((percent * 127) / 100) }),
    ownVolumePercent: async (who: BluetoothAddress) => ((await volumeOf(who)) * 100) / 127,
    unplugAdapter: () => {
      throw new Error("a virtual controller can't be pulled out");
    },
  };
};

/**
 * The emulator does not tell the caller that a speaker turns it away, so that he waits in vain; of a speaker that takes no
 * music bluetoothd 5.66 says "unknown", as of much else; and a virtual controller can't be pulled out by itself.
 */
const cannotShow = ["stolen", "refusing", "unplugged"] as const;
describeBluetoothContract("the real bluetoothd", createRealWorld, { cannotShow });

/** At the speaker's own end of the link. */
async function volumeOf(address: BluetoothAddress): Promise<number> {
  const { volume } = (await tellSpeaker("state", { name: nameOf(address) })) as { readonly volume: number | null };
  return volume ?? Number.NaN;
}

/** Everybody paired, nobody connected, and each as its part says. */
async function settle(world: RealWorld): Promise<void> {
  for (const who of WHO) {
    await tellSpeaker("power", { name: who, on: true });
    await tellSpeaker("refuse", { name: who, refuse: false });
  }
  const known = new Set(world.bluetooth.devices().map(({ address }) => address));
  const strangers = WHO.filter((who) => !known.has(speakers[who]));
  if (strangers.length > 0) await pairAll(world, strangers);
  for (const { address } of world.bluetooth.devices()) await world.bluetooth.disconnect(address);
  await tellSpeaker("power", { name: "asleep", on: false });
  await tellSpeaker("power", { name: "outOfRange", on: false });
  await tellSpeaker("refuse", { name: "stolen", refuse: true });
  await tellSpeaker("offer_sound", { name: "refusing", offer: false });
  await world.passTime(1_000);
}

async function pairAll(world: RealWorld, strangers: readonly (typeof WHO)[number][]): Promise<void> {
  await world.pairing.open({ windowMs: 120_000, canAsk: false });
  for (const who of strangers) {
    await tellSpeaker("offer_sound", { name: who, offer: true }).catch(() => undefined);
    const isSeen = () => world.pairing.found().some(({ address }) => address === speakers[who]);
    for (let n = 0; n < 200 && !isSeen(); n++) await world.passTime(100);
    const paired = await world.pairing.pair(speakers[who], new AbortController().signal);
    if (!paired.ok) throw new Error(`${who} was not paired: ${paired.error.code}`);
  }
  await world.pairing.cancel();
}
