// Which addresses a bridge may connect to: TLS everywhere, plain text on this very machine only.
import { err, ok, type Result } from "@house-band/contract";
import { parseUrl } from "../../text/parse-url.ts";

const LOOPBACK = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** @returns the address, or a sentence saying what is wrong with it and what would be right. */
export function parseCloudUrl(text: string): Result<URL, string> {
  const url = parseUrl(text);
  if (!url)
    return err(`"${text}" is no address: expected something like mqtts://example.iot.eu-west-1.amazonaws.com:8883`);
  if (url.username || url.password) return err("an address must not hold a user or a password: name a file for it");
  if (url.protocol === "mqtts:") return ok(url);
  if (url.protocol !== "mqtt:") return err(`${url.protocol}// is not spoken here: expected mqtts://`);
  if (LOOPBACK.has(url.hostname)) return ok(url);
  return err(
    `mqtt:// to ${url.hostname} would send everything in the clear: expected mqtts:// (mqtt:// is for this machine only)`,
  );
}
