// What the system tier needs of Debian: one table.
import { missingOf, type PackageTable, requireAll } from "../../debian/required-packages.ts";

/** Debian's names, the same in Debian 12 and 13. */
export const REQUIRED_PACKAGES: PackageTable = {
  "alsa-utils": { command: "aplay" },
  "dbus-daemon": { command: "dbus-daemon" },
  "libasound2-plugins": { alsaPlugin: "libasound_module_pcm_pulse.so" },
  mpd: { command: "mpd" },
  pulseaudio: { command: "pulseaudio" },
  "pulseaudio-utils": { command: "pactl" },
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
