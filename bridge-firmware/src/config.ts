// The daemon's configuration file: one schema with defaults, read once. A mistake gets its line and what was expected.
// Secrets are never in it: it names the files that hold them.
import { readFile } from "node:fs/promises";
import { BluetoothAddress, err, LatencyMs, ok, type Result, ThingName, VolumePercent } from "@house-band/contract";
import * as z from "zod/mini";
import { DEFAULT_VOICE } from "./announcer-port.ts";
import { DEFAULT_WRITE_AHEAD_MS, WriteAheadMs } from "./engine/protocol.ts";
import { InputSettings, inputKeys, NO_INPUT_SETTINGS } from "./input-settings.ts";
import { ADAPTER_NAME } from "./pairing-port.ts";
import { LONGEST_LEAD_IN_MS, SpeakerModel } from "./speaker-models.ts";
import { didYouMean } from "./text/did-you-mean.ts";
import { type JsonPath, type LinedJson, parseLinedJson } from "./text/lined-json.ts";

const path = z.string().check(z.minLength(1));

const SimSpeaker = z.strictObject({
  address: BluetoothAddress,
  name: z.string().check(z.minLength(1)),
  model: z._default(z.string(), "simulated"),
  /** What the speaker says of its own delay; null where it says nothing. */
  reportedDelayMs: z._default(z.nullable(LatencyMs), 150),
  /** What really passes until the sound leaves its cone. */
  actualLatencyMs: z._default(LatencyMs, 150),
  /** Each new link's latency differs from the actual one by up to this much. */
  jitterMs: z._default(z.number().check(z.gte(0), z.lte(500)), 0),
  /** How loud it is for what it is given, against the loudest there are. */
  sensitivityDb: z._default(z.number().check(z.gte(-40), z.lte(0)), 0),
  batteryPercent: z._default(z.nullable(VolumePercent), null),
  mood: z._default(
    z.enum(["awake", "asleep", "out-of-range", "stolen-by-a-phone", "refuses-codec", "vanishes-mid-song"]),
    "awake",
  ),
  codec: z._default(z.string(), "SBC"),
  /** Where the engine records what leaves its cone. */
  recordPath: z.optional(path),
});

const Adapter = z.string().check(z.regex(ADAPTER_NAME));

const SimStranger = z.strictObject({
  ...SimSpeaker.shape,
  icon: z._default(z.string(), "audio-headphones"),
  signalDbm: z._default(z.number().check(z.gte(-127), z.lte(20)), -60),
  isSpeaker: z._default(z.boolean(), true),
  /** What it wants to be told before it pairs; without one it asks nothing. */
  pin: z.optional(z.string().check(z.regex(/^[\x20-\x7e]{1,16}$/))),
});

/** Somebody who plays to the bridge, in software. */
const SimSender = z.strictObject({
  address: BluetoothAddress,
  name: z.string().check(z.minLength(1)),
  kind: z.enum(["echo", "phone"]),
  /** A sound file: what it plays, over and over. */
  playsFile: path,
  /** How much faster than this machine's its clock runs, in parts in a million. */
  driftPpm: z._default(z.number().check(z.gte(-500), z.lte(500)), 0),
  isPaired: z._default(z.boolean(), true),
  /** The titles that its player has; without them it offers no player. */
  titles: z.optional(z.array(z.string().check(z.minLength(1)))),
});

const WiredOutput = z.strictObject({
  /** What people call it until the home knows better. */
  name: z.string().check(z.minLength(1)),
  /**
   * As `aplay -L` lists it: hw:CARD=…,DEV=0 for a sound card, plughw:… where ALSA must convert. Or pipe:/… for a named
   * pipe that another program reads.
   */
  device: z.string().check(
    z.minLength(1),
    z.maxLength(200),
    z.refine((device) => !device.startsWith("pipe:") || device.startsWith("pipe:/"), {
      error: "expected an absolute path after pipe:",
    }),
  ),
  /** Kept in the device's queue beyond the 30 to 40 ms that the engine writes ahead: more where it runs dry. */
  queueMs: z._default(z.number().check(z.gte(0), z.lte(500)), 20),
  /** From the device to the sound: an amplifier or a television may take its time. */
  latencyMs: z._default(z.number().check(z.gte(0), z.lte(1_000)), 0),
});

