// The system bus and the mDNS daemon that shairport-sync announces itself by, of a test's own, on loopback alone.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPrivateBus } from "../../../bluetooth/support/private-bus.ts";
import { eventually, startProgram } from "./child.ts";

const RUNTIME = "/run/avahi-daemon";

/** Resolves when services can be announced. */
export async function startAvahi(folder: string) {
  const bus = await startPrivateBus();
  const config = join(folder, "avahi.conf");
  writeFileSync(
    config,
    "[server]\nhost-name=house-band-test\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=lo\nenable-dbus=yes\n" +
      "[publish]\npublish-workstation=no\n",
  );
  const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bus.address };
  const flags = ["--file", config, "--no-drop-root", "--no-chroot", "--no-rlimits"];
  // its pid file has a fixed place, which this machine's own may hold
  mkdirSync(RUNTIME, { recursive: true });
  const alone = `mount -t tmpfs none ${RUNTIME} && exec avahi-daemon "$@"`;
  const daemon = startProgram("unshare", ["--mount", "sh", "-c", alone, "avahi", ...flags], env);
  await eventually(() => daemon.said().includes("Server startup complete"), 10_000, "avahi-daemon is up");
  return {
    busAddress: bus.address,
    async close(): Promise<void> {
      await daemon.end();
      await bus.remove();
    },
  };
}
