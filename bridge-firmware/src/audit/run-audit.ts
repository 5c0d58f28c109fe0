// The audit: which things are looked at, with what, and who judges them. Looks at all of them at once; each look has its
// own deadline, so the whole is over within two of those.
import type { VoiceSettings } from "../announcer-port.ts";
import { RECEIVER_NAMES, type ReceiverKind } from "../receivers.ts";
import { type Finding, fine, type Seen, seen, toFinding, toNeeded } from "./finding.ts";
import { judgeCertificate } from "./judge-certificate.ts";
import { judgeClock, judgeCloud, judgeDisk, judgeResolver, judgeRoute, judgeServices } from "./judge-machine.ts";
import { judgeMicrophones, toCaptureDevice } from "./judge-microphones.ts";
import { judgeAdapters, judgeAudioService, judgeConflicts, judgeSwitches, judgeUsb, judgeWifi } from "./judge-radio.ts";
import { judgeReceiver } from "./judge-receivers.ts";
import { expectedOf, judgeVersion } from "./judge-versions.ts";
import type { Part } from "./known-versions.ts";

/** How the audit looks at the machine. Every look ends within its deadline and never throws. */
export type Tools = {
  run(command: string, ...args: string[]): Promise<Seen<string>>;
  read(path: string): Promise<Seen<string>>;
  /** Names in a folder; none where there is no such folder. */
  list(path: string): Promise<Seen<readonly string[]>>;
  /** Where a link leads in the end. */
  resolve(path: string): Promise<Seen<string>>;
  freeBytes(path: string): Promise<Seen<number>>;
  /** Null where a connection was made, else what went wrong. */
  reach(host: string, port: number): Promise<string | null>;
};

export type AuditSettings = {
  readonly dataDirectory: string;
  readonly cloud: { readonly host: string; readonly port: number } | null;
  /** Absent where the bridge is not enrolled by itself: its settings name a cloud, or there is no bridge. */
  readonly rotateAfterDays?: number;
  readonly speech: VoiceSettings;
  /** Those that the settings ask for, and the program of each. */
  readonly receivers: readonly { readonly kind: ReceiverKind; readonly command: string }[];
};

const SERVICES = ["bluetooth", "bluealsa", "house-band"] as const;
/** Its names in 4.0 and in 4.3. */
const AUDIO_SERVICES: ReadonlySet<string> = new Set(["bluealsa", "bluealsad"]);
const WIREPLUMBER_TOLD = [
  "/etc/wireplumber/bluetooth.lua.d/51-house-band.lua",
  "/etc/wireplumber/wireplumber.conf.d/51-house-band.conf",
];

/** Everything there is to look at, in the order in which it is told. */
export async function runAudit(tools: Tools, settings: AuditSettings): Promise<readonly Finding[]> {
  const version = async (name: string, part: Part, printed: Promise<Seen<string>>) =>
    toNeeded(name, expectedOf(part), await printed, (text) => judgeVersion(part, text));
  return Promise.all([
    version("kernel", "kernel", tools.run("uname", "-rv")),
    version("BlueZ", "bluez", tools.run("/usr/libexec/bluetooth/bluetoothd", "--version")),
    version("bluez-alsa", "bluez-alsa", tools.run("bluealsa", "--version")),
    version("MPD", "mpd", tools.run("mpd", "--version")),
    version("Node.js", "node", Promise.resolve(seen(process.version))),
    lookAtServices(tools),
    tools.run("timedatectl", "show").then((text) => toFinding("clock", "set by the network", text, judgeClock)),
    lookAtDisk(tools, settings.dataDirectory),
    tools.read("/proc/net/route").then((text) => toFinding("route", "a way to the network", text, judgeRoute)),
    tools.read("/etc/resolv.conf").then((text) => toFinding("names", "a name server", text, judgeResolver)),
    ...(settings.cloud ? [lookAtCloud(tools, settings.cloud)] : []),
    ...(settings.rotateAfterDays === undefined
      ? []
      : [lookAtCertificate(tools, settings.dataDirectory, settings.rotateAfterDays)]),
    lookAtAdapters(tools),
    lookAtSwitches(tools),
    lookAtConflicts(tools),
    lookAtAudioService(tools),
    lookAtWifi(tools),
    lookAtUsb(tools),
    lookAtMicrophones(tools),
    lookAtVoice(tools, settings.speech),
    ...settings.receivers.map((receiver) => lookAtReceiver(tools, receiver)),
  ]);
}