/** Whoever asks hears within 90 s that the bridge is gone. */
export const DEFAULT_KEEPALIVE_SECONDS = 50;

export const DEFAULT_ROTATE_AFTER_DAYS = 180;

const Cloud = z.strictObject({
  /** mqtts://…:8883; mqtt:// on this machine only. */
  url: path,
  /** AWS takes 30 to 1,200; a dead bridge is noticed after one and a half times this: 75 s, if nothing is set. */
  keepaliveSeconds: z._default(z.int().check(z.gte(30), z.lte(1_200)), DEFAULT_KEEPALIVE_SECONDS),
  access: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("certificate"), caFile: path, certFile: path, keyFile: path }),
    z.strictObject({ kind: z.literal("login"), username: z.string(), passwordFile: path }),
  ]),
});

const EngineKind = z.discriminatedUnion("kind", [
  /** The daemon starts it. */
  z.strictObject({ kind: z.literal("child") }),
  /** The supervisor starts it, in a unit of its own, for whoever connects to this socket. */
  z.strictObject({ kind: z.literal("service"), socket: path }),
]);

const MicrophoneSettings = z.discriminatedUnion("kind", [
  /** Whatever can listen here and comes first; none where nothing can. */
  z.strictObject({ kind: z.literal("first") }),
  /** As `arecord -L` lists it: plughw:CARD=…,DEV=0 for a microphone, or a card's microphone input. */
  z.strictObject({ kind: z.literal("alsa"), device: z.string().check(z.minLength(1), z.maxLength(200)) }),
  z.strictObject({ kind: z.literal("none") }),
]);

const SpeechSettings = z.discriminatedUnion("kind", [
  /** Debian's package espeak-ng. `voice` as `espeak-ng --voices` lists it. */
  z.strictObject({
    kind: z.literal("espeak-ng"),
    program: z._default(path, "espeak-ng"),
    voice: z._default(z.string().check(z.regex(/^[a-z][a-z0-9+-]{1,39}$/i)), "en-us"),
  }),
  /** Piper, wherever it was put, with one of its voices (an .onnx file). */
  z.strictObject({ kind: z.literal("piper"), program: path, model: path }),
  z.strictObject({ kind: z.literal("none") }),
]);

const Directory = z.strictObject({
  kind: z.literal("radio-browser"),
  /** One of its servers, or a copy of one of your own: its host must then be in allowedHosts. */
  url: z._default(z.string().check(z.minLength(1), z.maxLength(500)), "https://all.api.radio-browser.info"),
  /** How many are fetched, the most popular first. */
  stations: z._default(z.int().check(z.gte(1), z.lte(20_000)), 5_000),
});

const Player = z.discriminatedUnion("kind", [
  /** The bridge reads and decodes the files below musicDirectory itself. No radio. */
  z.strictObject({ kind: z.literal("files") }),
  /** MPD keeps the library and the playlists, and decodes; streams are played too. */
  z.strictObject({
    kind: z.literal("mpd"),
    socket: path,
    /** Where the named pipes between MPD's players and the engine are. */
    pipeDirectory: path,
    /** Hosts of the home's own network that streams may come from, such as `nas.lan` or `192.168.1.5:9000`. */
    allowedHosts: z._default(z.array(z.string().check(z.minLength(1), z.maxLength(255))).check(z.maxLength(32)), []),
    /** Radio stations beside those that every bridge knows, and before them. */
    stations: z._default(
      z
        .array(
          z.strictObject({
            name: z.string().check(z.minLength(1), z.maxLength(100)),
            url: z.string().check(z.minLength(1), z.maxLength(2_000)),
            tags: z._default(z.array(z.string().check(z.minLength(1), z.maxLength(50))).check(z.maxLength(20)), []),
          }),
        )
        .check(z.maxLength(200)),
      [],
    ),
    /** Radio stations of the whole world, after all others. Without it nobody is asked for any. */
    directory: z.optional(Directory),
  }),
]);

