// What a certificate is called in AWS IoT: the SHA-256 of it, in hex. @see AWS IoT "X.509 client certificates"
import * as z from "zod/mini";

export const CertificateId = z.string().check(z.regex(/^[0-9a-f]{64}$/));
export type CertificateId = z.infer<typeof CertificateId>;

/** The certificate that an ARN of a thing's principal names; null where the principal is of another kind. */
export function certificateIdIn(arn: string): CertificateId | null {
  return /:cert\/([0-9a-f]{64})$/.exec(arn)?.[1] ?? null;
}
