// What the `house-band` command was asked to do: arguments in, one request out, or a sentence about what is wrong. Pure.
import { parseArgs } from "node:util";
import { type ClaimPurpose, err, ok, type Result } from "@house-band/contract";
import { ADAPTER_NAME } from "../pairing-port.ts";
import type { Favourite } from "../sources/favourites.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import type { FavouriteChange } from "./client.ts";
import { type AnnounceRequest, readAnnounce } from "./read-announce.ts";
import { type CloudTrace, readCloud } from "./read-cloud.ts";
import { type Echo, readEcho } from "./read-echo.ts";
import { type Limit, readLimit } from "./read-limit.ts";
import { type CompareRequest, type MeasureRequest, type MeasureValues, readMeasure } from "./read-measure.ts";
import { type RepeatMode, readRepeat, readShuffle, type Shuffle } from "./read-modes.ts";
import { type Nudge, readNudge } from "./read-nudge.ts";
import { type MeasureTone, type Play, readPlay } from "./read-play.ts";
import { readSleep, type Sleep } from "./read-sleep.ts";
import { namesIn } from "./resolve-names.ts";

export type Verb = { readonly kind: "pause" | "resume" | "stop" | "next"; readonly on: readonly string[] };

/** About speakers themselves, music or not. */
export type LinkVerb = { readonly kind: "connect" | "release" | "identify"; readonly on: readonly string[] };

export type Request =
  | { readonly kind: "help"; readonly topic: string | null }
  | { readonly kind: "status" | "speakers" | "groups" | "audit" | "version" }
  | Play
  | MeasureTone
  | Verb
  | LinkVerb
  | Nudge
  | Limit
  | AnnounceRequest
  | Sleep
  | Shuffle
  | RepeatMode
  | MeasureRequest
  | CompareRequest
  | {
      readonly kind: "pair";
      readonly name: string | null;
      readonly address: string | null;
      readonly whileMusicPlays: boolean;
      readonly adapter: string | null;
    }
  /** A phone or an Echo, from its own side. */
  | { readonly kind: "pair-sender"; readonly adapter: string | null }
  | Echo
  | { readonly kind: "forget"; readonly on: readonly string[] }
  | { readonly kind: "claim"; readonly purpose: ClaimPurpose }
  | { readonly kind: "reset-owner"; readonly isSure: boolean }
  /** `enrolment` null: it is asked for. */
  | { readonly kind: "rotate" }
  | { readonly kind: "enroll"; readonly enrolment: string | null }
  | { readonly kind: "favourites"; readonly change: FavouriteChange | null }
  | { readonly kind: "save-preset"; readonly name: string; readonly on: readonly string[] }
  | { readonly kind: "volume"; readonly change: VolumeChange; readonly on: readonly string[] }
  | CloudTrace
  | { readonly kind: "logs"; readonly follow: boolean; readonly lines: number };

export type VolumeChange =
  | { readonly kind: "to"; readonly percent: number }
  | { readonly kind: "by"; readonly percent: number };

export type Arguments = { readonly request: Request; readonly json: boolean; readonly socketPath: string | null };

export const COMMANDS = [
  "status",
  "speakers",
  "groups",
  "play",
  "pause",
  "resume",
  "stop",
  "next",
  "volume",
  "limit",
  "connect",
  "release",
  "identify",
  "announce",
  "sleep",
  "shuffle",
  "repeat",
  "nudge",
  "calibrate",
  "sync",
  "pair",
  "echo",
  "forget",
  "favourites",
  "enroll",
  "rotate",
  "claim",
  "reset-owner",
  "cloud",
  "logs",
  "audit",
  "help",
] as const;

