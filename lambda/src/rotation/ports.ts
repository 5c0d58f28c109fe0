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
  /** Opens no connection any more, and is gone. What is gone already is fine. */
  takeAway(thing: ThingName, certificate: BridgeCertificate, signal: AbortSignal): Promise<void>;
};
