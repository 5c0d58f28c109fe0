// The machine itself: clock, disk, network, services. Pure.
import { bad, doubtful, fine, type Judgement } from "./finding.ts";

const ENOUGH_BYTES = 500e6;
const LITTLE_BYTES = 50e6;

/** @param printed `timedatectl show`, lines of `Name=value` */
export function judgeClock(printed: string): Judgement {
  const [, synchronised] = /^NTPSynchronized=(\w+)/m.exec(printed) ?? [];
  const [, isOn] = /^NTP=(\w+)/m.exec(printed) ?? [];
  if (synchronised === "yes") return fine("set by the network");
  if (isOn === "no") return bad("not set by the network: that is switched off", "sudo timedatectl set-ntp true");
  return doubtful("not set by the network yet", "wait a minute; then look at: timedatectl timesync-status");
}

export type Disk = { readonly directory: string; readonly freeBytes: number; readonly mounts: string };

/** A worn SD card turns read-only by itself: then nothing is remembered. @see proc(5) `/proc/mounts` */
export function judgeDisk({ directory, freeBytes, mounts }: Disk): Judgement {
  const mount = mounts
    .split("\n")
    .map((line) => line.split(" "))
    .map(([, point = "", , options = ""]) => ({ point, options: options.split(",") }))
    .filter(({ point }) => point !== "" && isWithin(directory, point))
    .sort((a, b) => a.point.length - b.point.length) // of two mounts at one point, the later hides the earlier
    .at(-1);
  if (mount?.options.includes("ro")) {
    return bad(
      `${mount.point} is read-only`,
      "a worn SD card does that: save what you need, then replace it; see: dmesg | grep -i 'mmc\\|ext4'",
    );
  }
  const free = freeBytes >= 1e9 ? `${(freeBytes / 1e9).toFixed(1)} GB` : `${Math.round(freeBytes / 1e6)} MB`;
  if (freeBytes < LITTLE_BYTES) return bad(`${free} free in ${directory}`, "make room: the journal can't be kept");
  if (freeBytes < ENOUGH_BYTES) return doubtful(`${free} free in ${directory}`, "make room soon");
  return fine(`${free} free in ${directory}`);
}

const isWithin = (directory: string, point: string): boolean =>
  point === "/" || directory === point || directory.startsWith(`${point}/`);

/** @param routes `/proc/net/route`: a default route has the destination and the mask 00000000 */
export function judgeRoute(routes: string): Judgement {
  const [, ...rows] = routes.trim().split("\n");
  const defaults = rows.map((row) => row.trim().split(/\s+/)).filter((cells) => cells[1] === "00000000");
  const interfaces = [...new Set(defaults.map(([name = ""]) => name))];
  if (interfaces.length === 0)
    return bad("no way out of this machine", "connect it to the network: nmtui, or raspi-config");
  return fine(`by ${interfaces.join(" and ")}`);
}

/** @param resolver `/etc/resolv.conf` */
export function judgeResolver(resolver: string): Judgement {
  const servers = [...resolver.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, server]) => server);
  if (servers.length === 0) return bad("no name server", "the network gives one by DHCP; see: resolvectl status");
  return fine(`asks ${servers.join(", ")}`);
}

export type Reach = { readonly host: string; readonly port: number; readonly fault: string | null };

/** @param reach a connection to the cloud that was tried, and what came of it */
export function judgeCloud({ host, port, fault }: Reach): Judgement {
  if (fault === null) return fine(`${host}:${port} answers`);
  const todo = /ENOTFOUND|EAI_AGAIN/.test(fault)
    ? "check the name in the settings, and that this network resolves names"
    : `let this network's firewall pass outgoing TCP to port ${port}`;
  return bad(`${host}:${port} can't be reached (${fault})`, todo);
}

/** @param states `systemctl is-active` of these services, one word a line */
export function judgeServices(services: readonly string[], states: string): Judgement {
  const words = states.trim().split("\n");
  const down = services.filter((_, index) => words[index] !== "active");
  if (down.length === 0) return fine(`${services.join(", ")} run`);
  const told = down.map((service) => `${service} is ${words[services.indexOf(service)] || "unknown"}`).join(", ");
  return bad(told, `sudo systemctl start ${down.join(" ")}; see: journalctl -u ${down[0]}`);
}