async function lookAtServices(tools: Tools): Promise<Finding> {
  const states = await tools.run("systemctl", "is-active", ...SERVICES);
  return toFinding("services", `${SERVICES.join(", ")} run`, states, (text) => judgeServices(SERVICES, text));
}

async function lookAtDisk(tools: Tools, directory: string): Promise<Finding> {
  const [freeBytes, mounts] = await Promise.all([tools.freeBytes(directory), tools.read("/proc/mounts")]);
  const disk = both(freeBytes, mounts, (free, text) => ({ directory, freeBytes: free, mounts: text }));
  return toFinding("disk", "500 MB free, and writable", disk, judgeDisk);
}

async function lookAtCloud(tools: Tools, { host, port }: { host: string; port: number }): Promise<Finding> {
  const fault = await tools.reach(host, port);
  return toFinding("cloud", "can be reached", seen({ host, port, fault }), judgeCloud);
}

/** Only root and the bridge itself may read it: the key is in it. */
async function lookAtCertificate(tools: Tools, directory: string, rotateAfterDays: number): Promise<Finding> {
  const names = await tools.list(directory);
  const isEnrolled = names.kind !== "seen" || names.value.includes("identity.json");
  const text = isEnrolled ? await tools.read(`${directory}/identity.json`) : seen(null);
  const expected = `changed before it is ${rotateAfterDays} days old`;
  return toFinding("certificate", expected, text, (read) => judgeCertificate(read, rotateAfterDays, Date.now()));
}

async function adaptersOf(tools: Tools) {
  return eachIn(tools, "/sys/class/bluetooth", async (name, path) => {
    const device = await tools.resolve(path);
    // links of an adapter ("hci0:12") are listed beside it
    return /^hci\d+$/.test(name) && device.kind === "seen" ? { name, devicePath: device.value } : null;
  });
}

async function lookAtAdapters(tools: Tools): Promise<Finding> {
  return toFinding("adapters", "a Bluetooth adapter", await adaptersOf(tools), judgeAdapters);
}

async function lookAtSwitches(tools: Tools): Promise<Finding> {
  const switches = await eachIn(tools, "/sys/class/rfkill", async (name, path) => {
    const [type, soft, hard] = await Promise.all(
      ["type", "soft", "hard"].map((file) => textOf(tools, `${path}/${file}`)),
    );
    return { name, type: type ?? "", soft: soft ?? "", hard: hard ?? "" };
  });
  return toFinding("radio switch", "Bluetooth is switched on", switches, judgeSwitches);
}

async function lookAtConflicts(tools: Tools): Promise<Finding> {
  const processes = await eachIn(tools, "/proc", async (name, path) =>
    /^\d+$/.test(name) ? textOf(tools, `${path}/comm`) : null,
  );
  const told = await Promise.all(WIREPLUMBER_TOLD.map((file) => tools.read(file)));
  const isWirePlumberTold = told.some(({ kind }) => kind === "seen");
  const conflicts = processes.kind === "seen" ? seen({ processes: processes.value, isWirePlumberTold }) : processes;
  return toFinding("conflicts", "nobody else takes the speakers", conflicts, judgeConflicts);
}

/** Which layer carries the speakers: bluez-alsa, told to. Others take one speaker an adapter. */
async function lookAtAudioService(tools: Tools): Promise<Finding> {
  const running = await eachIn(tools, "/proc", async (name, path) => {
    if (!/^\d+$/.test(name) || !AUDIO_SERVICES.has((await textOf(tools, `${path}/comm`)) ?? "")) return null;
    const commandLine = await textOf(tools, `${path}/cmdline`);
    return commandLine === null ? null : commandLine.split("\0").filter((word) => word !== "");
  });
  const expected = "bluez-alsa runs, for speakers and for sources";
  return toFinding("audio service", expected, running, ([first = []]) => judgeAudioService(first));
}

