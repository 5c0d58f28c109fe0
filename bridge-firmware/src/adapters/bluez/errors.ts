// What bluetoothd's errors mean: what the bridge does about each, the code it is told upwards with, and the sentence for
// people. A table; who asked decides nothing here, but for a speaker that is known to be one.
// @see BlueZ src/error.c (names) and src/error.h "BR/EDR connection failure reasons" (messages of `Failed`)
import type { ConnectFault, LogFields } from "../../ports.ts";
import type { BusError } from "./bus-connection.ts";

export type BluezAction =
  /** Later, by the core's back-off. */
  | "retry"
  /** It is so, or becomes so: look at what holds after at most 10 s. */
  | "wait"
  /** Switch the adapter on; where that does not help, once off and on. */
  | "power"
  /** The keys don't match any more: only pairing helps. */
  | "pair-again"
  /** It can't be what it was taken for. */
  | "give-up"
  /** Somebody said no. */
  | "end"
  /** There is no such object any more. */
  | "rediscover"
  /** bluetoothd or the bus is gone or stuck: it is followed until it is back. */
  | "reconnect";

export type Verdict = {
  readonly action: BluezAction;
  /** Null where nothing is wrong. */
  readonly code: ConnectFault["code"] | null;
  readonly retryable: boolean;
  /** `{speaker}` stands for its name; null where people need not hear of it. */
  readonly sentence: string | null;
};

const say = (action: BluezAction, code: Verdict["code"], retryable: boolean, sentence: string | null): Verdict => ({
  action,
  code,
  retryable,
  sentence,
});

const AWAY = say("retry", "SPEAKER_OFFLINE", true, "{speaker} is off or out of range");
const UNREACHED = say("retry", "SPEAKER_OFFLINE", true, "{speaker} could not be reached");
const TAKEN = say("retry", "SPEAKER_BUSY", true, "{speaker} is connected to another device");
const UNPAIRED = say("pair-again", "SPEAKER_UNPAIRED", false, "{speaker} needs pairing again");
const NO_POWER = say("power", "ADAPTER_DOWN", true, "Bluetooth on the bridge is restarting");
const STATE = say("wait", null, true, null);
const NO_SPEAKER = say("give-up", "SPEAKER_REFUSED", false, "{speaker} is not a speaker");
const REFUSED = say("end", "SPEAKER_REFUSED", false, "pairing was refused");
const GONE = say("rediscover", "SPEAKER_OFFLINE", false, "{speaker} was not found");
const SILENT = say("reconnect", "ADAPTER_DOWN", true, null);
const NO_ROOM = say("retry", "ADAPTER_FULL", true, "Bluetooth on the bridge can't hold another speaker");
const STUCK = say("retry", "ADAPTER_DOWN", true, "Bluetooth on the bridge could not make the connection");
const FORBIDDEN = say("retry", "ADAPTER_DOWN", true, "the bridge may not use Bluetooth on this machine");
const NO_AUDIO_SERVICE = say("retry", "AUDIO_SERVICE_DOWN", true, "Bluetooth audio on the bridge is not running");

/** After `br-connection-` or `le-connection-`, in the message of `org.bluez.Error.Failed`. */
export const BY_REASON: Readonly<Record<string, Verdict>> = {
  "page-timeout": AWAY,
  timeout: AWAY,
  "sdp-search": UNREACHED,
  "aborted-by-local": UNREACHED,
  "abort-by-local": UNREACHED,
  canceled: UNREACHED,
  unknown: UNREACHED,
  "lmp-protocol-error": UNREACHED,
  "link-layer-protocol-error": UNREACHED,
  "gatt-browsing": UNREACHED,
  refused: TAKEN,
  busy: TAKEN,
  "aborted-by-remote": TAKEN,
  "abort-by-remote": TAKEN,
  "key-missing": UNPAIRED,
  "adapter-not-powered": NO_POWER,
  "already-connected": STATE,
  "profile-unavailable": NO_SPEAKER,
  "not-supported": NO_SPEAKER,
  "invalid-argument": NO_SPEAKER,
  "invalid-arguments": NO_SPEAKER,
  "concurrent-connection-limit": NO_ROOM,
  "bad-socket": STUCK,
  "create-socket": STUCK,
  "memory-allocation": STUCK,
};

