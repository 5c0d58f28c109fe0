// Who may come in: credentials that stand for a certificate on plain connections, and real certificates over TLS, with
// what each of them stands for. Certificates of a claim may do nothing but ask for another one.
import { createHash, generateKeyPairSync } from "node:crypto";
import { toPem } from "@house-band/bridge-firmware/adapters/identity/der";
import {
  createIssuedCertificates,
  type IssuedCertificates,
  type NewCertificate,
  type Principal,
} from "./issued-certificates.ts";
import { type Credentials, createThingCredentials } from "./thing-credentials.ts";
import type { Authority } from "./x509.ts";

/** What a connection brings along: from TLS where there is TLS. */
export type Proof = { readonly credentials: Credentials; readonly certificateId: string | null };

type Issued = { readonly id: string; readonly der: Buffer; readonly pem: string };

export type Certificates = Omit<IssuedCertificates, "add" | "holderOf"> & {
  /** Null where nobody is known by this. */
  principalOf(proof: Proof): Principal | null;
  /** @throws Error where the thing has no credentials */
  credentialsFor(thing: string): Credentials;
  /** A key and a certificate for whoever is to be enrolled; DER. */
  issueClaim(lifeMs: number): {
    readonly id: string;
    readonly certificate: Buffer;
    readonly privateKey: Buffer;
    readonly expiresAtMs: number;
  };
  /** Good for nothing before it is activated. */
  issuePending(publicKey: Uint8Array): Issued;
};

/** A fingerprint names a certificate, as on AWS: 64 hex digits. */
export const certificateIdOf = (der: Uint8Array): string => createHash("sha256").update(der).digest("hex");

const YEARS_MS = 20 * 365 * 86_400_000;

/** @param things registered already, with credentials of their own */
export function createCertificates(
  things: ReadonlySet<string>,
  authority: Authority,
  nowMs: () => number,
): Certificates {
  const credentials = createThingCredentials(things);
  const { add, holderOf, ...issued } = createIssuedCertificates(nowMs);
  const issue = (publicKey: Uint8Array, made: NewCertificate): Issued => {
    const der = authority.issue({ name: "AWS IoT Certificate", publicKey, expiresAtMs: made.expiresAtMs });
    const id = certificateIdOf(der);
    add(id, made);
    return { id, der, pem: toPem("CERTIFICATE", der) };
  };
  const heldBy = (own: Credentials): Principal | null => {
    const thing = credentials.thingBy(own);
    return thing === null ? null : { kind: "thing", thing };
  };
  return {
    ...issued,
    principalOf: (proof) => (proof.certificateId === null ? heldBy(proof.credentials) : holderOf(proof.certificateId)),
    credentialsFor: credentials.of,
    issueClaim(lifeMs) {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const spki = publicKey.export({ type: "spki", format: "der" });
      const expiresAtMs = nowMs() + lifeMs;
      const { id, der } = issue(spki, { expiresAtMs, principal: { kind: "claim" }, status: "active" });
      return {
        id,
        certificate: der,
        privateKey: privateKey.export({ type: "pkcs8", format: "der" }),
        expiresAtMs,
      };
    },
    issuePending: (publicKey) =>
      issue(publicKey, { expiresAtMs: nowMs() + YEARS_MS, principal: null, status: "pending" }),
  };
}
