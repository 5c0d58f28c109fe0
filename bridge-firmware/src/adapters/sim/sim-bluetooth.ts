// A simulated home's Bluetooth behind the port, and a handle for whoever plays fate in it (sim-radio.ts is the air).
// What is heard is the engine's business: a transport leads to its `emulated` output.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import type { Bluetooth, PortFault } from "../../ports.ts";
import {
  AVRCP_FULL_VOLUME,
  cancelPages,
  comeBack,
  connect,
  createRadio,
  dropLink,
  emit,
  type Radio,
  type SimBluetoothOptions,
  type SimLink,
  startVanishing,
  toLink,
} from "./sim-radio.ts";
import { ANSWERS, type SimMood, type SimSpeaker } from "./sim-speaker.ts";

export type { SimBluetoothOptions } from "./sim-radio.ts";
export type { SimMood, SimSpeaker } from "./sim-speaker.ts";

/** The port, and the strings behind the scenery. An address nobody has throws: it is the caller's mistake. */
export type SimBluetooth = Bluetooth & {
  /** A connected speaker that falls asleep, leaves or is stolen loses its link at once. */
  setMood(address: BluetoothAddress, mood: SimMood): void;
  moodOf(address: BluetoothAddress): SimMood;
  /** Out of range from now on, whatever its mood. */
  vanish(address: BluetoothAddress): void;
  /** Reachable again, and it calls the bridge by itself. */
  comeBack(address: BluetoothAddress): void;
  /** At 0 % it switches itself off. */
  drainBattery(address: BluetoothAddress, toPercent: number): void;
  /** Somebody presses the speaker's own buttons. */
  pressVolume(address: BluetoothAddress, volumePercent: number): void;
  /** The speaker's own volume now, as it rounds it. */
  ownVolumePercent(address: BluetoothAddress): number;
  /** The speaker reports another delay than before, as some do minutes into a stream. */
  reportDelay(address: BluetoothAddress, reportedDelayMs: number): void;
  /** Whether sound is being written to it: the mood `vanishes-mid-song` waits for this. */
  notePlaying(address: BluetoothAddress, playing: boolean): void;
  /** One more speaker is paired from now on. */
  adopt(speaker: SimSpeaker): void;
  /** False where it is not paired. */
  rename(address: BluetoothAddress, name: string): boolean;
  /** Its link and its key are gone; false where it was not paired. */
  forget(address: BluetoothAddress): boolean;
  /** The whole radio, as when its USB stick is pulled. */
  setPowered(powered: boolean): void;
  isPowered(): boolean;
};

/** A radio with these speakers paired and none connected. */
export function createSimBluetooth(options: SimBluetoothOptions): SimBluetooth {
  const radio = createRadio(options);
  return { ...toPort(radio), ...toStrings(radio) };
}

function toPort(radio: Radio): Bluetooth {
  return {
    devices: () => [...radio.links.values()].map(toDevice),
    onEvent: radio.listeners.add,
    connect: (address, signal) => connect(radio, address, signal),
    async disconnect(address) {
      const link = radio.links.get(address);
      if (!link) return err(fault("refused", `${address} is not paired: pair it first`));
      cancelPages(link);
      dropLink(radio, link);
      return ok(undefined);
    },
    setVolume: async (address, volumePercent) => setVolume(radio, address, volumePercent),
    async close() {
      radio.closing.abort();
      for (const link of radio.links.values()) cancelPages(link);
      await Promise.all(radio.background);
      radio.listeners.clear();
    },
  };
}