/** After `org.bluez.Error.`; `Failed` is told apart by its message. */
export const BY_BLUEZ_NAME: Readonly<Record<string, Verdict>> = {
  NotReady: NO_POWER,
  Blocked: NO_POWER,
  InProgress: STATE,
  AlreadyConnected: STATE,
  AlreadyExists: STATE,
  NotConnected: STATE,
  DoesNotExist: GONE,
  NotAvailable: NO_SPEAKER,
  NotSupported: NO_SPEAKER,
  InvalidArguments: NO_SPEAKER,
  "BREDR.ProfileUnavailable": NO_SPEAKER,
  NotAuthorized: UNPAIRED,
  NotPermitted: UNPAIRED,
  AuthenticationCanceled: UNPAIRED,
  AuthenticationFailed: UNPAIRED,
  AuthenticationRejected: UNPAIRED,
  AuthenticationTimeout: UNPAIRED,
  ConnectionAttemptFailed: AWAY,
  Canceled: REFUSED,
  Rejected: REFUSED,
};

/** After `org.freedesktop.DBus.Error.`. */
export const BY_DBUS_NAME: Readonly<Record<string, Verdict>> = {
  NoReply: SILENT,
  Timeout: SILENT,
  TimedOut: SILENT,
  Disconnected: SILENT,
  NameHasNoOwner: SILENT,
  ServiceUnknown: SILENT,
  NoServer: SILENT,
  AccessDenied: FORBIDDEN,
  UnknownObject: GONE,
  UnknownMethod: GONE,
  UnknownInterface: GONE,
};

/** What an error means of a device of which nothing is known. What nobody has named is tried again later. */
export function toVerdict({ name, message }: BusError): Verdict {
  const [, bluez] = /^org\.bluez\.Error\.(.+)$/.exec(name) ?? [];
  if (bluez === "Failed") return lookUp(BY_REASON, reasonIn(message));
  if (bluez !== undefined) return lookUp(BY_BLUEZ_NAME, bluez);
  const [, dbus] = /^org\.freedesktop\.DBus\.Error\.(.+)$/.exec(name) ?? [];
  return lookUp(BY_DBUS_NAME, dbus ?? "");
}

/** Another's words come in as keys: `constructor` is no reason. */
const lookUp = (table: Readonly<Record<string, Verdict>>, key: string): Verdict =>
  (Object.hasOwn(table, key) ? table[key] : undefined) ?? UNREACHED;

/** How a try to connect went: how long it took, and whether there was a link meanwhile, with or without sound. */
export type ConnectCourse = { readonly tookMs: number; readonly wasLinked: boolean };

/** Nobody has been turned away so far. */
const NO_COURSE: ConnectCourse = { tookMs: Number.POSITIVE_INFINITY, wasLinked: false };

/**
 * Whoever answers a page does so within its 5 s, and its host within another 5; a link that is lost over it takes 20 s to
 * be noticed. @see Bluetooth Core 5.3, Vol 4 Part E 6.6, 6.7 and 6.21
 */
const ANSWERED_WITHIN_MS = 15_000;

/**
 * What it means of a device that has told that it is a speaker: then a profile that is not there is the bridge's own,
 * as while bluez-alsa is not running.
 */
export const toSpeakerVerdict = (error: BusError, course: ConnectCourse = NO_COURSE): Verdict => {
  if (isOwnLack(error)) return NO_AUDIO_SERVICE;
  return isTurnedAway(reasonIn(error.message), course) ? TAKEN : toVerdict(error);
};

/**
 * Has somebody answered who would not? Of a connection for music bluetoothd tells that nobody answered, and that it was
 * called off; all the rest is "unknown". What a speaker says about its streams on a link that is up, such as that they are
 * in use, it calls "create-socket". @see BlueZ 5.66 to 5.82, profiles/audio/a2dp.c: error_to_errno()
 */
const isTurnedAway = (reason: string, { tookMs, wasLinked }: ConnectCourse): boolean =>
  (reason === "unknown" && tookMs < ANSWERED_WITHIN_MS) || (reason === "create-socket" && wasLinked);

/** Is it the bridge that has no such profile? */
export const isOwnLack = ({ name, message }: BusError): boolean =>
  /\.(BREDR\.ProfileUnavailable|NotAvailable)$/.test(name) || reasonIn(message) === "profile-unavailable";

/** The sentence for people. */
export const toSentence = ({ sentence }: Verdict, speakerName: string): string | null =>
  sentence?.replaceAll("{speaker}", () => speakerName) ?? null;

/** For a log: a message with anything but a reason in it may name an address. */
export const toLogFields = ({ name, message }: BusError): LogFields => ({ error: name, reason: reasonIn(message) });

const reasonIn = (message: string): string => /^(?:br|le)-connection-([a-z-]+)$/.exec(message.trim())?.[1] ?? "";
