// The few pieces of DER that a certificate signing request is made of. @see ITU-T X.690 chapters 8 and 10

const TAGS = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One element: its tag, the length of what is in it, and that. */
export function element(tag: keyof typeof TAGS | number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.of(typeof tag === "number" ? tag : TAGS[tag]), lengthOf(body.length), body]);
}

/** @param arcs such as "1.2.840.10045.4.3.2" */
export function objectIdentifier(arcs: string): Buffer {
  const [first = 0, second = 0, ...rest] = arcs.split(".").map(Number);
  return element("objectIdentifier", Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A whole number that is not negative, most significant byte first. */
export function unsigned(bytes: Uint8Array): Buffer {
  const isTakenForNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return element("integer", isTakenForNegative ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** Whole bytes: no bit of the last one is unused. */
export const bitString = (bytes: Uint8Array): Buffer => element("bitString", Buffer.of(0), bytes);

/** The name of which nothing is told but a common name. @see RFC 5280 section 4.1.2.4 */
export const commonName = (text: string): Buffer =>
  element(
    "sequence",
    element("set", element("sequence", objectIdentifier("2.5.4.3"), element("utf8String", Buffer.from(text, "utf8")))),
  );

/** ECDSA with SHA-256. @see RFC 5758 section 3.2: without parameters */
export const ecdsaWithSha256 = (): Buffer => element("sequence", objectIdentifier("1.2.840.10045.4.3.2"));

/** As text, with its label, in lines of 64 characters. @see RFC 7468 section 2 */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes = bigEndian(length);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function bigEndian(value: number): number[] {
  return value < 256 ? [value] : [...bigEndian(Math.floor(value / 256)), value % 256];
}

/** Every byte but the last has its highest bit set. */
function base128(value: number): number[] {
  const low = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) low.unshift((rest & 0x7f) | 0x80);
  return low;
}
