// A bridge has connected with a new certificate: those that were made before it are taken away. A certificate never takes
// a newer one away, so that a message that comes late, and an old certificate in a thief's hands, can't.
import { CertificateId, type RotatedEvent, ThingName } from "@house-band/contract";
import type { Log } from "../ports.ts";
import type { BridgeCertificates } from "./ports.ts";

/** @throws the SDK's error: the rule's event is delivered again, and what was taken away by then stays so */
export async function retireOlder(
  { thing: topic, clientId, principal }: RotatedEvent,
  { certificates, log }: { readonly certificates: BridgeCertificates; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  const [thing, id] = [ThingName.safeParse(topic), CertificateId.safeParse(principal)];
  if (!thing.success || !id.success || clientId !== topic) {
    return log.error({ thing: thing.data ?? null }, "whoever says that a certificate is new is no bridge of that name");
  }
  const attached = await certificates.of(thing.data, signal);
  const used = attached.find((certificate) => certificate.id === id.data);
  if (used === undefined) return log.warn({ thing: thing.data }, "the certificate in use is not the bridge's any more");
  const inUse = await certificates.describe(used, signal);
  if (!inUse?.isActive) return log.warn({ thing: thing.data }, "a certificate that is not active takes none away");
  let count = 0;
  for (const other of attached.filter((certificate) => certificate !== used)) {
    const facts = await certificates.describe(other, signal);
    if (facts === null || facts.madeAtMs >= inUse.madeAtMs) continue;
    await certificates.takeAway(thing.data, other, signal);
    count += 1;
  }
  log.info({ thing: thing.data, count }, "a bridge uses a new certificate, and older ones were taken away");
}
