// What librespot tells the program of its `--onevent`, as records of fields: bytes in, events out. Pure.
// @see librespot src/player_event_handler.rs, 0.5 to 0.8: PLAYER_EVENT and what goes with it
import { toLine } from "./to-line.ts";

/** In the order in which the script writes them, each ended by a zero byte. */
export const EVENT_FIELDS = [
  "PLAYER_EVENT",
  "TRACK_ID",
  "NAME",
  "ARTISTS",
  "SHOW_NAME",
  "ALBUM",
  "CLIENT_NAME",
] as const;

export type LibrespotEvent = Readonly<Record<(typeof EVENT_FIELDS)[number], string>>;

/**
 * Writes one record. `path` is the pipe's. Opened for reading, too, so that it waits for nobody: were the bridge killed with
 * an event on its way, a script that waits for a reader would be left behind for ever.
 */
export const toEventScript = (path: string): string =>
  `#!/bin/sh
# Written by House Band at every start: librespot's --onevent.
printf '%s\\0' ${EVENT_FIELDS.map((field) => `"$${field}"`).join(" ")} 1<>'${path.replace(/'/gu, `'\\''`)}'
`;

/** Longer than any name; a record that is not ended by then is nonsense. */
const MAX_KEPT = 65_536;

/** Records that are whole now, in their order. */
export function createEventParser(): { push(text: string): readonly LibrespotEvent[] } {
  let kept = "";
  return {
    push(text) {
      const parts = (kept + text).split("\0");
      const whole = parts.length - 1 - ((parts.length - 1) % EVENT_FIELDS.length);
      kept = parts.slice(whole).join("\0").slice(-MAX_KEPT);
      return Array.from({ length: whole / EVENT_FIELDS.length }, (_, n) => {
        const values = parts.slice(n * EVENT_FIELDS.length);
        return Object.fromEntries(EVENT_FIELDS.map((field, m) => [field, values[m] ?? ""])) as LibrespotEvent; // of all fields
      });
    },
  };
}

export type SpotifySession = {
  readonly isOpen: boolean;
  readonly isSending: boolean;
  readonly device: string | null;
  readonly trackId: string | null;
  readonly title: string | null;
  readonly artist: string | null;
  readonly album: string | null;
};

/** Nobody has chosen this bridge. */
export const NO_SPOTIFY_SESSION: SpotifySession = {
  isOpen: false,
  isSending: false,
  device: null,
  trackId: null,
  title: null,
  artist: null,
  album: null,
};

/** The session after that event. */
export function afterEvent(session: SpotifySession, event: LibrespotEvent): SpotifySession {
  switch (event.PLAYER_EVENT) {
    case "session_connected":
      return { ...session, isOpen: true };
    case "session_disconnected":
      return NO_SPOTIFY_SESSION;
    case "session_client_changed":
      return { ...session, device: toLine(event.CLIENT_NAME) };
    case "track_changed":
      return {
        ...session,
        trackId: event.TRACK_ID || null,
        title: toLine(event.NAME),
        // of several artists, the first; of an episode, its show
        artist: toLine(event.ARTISTS.split("\n")[0] ?? "") ?? toLine(event.SHOW_NAME),
        album: toLine(event.ALBUM),
      };
    case "playing":
      return { ...session, isOpen: true, isSending: true };
    case "paused":
    case "stopped":
      return { ...session, isSending: false };
    default:
      return session;
  }
}

/**
 * Is what waits in the pipe nobody's any more: of a session that has ended, or of one before that which begins? What
 * librespot was about to write when the first was over comes after its end.
 */
export const leavesScrap = (before: SpotifySession, next: SpotifySession): boolean =>
  before.isOpen !== next.isOpen && !next.isSending;