const FLAGS = {
  on: { type: "string", multiple: true },
  source: { type: "string" },
  sound: { type: "string" },
  clip: { type: "string" },
  stop: { type: "boolean" },
  shuffled: { type: "boolean" },
  measure: { type: "boolean" },
  compare: { type: "boolean" },
  "by-phone": { type: "boolean" },
  from: { type: "string" },
  svg: { type: "string" },
  at: { type: "string" },
  distance: { type: "string", multiple: true },
  "match-levels": { type: "boolean" },
  "no-levels": { type: "boolean" },
  sender: { type: "boolean" },
  join: { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  address: { type: "string" },
  adapter: { type: "string" },
  by: { type: "string" },
  "while-music-plays": { type: "boolean" },
  json: { type: "boolean" },
  socket: { type: "string" },
  follow: { type: "boolean", short: "f" },
  lines: { type: "string", short: "n" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

const DEFAULT_LINES = 100;
const MAX_LINES = 100_000;

/** @returns what is to be done, or what is wrong with the arguments and how they would be right. */
export function readArguments(args: readonly string[]): Result<Arguments, string> {
  const parsed = parse(args);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const [name, ...words] = positionals;
  const common = { json: values.json ?? false, socketPath: values.socket ?? null };
  if (values.version) return ok({ ...common, request: { kind: "version" } });
  if (name === undefined || name === "help" || values.help) {
    const topic = name === "help" ? (words[0] ?? null) : (name ?? null);
    if (topic !== null && !isCommand(topic)) return err(unknown(topic));
    return ok({ ...common, request: { kind: "help", topic } });
  }
  const request = readRequest(name, words, values);
  return request.ok ? ok({ ...common, request: request.value }) : request;
}

type Values = MeasureValues & {
  readonly on?: string[];
  readonly follow?: boolean;
  readonly lines?: string;
  readonly source?: string;
  readonly sound?: string;
  readonly clip?: string;
  readonly stop?: boolean;
  readonly shuffled?: boolean;
  readonly sender?: boolean;
  readonly join?: boolean;
  readonly yes?: boolean;
  readonly address?: string;
  readonly adapter?: string;
  readonly by?: string;
};

function readRequest(name: string, words: readonly string[], values: Values): Result<Request, string> {
  const on = (values.on ?? []).flatMap((names) => names.split(",")).map((one) => one.trim());
  const command = COMMANDS.find((one) => one === name);
  switch (command) {
    case "play":
      return readPlay(words, on, values);
    case "volume":
      return readVolume(words, on);
    case "pause":
    case "resume":
    case "stop":
    case "next":
      return words.length === 0
        ? ok({ kind: command, on })
        : err(`"${words.join(" ")}": speakers are named with --on: house-band ${command} --on "${words.join(" ")}"`);
    case "connect":
    case "release":
    case "identify":
      return readLink(command, words, on);
    case "announce":
      return readAnnounce(words, on, values);
    case "shuffle":
      return readShuffle(words, on);
    case "repeat":
      return readRepeat(words, on);
    case "sleep":
      return readSleep(words, on);
    case "limit":
      return readLimit(words, on);
    case "nudge":
      return readNudge(words, on);
    case "calibrate":
    case "sync":
      return readMeasure(command, words, values, on);
    case "pair":
      return readPair(words, values);
    case "echo":
      return readEcho(words, values.by, on);
    case "forget":
      return readForget(words, on);
    case "favourites":
      return readFavourites(words, on);
    case "enroll":
      return ok({ kind: "enroll", enrolment: words.join("") || null }); // pasted with line breaks, it is several words
    case "claim":
    case "reset-owner":
      return readClaim(command, words, values);
    case "cloud":
      return readCloud(words);
    case "logs":
      return readLogs(values);
    case "status":
    case "speakers":
    case "groups":
    case "audit":
    case "rotate":
      return words.length === 0 ? ok({ kind: command }) : err(`house-band ${command} takes no "${words.join(" ")}"`);
    default:
      return err(unknown(name));
  }
}

const isCommand = (name: string): boolean => COMMANDS.some((one) => one === name);

/** The nearest where one is near, and all of them. */
function unknown(name: string): string {
  const near = didYouMean(name, COMMANDS);
  return near.endsWith("?")
    ? `"${name}" is no command${near}\nCommands: ${COMMANDS.join(", ")}`
    : `"${name}" is no command. Commands: ${COMMANDS.join(", ")}`;
}

function readClaim(
  kind: "claim" | "reset-owner",
  words: readonly string[],
  { join = false, yes = false }: Values,
): Result<Request, string> {
  if (words.length > 0) return err(`house-band ${kind} takes no "${words.join(" ")}"`);
  return ok(kind === "claim" ? { kind, purpose: join ? "join" : "own" } : { kind, isSure: yes });
}

function readVolume(words: readonly string[], on: readonly string[]): Result<Request, string> {
  const [word = ""] = words;
  const [, sign, digits] = /^([+-]?)(\d{1,3})\s*%?$/.exec(word) ?? [];
  const percent = Number(digits);
  if (words.length !== 1 || digits === undefined || percent > 100) {
    return err(`volume "${words.join(" ")}": expected 0 to 100, or a change such as +10 or -10`);
  }
  if (!sign) return ok({ kind: "volume", change: { kind: "to", percent }, on });
  return ok({ kind: "volume", change: { kind: "by", percent: sign === "-" ? -percent : percent }, on });
}

/** Names may stand alone: `house-band connect Fire Pit, Patio`. Nobody's links are cut for want of a name. */
function readLink(kind: LinkVerb["kind"], words: readonly string[], on: readonly string[]): Result<LinkVerb, string> {
  const names = [...namesIn(words.join(" ")), ...on];
  return names.length > 0 ? ok({ kind, on: names }) : err(`which speaker? For example: house-band ${kind} "Fire Pit"`);
}

const ADDRESS = /^[0-9A-F]{2}(?::[0-9A-F]{2}){5}$/;

function readPair(words: readonly string[], values: Values): Result<Request, string> {
  const address = values.address?.toUpperCase() ?? null;
  if (address !== null && !ADDRESS.test(address)) {
    return err(`--address ${values.address}: expected a Bluetooth address, such as 00:11:22:33:44:55`);
  }
  const adapter = values.adapter === undefined ? null : toAdapter(values.adapter);
  if (adapter !== null && !ADAPTER_NAME.test(adapter)) {
    return err(`--adapter ${values.adapter}: expected an adapter's name or address, such as hci1 or 00:1A:7D:DA:71:13`);
  }
  const name = words.join(" ").trim() || null;
  if (values.sender) {
    return name === null && address === null
      ? ok({ kind: "pair-sender", adapter })
      : err("house-band pair --sender takes no name and no address: it waits for whoever pairs from his own side");
  }
  return ok({ kind: "pair", name, address, whileMusicPlays: values["while-music-plays"] ?? false, adapter });
}

/** Addresses are told in capitals, names are not. */
const toAdapter = (text: string): string => (text.includes(":") ? text.toUpperCase() : text.toLowerCase());

/** Nobody's key is deleted for want of a name. */
function readForget(words: readonly string[], on: readonly string[]): Result<Request, string> {
  const names = [...namesIn(words.join(" ")), ...on];
  return names.length > 0
    ? ok({ kind: "forget", on: names })
    : err('which speaker? For example: house-band forget "Fire Pit"');
}

/** A name of several words takes quotes: what comes after it is what it plays. */
function readFavourites([verb, ...rest]: readonly string[], on: readonly string[]): Result<Request, string> {
  const [name, ...plays] = rest;
  switch (verb) {
    case undefined:
      return ok({ kind: "favourites", change: null });
    case "add": {
      if (name === undefined || plays.length === 0) {
        return err(
          'what is it called, and what does it play? For example: house-band favourites add "Sunday Mix" miles davis',
        );
      }
      return ok({ kind: "favourites", change: { kind: "keep", favourite: { name, plays: toPlays(plays.join(" ")) } } });
    }
    case "save":
      if (name === undefined) return err('what is it called? For example: house-band favourites save "Sunday Mix"');
      return ok({ kind: "save-preset", name: rest.join(" "), on });
    case "remove":
      if (name === undefined) return err('which one? For example: house-band favourites remove "Sunday Mix"');
      return ok({ kind: "favourites", change: { kind: "remove", name: rest.join(" ") } });
    default:
      return err(`favourites "${verb}": expected add, save or remove${didYouMean(verb, ["add", "save", "remove"])}`);
  }
}

const toPlays = (text: string): Favourite["plays"] =>
  /^https?:\/\//iu.test(text) ? { kind: "stream", url: text } : { kind: "words", words: text };

function readLogs({ follow = false, lines }: Values): Result<Request, string> {
  const count = lines === undefined ? DEFAULT_LINES : Number(lines);
  if (!Number.isInteger(count) || count < 1 || count > MAX_LINES) {
    return err(`--lines ${lines}: expected a number from 1 to ${MAX_LINES}`);
  }
  return ok({ kind: "logs", follow, lines: count });
}

/** "-10" after `volume`, and "-2.5ms" after `nudge`, is a number, not an option. */
function parse(args: readonly string[]) {
  const numbersKept = args.map((arg) => (/^-\d+(\.\d+)?(%|ms)?$/i.test(arg) ? `\u2212${arg.slice(1)}` : arg));
  try {
    const { values, positionals } = parseArgs({ args: numbersKept, options: FLAGS, allowPositionals: true });
    return ok({ values, positionals: positionals.map((word) => word.replace(/^\u2212/, "-")) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return err(`${message.replace(/\. .*$/s, "")}. See house-band help`);
  }
}
