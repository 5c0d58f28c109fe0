// The programs of other people that the side-by-side bench runs, and the Debian packages they come in.
import { execFileSync } from "node:child_process";

const PACKAGES = {
  "dbus-daemon": "dbus-daemon",
  pipewire: "pipewire",
  "pw-record": "pipewire-bin",
  "pipewire-pulse": "pipewire-pulse",
  wireplumber: "wireplumber",
  pulseaudio: "pulseaudio",
  pactl: "pulseaudio-utils",
  snapserver: "snapserver",
  snapclient: "snapclient",
  "gst-launch-1.0": "gstreamer1.0-tools",
  mpd: "mpd",
  mpc: "mpc",
} as const;

/** Plug-ins without a program of their own. */
const PLUGINS = [
  "pulseaudio-module-jack",
  "pipewire-jack",
  "gstreamer1.0-plugins-good",
  "gstreamer1.0-pulseaudio",
  "libasound2-plugins",
] as const;

/** @throws Error that names the packages to install, where a program is missing. */
export function requirePackages(): void {
  const missing = Object.entries(PACKAGES).flatMap(([program, name]) => (isThere(program) ? [] : [name]));
  if (missing.length === 0) return;
  const install = ["apt-get install --no-install-recommends", ...missing, ...PLUGINS].join(" ");
  throw new Error(`the peers are not installed: ${missing.join(", ")}. On Debian: ${install}`);
}

/** Whether a program of this name is in the path. */
export function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", 'command -v "$0"', program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
