// The certificates of a bridge in AWS IoT: which there are and since when, and the steps by which one is taken away.
import {
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  DetachThingPrincipalCommand,
  IoTClient,
  ListThingPrincipalsCommand,
  UpdateCertificateCommand,
} from "@aws-sdk/client-iot";
import { certificateIdIn, type ThingName } from "@house-band/contract";
import type { BridgeCertificate, BridgeCertificates, CertificateFacts } from "../rotation/ports.ts";
import { errorName } from "./library-errors.ts";

/** The hook that asks must answer within 5 s, and has to start before. */
const REQUEST_TIMEOUT_MS = 2_000;

/** Endpoint, region and credentials come from the environment, as the SDK reads them. */
export function createBridgeCertificates(): BridgeCertificates {
  const client = new IoTClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 800, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
  return {
    of: (thing, signal) => listAll(client, thing, signal),
    describe: (certificate, signal) => describe(client, certificate, signal),
    async deactivate({ id: certificateId }, abortSignal) {
      const update = new UpdateCertificateCommand({ certificateId, newStatus: "INACTIVE" });
      await unlessGone(client.send(update, { abortSignal }));
    },
    async detach(thingName, { arn: principal }, abortSignal) {
      await unlessGone(client.send(new DetachThingPrincipalCommand({ thingName, principal }), { abortSignal }));
    },
    remove: (certificate, signal) => remove(client, certificate, signal),
  };
}

async function listAll(client: IoTClient, thingName: ThingName, abortSignal: AbortSignal) {
  const found: BridgeCertificate[] = [];
  for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken; isFirst = false) {
    const asked = new ListThingPrincipalsCommand({ thingName, ...(nextToken && { nextToken }) });
    const page = await unlessGone(client.send(asked, { abortSignal }));
    for (const arn of page?.principals ?? []) {
      const id = certificateIdIn(arn);
      if (id !== null) found.push({ id, arn });
    }
    nextToken = page?.nextToken;
  }
  return found;
}

/** One that AWS says no time of is taken for one that is not there: nothing is done with it, nor because of it. */
async function describe(
  client: IoTClient,
  { id }: BridgeCertificate,
  abortSignal: AbortSignal,
): Promise<CertificateFacts | null> {
  const described = await unlessGone(
    client.send(new DescribeCertificateCommand({ certificateId: id }), { abortSignal }),
  );
  const { creationDate, status } = described?.certificateDescription ?? {};
  return creationDate ? { madeAtMs: creationDate.getTime(), isActive: status === "ACTIVE" } : null;
}

/** @see AWS IoT "DeleteCertificate", forceDelete: its policies may stay attached, and no thing may */
async function remove(
  client: IoTClient,
  { id: certificateId }: BridgeCertificate,
  abortSignal: AbortSignal,
): Promise<"removed" | "in-use"> {
  try {
    await unlessGone(client.send(new DeleteCertificateCommand({ certificateId, forceDelete: true }), { abortSignal }));
    return "removed";
  } catch (error) {
    if (errorName(error) === "DeleteConflictException") return "in-use";
    throw error;
  }
}

async function unlessGone<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (errorName(error) === "ResourceNotFoundException") return null;
    throw error;
  }
}
