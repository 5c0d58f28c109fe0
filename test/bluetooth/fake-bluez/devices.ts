// How the fake's devices behave when they are called, when they call, and when their buttons are pressed.
import { INTERFACE, UUID } from "@house-band/bridge-firmware/adapters/bluez/names";
import type { Clock } from "@house-band/bridge-firmware/ports";
import { byte, bytes, dict, type FakeObjects, flag, int16, path, text, texts, uint16, uint32 } from "./objects.ts";

/** An error as it goes over the bus. */
export type FakeError = { readonly name: string; readonly message: string };

export const failed = (reason: string): FakeError => ({ name: "org.bluez.Error.Failed", message: reason });

/**
 * `silent-yes`: bluetoothd says that it is connected, and there is no transport. `in-use`: it lets itself be linked with, and
 * says then that its stream is somebody else's.
 */
export type FakeMood = "awake" | "page-timeout" | "busy" | "silent-yes" | "in-use" | FakeError;

export type FakeDeviceOptions = {
  readonly address: string;
  /** It plays to the bridge, which is the speaker then. Absent: no. */
  readonly plays?: boolean;
  readonly name?: string;
  readonly icon?: string;
  readonly class?: number;
  /** What it offers; by default it is a speaker. */
  readonly uuids?: readonly string[];
  readonly paired?: boolean;
  /** As it is heard where it is not paired. */
  readonly signalDbm?: number;
  readonly mood?: FakeMood;
  /** In 1/10 ms. */
  readonly delay?: number;
  readonly absoluteVolume?: boolean;
  readonly batteryPercent?: number;
  /** It takes no music before hands-free is connected. */
  readonly wantsHandsFree?: boolean;
  /** The titles that its player has, one after the other and over again. Absent: it offers no player. */
  readonly titles?: readonly string[];
  /** Steps of its own volume; what it is told is rounded to them and said back. */
  readonly volumeSteps?: number;
};

/** What bluez-alsa agrees on by itself: 48 kHz, joint stereo, 16 blocks of 8 subbands, bitpool 2 to 53. */
const CONFIGURATION = [0x11, 0x15, 2, 53] as const;
const RECONFIGURED_AFTER_MS = 600;
/** From the transport to the open stream. */
const OPEN_AFTER_MS = 400;

export type FakeDevice = FakeDeviceOptions & {
  readonly path: string;
  readonly adapterPath: string;
  mood: FakeMood;
  transportPath: string | null;
  /** When its stream is open, by the fake's clock. */
  opensMs: number;
  links: number;
  calling: AbortController | null;
  isHandsFree: boolean;
  volume: number;
  /** Which of its titles its player is at. */
  track: number;
};

export type DeviceParts = { readonly objects: FakeObjects; readonly clock: Clock };

/** @see Bluetooth Core "Page Timeout": 5.12 s */
const PAGE_TIMEOUT_MS = 5_120;
const CONNECT_MS = 120;
const VOLUME_APPEARS_MS = 50;
/** With another configuration, bluetoothd ends its talk about volumes, and takes it up 2 s later (policy.c). */
const VOLUME_REAPPEARS_MS = 2_100;
const FULL_VOLUME = 127;

export function createFakeDevice(adapterPath: string, options: FakeDeviceOptions): FakeDevice {
  return {
    ...options,
    path: `${adapterPath}/dev_${options.address.replaceAll(":", "_")}`,
    adapterPath,
    mood: options.mood ?? "awake",
    transportPath: null,
    opensMs: 0,
    links: 0,
    calling: null,
    isHandsFree: false,
    volume: FULL_VOLUME,
    track: 0,
  };
}

