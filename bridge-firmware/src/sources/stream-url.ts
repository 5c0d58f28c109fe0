// Which addresses a stream may come from. Pure: an address is checked as it is written, and every address that its
// name resolves to is checked again before anything connects to it. A host of the home's own network is only allowed
// where somebody has named it.
import { BlockList, isIP } from "node:net";
import { err, ok, type Result } from "@house-band/contract";
import { parseUrl } from "../text/parse-url.ts";

export type StreamUrl = {
  readonly url: URL;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
};

/** Hosts somebody allowed, as they write them: `nas.lan`, `192.168.1.5`, `192.168.1.5:9000`. */
export type AllowedHosts = readonly string[];

const MAX_LENGTH = 2_000;

/** The address, or what is wrong with it: a sentence without the address. */
export function parseStreamUrl(text: string, allowed: AllowedHosts): Result<StreamUrl, string> {
  if (text.length > MAX_LENGTH) return err(`an address of ${text.length} characters; at most ${MAX_LENGTH} are taken`);
  // what a URL parser would quietly drop or turn round, a person would not see
  if (/[\s\p{C}\\]/u.test(text)) return err("the address holds a space, a control character or a backslash");
  const url = parseUrl(text);
  if (url === null) return err("it is no address");
  if (url.protocol !== "http:" && url.protocol !== "https:") return err("only http and https addresses are played");
  const authority = /^[a-z]+:\/\/([^/?#]*)/iu.exec(text)?.[1] ?? "";
  if (authority.includes("@")) return err("an address must not hold a user name or a password");
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  const wrong = wrongHost(host, authority, allowed) ?? wrongPort(host, port, allowed);
  if (wrong !== null) return err(wrong);
  url.hash = "";
  return ok({ url, host, port });
}

/** May a connection be made to this address, which `host` was written as or resolves to? */
export function mayConnect(address: string, host: string, allowed: AllowedHosts): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (isAllowed(host, allowed)) return true;
  if (family === 4) return !NOT_PUBLIC.check(address, "ipv4");
  return PUBLIC_6.check(address, "ipv6") && !NOT_PUBLIC.check(address, "ipv6");
}

function wrongHost(host: string, authority: string, allowed: AllowedHosts): string | null {
  if (host === "") return "it names no host";
  if (host.endsWith(".")) return "the host's name ends in a dot";
  const isNumeric = isIP(host) !== 0;
  // 2130706433, 0x7f.1 and 0177.0.0.1 are all 127.0.0.1 to a URL parser: nobody writes a station's address like that
  if (isIP(host) === 4 && authority.replace(/:\d*$/u, "") !== host) return "the host is a number in disguise";
  if (isAllowed(host, allowed)) return null;
  if (isNumeric) return mayConnect(host, host, allowed) ? null : "the host is not one of the public internet";
  const labels = host.split(".");
  const isOwn = labels.length < 2 || PRIVATE_ENDINGS.has(labels.at(-1) ?? "") || host.endsWith(".home.arpa");
  return isOwn ? "the host is one of the home's own network, and nobody has allowed it" : null;
}

function wrongPort(host: string, port: number, allowed: AllowedHosts): string | null {
  const isUsual = port === 80 || port === 443 || (port >= 8_000 && port <= 8_999);
  return isUsual || allowed.includes(`${host}:${port}`)
    ? null
    : `port ${port}; streams come from 80, 443 and 8000 to 8999`;
}

const isAllowed = (host: string, allowed: AllowedHosts): boolean =>
  allowed.some((entry) => entry === host || entry.replace(/:\d+$/u, "") === host);

const PRIVATE_ENDINGS: ReadonlySet<string> = new Set([
  "localhost",
  "local",
  "lan",
  "internal",
  "intranet",
  "home",
  "corp",
]);

/** @see IANA "IPv4 Special-Purpose Address Registry" and "IPv6 Special-Purpose Address Registry" */
const NOT_PUBLIC = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  NOT_PUBLIC.addSubnet(net, bits, "ipv4");
}
// addresses that hold another one (Teredo, 6to4), benchmarks, examples
for (const [net, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  NOT_PUBLIC.addSubnet(net, bits, "ipv6");
}

/** Everything else (loopback, link-local, unique local, mapped, multicast) lies outside. */
const PUBLIC_6 = new BlockList();
PUBLIC_6.addSubnet("2000::", 3, "ipv6");
