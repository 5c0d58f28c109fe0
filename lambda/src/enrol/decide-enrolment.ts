// Whether a bridge that asks for an identity gets one, and under which name. Pure: AWS IoT has checked the claim, which
// only somebody with the account's own credentials can have made; here is only what it is called.
import { PROVISIONING_TEMPLATE, ThingName } from "@house-band/contract";
import * as z from "zod/mini";

/** @see AWS IoT "Pre-provisioning hooks", "Pre-provision hook input" */
const HookRequest = z.object({
  certificateId: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  templateArn: z.string().check(z.endsWith(`:provisioningtemplate/${PROVISIONING_TEMPLATE}`)),
});

/** @see AWS IoT "Pre-provisioning hooks", "Pre-provision hook return value" */
export type HookAnswer =
  | { readonly allowProvisioning: false }
  | { readonly allowProvisioning: true; readonly parameterOverrides: { readonly ThingName: ThingName } };

/**
 * The name is a function of the new certificate, whatever was asked for: nobody can come in as a bridge that is there.
 * 64 of its 256 bits are in it, so that two bridges of one account never meet.
 */
export function decideEnrolment(request: unknown): HookAnswer {
  const parsed = HookRequest.safeParse(request);
  if (!parsed.success) return { allowProvisioning: false };
  const name = ThingName.parse(`hb-${parsed.data.certificateId.slice(0, 16)}`); // hex digits are among a name's characters
  return { allowProvisioning: true, parameterOverrides: { ThingName: name } };
}
