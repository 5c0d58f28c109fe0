// What the simulator and the fake bluetoothd promise of pairing, kept on the real one: speakers of three kinds, and a phone,
// of whom none knows the bridge at the beginning of a test.
import { mkdirSync, writeFileSync } from "node:fs";
import type { BluetoothAddress } from "@house-band/contract";
import { describePairingContract, type PairingWorld } from "../../port-contracts/pairing.ts";
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

/** What the tests call the speakers, each with its controller's number. The phone is the second of the senders. */
const { headphones, showsDigits, hasPin, ...others } = numbersIn("HOUSE_BAND_RADIO_SPEAKERS");
const [, phone] = (process.env.HOUSE_BAND_RADIO_SENDERS ?? "").split(",").map(Number);
if (headphones === undefined || showsDigits === undefined || hasPin === undefined || phone === undefined) {
  throw new Error("HOUSE_BAND_RADIO_SPEAKERS and _SENDERS name no headphones, showsDigits, hasPin, and no phone");
}
const nearby = {
  speaker: addressOf(headphones),
  phone: addressOf(phone),
  asksForPasskey: addressOf(showsDigits),
  asksForPin: addressOf(hasPin),
} as const;
const SPEAKERS = [
  ["headphones", nearby.speaker],
  ["showsDigits", nearby.asksForPasskey],
  ["hasPin", nearby.asksForPin],
] as const;
/** The emulator's air: everybody is heard like this. */
const SIGNAL_DBM = -60;

const createRealWorld = async (): Promise<PairingWorld> => {
  const bluez = await openRealBluez();
  await arrange();
  await letNobodyKnowAnybody(bluez);
  return {
    pairing: bluez.pairing,
    bluetooth: bluez.bluetooth,
    nearby,
    signalDbm: SIGNAL_DBM,
    async shownPasskey() {
      const { passkey } = (await tell("speakers", "state", { name: "showsDigits" })) as { readonly passkey: string };
      return passkey;
    },
    passTime,
    ...createPlug(bluez),
  };
};

describePairingContract("the real bluetoothd", createRealWorld);

let isArranged = false;

/** Nobody else is near, and each is as its part says. */
async function arrange(): Promise<void> {
  if (isArranged) return;
  isArranged = true;
  for (const name of Object.keys(others)) await tell("speakers", "power", { name, on: false });
  await tell("speakers", "be_headphones", { name: "headphones", alias: "  Patio\nSpeaker 🎉  " });
  await tell("speakers", "ask_for_pin", { name: "hasPin", pin: "2468" });
  await tell("phone", "be_seen");
}

async function letNobodyKnowAnybody({ pairing, bluetooth }: RealBluez): Promise<void> {
  const known = bluetooth.devices().map(({ address }) => address);
  for (const address of new Set([...known, ...Object.values(nearby)])) await pairing.forget(address);
  await tell("phone", "forget");
  for (const [name, address] of SPEAKERS) {
    await tell("speakers", "forget", { name });
    letSpeakerKnow(address);
  }
  await passTime(SETTLES_MS);
}

/** As support/house.ts does before the first time: bluetoothd forgets it with the device. */
function letSpeakerKnow(address: BluetoothAddress): void {
  const folder = `/var/lib/bluetooth/${address}/cache`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${OWN_ADDRESS}`, "[General]\nName=bridge\n\n[Endpoints]\n01=00:00:01:ffff02fa\n");
}

function numbersIn(variable: string): Readonly<Record<string, number | undefined>> {
  return JSON.parse(process.env[variable] ?? "{}") as Readonly<Record<string, number>>;
}
