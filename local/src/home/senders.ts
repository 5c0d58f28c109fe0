// Who plays to the simulated bridge: the Echo that listens, a phone, a record player on a cable, and whoever chooses the bridge by
// AirPlay, Spotify Connect or DLNA. What they play is a file of the home's music.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SimInput } from "@house-band/bridge-firmware/adapters/sim/sim-inputs";
import type { SimSender } from "@house-band/bridge-firmware/adapters/sim/sim-senders";
import { BluetoothAddress } from "@house-band/contract";

const SOUND_FILE = /\.(wav|flac|mp3|ogg|opus)$/iu;

/** What the phone's player says, one after the other; the Echo offers none. */
const TITLES = ["First of the Phone", "Second of the Phone", "Third of the Phone"];

export type SimPlayers = {
  /** By Bluetooth; paired. */
  readonly senders: readonly SimSender[];
  /** By a cable, or the home's network. */
  readonly inputs: readonly SimInput[];
};

/** One of every kind; none where there is no music that they could play. */
export async function buildSenders(
  musicDirectory: string,
  { echoName, lineName = "Record Player" }: { readonly echoName: string; readonly lineName?: string | undefined },
): Promise<SimPlayers> {
  const playsFile = await firstSoundFile(musicDirectory);
  if (playsFile === null) return { senders: [], inputs: [] };
  const common = { playsFile, isPaired: true };
  const tracksOf = (app: string, artist: string | null) =>
    ["First", "Second", "Third"].map((place) => ({ title: `${place} of ${app}`, artist }));
  return {
    senders: [
      { ...common, address: addressOf(1), name: echoName, kind: "echo", driftPpm: 40 },
      { ...common, address: addressOf(2), name: "Phone", kind: "phone", driftPpm: -25, titles: TITLES },
    ],
    inputs: [
      { kind: "line", name: lineName, playsFile, driftPpm: 60 },
      {
        kind: "airplay",
        name: "Anna's iPad",
        playsFile,
        driftPpm: -15,
        tracks: tracksOf("the iPad", "The Generators"),
      },
      { kind: "spotify", name: "Spotify", playsFile, driftPpm: 0, tracks: tracksOf("Spotify", "The Streamers") },
      { kind: "dlna", name: "DLNA", playsFile, driftPpm: 20, tracks: tracksOf("the Server", null) },
    ],
  };
}

async function firstSoundFile(directory: string): Promise<string | null> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  const [first] = names.filter((name) => SOUND_FILE.test(name)).sort();
  return first === undefined ? null : join(directory, first);
}

/** Locally administered, as the simulated speakers' are. */
const addressOf = (index: number): BluetoothAddress => BluetoothAddress.parse(`02:00:00:00:01:0${index}`);
