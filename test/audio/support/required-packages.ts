// What the system tier needs of Debian: one table.
import { missingOf, type PackageTable, requireAll } from "../../debian/required-packages.ts";

/** Debian's names, the same in Debian 12 and 13. */
export const REQUIRED_PACKAGES: PackageTable = {
  "alsa-utils": { command: "aplay" },
  "avahi-daemon": { command: "avahi-daemon" },
  "dbus-daemon": { command: "dbus-daemon" },
  "espeak-ng": { command: "espeak-ng" },
  iproute2: { command: "ip" },
  gmediarender: { command: "gmediarender" },
  "gstreamer1.0-plugins-good": { library: "gstreamer-1.0/libgstwavparse.so" },
  "libasound2-plugins": { library: "alsa-lib/libasound_module_pcm_pulse.so" },
  mpd: { command: "mpd" },
  pulseaudio: { command: "pulseaudio" },
  // AirPlay's sender
  "pulseaudio-module-raop": { pulseModule: "module-raop-sink.so" },
  "pulseaudio-utils": { command: "pactl" },
  "shairport-sync": { command: "shairport-sync" },
  snapclient: { command: "snapclient" },
  snapserver: { command: "snapserver" },
  mmdebstrap: { command: "mmdebstrap" },
  "systemd-container": { command: "systemd-nspawn" },
  "sbc-tools": { command: "sbcenc" },
  shellcheck: { command: "shellcheck" },
};

/** Debian's packages that the system tier misses on this machine; none where it can run. */
export const missingPackages = (): readonly string[] => missingOf(REQUIRED_PACKAGES);

/** Throws with the line that installs what is missing. */
export const requirePackages = (): void => requireAll(REQUIRED_PACKAGES, "the system tests");