function toStrings(radio: Radio): Omit<SimBluetooth, keyof Bluetooth> {
  return {
    setMood: (address, mood) => setMood(radio, linkOf(radio, address), mood),
    moodOf: (address) => linkOf(radio, address).mood,
    vanish(address) {
      const link = linkOf(radio, address);
      link.away = true;
      dropLink(radio, link);
    },
    comeBack: (address) => comeBack(radio, linkOf(radio, address)),
    drainBattery: (address, toPercent) => drainBattery(radio, linkOf(radio, address), toPercent),
    pressVolume(address, volumePercent) {
      const link = linkOf(radio, address);
      link.ownVolume = toOwnVolume(volumePercent);
      if (link.transport) emit(radio, { kind: "volume-changed", address, volumePercent: toPercent(link.ownVolume) });
    },
    ownVolumePercent: (address) => toPercent(linkOf(radio, address).ownVolume),
    reportDelay: (address, reportedDelayMs) => reportDelay(radio, linkOf(radio, address), reportedDelayMs),
    notePlaying(address, playing) {
      // who is not paired yet, or not any more, plays nothing
      const link = radio.links.get(address);
      if (!link) return;
      link.playing = playing;
      startVanishing(radio, link);
    },
    adopt: (speaker) => void radio.links.set(speaker.address, toLink(speaker)),
    rename(address, name) {
      const link = radio.links.get(address);
      if (link) link.speaker = { ...link.speaker, name };
      return link !== undefined;
    },
    forget(address) {
      const link = radio.links.get(address);
      if (!link) return false;
      cancelPages(link);
      dropLink(radio, link);
      return radio.links.delete(address);
    },
    isPowered: () => radio.powered,
    setPowered(powered) {
      radio.powered = powered;
      if (!powered) for (const link of radio.links.values()) dropLink(radio, link);
    },
  };
}

function setMood(radio: Radio, link: SimLink, mood: SimMood): void {
  link.mood = mood;
  link.away = false;
  const { code } = ANSWERS[mood].fault ?? { code: null };
  // A codec is agreed on when a link is made: one that stands is not touched.
  if (code !== null && code !== "SPEAKER_REFUSED") dropLink(radio, link);
  startVanishing(radio, link);
}

function drainBattery(radio: Radio, link: SimLink, toPercent: number): void {
  link.batteryPercent = toPercent;
  const { address } = link.speaker;
  if (link.transport) emit(radio, { kind: "battery-changed", address, batteryPercent: toPercent });
  if (toPercent <= 0) setMood(radio, link, "asleep");
}

function reportDelay(radio: Radio, link: SimLink, reportedDelayMs: number): void {
  link.speaker = { ...link.speaker, reportedDelayMs };
  if (!link.transport) return;
  link.transport = { ...link.transport, reportedDelayMs };
  emit(radio, { kind: "delay-changed", address: link.speaker.address, reportedDelayMs });
}

function setVolume(radio: Radio, address: BluetoothAddress, volumePercent: number): Result<void, PortFault> {
  const link = radio.links.get(address);
  if (!link?.transport) return err(fault("unavailable", `${address} is not connected: its volume is out of reach`));
  if (link.speaker.absoluteVolume === false) {
    return err(fault("refused", `${address} has no absolute volume: scale the samples instead`));
  }
  if (!(volumePercent >= 0 && volumePercent <= 100)) {
    return err(fault("refused", `volume ${volumePercent}: expected 0 to 100 per cent`));
  }
  link.ownVolume = toOwnVolume(volumePercent);
  return ok(undefined);
}

function linkOf(radio: Radio, address: BluetoothAddress): SimLink {
  const link = radio.links.get(address);
  if (!link) throw new Error(`no simulated speaker has the address ${address}: it must be one of the radio's speakers`);
  return link;
}

/** A battery is reported over the link, so only while there is one. */
const toDevice = ({ speaker, transport, batteryPercent }: SimLink) => ({
  address: speaker.address,
  name: speaker.name,
  batteryPercent: transport ? batteryPercent : null,
  transport,
});

const fault = (code: PortFault["code"], message: string): PortFault => ({
  port: "bluetooth",
  code,
  retryable: code === "unavailable",
  message,
});

const toOwnVolume = (volumePercent: number) => Math.round((volumePercent * AVRCP_FULL_VOLUME) / 100);
const toPercent = (ownVolume: number) => Math.round((ownVolume * 100) / AVRCP_FULL_VOLUME);
