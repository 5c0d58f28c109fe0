// A D-Bus of a test's own: a real dbus-daemon on a socket in a folder, where everybody may own every name.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type PrivateBus = {
  readonly address: string;
  /** As when the bus crashes: everybody on it is cut off. */
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
};

/** Resolves when it takes connections. */
export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = mkdtempSync(join(tmpdir(), "house-band-bus-"));
  const socket = join(folder, "socket");
  writeFileSync(join(folder, "bus.conf"), busConfig(socket));
  let daemon: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    const running = daemon;
    daemon = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, "exit");
    running.kill("SIGKILL");
    await gone;
  };
  const start = async (): Promise<void> => {
    rmSync(socket, { force: true });
    const flags = [`--config-file=${join(folder, "bus.conf")}`, "--nofork", "--nopidfile", "--print-address=1"];
    const started = spawn("dbus-daemon", flags, { stdio: ["ignore", "pipe", "ignore"] });
    daemon = started;
    // it says where it is once it listens
    await Promise.race([
      once(started.stdout, "data"),
      once(started, "exit").then(() => Promise.reject(new Error("dbus-daemon ended at once"))),
    ]);
  };
  await start();
  return {
    address: `unix:path=${socket}`,
    kill,
    start,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const busConfig = (socket: string): string => `<!DOCTYPE busconfig PUBLIC
  "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
