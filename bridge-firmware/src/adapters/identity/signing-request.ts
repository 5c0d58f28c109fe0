// A key that is made on this machine and never leaves it, and the request to have it certified. @see RFC 2986 (PKCS #10)
import { generateKeyPair, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { bitString, commonName, ecdsaWithSha256, element, toPem, unsigned } from "./der.ts";

export type KeyAndRequest = {
  /** PKCS #8, PEM: secret. */
  readonly privateKey: string;
  /** PEM. */
  readonly request: string;
};

/** A new key on the curve P-256, and a request that proves that it is ours. @param name the subject's common name */
export async function createKeyAndRequest(name: string): Promise<KeyAndRequest> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" });
  return {
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    request: toPem("CERTIFICATE REQUEST", signingRequest(name, privateKey, publicKey)),
  };
}

function signingRequest(name: string, privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const noAttributes = element(0xa0);
  const info = element(
    "sequence",
    unsigned(Buffer.of(0)), // version 1
    commonName(name),
    publicKey.export({ type: "spki", format: "der" }),
    noAttributes,
  );
  return element("sequence", info, ecdsaWithSha256(), bitString(sign("sha256", info, privateKey)));
}