export const toDeviceProperties = (device: FakeDevice, isPaired: boolean) => ({
  Adapter: path(device.adapterPath),
  Address: text(device.address),
  Alias: text(device.name ?? device.address.replaceAll(":", "-")),
  ...(device.name !== undefined && { Name: text(device.name) }),
  Icon: text(device.icon ?? "audio-headphones"),
  Class: uint32(device.class ?? 0x240404),
  Paired: flag(isPaired),
  Bonded: flag(isPaired),
  Trusted: flag(isPaired),
  Blocked: flag(false),
  Connected: flag(false),
  UUIDs: texts(device.uuids ?? [UUID.audioSink]),
  ...(!isPaired && { RSSI: int16(device.signalDbm ?? -60) }),
});

/** `Device1.Connect`, and `ConnectProfile` of one of them: null is a yes. */
export async function connect(
  parts: DeviceParts,
  device: FakeDevice,
  profile: "music" | "hands-free" = "music",
): Promise<FakeError | null> {
  if (device.calling) return { name: "org.bluez.Error.InProgress", message: "In Progress" };
  const isThere = profile === "music" ? device.transportPath !== null : device.isHandsFree;
  if (isThere) return { name: "org.bluez.Error.AlreadyConnected", message: "Already Connected" };
  const calling = new AbortController();
  device.calling = calling;
  const { mood } = device;
  const finished = await parts.clock.sleep(mood === "page-timeout" ? PAGE_TIMEOUT_MS : CONNECT_MS, calling.signal);
  device.calling = null;
  if (!finished) return failed("br-connection-canceled");
  switch (mood) {
    case "page-timeout":
      return failed("br-connection-page-timeout");
    case "busy":
      return failed("br-connection-refused");
    case "in-use":
      for (const isLinked of [true, false])
        parts.objects.change(device.path, INTERFACE.device, { Connected: flag(isLinked) });
      return failed("br-connection-create-socket");
    case "awake":
    case "silent-yes":
      return agree(parts, device, profile, mood === "awake");
    default:
      return mood;
  }
}

function agree(parts: DeviceParts, device: FakeDevice, profile: "music" | "hands-free", withSound: boolean) {
  if (profile === "music") {
    if (device.wantsHandsFree && !device.isHandsFree) return failed("br-connection-refused");
    raise(parts, device, withSound);
    return null;
  }
  device.isHandsFree = true;
  parts.objects.change(device.path, INTERFACE.device, { Connected: flag(true) });
  return null;
}

/** As a speaker that is switched on and calls by itself. */
export async function callFromDevice(parts: DeviceParts, device: FakeDevice): Promise<void> {
  device.mood = "awake";
  await parts.clock.sleep(CONNECT_MS);
  const isKnown = parts.objects.value(device.path, INTERFACE.device, "Paired") === true;
  if (isKnown) raise(parts, device, true);
}

type LinkOptions = { readonly configuration?: readonly number[]; readonly volumeAfterMs?: number };

function raise(
  { objects, clock }: DeviceParts,
  device: FakeDevice,
  withSound: boolean,
  { configuration = CONFIGURATION, volumeAfterMs = VOLUME_APPEARS_MS }: LinkOptions = {},
): void {
  if (device.transportPath) return;
  objects.change(device.path, INTERFACE.device, { Connected: flag(true) });
  if (!withSound) return;
  device.links += 1;
  device.volume = FULL_VOLUME;
  const transportPath = `${device.path}/sep1/fd${device.links}`;
  device.transportPath = transportPath;
  device.opensMs = clock.nowMs() + OPEN_AFTER_MS;
  if (device.batteryPercent !== undefined) {
    objects.add(device.path, { [INTERFACE.battery]: { Percentage: byte(device.batteryPercent) } });
  }
  objects.add(transportPath, {
    [INTERFACE.transport]: {
      Device: path(device.path),
      // the bridge's own end
      UUID: text(device.plays ? UUID.audioSink : UUID.audioSource),
      Codec: byte(0),
      Configuration: bytes(configuration),
      State: text("idle"),
      ...(device.delay !== undefined && { Delay: uint16(device.delay) }),
    },
  });
  if (device.titles) addPlayer(objects, device);
  if (device.absoluteVolume === false || device.plays) return;
  void clock.sleep(volumeAfterMs).then(() => {
    objects.change(transportPath, INTERFACE.transport, { Volume: uint16(device.volume) });
  });
}

