// Reads a certificate signing request as a certificate authority does: whose key it is, and the proof of it.
// @see RFC 2986 section 4
import { createPublicKey, verify } from "node:crypto";
import { err, ok, type Result } from "@house-band/contract";

type Element = {
  readonly tag: number;
  readonly content: Buffer;
  /** With its tag and length. */
  readonly whole: Buffer;
};

const SEQUENCE = 0x30;
const BIT_STRING = 0x03;

/** @returns the public key (SPKI, DER) of a request that is signed by it, or what is wrong */
export function readSigningRequest(pem: string): Result<Buffer, string> {
  const base64 = /^-----BEGIN CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE REQUEST-----\s*$/.exec(
    pem,
  );
  const request = base64 ? elementsOf(Buffer.from(base64[1] ?? "", "base64"))[0] : undefined;
  const [info, , signature] = request?.tag === SEQUENCE ? elementsOf(request.content) : [];
  const key = info?.tag === SEQUENCE ? elementsOf(info.content)[2] : undefined;
  if (!info || !key || signature?.tag !== BIT_STRING) return err("the certificate signing request can't be read");
  try {
    const publicKey = createPublicKey({ key: key.whole, format: "der", type: "spki" });
    const isProven = verify("sha256", info.whole, publicKey, signature.content.subarray(1));
    return isProven ? ok(key.whole) : err("the certificate signing request is not signed by its own key");
  } catch {
    return err("the certificate signing request holds no key that can be used");
  }
}

/** What stands one after the other; nothing where it is cut off. @see ITU-T X.690 chapter 8.1 */
function elementsOf(bytes: Buffer): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at + 1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (lengthBytes > 4 || at + 2 + lengthBytes > bytes.length) return [];
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
    const from = at + 2 + lengthBytes;
    const to = from + length;
    if (to > bytes.length) return [];
    elements.push({ tag: bytes[at] ?? 0, content: bytes.subarray(from, to), whole: bytes.subarray(at, to) });
    at = to;
  }
  return elements;
}
