// Who plays to the simulated bridge: the Echo that listens, and a phone. What they play is a file of the home's music.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SimSender } from "@house-band/bridge-firmware/adapters/sim/sim-senders";
import { BluetoothAddress } from "@house-band/contract";

const SOUND_FILE = /\.(wav|flac|mp3|ogg|opus)$/iu;

/** What the phone's player says, one after the other; the Echo offers none. */
const TITLES = ["First of the Phone", "Second of the Phone", "Third of the Phone"];

/** Both paired; none where there is no music that they could play. */
export async function buildSenders(musicDirectory: string, echoName: string): Promise<readonly SimSender[]> {
  const playsFile = await firstSoundFile(musicDirectory);
  if (playsFile === null) return [];
  const common = { playsFile, isPaired: true };
  return [
    { ...common, address: addressOf(1), name: echoName, kind: "echo", driftPpm: 40 },
    { ...common, address: addressOf(2), name: "Phone", kind: "phone", driftPpm: -25, titles: TITLES },
  ];
}

async function firstSoundFile(directory: string): Promise<string | null> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  const [first] = names.filter((name) => SOUND_FILE.test(name)).sort();
  return first === undefined ? null : join(directory, first);
}

/** Locally administered, as the simulated speakers' are. */
const addressOf = (index: number): BluetoothAddress => BluetoothAddress.parse(`02:00:00:00:01:0${index}`);
