// What is known of whoever plays by AirPlay, from one of shairport-sync's items to the next. Pure.
// @see shairport-sync rtsp.c, the comment before `metadata_queue`, on the codes of type `ssnc`; DMAP's tags for `core`
import type { ShairportItem } from "./parse-shairport.ts";
import { toLine } from "./to-line.ts";

export type AirPlaySession = {
  /** Between "play begins" and "play ends": a device has chosen this bridge. */
  readonly isOpen: boolean;
  readonly isSending: boolean;
  /** Since it was opened or went on: what is thrown away before there was any was nobody's. */
  readonly hasSound: boolean;
  /** The device's own name. */
  readonly device: string | null;
  readonly tags: Tags;
  /** Of the next track, while they come one by one; null between two. */
  readonly gathering: Tags | null;
  /** Where the device can be told what to do, as far as it has said so. */
  readonly remote: { readonly host: string | null; readonly port: number | null; readonly token: string | null };
};

/** One line each; null where it does not say. */
export type Tags = { readonly title: string | null; readonly artist: string | null; readonly album: string | null };

export const NO_TAGS: Tags = { title: null, artist: null, album: null };
const NO_REMOTE = { host: null, port: null, token: null };

/** Nobody has chosen this bridge. */
export const NO_SESSION: AirPlaySession = {
  isOpen: false,
  isSending: false,
  hasSound: false,
  device: null,
  tags: NO_TAGS,
  gathering: null,
  remote: NO_REMOTE,
};

/** The session after that item; the very same where it says nothing of interest. */
export function afterItem(session: AirPlaySession, { type, code, data }: ShairportItem): AirPlaySession {
  if (type === "core") return afterTag(session, code, data);
  return type === "ssnc" ? afterEvent(session, code, data.toString("utf8")) : session;
}

function afterTag(session: AirPlaySession, tag: string, data: Buffer): AirPlaySession {
  const field = TAGS.get(tag);
  if (field === undefined) return session;
  const told = { [field]: toLine(data.toString("utf8")) };
  const { tags, gathering } = session;
  return gathering ? { ...session, gathering: { ...gathering, ...told } } : { ...session, tags: { ...tags, ...told } };
}

const TAGS: ReadonlyMap<string, "title" | "artist" | "album"> = new Map([
  ["minm", "title"],
  ["asar", "artist"],
  ["asal", "album"],
]);

function afterEvent(session: AirPlaySession, code: string, text: string): AirPlaySession {
  const { remote } = session;
  switch (code) {
    case "snam":
      return { ...session, device: toLine(text) };
    case "clip":
      return { ...session, remote: { ...remote, host: text } };
    // a port of 0: its remote control has gone
    case "dapo":
      return { ...session, remote: { ...remote, port: toPort(text) } };
    case "acre":
      return { ...session, remote: { ...remote, token: TOKEN.test(text) ? text : null } };
    // its sound comes a second later: time enough for the engine to open what plays it
    case "pbeg":
      return { ...session, isOpen: true, isSending: true };
    case "pffr":
    case "prsm":
      return { ...session, isOpen: true, isSending: true, hasSound: true };
    // paused, or skipped to another place: goes on with `prsm`. Before any sound, what an earlier session had left
    case "pfls":
    case "paus":
      return session.hasSound ? { ...session, isSending: false, hasSound: false } : session;
    case "mdst":
      return { ...session, gathering: NO_TAGS };
    case "mden":
      return { ...session, tags: session.gathering ?? session.tags, gathering: null };
    case "pend":
      return NO_SESSION;
    default:
      return session;
  }
}

/** A number that the device has made up. @see DACP `Active-Remote` */
const TOKEN = /^\d{1,20}$/;

function toPort(text: string): number | null {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}
