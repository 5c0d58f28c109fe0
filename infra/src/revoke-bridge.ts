// Takes a bridge's identity back: every certificate of its thing is revoked, and none of them opens a connection again.
// @see AWS IoT "UpdateCertificate": a certificate that is revoked is cut off within minutes
import { type IoTClient, ListThingPrincipalsCommand, UpdateCertificateCommand } from "@aws-sdk/client-iot";
import { certificateIdIn, type ThingName } from "@house-band/contract";

/** @returns the ids of the certificates that were revoked. @throws the SDK's error; what was revoked by then stays so */
export async function revokeBridge(client: Pick<IoTClient, "send">, thing: ThingName): Promise<readonly string[]> {
  const revoked: string[] = [];
  for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken; isFirst = false) {
    const page = await client.send(
      new ListThingPrincipalsCommand({ thingName: thing, ...(nextToken && { nextToken }) }),
    );
    for (const arn of page.principals ?? []) {
      const certificateId = certificateIdIn(arn);
      if (certificateId === null) continue; // a thing may have principals of other kinds
      await client.send(new UpdateCertificateCommand({ certificateId, newStatus: "REVOKED" }));
      revoked.push(certificateId);
    }
    nextToken = page.nextToken;
  }
  return revoked;
}
