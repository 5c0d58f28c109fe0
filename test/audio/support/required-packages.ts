// What the system tier needs of Debian: one table, and the check that every run of the tier begins with. A tier that
// passed over what it lacks would prove nothing: it fails, and says how to help it.
import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What shows that a package is there: a command it brings, or a file of ALSA's plug-in folder. */
type Proof = { readonly command: string } | { readonly alsaPlugin: string };

/** Debian's names, the same in Debian 12 and 13. */
export const REQUIRED_PACKAGES: Readonly<Record<string, Proof>> = {
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
export const missingPackages = (): readonly string[] =>
  Object.entries(REQUIRED_PACKAGES).flatMap(([name, proof]) => (isThere(proof) ? [] : [name]));

/** Throws with the line that installs what is missing. */
export function requirePackages(): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  throw new Error(
    `the system tests need Debian packages that are not here: ${missing.join(", ")}\n` +
      `install them with: apt-get install --no-install-recommends ${missing.join(" ")}`,
  );
}

function isThere(proof: Proof): boolean {
  if ("command" in proof) return inPath(proof.command);
  return libraryFolders().some((folder) => exists(join(folder, "alsa-lib", proof.alsaPlugin)));
}

const inPath = (command: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => isExecutable(join(folder, command)));

/** Debian keeps libraries of each architecture in a folder of their own. */
function libraryFolders(): readonly string[] {
  const triplets = readdirSync("/usr/lib").filter((name) => name.includes("-linux-gnu"));
  return ["/usr/lib", ...triplets.map((triplet) => join("/usr/lib", triplet))];
}

const exists = (path: string): boolean => isAccessible(path, constants.R_OK);
const isExecutable = (path: string): boolean => isAccessible(path, constants.X_OK);

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
