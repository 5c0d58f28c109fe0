// Brings the bridge's `claim` shadow to what a claim has come to; of one claim, never back.
import { type IoTDataPlaneClient, UpdateThingShadowCommand } from "@aws-sdk/client-iot-data-plane";
import { ClaimDesired, err, isFurther, ok, type Result, type ThingName } from "@house-band/contract";
import type { PortFault } from "../ports.ts";
import { readShadow } from "./config-shadow.ts";
import { toIotFault } from "./iot.ts";
import { errorName } from "./library-errors.ts";

/** The function that hears Alexa and the one that hears the bridge may write at the same time. */
const MAX_TRIES = 4;

/** Reads, compares, writes under the version that was read; a concurrent writer makes it read again. */
export async function publishClaim(
  client: IoTDataPlaneClient,
  thingName: ThingName,
  claim: ClaimDesired,
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  const shadow = { thingName, shadowName: "claim" } as const;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const current = await readShadow(client, shadow, abortSignal);
    if (!current.ok) return current;
    const { desired, version } = current.value;
    const known = ClaimDesired.safeParse(desired);
    if (known.success && known.data.claimId === claim.claimId && isFurther(known.data, claim)) return ok(undefined);
    const gone = Object.fromEntries(Object.keys(desired).map((key) => [key, null]));
    const document = { state: { desired: { ...gone, ...claim } }, ...(version === null ? {} : { version }) };
    try {
      const payload = new TextEncoder().encode(JSON.stringify(document));
      await client.send(new UpdateThingShadowCommand({ ...shadow, payload }), { abortSignal });
      return ok(undefined);
    } catch (cause) {
      if (errorName(cause) !== "ConflictException") return err(toIotFault(cause));
    }
  }
  const message = `the claim shadow was changed by others ${MAX_TRIES} times in a row`;
  return err({ port: "bridge", code: "unavailable", retryable: true, message });
}