export const DaemonConfig = z.strictObject({
  /** The bridge's name in AWS IoT: `hb-` and 16 characters. */
  thing: ThingName,
  /** Home, volumes, what played, the journal: nobody else may write here. */
  dataDirectory: path,
  /** The folder with the music. */
  musicDirectory: path,
  logLevel: z._default(z.enum(["error", "warn", "info", "debug"]), "info"),
  /** What played when the daemon ended plays again when it is back. */
  resumeOnStart: z._default(z.boolean(), true),
  /** From a command's receipt: a speaker without a link by then is reported missing. The cloud waits 2,500. */
  linkWithinMs: z._default(z.int().check(z.gte(100), z.lte(2_400)), 2_000),
  /** From a command's receipt: no sound by then is a failure. */
  soundWithinMs: z._default(z.int().check(z.gte(500), z.lte(60_000)), 6_000),
  /** Without it the bridge works by itself: no voice, and no home but the speakers it finds. */
  cloud: z.optional(Cloud),
  /** How old the certificate that it was enrolled with grows before the bridge changes it; up to a tenth less. */
  rotateAfterDays: z._default(z.int().check(z.gte(1), z.lte(3_650)), DEFAULT_ROTATE_AFTER_DAYS),
  /** Where the `house-band` command reaches the daemon; without it nothing listens. */
  controlSocket: z.optional(path),
  engine: z._default(EngineKind, { kind: "child" }),
  /** 30 to 250: more where the machine stands still now and then; volume, pause and stop are heard that much later. */
  writeAheadMs: z._default(WriteAheadMs, DEFAULT_WRITE_AHEAD_MS),
  player: z._default(Player, { kind: "files" }),
  bluetooth: z.discriminatedUnion("kind", [
    /** Speakers that exist in software: for trying out, and for tests. */
    z.strictObject({
      kind: z.literal("sim"),
      seed: z._default(z.int(), 1),
      speakers: z.array(SimSpeaker).check(z.maxLength(32)),
      /** Devices around the house that can be paired: for trying that out. */
      nearby: z._default(z.array(SimStranger).check(z.maxLength(32)), []),
      /** An Echo and phones that play to the bridge. */
      senders: z._default(z.array(SimSender).check(z.maxLength(8)), []),
    }),
    /** Real ones, by this machine's bluetoothd. */
    z.strictObject({
      kind: z.literal("bluez"),
      /** The adapters that are the bridge's, by address (which stays) or name; absent: all of them. */
      adapters: z.optional(z.array(Adapter).check(z.minLength(1), z.maxLength(8))),
      /** As D-Bus writes it; absent: this machine's system bus. */
      busAddress: z.optional(z.string().check(z.regex(/^(unix|tcp):.+/))),
      /** What you know of your speakers by their models, before what every bridge knows of them. */
      models: z._default(z.array(SpeakerModel).check(z.maxLength(100)), []),
      /** How long before its first sound a speaker that was idle is woken. */
      leadInMs: z._default(z.number().check(z.gte(0), z.lte(LONGEST_LEAD_IN_MS)), 300),
      /** All speakers are kept awake for this long after they last played; absent: only those known to need it. */
      keepAwakeMinutes: z.optional(z.number().check(z.gte(0), z.lte(1_440))),
    }),
    /** Wired outputs only. */
    z.strictObject({ kind: z.literal("none") }),
  ]),
  /** What plays to the bridge: where it is heard when nobody has asked for it, and how much of it is kept in hand. */
  inputs: z._default(InputSettings, NO_INPUT_SETTINGS),
  /** What hears how well the speakers play together. It stands where people listen. */
  microphone: z._default(MicrophoneSettings, { kind: "first" }),
  /** What speaks announcements. */
  speech: z._default(SpeechSettings, DEFAULT_VOICE),
  /** Whether it listens, too, while speakers that were calibrated by it play, so that they stay in time. */
  watch: z._default(z.enum(["on", "off"]), "on"),
  /** Amplifiers and powered speakers on a cable. Each device once. */
  wired: z._default(
    z.array(WiredOutput).check(
      z.maxLength(16),
      z.refine((outputs) => new Set(outputs.map(({ device }) => device)).size === outputs.length, {
        error: "expected each device once",
      }),
    ),
    [],
  ),
});
export type DaemonConfig = z.infer<typeof DaemonConfig>;

