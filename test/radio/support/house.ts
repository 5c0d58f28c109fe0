// A house in a guest: virtual controllers, the real bluetoothd and bluez-alsa, some loudspeakers, and a bridge as it is
// installed. What is started here, and how, is what the installer's units say (bridge-firmware/system).
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { type Bridge, startBridge } from "./bridge.ts";
import { bootGuest, type Guest, type GuestOptions } from "./guest.ts";
import { type Heard, hear } from "./heard.ts";
import { makeMusic } from "./music.ts";
import { createSpeaker, type GuestSpeaker, type SpeakerWish } from "./speaker.ts";
import { WISHES_FILE } from "./virtual-controllers.ts";

export type HouseOptions = GuestOptions & {
  readonly speakers: readonly SpeakerWish[];
  /** The bridge's Bluetooth adapters; 1 where absent. */
  readonly adapters?: number;
  /** Controllers that are nobody's yet; 0 where absent. */
  readonly spares?: number;
};

export type House = {
  readonly guest: Guest;
  readonly speaker: (name: string) => GuestSpeaker;
  readonly speakers: readonly GuestSpeaker[];
  /** The bridge's adapters: hci0, … */
  readonly adapters: readonly string[];
  readonly adapterAddresses: readonly string[];
  /** The numbers of controllers that are nobody's yet: hci of it. */
  readonly spares: readonly number[];
  /** Starts a bridge that knows nobody, or the one that ran before. */
  readonly startBridge: () => Promise<Bridge>;
  /** Ends bluetoothd as a crash does, and starts it again as systemd does. @returns when it died */
  readonly crashBluetoothd: () => Promise<number>;
  /** What has reached the speakers so far. */
  readonly heard: () => Promise<Heard>;
  /** Forgets what has reached the speakers so far, which takes the longer to hear the more there is. */
  readonly listenAnew: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** The first controller's address, and those after it, as btvirt gives them: the bridge's come first. */
export const addressOf = (controller: number): string => {
  const byte = controller.toString(16).toUpperCase().padStart(2, "0");
  return `00:AA:01:${byte}:00:${byte}`;
};

const READY_WITHIN_MS = 30_000;
/** systemd's own waiting before it starts a service again. @see systemd.service(5) RestartSec= */
const RESTART_AFTER_MS = 100;

/** Resolves when bluetoothd, bluez-alsa and the speakers are there. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const { speakers: wishes, adapters: count = 1, spares: spareCount = 0 } = options;
  const guest = await bootGuest(options);
  const adapters = Array.from({ length: count }, (_, index) => `hci${index}`);
  const speakers = wishes.map((wish, index) => {
    const controller = count + index;
    return createSpeaker(guest, { ...wish, address: addressOf(controller), controller });
  });
  const startBluetoothd = () =>
    guest.start("bluetoothd", [BLUETOOTHD, "-n", "-f", "/radio/program/system/bluetooth.conf"]);
  const untilReady = (times: number) =>
    guest.untilLog("speakers", new RegExp(`(?:the speakers are ready[^]*){${times}}`), READY_WITHIN_MS);
  const spares = Array.from({ length: spareCount }, (_, index) => count + speakers.length + index);
  const controllers = count + speakers.length + spareCount;
  let starts = 1;

  try {
    await giveMusic(join(guest.folder, "music"));
    await letSpeakersKnow(guest, speakers, count);
    await guest.start("controllers", ["/radio/exchange/guest/btvirt", `-l${controllers}`]);
    await guest.until("the controllers", async () => countControllers(guest, controllers), READY_WITHIN_MS);
    await startBluetoothd();
    const told = speakers.map(({ name, address, controller, reportsDelay }) => ({
      name,
      address,
      hci: `hci${controller}`,
      reportsDelay,
    }));
    const program = ["python3", "/radio/exchange/guest/speakers.py", JSON.stringify(told)];
    await guest.start("speakers", program);
    await untilReady(starts);
    await startBluealsa(guest, adapters);
  } catch (error) {
    const log = await guest.log("bluetoothd").catch(String);
    await guest.end();
    throw new Error(`the house is not ready: ${String(error)}\nbluetoothd: ${log.slice(-2_000)}`);
  }
  return {
    guest,
    speakers,
    adapters,
    adapterAddresses: adapters.map((_, index) => addressOf(index)),
    spares,
    speaker(name) {
      const found = speakers.find((speaker) => speaker.name === name);
      if (!found) throw new Error(`there is no speaker ${name}: ${speakers.map((one) => one.name).join(", ")}`);
      return found;
    },
    startBridge: () => startBridge(guest, { adapters }),
    async crashBluetoothd() {
      starts += 1;
      const withIt = (await bluealsaUnit()).isPartOfBluetoothd;
      const died = await guest.stop("bluetoothd", "KILL");
      await guest.pause(RESTART_AFTER_MS);
      if (withIt) await guest.stop("bluealsa");
      await startBluetoothd();
      await untilReady(starts);
      if (withIt) await startBluealsa(guest, adapters);
      return died.startedMs;
    },
    heard: () => hear(guest, speakers),
    listenAnew: async () => void (await guest.tell("speakers", { kind: "start_over" }, z.unknown())),
    close: guest.end,
  };
}

const BLUETOOTHD = "/usr/libexec/bluetooth/bluetoothd";

async function countControllers(guest: Guest, expected: number): Promise<true | null> {
  const { value } = await guest.run(["sh", "-c", "ls /sys/class/bluetooth | grep -c '^hci[0-9]*$'"]);
  return Number(value.out) === expected || null;
}

/**
 * Bridge and speakers are in one bluetoothd here. A speaker that has never met the bridge would ask it for its end points
 * while it is being connected by it, and would ask the bridge's own agent whether the bridge may: what it would learn is
 * put where bluetoothd keeps it.
 */
async function letSpeakersKnow(guest: Guest, speakers: readonly GuestSpeaker[], adapters: number): Promise<void> {
  const endPoints = "[General]\nName=bridge\n\n[Endpoints]\n01=00:00:01:ffff02fa\n";
  const trust = "[General]\nName=bridge\nTrusted=true\nBlocked=false\nSupportedTechnologies=BR/EDR;\n";
  for (const { address } of speakers) {
    for (let adapter = 0; adapter < adapters; adapter++) {
      const folder = `/var/lib/bluetooth/${address}`;
      await guest.write(`${folder}/cache/${addressOf(adapter)}`, endPoints);
      await guest.write(`${folder}/${addressOf(adapter)}/info`, trust);
    }
  }
  const wishes = speakers.map((one) => `${one.controller} ${(one.delayMs ?? 0) * 10} ${one.hasVolume ? 1 : 0}`);
  await guest.write(WISHES_FILE, `${wishes.join("\n")}\n`);
}

/** What the installer tells systemd of bluez-alsa. */
async function bluealsaUnit() {
  const unit = await readFile(BLUEALSA_UNIT, "utf8");
  const [, line] = /^ExecStart=(\/.*)$/m.exec(unit) ?? [];
  if (line === undefined) throw new Error("the unit of bluez-alsa starts nothing");
  const nice = Number(/^Nice=(.*)$/m.exec(unit)?.[1]);
  return {
    argv: line.replace(/ -S /, " ").split(" "),
    nice,
    isPartOfBluetoothd: /^PartOf=bluetooth\.service$/m.test(unit),
  };
}

const BLUEALSA_UNIT = new URL("../../../bridge-firmware/system/dropins/bluealsa.conf", import.meta.url);

/** Except that the speakers' adapters are not the bridge's. */
async function startBluealsa(guest: Guest, adapters: readonly string[]): Promise<void> {
  const { argv, nice } = await bluealsaUnit();
  const only = adapters.flatMap((adapter) => ["-i", adapter]);
  await guest.start("bluealsa", [...argv, ...only], { nice });
  const owned = [
    "dbus-send",
    "--system",
    "--print-reply",
    "--dest=org.freedesktop.DBus",
    "/",
    HAS_OWNER,
    "string:org.bluealsa",
  ];
  const look = async () => (await guest.run(owned)).value.out.includes("boolean true") || null;
  await guest.until("bluez-alsa on the bus", look, READY_WITHIN_MS);
}

const HAS_OWNER = "org.freedesktop.DBus.NameHasOwner";

async function giveMusic(folder: string): Promise<void> {
  await mkdir(folder);
  await copyFile(await makeMusic(), join(folder, "noise.wav"));
}
