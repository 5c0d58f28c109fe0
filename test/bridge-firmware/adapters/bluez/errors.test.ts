import { describe, expect, it } from "@jest/globals";
import {
  BY_BLUEZ_NAME,
  BY_DBUS_NAME,
  BY_REASON,
  toLogFields,
  toSentence,
  toSpeakerVerdict,
  toVerdict,
} from "../../../../bridge-firmware/src/adapters/bluez/errors.ts";

const AWAY = ["retry", "SPEAKER_OFFLINE", true, "Fire Pit is off or out of range"] as const;
const UNREACHED = ["retry", "SPEAKER_OFFLINE", true, "Fire Pit could not be reached"] as const;
const TAKEN = ["retry", "SPEAKER_BUSY", true, "Fire Pit is connected to another device"] as const;
const UNPAIRED = ["pair-again", "SPEAKER_UNPAIRED", false, "Fire Pit needs pairing again"] as const;
const NO_POWER = ["power", "ADAPTER_DOWN", true, "Bluetooth on the bridge is restarting"] as const;
const NOTHING = ["wait", null, true, null] as const;
const NO_SPEAKER = ["give-up", "SPEAKER_REFUSED", false, "Fire Pit is not a speaker"] as const;
const REFUSED = ["end", "SPEAKER_REFUSED", false, "pairing was refused"] as const;
const GONE = ["rediscover", "SPEAKER_OFFLINE", false, "Fire Pit was not found"] as const;
const SILENT = ["reconnect", "ADAPTER_DOWN", true, null] as const;
const NO_ROOM = ["retry", "ADAPTER_FULL", true, "Bluetooth on the bridge can't hold another speaker"] as const;
const STUCK = ["retry", "ADAPTER_DOWN", true, "Bluetooth on the bridge could not make the connection"] as const;
const FORBIDDEN = ["retry", "ADAPTER_DOWN", true, "the bridge may not use Bluetooth on this machine"] as const;
const NO_AUDIO = ["retry", "AUDIO_SERVICE_DOWN", true, "Bluetooth audio on the bridge is not running"] as const;

const REASONS = [
  ["page-timeout", AWAY],
  ["timeout", AWAY],
  ["sdp-search", UNREACHED],
  ["aborted-by-local", UNREACHED],
  ["abort-by-local", UNREACHED],
  ["canceled", UNREACHED],
  ["unknown", UNREACHED],
  ["lmp-protocol-error", UNREACHED],
  ["link-layer-protocol-error", UNREACHED],
  ["gatt-browsing", UNREACHED],
  ["refused", TAKEN],
  ["busy", TAKEN],
  ["aborted-by-remote", TAKEN],
  ["abort-by-remote", TAKEN],
  ["key-missing", UNPAIRED],
  ["adapter-not-powered", NO_POWER],
  ["already-connected", NOTHING],
  ["profile-unavailable", NO_SPEAKER],
  ["not-supported", NO_SPEAKER],
  ["invalid-argument", NO_SPEAKER],
  ["invalid-arguments", NO_SPEAKER],
  ["concurrent-connection-limit", NO_ROOM],
  ["bad-socket", STUCK],
  ["create-socket", STUCK],
  ["memory-allocation", STUCK],
] as const;

const BLUEZ_NAMES = [
  ["NotReady", NO_POWER],
  ["Blocked", NO_POWER],
  ["InProgress", NOTHING],
  ["AlreadyConnected", NOTHING],
  ["AlreadyExists", NOTHING],
  ["NotConnected", NOTHING],
  ["DoesNotExist", GONE],
  ["NotAvailable", NO_SPEAKER],
  ["NotSupported", NO_SPEAKER],
  ["InvalidArguments", NO_SPEAKER],
  ["BREDR.ProfileUnavailable", NO_SPEAKER],
  ["NotAuthorized", UNPAIRED],
  ["NotPermitted", UNPAIRED],
  ["AuthenticationCanceled", UNPAIRED],
  ["AuthenticationFailed", UNPAIRED],
  ["AuthenticationRejected", UNPAIRED],
  ["AuthenticationTimeout", UNPAIRED],
  ["ConnectionAttemptFailed", AWAY],
  ["Canceled", REFUSED],
  ["Rejected", REFUSED],
] as const;

const DBUS_NAMES = [
  ["NoReply", SILENT],
  ["Timeout", SILENT],
  ["TimedOut", SILENT],
  ["Disconnected", SILENT],
  ["NameHasNoOwner", SILENT],
  ["ServiceUnknown", SILENT],
  ["NoServer", SILENT],
  ["AccessDenied", FORBIDDEN],
  ["UnknownObject", GONE],
  ["UnknownMethod", GONE],
  ["UnknownInterface", GONE],
] as const;