/** The link is gone, whoever ended it. */
export function drop({ objects }: DeviceParts, device: FakeDevice): void {
  device.calling?.abort();
  if (device.transportPath) objects.remove(device.transportPath);
  device.transportPath = null;
  device.isHandsFree = false;
  objects.remove(playerPath(device));
  objects.remove(device.path, [INTERFACE.control]);
  if (objects.value(device.path, INTERFACE.device, "Connected") !== true) return;
  objects.remove(device.path, [INTERFACE.battery]);
  objects.change(device.path, INTERFACE.device, { Connected: flag(false) });
}

/** Its link ends and is made anew, as bluetoothd does it for another configuration; without one it stays away. */
export async function reconfigure(
  parts: DeviceParts,
  device: FakeDevice,
  configuration: readonly number[] | null,
): Promise<void> {
  if (device.transportPath) parts.objects.remove(device.transportPath);
  device.transportPath = null;
  await parts.clock.sleep(RECONFIGURED_AFTER_MS);
  if (configuration === null) drop(parts, device);
  else raise(parts, device, true, { configuration, volumeAfterMs: VOLUME_REAPPEARS_MS });
}

/** Somebody presses play there, or pause. */
export function setSending({ objects }: DeviceParts, device: FakeDevice, sending: boolean): void {
  const State = text(sending ? "active" : "idle");
  if (device.transportPath) objects.change(device.transportPath, INTERFACE.transport, { State });
  objects.change(playerPath(device), INTERFACE.player, { Status: text(sending ? "playing" : "paused") });
}

/** bluetoothd's name for a device's only player. */
const playerPath = (device: FakeDevice): string => `${device.path}/player0`;

function addPlayer(objects: FakeObjects, device: FakeDevice): void {
  objects.add(playerPath(device), {
    [INTERFACE.player]: {
      Device: path(device.path),
      Status: text("paused"),
      Track: trackOf(device),
      Position: uint32(0),
    },
  });
  objects.add(device.path, { [INTERFACE.control]: { Connected: flag(true), Player: path(playerPath(device)) } });
}

const trackOf = ({ titles = [], track }: FakeDevice) =>
  dict({ Title: text(titles[track % titles.length] ?? ""), TrackNumber: uint32(track + 1) });

/** `MediaPlayer1`'s methods: what its player is told. */
export const PLAYER_METHODS = {
  Play: (parts, device) => setSending(parts, device, true),
  Pause: (parts, device) => setSending(parts, device, false),
  Next: (parts, device) => skip(parts, device, 1),
  Previous: (parts, device) => skip(parts, device, -1),
} as const satisfies Record<string, (parts: DeviceParts, device: FakeDevice) => void>;

function skip({ objects }: DeviceParts, device: FakeDevice, by: number): void {
  device.track = Math.max(0, device.track + by);
  objects.change(playerPath(device), INTERFACE.player, { Track: trackOf(device) });
}

/** Somebody presses its buttons. */
export function press({ objects }: DeviceParts, device: FakeDevice, volume: number): void {
  device.volume = volume;
  if (device.transportPath) objects.change(device.transportPath, INTERFACE.transport, { Volume: uint16(volume) });
}

/** It is told its volume, takes the nearest of its own steps, and says it back. */
export async function takeVolume({ objects, clock }: DeviceParts, device: FakeDevice, volume: number): Promise<void> {
  const transportPath = device.transportPath;
  if (transportPath === null) return;
  objects.change(transportPath, INTERFACE.transport, { Volume: uint16(volume) });
  const step = FULL_VOLUME / (device.volumeSteps ?? FULL_VOLUME);
  device.volume = Math.round(Math.round(volume / step) * step);
  await clock.sleep(VOLUME_APPEARS_MS);
  if (device.volume !== volume) objects.change(transportPath, INTERFACE.transport, { Volume: uint16(device.volume) });
}
