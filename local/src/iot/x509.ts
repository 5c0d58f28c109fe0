// A certificate authority on a laptop: what AWS IoT is for a home's bridges. Its key lives as long as the process.
// @see RFC 5280 section 4.1, the fields of a certificate
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";
import {
  bitString,
  commonName,
  ecdsaWithSha256,
  element,
  objectIdentifier,
  toPem,
  unsigned,
} from "@house-band/bridge-firmware/adapters/identity/der";

export type Authority = {
  /** DER; whoever trusts it trusts whatever it signs. */
  readonly certificate: Buffer;
  /** DER. @param subject its name, its key (SPKI, DER), and the address it serves, if it is a server's */
  issue(subject: Subject): Buffer;
};

export type Subject = {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly address?: string;
  readonly expiresAtMs: number;
};

type Fields = Subject & { readonly issuer: string; readonly extensions: readonly Buffer[] };

const AUTHORITY_NAME = "House Band, local";
/** A certificate says when it begins: clocks differ a little. */
const BEFORE_MS = 60_000;

/** With a key of its own, made now. @param nowMs for how long its certificates hold */
export function createAuthority(nowMs: () => number): Authority {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issue = (fields: Fields): Buffer => signed(toBeSigned(fields, nowMs()), privateKey);
  const decade = nowMs() + 10 * 365 * 86_400_000;
  return {
    certificate: issue({
      name: AUTHORITY_NAME,
      issuer: AUTHORITY_NAME,
      publicKey: publicKey.export({ type: "spki", format: "der" }),
      expiresAtMs: decade,
      extensions: [isAuthority()],
    }),
    issue: (subject) =>
      issue({ ...subject, issuer: AUTHORITY_NAME, extensions: subject.address ? [servesAt(subject.address)] : [] }),
  };
}

function toBeSigned({ name, issuer, publicKey, expiresAtMs, extensions }: Fields, nowMs: number): Buffer {
  const version3 = element(0xa0, unsigned(Buffer.of(2)));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, and of full length
  return element(
    "sequence",
    version3,
    unsigned(serial),
    ecdsaWithSha256(),
    commonName(issuer),
    element("sequence", time(nowMs - BEFORE_MS), time(expiresAtMs)),
    commonName(name),
    publicKey,
    ...(extensions.length === 0 ? [] : [element(0xa3, element("sequence", ...extensions))]),
  );
}

const signed = (content: Buffer, key: KeyObject): Buffer =>
  element("sequence", content, ecdsaWithSha256(), bitString(sign("sha256", content, key)));

/** GeneralizedTime, which RFC 5280 wants from 2050 on and readers take before. */
const GENERALIZED_TIME = 0x18;
const UTC_TIME = 0x17;

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return Number(digits.slice(0, 4)) < 2050
    ? element(UTC_TIME, Buffer.from(`${digits.slice(2)}Z`))
    : element(GENERALIZED_TIME, Buffer.from(`${digits}Z`));
}

const TRUE = element(0x01, Buffer.of(0xff));

/** Critical: it may sign others. @see RFC 5280 section 4.2.1.9 */
const isAuthority = (): Buffer =>
  element("sequence", objectIdentifier("2.5.29.19"), TRUE, element("octetString", element("sequence", TRUE)));

/** @see RFC 5280 section 4.2.1.6: an IPv4 address as four bytes, a name as text */
function servesAt(address: string): Buffer {
  const name = isIPv4(address)
    ? element(0x87, Buffer.from(address.split(".").map(Number)))
    : element(0x82, Buffer.from(address));
  return element("sequence", objectIdentifier("2.5.29.17"), element("octetString", element("sequence", name)));
}

/** A server's key and certificate, as TLS wants them. */
export function issueServer(authority: Authority, address: string, expiresAtMs: number) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: toPem("CERTIFICATE", authority.issue({ name: address, publicKey: spki, address, expiresAtMs })),
  };
}