const FAILED = "org.bluez.Error.Failed";
const read = (verdict: ReturnType<typeof toVerdict>) => [
  verdict.action,
  verdict.code,
  verdict.retryable,
  toSentence(verdict, "Fire Pit"),
];

describe("an error of bluetoothd", () => {
  it.each(REASONS)("that Failed with br-connection-%s", (reason, expected) => {
    expect(read(toVerdict({ name: FAILED, message: `br-connection-${reason}` }))).toEqual(expected);
    expect(read(toVerdict({ name: FAILED, message: `le-connection-${reason}\n` }))).toEqual(expected);
  });

  it.each(BLUEZ_NAMES)("called org.bluez.Error.%s", (name, expected) => {
    expect(read(toVerdict({ name: `org.bluez.Error.${name}`, message: "whatever" }))).toEqual(expected);
  });

  it.each(DBUS_NAMES)("called org.freedesktop.DBus.Error.%s", (name, expected) => {
    expect(read(toVerdict({ name: `org.freedesktop.DBus.Error.${name}`, message: "whatever" }))).toEqual(expected);
  });

  it("is in the tables above if it is known at all", () => {
    expect(REASONS.map(([reason]) => reason)).toEqual(Object.keys(BY_REASON));
    expect(BLUEZ_NAMES.map(([name]) => name)).toEqual(Object.keys(BY_BLUEZ_NAME));
    expect(DBUS_NAMES.map(([name]) => name)).toEqual(Object.keys(BY_DBUS_NAME));
  });

  it.each([
    [FAILED, "Input/output error"],
    [FAILED, ""],
    [FAILED, "br-connection-constructor"],
    ["org.bluez.Error.SomethingNew", "br-connection-busy"],
    ["com.example.Error", "x"],
    ["", ""],
  ])("that nobody knows (%s: %s) is tried again later", (name, message) => {
    expect(read(toVerdict({ name, message }))).toEqual(UNREACHED);
  });

  it.each([
    [FAILED, "br-connection-profile-unavailable"],
    ["org.bluez.Error.BREDR.ProfileUnavailable", "No more profiles to connect to"],
    ["org.bluez.Error.NotAvailable", "Operation currently not available"],
  ])("about a missing profile (%s: %s) is the bridge's own where the speaker is one", (name, message) => {
    expect(read(toSpeakerVerdict({ name, message }))).toEqual(NO_AUDIO);
  });

  it("about anything else means the same of a speaker as of anybody", () => {
    expect(read(toSpeakerVerdict({ name: FAILED, message: "br-connection-key-missing" }))).toEqual(UNPAIRED);
    expect(read(toSpeakerVerdict({ name: "org.bluez.Error.NotSupported", message: "" }))).toEqual(NO_SPEAKER);
  });

  it.each([
    ["unknown", { tookMs: 0, wasLinked: false }, TAKEN],
    ["unknown", { tookMs: 10_200, wasLinked: true }, TAKEN],
    ["unknown", { tookMs: 20_000, wasLinked: true }, UNREACHED],
    ["create-socket", { tookMs: 300, wasLinked: true }, TAKEN],
    ["create-socket", { tookMs: 0, wasLinked: false }, STUCK],
    ["page-timeout", { tookMs: 5_120, wasLinked: false }, AWAY],
    ["canceled", { tookMs: 100, wasLinked: true }, UNREACHED],
    ["key-missing", { tookMs: 100, wasLinked: true }, UNPAIRED],
  ] as const)("br-connection-%s means of a speaker what its course (%j) says", (reason, course, expected) => {
    expect(read(toSpeakerVerdict({ name: FAILED, message: `br-connection-${reason}` }, course))).toEqual(expected);
  });

  it("is said with the speaker's name as it is, whatever is in it", () => {
    const verdict = toVerdict({ name: FAILED, message: "br-connection-page-timeout" });
    expect(toSentence(verdict, "$& <script> {speaker}")).toBe("$& <script> {speaker} is off or out of range");
  });

  it("is logged without its message, which may name an address", () => {
    expect(toLogFields({ name: FAILED, message: "br-connection-busy" })).toEqual({ error: FAILED, reason: "busy" });
    expect(toLogFields({ name: FAILED, message: "dev_00_AA_01_01_00_01 is away" })).toEqual({
      error: FAILED,
      reason: "",
    });
  });
});