/** A machine without Wi-Fi needs nothing that could look at it; without `iw` there is only a hint. */
async function lookAtWifi(tools: Tools): Promise<Finding> {
  const radios = await tools.list("/sys/class/ieee80211");
  const isWireless = radios.kind !== "seen" || radios.value.length > 0;
  const printed = isWireless ? await tools.run("iw", "dev") : seen("");
  const finding = toFinding("Wi-Fi", "5 GHz, or a cable", printed, isWireless ? judgeWifi : () => fine("none here"));
  return printed.kind === "absent" ? { ...finding, todo: "sudo apt install iw, to have it looked at" } : finding;
}

async function lookAtUsb(tools: Tools): Promise<Finding> {
  const adapters = await adaptersOf(tools);
  // "usb3" is a hub of the machine itself; "3-1" is what was plugged in
  const speeds = await eachIn(tools, "/sys/bus/usb/devices", async (name, path) =>
    /^\d+-[\d.]+$/.test(name) ? textOf(tools, `${path}/speed`) : null,
  );
  const usb = both(speeds, adapters, (some, known) => ({ some, known }));
  return toFinding("USB", "no USB 3 device beside a Bluetooth adapter", usb, ({ some, known }) =>
    judgeUsb(
      some,
      known.some(({ devicePath }) => /\/usb\d/.test(devicePath)),
    ),
  );
}

const SOUND = "/sys/class/sound";

async function lookAtMicrophones(tools: Tools): Promise<Finding> {
  const devices = await eachIn(tools, SOUND, async (name) => {
    const device = toCaptureDevice(name);
    return device && { ...device, cardId: (await textOf(tools, `${SOUND}/card${device.card}/id`)) ?? `${device.card}` };
  });
  return toFinding("microphone", "one that hears the speakers", devices, judgeMicrophones);
}

/** A bridge without a voice plays as well; it can't announce. */
async function lookAtVoice(tools: Tools, speech: VoiceSettings): Promise<Finding> {
  const expected = "a program that speaks";
  if (speech.kind === "none") return toFinding("voice", expected, seen(""), () => fine("none, by the settings"));
  const { program } = speech;
  const printed = await tools.run(program, speech.kind === "piper" ? "--help" : "--version");
  const finding = toFinding("voice", expected, printed, () => fine(program));
  if (printed.kind !== "absent") return finding;
  const todo = speech.kind === "piper" ? 'see "speech" in the settings' : "sudo apt install espeak-ng, to announce";
  return { ...finding, todo };
}

const RECEIVER_UNITS = ["shairport-sync", "gmediarender", "avahi-daemon"] as const;

async function lookAtReceiver(tools: Tools, { kind, command }: AuditSettings["receivers"][number]): Promise<Finding> {
  const [printed, states] = await Promise.all([
    tools.run(command, kind === "airplay" ? "-V" : "--version"),
    tools.run("systemctl", "is-active", ...RECEIVER_UNITS),
  ]);
  const active = states.kind === "seen" ? states.value.trim().split("\n") : [];
  const running = RECEIVER_UNITS.filter((_, n) => active[n]?.trim() === "active");
  const version = printed.kind === "seen" ? printed.value : null;
  const looked = printed.kind === "unseen" ? printed : seen({ kind, version, running });
  return toFinding(RECEIVER_NAMES[kind], "its program is there, and can be found", looked, judgeReceiver);
}

/** What a look at each entry of a folder brought; entries that brought nothing are left out. */
async function eachIn<T>(
  tools: Tools,
  folder: string,
  look: (name: string, path: string) => Promise<T | null>,
): Promise<Seen<readonly T[]>> {
  const names = await tools.list(folder);
  if (names.kind !== "seen") return names;
  const found = await Promise.all(names.value.map((name) => look(name, `${folder}/${name}`)));
  return seen(found.filter((one) => one !== null));
}

async function textOf(tools: Tools, path: string): Promise<string | null> {
  const text = await tools.read(path);
  return text.kind === "seen" ? text.value.trim() : null;
}

function both<A, B, T>(first: Seen<A>, second: Seen<B>, join: (first: A, second: B) => T): Seen<T> {
  if (first.kind !== "seen") return first;
  if (second.kind !== "seen") return second;
  return seen(join(first.value, second.value));
}
