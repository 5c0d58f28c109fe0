// Whether a bridge gets another certificate, and for whom: for the thing whose certificate it is connected with, and for no
// other. Pure: what it asks with is AWS IoT's word, what is attached to the thing was looked up.
import { CertificateId, ROTATION_TEMPLATE, ThingName } from "@house-band/contract";
import * as z from "zod/mini";

/** @see AWS IoT "Pre-provisioning hooks", "Pre-provision hook input": with which certificate, and as whom, it is connected */
export const RotationRequest = z.object({
  claimCertificateId: CertificateId,
  certificateId: CertificateId,
  templateArn: z.string().check(z.endsWith(`:provisioningtemplate/${ROTATION_TEMPLATE}`)),
  clientId: ThingName,
});
export type RotationRequest = z.infer<typeof RotationRequest>;

/** @see AWS IoT "Pre-provisioning hooks", "Pre-provision hook return value" */
export type RotationAnswer =
  | { readonly allowProvisioning: false }
  | { readonly allowProvisioning: true; readonly parameterOverrides: { readonly ThingName: ThingName } };

/** The one in use, and what tries that were broken off have left: a bridge that is refused has them taken away. @see retire.ts */
const MAX_CERTIFICATES = 10;

/**
 * A bridge's policy lets it connect as its own thing only, but a certificate of a claim may have any client id: so the
 * client id counts for nothing without the certificate. And the certificate must be active: a connection outlives its
 * certificate's revocation by minutes. What the bridge itself asks for is not looked at.
 * @param attached the ids of the certificates of the thing that the client id names
 */
export function decideRotation(
  { claimCertificateId, clientId }: RotationRequest,
  { attached, isActive }: { readonly attached: readonly CertificateId[]; readonly isActive: boolean },
): RotationAnswer {
  const isItsOwn = isActive && attached.includes(claimCertificateId);
  if (!isItsOwn || attached.length >= MAX_CERTIFICATES) return { allowProvisioning: false };
  return { allowProvisioning: true, parameterOverrides: { ThingName: clientId } };
}
