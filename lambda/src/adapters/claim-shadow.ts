// Brings the bridge's `claim` shadow to what a claim has come to; of one claim, never back.
import type { IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import { ClaimDesired, isFurther, type Result, type ThingName } from "@house-band/contract";
import type { PortFault } from "../ports.ts";
import { updateDesired } from "./desired-shadow.ts";

/** The function that hears Alexa and the one that hears the bridge may write at the same time. */
export function publishClaim(
  client: IoTDataPlaneClient,
  thingName: ThingName,
  claim: ClaimDesired,
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  return updateDesired(
    client,
    { thingName, shadowName: "claim" },
    (desired) => {
      const known = ClaimDesired.safeParse(desired);
      if (known.success && known.data.claimId === claim.claimId && isFurther(known.data, claim)) return null;
      return { ...Object.fromEntries(Object.keys(desired).map((key) => [key, null])), ...claim };
    },
    abortSignal,
  );
}
