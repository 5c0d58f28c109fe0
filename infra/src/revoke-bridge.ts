// Takes a bridge's identity back: every certificate of its thing is revoked, then detached, and none of them opens a
// connection again. @see AWS IoT "UpdateCertificate": a certificate that is revoked is cut off within minutes
import { setTimeout as sleep } from "node:timers/promises";
import {
  DetachThingPrincipalCommand,
  type IoTClient,
  ListThingPrincipalsCommand,
  UpdateCertificateCommand,
} from "@aws-sdk/client-iot";
import { certificateIdIn, type ThingName } from "@house-band/contract";

export type Revocation = {
  /** The ids of the certificates that were revoked. */
  readonly revoked: readonly string[];
  /** A last look found no other. Where it is false, somebody got new ones all the while. */
  readonly isComplete: boolean;
};

/**
 * A change of certificate that was let through just before still registers the new one: the hook has 5 s, and what comes
 * after it takes a moment.
 */
const LOOK_AGAIN_AFTER_MS = 10_000;
/** With all that it knew revoked a bridge gets no other: the second look finds the last, and the third nothing. */
const MAX_LOOKS = 6;

/** @throws the SDK's error; what was revoked by then stays so */
export async function revokeBridge(
  client: Pick<IoTClient, "send">,
  thing: ThingName,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<Revocation> {
  const revoked = new Set<string>();
  for (let looks = 1; looks <= MAX_LOOKS; looks += 1) {
    // what was detached is listed for some seconds more
    const found = (await listAll(client, thing)).filter(({ certificateId }) => !revoked.has(certificateId));
    if (found.length === 0) return { revoked: [...revoked], isComplete: true };
    for (const { certificateId } of found) {
      await client.send(new UpdateCertificateCommand({ certificateId, newStatus: "REVOKED" }));
      revoked.add(certificateId);
    }
    for (const { principal } of found) {
      await client.send(new DetachThingPrincipalCommand({ thingName: thing, principal }));
    }
    if (looks < MAX_LOOKS) await wait(LOOK_AGAIN_AFTER_MS);
  }
  return { revoked: [...revoked], isComplete: false };
}

async function listAll(client: Pick<IoTClient, "send">, thingName: ThingName) {
  const found: { readonly certificateId: string; readonly principal: string }[] = [];
  for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken; isFirst = false) {
    const page = await client.send(new ListThingPrincipalsCommand({ thingName, ...(nextToken && { nextToken }) }));
    for (const principal of page.principals ?? []) {
      const certificateId = certificateIdIn(principal);
      if (certificateId !== null) found.push({ certificateId, principal }); // a thing may have principals of other kinds
    }
    nextToken = page.nextToken;
  }
  return found;
}
