// The players of Echos and phones, as bluetoothd has them by AVRCP: what each says that it plays. Pure.
// @see BlueZ doc/org.bluez.MediaPlayer.rst, doc/org.bluez.MediaControl.rst
import { Variant } from "@jellybrick/dbus-next";
import type { LivePlayer } from "../../core/model.ts";
import type { Mirror } from "./object-mirror.ts";
import type { Properties } from "./object-schemas.ts";

/** The player of this device that listens: the one that it names, else its first; null where it offers none. */
export function playerAt(
  mirror: Mirror,
  devicePath: string,
): { readonly path: string; readonly player: LivePlayer } | null {
  const own = [...mirror].flatMap(([path, { player }]) => (player?.Device === devicePath ? [{ path, player }] : []));
  const named = mirror.get(devicePath)?.control?.Player;
  const sorted = own.sort((a, b) => (a.path < b.path ? -1 : 1));
  const chosen = sorted.find(({ path }) => path === named) ?? sorted[0];
  return chosen ? { path: chosen.path, player: toPlayer(chosen.player) } : null;
}

function toPlayer({ Status, Track = {} }: Properties["player"]): LivePlayer {
  const [title, artist, album, number] = ["Title", "Artist", "Album", "TrackNumber"].map((key) => plain(Track[key]));
  const isTold = [title, artist, album].some((value) => toLine(value) !== null);
  return {
    isPlaying: IS_PLAYING.get(Status ?? "") ?? null,
    // a length and a place may be told later than the rest, of the same track
    trackId: isTold ? JSON.stringify([title, artist, album, number]) : null,
    title: toLine(title),
    artist: toLine(artist),
    album: toLine(album),
  };
}

const IS_PLAYING: ReadonlyMap<string, boolean> = new Map([
  ["playing", true],
  ["forward-seek", true],
  ["reverse-seek", true],
  ["paused", false],
  ["stopped", false],
]);

const plain = (value: unknown): unknown => (value instanceof Variant ? value.value : value);

/** One line of it; null where there is nothing on it. */
function toLine(value: unknown): string | null {
  const line = typeof value === "string" ? value.replace(/[\s\p{Cc}]+/gu, " ").trim() : "";
  return line === "" ? null : line;
}
