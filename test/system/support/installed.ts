// What an installed system is given, and what its manifest's lines mean.
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { taggedWav } from "@house-band/local/music/tagged-wav";
import { noise, RATE_HZ } from "../../../bench/src/programme.ts";
import type { Suite } from "../../debian/sources.ts";
import { CONES } from "./cones.ts";

/** Owned by root, and written by nobody else. */
export function isRoots(line: string): boolean {
  const [, kind, mode = "", user, group] = line.split("\t");
  return user === "0" && group === "0" && (kind === "l" || !/[2367].$|[2367]$/.test(mode));
}

/** The path of a manifest's line. */
export const pathOf = (line: string): string => line.split("\t")[0] ?? "";

/** What Debian's own packages leave behind when they are purged, and what a first boot writes. */
export const isDebians = (path: string): boolean =>
  /^etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/.test(path) ||
  ["etc/.updated", "var/.updated", "var/lib/bluealsa", "var/lib/dbus/machine-id"].includes(path);

export const SETTINGS = "etc/house-band/house-band.json";

/** Jazz, where the installer wants it. */
export const giveMusic = (root: string): Promise<void> => giveTrack(join(root, "var/lib/house-band/music"), "Jazz");

/** Of the demo's three speakers, two are recorded where the engine may, and one sleeps. */
export async function listenToDemo(root: string): Promise<void> {
  const file = join(root, SETTINGS);
  const { bluetooth, ...settings } = JSON.parse(await readFile(file, "utf8")) as Demo;
  const changed = bluetooth.speakers.map(({ name, ...speaker }) =>
    name === "Fire Pit"
      ? { ...speaker, name, mood: "asleep" }
      : { ...speaker, name, recordPath: `${CONES}/${name}.wav` },
  );
  await writeFile(file, JSON.stringify({ ...settings, bluetooth: { ...bluetooth, speakers: changed } }, null, 2));
}

type Demo = { readonly bluetooth: { readonly speakers: readonly { readonly name: string }[] } };

/** Ten minutes of noise that anybody may read. */
export async function giveTrack(folder: string, genre: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "a.wav"), tenMinutes(genre));
  await chmod(join(folder, "a.wav"), 0o644);
}

/** Half a minute of noise, again and again. */
function tenMinutes(genre: string): Buffer {
  const { left, right } = noise(30, 1);
  const tags = { title: "A", artist: "The Band", album: "Noise", genre, year: 2026 };
  return taggedWav({ left: repeat(left, 20), right: repeat(right, 20) }, RATE_HZ, tags);
}

function repeat(side: Float32Array, times: number): Float32Array {
  const long = new Float32Array(times * side.length);
  for (let n = 0; n < times; n++) long.set(side, n * side.length);
  return long;
}

/** What tells that a desktop's WirePlumber is there, and what the installer gives it. */
export const WIREPLUMBER = {
  bookworm: {
    theirs: "usr/share/wireplumber/bluetooth.lua.d/50-bluez-config.lua",
    ours: "etc/wireplumber/bluetooth.lua.d/51-house-band.lua",
  },
  trixie: {
    theirs: "usr/share/wireplumber/wireplumber.conf",
    ours: "etc/wireplumber/wireplumber.conf.d/51-house-band.conf",
  },
} as const satisfies Record<Suite, { readonly theirs: string; readonly ours: string }>;

/** A system that has WirePlumber's settings, as one with a desktop does. */
export async function giveDesktop(root: string, suite: Suite): Promise<void> {
  const file = join(root, WIREPLUMBER[suite].theirs);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, "");
}
