// Who may come in: credentials that stand for a certificate on plain connections, and real certificates over TLS, with
// what each of them stands for. Certificates of a claim may do nothing but ask for another one.
import { createHash, generateKeyPairSync, randomBytes, timingSafeEqual } from "node:crypto";
import { toPem } from "@house-band/bridge-firmware/adapters/identity/der";
import type { Authority } from "./x509.ts";

export type Credentials = { readonly username: string; readonly password: string };

/** Whom a connection belongs to. */
export type Principal =
  | { readonly kind: "thing"; readonly thing: string }
  /** May ask for an identity, and nothing else. */
  | { readonly kind: "claim" };

/** What a connection brings along: from TLS where there is TLS. */
export type Proof = { readonly credentials: Credentials; readonly certificateId: string | null };

type Certificate = {
  readonly madeAtMs: number;
  readonly expiresAtMs: number;
  status: "pending" | "active" | "inactive" | "revoked";
  principal: Principal | null;
};

export type Certificates = ReturnType<typeof createCertificates>;

/** A fingerprint names a certificate, as on AWS: 64 hex digits. */
export const certificateIdOf = (der: Uint8Array): string => createHash("sha256").update(der).digest("hex");

const YEARS_MS = 20 * 365 * 86_400_000;

/** @param things registered already, with credentials of their own */
export function createCertificates(things: ReadonlySet<string>, authority: Authority, nowMs: () => number) {
  const credentials = new Map([...things].map((thing) => [thing, newCredentials()]));
  const certificates = new Map<string, Certificate>();

  function issue(
    publicKey: Uint8Array,
    certificate: Omit<Certificate, "status" | "madeAtMs">,
    status: Certificate["status"],
  ) {
    const der = authority.issue({ name: "AWS IoT Certificate", publicKey, expiresAtMs: certificate.expiresAtMs });
    const id = certificateIdOf(der);
    certificates.set(id, { ...certificate, madeAtMs: nowMs(), status });
    return { id, der, pem: toPem("CERTIFICATE", der) };
  }

  function thingBy({ username, password }: Credentials): Principal | null {
    for (const [thing, own] of credentials) {
      if (own.username === username && isSame(own.password, password)) return { kind: "thing", thing };
    }
    return null;
  }

  function holderOf(certificateId: string): Principal | null {
    const held = certificates.get(certificateId);
    return held?.status === "active" && held.expiresAtMs > nowMs() ? held.principal : null;
  }

  return {
    /** Null where nobody is known by this. */
    principalOf: ({ certificateId, credentials }: Proof): Principal | null =>
      certificateId === null ? thingBy(credentials) : holderOf(certificateId),

    /** @throws Error where the thing has no credentials */
    credentialsFor(thing: string): Credentials {
      const own = credentials.get(thing);
      if (own) return own;
      const known = [...credentials.keys()].join(", ");
      throw new Error(`No thing is registered as ${JSON.stringify(thing)}: registered are ${known}`);
    },

    /** A key and a certificate for whoever is to be enrolled; DER. */
    issueClaim(lifeMs: number) {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const spki = publicKey.export({ type: "spki", format: "der" });
      const expiresAtMs = nowMs() + lifeMs;
      const claim = issue(spki, { expiresAtMs, principal: { kind: "claim" } }, "active");
      return {
        id: claim.id,
        certificate: claim.der,
        privateKey: privateKey.export({ type: "pkcs8", format: "der" }),
        expiresAtMs,
      };
    },

    /** Good for nothing before it is activated. */
    issuePending: (publicKey: Uint8Array) =>
      issue(publicKey, { expiresAtMs: nowMs() + YEARS_MS, principal: null }, "pending"),

    activate(certificateId: string, thing: string): void {
      const certificate = certificates.get(certificateId);
      if (certificate) Object.assign(certificate, { status: "active", principal: { kind: "thing", thing } });
    },

    /** What is not active opens no connection; false where there is no such certificate. */
    setStatus(certificateId: string, status: "inactive" | "revoked"): boolean {
      const certificate = certificates.get(certificateId);
      if (certificate) certificate.status = status;
      return certificate !== undefined;
    },

    /** The thing that it is attached to; null where there is no such certificate, or it has none. */
    thingOf(certificateId: string): string | null {
      const principal = certificates.get(certificateId)?.principal;
      return principal?.kind === "thing" ? principal.thing : null;
    },

    /** By this cloud's clock; null where there is no such certificate. */
    madeAtMs: (certificateId: string): number | null => certificates.get(certificateId)?.madeAtMs ?? null,

    /** Null where there is no such certificate. */
    statusOf: (certificateId: string): Certificate["status"] | null => certificates.get(certificateId)?.status ?? null,

    /** False where it is not attached to that thing. */
    detach(certificateId: string, thing: string): boolean {
      const certificate = certificates.get(certificateId);
      if (certificate?.principal?.kind !== "thing" || certificate.principal.thing !== thing) return false;
      certificate.principal = null;
      return true;
    },

    /** @see AWS IoT "DeleteCertificate": not while it is active, or attached to a thing */
    remove(certificateId: string): "removed" | "in-use" | "unknown" {
      const certificate = certificates.get(certificateId);
      if (!certificate) return "unknown";
      if (certificate.status === "active" || certificate.principal?.kind === "thing") return "in-use";
      certificates.delete(certificateId);
      return "removed";
    },

    /** In whatever state they are. */
    attachedTo: (thing: string): readonly string[] =>
      [...certificates].flatMap(([id, { principal }]) =>
        principal?.kind === "thing" && principal.thing === thing ? [id] : [],
      ),

    /** Those that a thing may come in with. */
    activeOf: (thing: string): readonly string[] =>
      [...certificates].flatMap(([id, { status, principal }]) =>
        status === "active" && principal?.kind === "thing" && principal.thing === thing ? [id] : [],
      ),
  };
}

const newCredentials = (): Credentials => ({
  username: randomBytes(32).toString("hex"),
  password: randomBytes(32).toString("base64url"),
});

const digest = (text: string) => createHash("sha256").update(text).digest();
const isSame = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right));
