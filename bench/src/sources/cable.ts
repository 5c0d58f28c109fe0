// A line input without hardware: what is written into a named pipe is what a private sound server's source captures, and
// ALSA shows it as a device. Its own buffers stand in for a sound card's.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBelowLib } from "../sync/below-lib.ts";
import { isThere } from "../sync/packages.ts";
import { end, waitFor } from "../sync/world.ts";

export const CABLE_RATE_HZ = 48_000;

export type Cable = {
  /** Where to write: 16-bit stereo at 48 kHz, at the pace of sound. */
  readonly path: string;
  /** What ALSA calls it. */
  readonly device: string;
  /** For a process that shall see it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

const ALSA_CONF = "/usr/share/alsa/alsa.conf";
const PACKAGES = "pulseaudio libasound2 libasound2-plugins";

/** Null where there is one; else what has to be installed, as a sentence. */
export function missingForCable(): string | null {
  const plugin = findBelowLib("alsa-lib/libasound_module_pcm_pulse.so");
  if (isThere("pulseaudio") && plugin !== null && existsSync(ALSA_CONF)) return null;
  return `The line input is left out: it needs a private sound server (apt-get install --no-install-recommends ${PACKAGES}).`;
}

/** Resolves when it can be written to and captured from; everything it needs lies in `directory`. */
export async function layCable(directory: string): Promise<Cable> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const [socket, path, script, conf] = ["pulse.sock", "cable.pcm", "server.pa", "asound.conf"].map((name) =>
    join(directory, name),
  ) as [string, string, string, string];
  await writeFile(
    script,
    [
      `load-module module-pipe-source source_name=cable file=${path} format=s16le rate=${CABLE_RATE_HZ} channels=2`,
      `load-module module-native-protocol-unix socket=${socket} auth-anonymous=1`,
      "",
    ].join("\n"),
  );
  await writeFile(conf, `<${ALSA_CONF}>\npcm.cable { type pulse server "unix:${socket}" device "cable" }\n`);
  const environment = { ALSA_CONFIG_PATH: conf, HOME: directory, XDG_RUNTIME_DIR: directory };
  const flags = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no"];
  const server = spawn("pulseaudio", [...flags, "-F", script], {
    stdio: "ignore",
    env: { ...process.env, ...environment },
  });
  try {
    await waitFor("the private sound server", () => existsSync(socket) && existsSync(path));
  } catch (error) {
    await end(server);
    throw error;
  }
  return { path, device: "cable", environment, close: () => end(server) };
}