/** Every setting there is by its first two words, so that an upgrade can say which are new. */
export function settingNames(): readonly string[] {
  const cloud = Object.keys(Cloud.shape).map((name) => `cloud.${name}`);
  return [...Object.keys(DaemonConfig.shape), ...cloud].sort();
}

/** @returns the configuration, or everything that is wrong with the file, one line of text for each mistake. */
export async function readConfigFile(file: string): Promise<Result<DaemonConfig, string>> {
  try {
    return parseConfig(await readFile(file, "utf8"), file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(`${file}: can't be read: ${reason}; expected a JSON file that the bridge's user may read`);
  }
}

/** The same from a text; `file` is the name that mistakes are told with. */
export function parseConfig(text: string, file: string): Result<DaemonConfig, string> {
  const json = parseLinedJson(text);
  if (!json.ok)
    return err(`${file}:${json.error.line}: ${json.error.message} (comments and trailing commas are no JSON)`);
  const parsed = DaemonConfig.safeParse(json.value.value);
  if (parsed.success) return ok(Object.freeze(parsed.data));
  return err(parsed.error.issues.flatMap((issue) => mistakes(issue, json.value, file)).join("\n"));
}

function mistakes(issue: z.core.$ZodIssue, json: LinedJson, file: string): readonly string[] {
  const at = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const where = `${file}:${json.lineOf([...at, key])}: `;
      return `${where}"${key}" is no setting${didYouMean(key, keysAt(at, json))}`;
    });
  }
  const got = json.at(at);
  const value = got === undefined ? "nothing" : JSON.stringify(got).slice(0, 60);
  return [`${file}:${json.lineOf(at)}: ${at.join(".") || "the file"}: got ${value}; ${expectation(issue)}`];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${issue.expected}`;
    case "invalid_value":
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "too_big":
      return `expected at most ${issue.maximum}`;
    case "too_small":
      return `expected at least ${issue.minimum}`;
    case "invalid_format":
      return `expected text like ${issue.pattern ?? issue.format}`;
    default:
      return issue.message;
  }
}

/** The settings that exist at a place, for a suggestion. */
function keysAt(at: JsonPath, json: LinedJson): readonly string[] {
  const [section] = at;
  if (section === undefined) return Object.keys(DaemonConfig.shape);
  if (section === "inputs") return inputKeys(at);
  if (section === "wired") return Object.keys(WiredOutput.shape);
  if (section === "bluetooth" && at.includes("speakers")) return Object.keys(SimSpeaker.shape);
  if (section === "bluetooth" && at.includes("models")) return Object.keys(SpeakerModel.shape);
  if (section === "bluetooth" && at.includes("senders")) return Object.keys(SimSender.shape);
  if (section === "bluetooth")
    return DaemonConfig.shape.bluetooth.def.options.flatMap(({ shape }) => Object.keys(shape));
  if (section === "player") return playerKeys(at);
  if (section === "microphone") return MicrophoneSettings.def.options.flatMap(({ shape }) => Object.keys(shape));
  if (section === "speech") return SpeechSettings.def.options.flatMap(({ shape }) => Object.keys(shape));
  if (section === "engine") return EngineKind.def.options.flatMap(({ shape }) => Object.keys(shape));
  if (at.length === 1) return Object.keys(Cloud.shape);
  const kind = json.at([...at, "kind"]);
  const access = Cloud.shape.access.def.options.filter(({ shape }) => shape.kind.def.values[0] === kind);
  return access.flatMap(({ shape }) => Object.keys(shape));
}

function playerKeys(at: JsonPath): readonly string[] {
  if (at.includes("stations")) return ["name", "url", "tags"];
  if (at.includes("directory")) return Object.keys(Directory.shape);
  return Player.def.options.flatMap(({ shape }) => Object.keys(shape));
}
