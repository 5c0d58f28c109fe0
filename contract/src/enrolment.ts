// What a bridge is handed once, to get an identity of its own: where to ask, and a certificate that may do nothing but
// ask, for five minutes. One line of text, short enough to be pasted into a terminal.
// @see AWS IoT "Provisioning by trusted user", CreateProvisioningClaim
import * as z from "zod/mini";
import { err, ok, type Result } from "./result.ts";
import { EpochMs } from "./units.ts";

const Header = z.object({
  /** The cloud's MQTT endpoint, by name; TLS always. */
  host: z.string().check(z.regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/)),
  port: z.int().check(z.gte(1), z.lte(65_535)),
  /** Which template AWS IoT provisions by. */
  template: z.string().check(z.regex(/^[0-9A-Za-z_-]{1,36}$/)),
  expiresAtMs: EpochMs,
});

export type Enrolment = z.infer<typeof Header> & {
  /** X.509, DER. */
  readonly certificate: Uint8Array;
  /** PKCS #8, DER. */
  readonly privateKey: Uint8Array;
  /** Who signs the endpoint's certificate, X.509 DER; absent: one of the well-known authorities. */
  readonly authority?: Uint8Array;
};

const VERSION = "hb1";
/** A terminal takes no longer line than this. @see termios(3), canonical mode */
export const MAX_ENROLMENT_LENGTH = 4_095;
/** Tells a string that was cut off while it was copied from a whole one. */
const END = "end";

/** `hb1.<header>.<certificate>.<key>[.<authority>].end`, each part in base64url. */
export function encodeEnrolment({ certificate, privateKey, authority, ...header }: Enrolment): string {
  const head = new TextEncoder().encode(JSON.stringify(Header.parse(header)));
  const parts = [head, certificate, privateKey, ...(authority ? [authority] : [])];
  return [VERSION, ...parts.map(toBase64Url), END].join(".");
}

/** @returns the enrolment, or a sentence about what is wrong with the text, without any of it */
export function decodeEnrolment(text: string): Result<Enrolment, string> {
  const [version, ...parts] = text.replace(/\s+/g, "").split(".");
  if (version !== VERSION || parts.length < 2) {
    const expected = `expected one long line that begins with ${VERSION}.`;
    return err(`this is no enrolment string: ${expected}`);
  }
  if (parts.at(-1) !== END || parts.length < 4 || parts.length > 5) {
    return err("the enrolment string was not copied whole: copy it again, up to its last word");
  }
  const bytes = parts.slice(0, -1).map(fromBase64Url);
  const [head, certificate, privateKey, authority] = bytes;
  const header = Header.safeParse(head && toJson(head));
  if (!header.success || !certificate || !privateKey || bytes.includes(null)) {
    return err("the enrolment string was changed on its way: copy it again");
  }
  return ok({ ...header.data, certificate, privateKey, ...(authority && { authority }) });
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array | null {
  if (!/^[0-9A-Za-z_-]+$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function toJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
