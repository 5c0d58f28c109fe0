// Everything about Bluetooth on this machine: adapters, switches, neighbours in the air, and who else wants the speakers.
// Pure.
import { BLUETOOTH_CHANNELS, overlapOf } from "../core/radio/wifi-overlap.ts";
import { bad, doubtful, fine, type Judgement } from "./finding.ts";
import { parseIwDev } from "./parse-iw.ts";

export type Adapter = { readonly name: string; readonly devicePath: string };

/** @param adapters `/sys/class/bluetooth/hci*`, each with where it hangs */
export function judgeAdapters(adapters: readonly Adapter[]): Judgement {
  if (adapters.length === 0) {
    return bad(
      "no Bluetooth adapter",
      "plug one in, or switch the built-in one on (a Raspberry Pi: no dtoverlay=disable-bt)",
    );
  }
  const told = adapters.map(({ name, devicePath }) => `${name} (${/\/usb\d/.test(devicePath) ? "USB" : "built in"})`);
  return fine(told.join(", "));
}

export type Switch = { readonly name: string; readonly type: string; readonly soft: string; readonly hard: string };

/** @param switches `/sys/class/rfkill/*` @see Linux Documentation/ABI/stable/sysfs-class-rfkill */
export function judgeSwitches(switches: readonly Switch[]): Judgement {
  const radios = switches.filter(({ type }) => type === "bluetooth");
  const hard = radios.filter((radio) => radio.hard === "1");
  if (hard.length > 0) return bad("Bluetooth is switched off by a hardware switch", "switch it on at the machine");
  if (radios.some((radio) => radio.soft === "1")) {
    return bad("Bluetooth is switched off by software", "sudo rfkill unblock bluetooth");
  }
  return fine(radios.length === 0 ? "no switch" : "switched on");
}

/** @param printed `iw dev` */
export function judgeWifi(printed: string): Judgement {
  const channels = parseIwDev(printed);
  const overlap = overlapOf(channels);
  const told = channels.map(({ channel }) => channel).join(", ");
  if (overlap === null) return fine(channels.length === 0 ? "not connected" : `on channel ${told}, 5 GHz or above`);
  return doubtful(
    `on 2.4 GHz channel ${overlap.channel}, which takes ${overlap.lostChannels} of Bluetooth's ${BLUETOOTH_CHANNELS} channels`,
    "move it to 5 GHz, or use a cable; on a Raspberry Pi both share one antenna, and music may stutter",
  );
}

/** What bluez-alsa must be able to do, by the names of its profiles. @see bluealsa(8) --profile */
const NEEDED_PROFILE = "a2dp-source";
const WANTED_PROFILE = "a2dp-sink";

/** @param commandLine of the bluez-alsa that runs, its words; none where none does */
export function judgeAudioService(commandLine: readonly string[]): Judgement {
  if (commandLine.length === 0) return bad("bluez-alsa does not run", "sudo systemctl restart bluealsa");
  if (!commandLine.some((word) => word.includes(NEEDED_PROFILE))) {
    return bad("bluez-alsa does not play to speakers", "run the installer again: it tells bluez-alsa to");
  }
  if (!commandLine.some((word) => word.includes(WANTED_PROFILE))) {
    return doubtful("bluez-alsa takes no music from Echos and phones", "run the installer again: it tells it to");
  }
  return fine("plays to speakers, and takes music from Echos and phones");
}

/** @param speeds `/sys/bus/usb/devices/*\/speed`, Mbit/s; @param hasUsbAdapter a Bluetooth adapter hangs on USB */
export function judgeUsb(speeds: readonly string[], hasUsbAdapter: boolean): Judgement {
  const fast = speeds.filter((speed) => Number(speed) >= 5_000).length;
  // root hubs of USB 3 are there without anybody having plugged anything in: they are left out by who looks
  if (fast === 0 || !hasUsbAdapter) return fine(fast === 0 ? "no USB 3 device" : "no Bluetooth adapter on USB");
  return doubtful(
    `${fast} USB 3 device${fast === 1 ? "" : "s"} beside a USB Bluetooth adapter`,
    "USB 3 disturbs 2.4 GHz nearby: put the adapter on an extension lead of half a metre",
  );
}

export type Conflicts = {
  /** Names of all processes, as often as they run. */
  readonly processes: readonly string[];
  /** WirePlumber was told to leave the speakers alone. */
  readonly isWirePlumberTold: boolean;
};

/** Who else may hold the speakers: PipeWire on a desktop, PulseAudio, a second bluez-alsa or MPD. */
export function judgeConflicts({ processes, isWirePlumberTold }: Conflicts): Judgement {
  const count = (name: string) => processes.filter((one) => one === name).length;
  if (count("wireplumber") > 0 && !isWirePlumberTold) {
    return bad(
      "WirePlumber runs and takes Bluetooth speakers",
      "run the installer again: it tells WirePlumber; then log in anew",
    );
  }
  if (count("bluealsa-aplay") > 0) {
    return bad("bluealsa-aplay runs and takes phones' music", "sudo systemctl disable --now bluealsa-aplay");
  }
  if (count("bluealsa") + count("bluealsad") > 1) {
    return bad("two bluez-alsa daemons run", "leave one: ps -C bluealsa,bluealsad -o pid,args");
  }
  if (count("pulseaudio") > 0) {
    return doubtful(
      "PulseAudio runs and may take Bluetooth speakers",
      "pactl unload-module module-bluetooth-discover, or remove the package pulseaudio-module-bluetooth",
    );
  }
  if (count("mpd") > 1) return doubtful(`${count("mpd")} MPDs run`, "leave one: ps -C mpd -o pid,user,args");
  return fine("nobody else takes the speakers");
}
