// A network for a system that has none, and whoever is on it: asks the receivers in their own protocols, and plays to them.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { eventually, type Program, startProgram } from "../../audio/support/receivers/child.ts";
import type { Machine } from "./container.ts";

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const PLAYER = fileURLToPath(new URL("play-to-receiver.ts", import.meta.url));

/** The system's own. @see RFC 5737, TEST-NET-1 */
export const LAN_ADDRESS = "192.0.2.2";
const ROUTER = "192.0.2.1";

/** A cable that leads to nobody: one end has an address, and the other one keeps it up. */
export async function plugIn(machine: Machine): Promise<void> {
  const [command, ...words] = await machine.inItsNetwork();
  const ip = (...args: readonly string[]) => run(command, [...words, "ip", ...args]);
  await ip("link", "add", "lan0", "type", "veth", "peer", "name", "lan1");
  // an end that spoke, too, would be taken for another machine by this name
  await ip("link", "set", "lan1", "addrgenmode", "none");
  await ip("addr", "add", `${LAN_ADDRESS}/24`, "dev", "lan0");
  for (const end of ["lan0", "lan1"]) await ip("link", "set", end, "up");
  await ip("route", "add", "default", "via", ROUTER, "dev", "lan0");
}

/** The head of what answers RTSP's OPTIONS; empty where nobody does. */
export async function askOptions(machine: Machine, port: number): Promise<string> {
  const ask = String.raw`exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n' >&3 && sed '/^\r*$/q' <&3`;
  return (await machine.run("timeout", "5", "bash", "-c", ask)).out;
}

/** How a UPnP device describes itself. */
export async function askDescription(machine: Machine, port: number): Promise<string> {
  const head = String.raw`GET /description.xml HTTP/1.0\r\nHost: ${LAN_ADDRESS}:${port}\r\n\r\n`;
  const ask = `exec 3<>/dev/tcp/${LAN_ADDRESS}/${port} && printf '${head}' >&3 && cat <&3`;
  return (await machine.run("timeout", "5", "bash", "-c", ask)).out;
}

/** @see UPnP Device Architecture 1.0, 1.2.2 "Discovery: Search: Request with M-SEARCH" */
const SEARCH = String.raw`
const socket = require("node:dgram").createSocket("udp4");
const lines = ["M-SEARCH * HTTP/1.1", "HOST: 239.255.255.250:1900", 'MAN: "ssdp:discover"', "MX: 1"];
const search = [...lines, "ST: urn:schemas-upnp-org:device:MediaRenderer:1", "", ""].join("\r\n");
socket.on("message", (answer) => { console.log(String(answer)); process.exit(0); });
socket.bind(0, "${LAN_ADDRESS}", () => socket.send(search, 1900, "239.255.255.250"));
setTimeout(() => process.exit(1), 5_000);
`;

/** What the first media renderer answers that hears a search by multicast; empty where none does. */
export async function searchRenderer(machine: Machine): Promise<string> {
  return (await machine.run("/opt/house-band/current/bin/node", "-e", SEARCH)).out;
}

const STARTS_WITHIN_MS = 40_000;

/** A client of this machine, on the network inside, plays a file until it is ended; it does so now. `folder` is its own. */
export async function startPlaying(
  machine: Machine,
  to: { readonly kind: "airplay" | "dlna"; readonly port: number; readonly file: string; readonly folder: string },
): Promise<Program> {
  const [command, ...words] = await machine.inItsNetwork();
  const player = ["node", "--import", "tsx", PLAYER, to.kind, String(to.port), to.file, to.folder];
  const client = startProgram("env", ["-C", REPOSITORY, command, ...words, ...player]);
  await eventually(() => client.said().includes("it plays"), STARTS_WITHIN_MS, "it plays").catch(
    async (error: Error) => {
      await client.end();
      throw new Error(`${error.message}; the client said: ${client.said()}`);
    },
  );
  return client;
}
