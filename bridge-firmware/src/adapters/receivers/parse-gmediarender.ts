// What gmediarender says of its transport in its log, as what has changed. Pure: lines in, changes out.
// @see gmrender-resurrect upnp_transport.c (its variables), logging.c: `INFO  [2026-11-30 02:33:16.621048 | transport] …`
import { XMLParser } from "fast-xml-parser";
import { NO_TAGS, type Tags } from "./airplay-session.ts";
import { toLine } from "./to-line.ts";

export type RendererChange =
  /** Where it can be told what to do. */
  | { readonly kind: "registered"; readonly host: string; readonly port: number }
  | { readonly kind: "transport"; readonly state: TransportState }
  | { readonly kind: "track"; readonly uri: string }
  | { readonly kind: "tags"; readonly tags: Tags };

/** @see UPnP AVTransport:1, table 2-12 */
export type TransportState = "STOPPED" | "PLAYING" | "TRANSITIONING" | "PAUSED_PLAYBACK" | "NO_MEDIA_PRESENT";

export type RendererLog = {
  /** What that line completes; nothing, while it may go on. */
  line(line: string): readonly RendererChange[];
};

const HEAD = /^(?:INFO|ERROR)\s+\[[\d\-: .]+\| (\w+)\] (.*)$/su;
const REGISTERED = /^Registered IP=(\S+) port=(\d+)$/u;
const VARIABLE = /^(\w+): (.*)$/su;
const STATES: ReadonlySet<string> = new Set([
  "STOPPED",
  "PLAYING",
  "TRANSITIONING",
  "PAUSED_PLAYBACK",
  "NO_MEDIA_PRESENT",
]);
/** What describes a track is a few hundred characters; what goes on for longer is not read to its end. */
const MAX_RECORD = 65_536;

/**
 * Of one life of the program. A record may have several lines: what describes a track is whatever its control point has
 * written, and any line of it may look like a record. So where orders go is believed once, before anything was given to
 * be rendered, and only of an address of this machine's own.
 */
export function createRendererLog(isOwnAddress: (host: string) => boolean): RendererLog {
  let record = "";
  let mayRegister = true;
  return {
    line(line) {
      const isHead = HEAD.test(line);
      // most are whole at once; what describes a track is, once its last tag is there
      const before = isHead ? "" : record;
      record = `${before}${before === "" ? "" : "\n"}${line}`.slice(0, MAX_RECORD);
      const [, module, text = ""] = HEAD.exec(record) ?? [];
      if (module === "transport") mayRegister = false;
      if (module === "transport") return changed(text);
      const found = module === "upnp" && mayRegister ? registered(text) : null;
      if (found === null) return [];
      mayRegister = false;
      return isOwnAddress(found.host) ? [found] : [];
    },
  };
}

const CANT_LISTEN = /^ERROR\s+\[[\d\-: .]+\| upnp\] UpnpInit2\(.*\) Error: (UPNP_E_\w+)/u;

/**
 * Why it can't be found, in words for people; null for other lines. It says that it tries again, and with the library of
 * Debian 12 (libupnp 1.8.4) hangs for ever at the first try that could succeed: only another start helps.
 */
export function toHopeless(line: string): string | null {
  const [, code] = CANT_LISTEN.exec(line) ?? [];
  if (code === undefined) return null;
  return code === "UPNP_E_INVALID_INTERFACE" ? "this machine is on no network yet" : `it can't listen (${code})`;
}

function registered(text: string) {
  const [, host, port] = REGISTERED.exec(text) ?? [];
  return host === undefined ? null : ({ kind: "registered", host, port: Number(port) } as const);
}

function changed(text: string): readonly RendererChange[] {
  const [, name, value = ""] = VARIABLE.exec(text) ?? [];
  switch (name) {
    case "TransportState":
      return STATES.has(value) ? [{ kind: "transport", state: value as TransportState }] : []; // one of the set
    case "CurrentTrackURI":
      return [{ kind: "track", uri: value }];
    case "CurrentTrackMetaData":
      return value === "" ? [{ kind: "tags", tags: NO_TAGS }] : parseTags(value);
    default:
      return [];
  }
}

const XML = new XMLParser({ ignoreAttributes: true, removeNSPrefix: true, parseTagValue: false });

/** @see UPnP ContentDirectory:1, DIDL-Lite: `dc:title`, `upnp:artist`, `dc:creator`, `upnp:album` */
function parseTags(didl: string): readonly RendererChange[] {
  if (!didl.trimEnd().endsWith("</DIDL-Lite>")) return []; // its other lines are still to come, or it is none
  try {
    const item = firstOf(XML.parse(didl)?.["DIDL-Lite"]?.item);
    const [title, artist, album] = [item?.title, item?.artist ?? item?.creator, item?.album].map(textOf) as [
      Tags["title"],
      Tags["artist"],
      Tags["album"],
    ];
    return [{ kind: "tags", tags: { title, artist, album } }];
  } catch {
    return []; // no XML: a track without a title
  }
}

const firstOf = (value: unknown): Record<string, unknown> | undefined =>
  (Array.isArray(value) ? value[0] : value) as Record<string, unknown> | undefined; // whatever is in it is looked at

/** Several artists: the first. One with a role is an object with its text. */
function textOf(value: unknown): string | null {
  const one = Array.isArray(value) ? value[0] : value;
  const text = typeof one === "object" && one !== null ? (one as { "#text"?: unknown })["#text"] : one;
  return typeof text === "string" ? toLine(text) : null;
}
