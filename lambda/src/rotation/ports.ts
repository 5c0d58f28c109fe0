// What the change of a bridge's certificate needs of the world.
import type { CertificateId, ThingName } from "@house-band/contract";

export type BridgeCertificate = {
  readonly id: CertificateId;
  /** As AWS IoT names it where it is attached to a thing. */
  readonly arn: string;
};

export type CertificateFacts = {
  /** By the cloud's clock. */
  readonly madeAtMs: number;
  /** One that is revoked, or was set inactive, is not: its connection lives on for minutes. */
  readonly isActive: boolean;
};

export type BridgeCertificates = {
  /** Those that are attached to the thing; none where there is no such thing any more. */
  of(thing: ThingName, signal: AbortSignal): Promise<readonly BridgeCertificate[]>;
  /** Null where there is no such certificate any more. */
  describe(certificate: BridgeCertificate, signal: AbortSignal): Promise<CertificateFacts | null>;
  /** Opens no connection any more. What is gone already is fine, here and below. */
  deactivate(certificate: BridgeCertificate, signal: AbortSignal): Promise<void>;
  /** Begins only: it may be done seconds later. */
  detach(thing: ThingName, certificate: BridgeCertificate, signal: AbortSignal): Promise<void>;
  /** In use: it is attached still. */
  remove(certificate: BridgeCertificate, signal: AbortSignal): Promise<"removed" | "in-use">;
};
