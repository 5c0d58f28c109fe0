// A bridge has said which certificate it uses: those that were made before it are taken away, and newer ones that had been
// there for a day by then without coming into use, which is what rotations that were broken off leave.
import { CertificateId, type RotatedEvent, ThingName } from "@house-band/contract";
import type { Clock, Log } from "../ports.ts";
import type { BridgeCertificate, BridgeCertificates } from "./ports.ts";

/** A bridge goes over to a new certificate within a minute of its making, or never. */
const UNUSED_AFTER_MS = 86_400_000;

/**
 * Whether another certificate is over, by the word of one that was in use at `saidAtMs`. That is when AWS IoT heard it, not
 * when it is looked at: however late, and however often, the word of an old certificate comes, it was said before the
 * bridge went over to the new one, so less than a day after that was made, and the new one stays.
 */
export const isOver = (
  other: { readonly madeAtMs: number },
  inUse: { readonly madeAtMs: number; readonly saidAtMs: number },
): boolean => other.madeAtMs < inUse.madeAtMs || inUse.saidAtMs - other.madeAtMs > UNUSED_AFTER_MS;

/**
 * AWS detaches by and by ("might take several seconds"), and deletes nothing that is attached: this long it is tried again.
 * @see AWS IoT API Reference "DetachThingPrincipal"
 */
const REMOVED_BY_MS = [500, 1_000, 2_000, 4_000, 8_000];

type RetirementPorts = {
  readonly certificates: BridgeCertificates;
  readonly clock: Pick<Clock, "sleep">;
  readonly log: Log;
};

/** @throws the SDK's error, or that one is attached still: the event is delivered again; what was done by then stays so */
export async function retireOlder(
  { thing: topic, clientId, principal, receivedAtMs }: RotatedEvent,
  ports: RetirementPorts,
  signal: AbortSignal,
): Promise<void> {
  const { certificates, log } = ports;
  const [thing, id] = [ThingName.safeParse(topic), CertificateId.safeParse(principal)];
  if (!thing.success || !id.success || clientId !== topic) {
    return log.error({ thing: thing.data ?? null }, "whoever says that a certificate is new is no bridge of that name");
  }
  const attached = await certificates.of(thing.data, signal);
  const used = attached.find((certificate) => certificate.id === id.data);
  if (used === undefined) return log.warn({ thing: thing.data }, "the certificate in use is not the bridge's any more");
  const inUse = await certificates.describe(used, signal);
  if (!inUse?.isActive) return log.warn({ thing: thing.data }, "a certificate that is not active takes none away");
  const over: BridgeCertificate[] = [];
  for (const other of attached.filter((certificate) => certificate !== used)) {
    const facts = await certificates.describe(other, signal);
    if (facts !== null && isOver(facts, { madeAtMs: inUse.madeAtMs, saidAtMs: receivedAtMs })) over.push(other);
  }
  await takeAway({ thing: thing.data, over }, ports, signal);
  log.info(
    { thing: thing.data, count: over.length },
    "a bridge said which certificate it uses, and others were taken away",
  );
}

/** All of them good for nothing first: what stops after that has left nothing that opens a connection. */
async function takeAway(
  { thing, over }: { readonly thing: ThingName; readonly over: readonly BridgeCertificate[] },
  { certificates, clock, log }: RetirementPorts,
  signal: AbortSignal,
): Promise<void> {
  for (const certificate of over) await certificates.deactivate(certificate, signal);
  for (const certificate of over) await certificates.detach(thing, certificate, signal);
  let left = over;
  for (const waitMs of [0, ...REMOVED_BY_MS]) {
    if (left.length === 0) return;
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    const attached: BridgeCertificate[] = [];
    for (const certificate of left) {
      if ((await certificates.remove(certificate, signal)) === "in-use") attached.push(certificate);
    }
    left = attached;
  }
  if (left.length === 0) return;
  const ids = left.map(({ id }) => id).join(" ");
  log.warn({ thing, certificates: ids }, "certificates were set inactive and could not be deleted");
  throw new Error(`${left.length} certificates of ${thing} are attached still: they can't be deleted yet.`);
}
