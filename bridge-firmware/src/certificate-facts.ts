// What a certificate says of itself that its change depends on.
import { X509Certificate } from "node:crypto";

export type CertificateFacts = {
  /** When it began to be valid, by the cloud's clock: minutes before it was made, at most. */
  readonly madeAtMs: number;
  /** 0 ≤ spread < 1, the same for this certificate whoever asks when. */
  readonly spread: number;
};

/** @param pem of an identity. @throws where it is no certificate */
export function factsOf(pem: string): CertificateFacts {
  const { validFrom, fingerprint256 } = new X509Certificate(pem);
  const digits = fingerprint256.replaceAll(":", "").slice(0, 8);
  return { madeAtMs: Date.parse(validFrom), spread: Number.parseInt(digits, 16) / 2 ** 32 };
}
