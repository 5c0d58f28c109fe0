// The certificates that this cloud has issued: in which state each is, and whom it is attached to.

/** Whom a connection belongs to. */
export type Principal =
  | { readonly kind: "thing"; readonly thing: string }
  /** May ask for an identity, and nothing else. */
  | { readonly kind: "claim" };

export type CertificateStatus = "pending" | "active" | "inactive" | "revoked";

export type NewCertificate = {
  readonly expiresAtMs: number;
  readonly status: CertificateStatus;
  readonly principal: Principal | null;
};

type Certificate = {
  readonly madeAtMs: number;
  readonly expiresAtMs: number;
  status: CertificateStatus;
  principal: Principal | null;
};

export type IssuedCertificates = {
  add(certificateId: string, made: NewCertificate): void;
  /** Who comes in with it; null where there is no such certificate, or it is not active, or too old. */
  holderOf(certificateId: string): Principal | null;
  activate(certificateId: string, thing: string): void;
  /** What is not active opens no connection; false where there is no such certificate. */
  setStatus(certificateId: string, status: "inactive" | "revoked"): boolean;
  /** The thing that it is attached to; null where there is no such certificate, or it has none. */
  thingOf(certificateId: string): string | null;
  /** By this cloud's clock; null where there is no such certificate. */
  madeAtMs(certificateId: string): number | null;
  /** Null where there is no such certificate. */
  statusOf(certificateId: string): CertificateStatus | null;
  /** False where it is not attached to that thing. */
  detach(certificateId: string, thing: string): boolean;
  /** @see AWS IoT "DeleteCertificate": not while it is active, or attached to a thing */
  remove(certificateId: string): "removed" | "in-use" | "unknown";
  /** In whatever state they are. */
  attachedTo(thing: string): readonly string[];
  /** Those that a thing may come in with. */
  activeOf(thing: string): readonly string[];
};

/** None at first. */
export function createIssuedCertificates(nowMs: () => number): IssuedCertificates {
  const certificates = new Map<string, Certificate>();
  const idsOf = (isMeant: (certificate: Certificate) => boolean): readonly string[] =>
    [...certificates].flatMap(([id, certificate]) => (isMeant(certificate) ? [id] : []));
  return {
    add: (id, made) => void certificates.set(id, { ...made, madeAtMs: nowMs() }),
    holderOf(id) {
      const held = certificates.get(id);
      return held?.status === "active" && held.expiresAtMs > nowMs() ? held.principal : null;
    },
    activate(id, thing) {
      const certificate = certificates.get(id);
      if (certificate) Object.assign(certificate, { status: "active", principal: { kind: "thing", thing } });
    },
    setStatus(id, status) {
      const certificate = certificates.get(id);
      if (certificate) certificate.status = status;
      return certificate !== undefined;
    },
    thingOf: (id) => attachedThing(certificates.get(id)),
    madeAtMs: (id) => certificates.get(id)?.madeAtMs ?? null,
    statusOf: (id) => certificates.get(id)?.status ?? null,
    detach(id, thing) {
      const certificate = certificates.get(id);
      if (certificate === undefined || attachedThing(certificate) !== thing) return false;
      certificate.principal = null;
      return true;
    },
    remove(id) {
      const certificate = certificates.get(id);
      if (!certificate) return "unknown";
      if (certificate.status === "active" || attachedThing(certificate) !== null) return "in-use";
      certificates.delete(id);
      return "removed";
    },
    attachedTo: (thing) => idsOf((certificate) => attachedThing(certificate) === thing),
    activeOf: (thing) => idsOf((one) => one.status === "active" && attachedThing(one) === thing),
  };
}

const attachedThing = (certificate: Pick<Certificate, "principal"> | undefined): string | null =>
  certificate?.principal?.kind === "thing" ? certificate.principal.thing : null;
