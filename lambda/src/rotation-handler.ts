// The entry of the two functions about a bridge's change of certificate, apart from the others: what manages certificates
// is larger than all that the voice loads. The hook lets a bridge have a new one; the rule's event takes the old ones away.
import { ROTATED_RULE, type RotatedEvent } from "@house-band/contract";
import * as z from "zod/mini";
import { createBridgeCertificates } from "./adapters/bridge-certificates.ts";
import { createLog } from "./adapters/log.ts";
import { createSystemClock } from "./adapters/system-clock.ts";
import type { Clock, Log } from "./ports.ts";
import { decideRotation, type RotationAnswer, RotationRequest } from "./rotation/decide-rotation.ts";
import type { BridgeCertificates } from "./rotation/ports.ts";
import { retireOlder } from "./rotation/retire.ts";

/** AWS IoT waits for the hook for 5 s. */
const HOOK_DEADLINE_MS = 4_500;
const RETIRE_DEADLINE_MS = 25_000;

const Rotated = z.object({
  rule: z.literal(ROTATED_RULE),
  thing: z.string(),
  principal: z.string(),
  clientId: z.string(),
  receivedAtMs: z.number(),
}) satisfies z.ZodMiniType<RotatedEvent>;

export type RotationHandle = (event: unknown) => Promise<RotationAnswer | undefined>;

let deployed: RotationHandle | undefined;

/** AWS Lambda's entry. @throws Error for an event that is neither, or that is to be delivered again */
export async function handler(event: unknown): Promise<RotationAnswer | undefined> {
  deployed ??= createRotationHandler({
    certificates: createBridgeCertificates(),
    clock: createSystemClock(),
    log: createLog("info", (line) => process.stderr.write(`${line}\n`)),
  });
  return deployed(event);
}

/** The same handler on any certificates. */
export function createRotationHandler(ports: {
  readonly certificates: BridgeCertificates;
  readonly clock: Pick<Clock, "sleep">;
  readonly log: Log;
}): RotationHandle {
  return async (event) => {
    const rotated = Rotated.safeParse(event);
    if (rotated.success) {
      await retireOlder(rotated.data, ports, AbortSignal.timeout(RETIRE_DEADLINE_MS));
      return undefined;
    }
    const request = RotationRequest.safeParse(event);
    if (request.success) return answerHook(request.data, ports);
    ports.log.warn({}, "a request for a certificate was refused");
    if (isHookRequest(event)) return { allowProvisioning: false };
    throw new Error(`The event is neither a request for a certificate nor one of the rule ${ROTATED_RULE}.`);
  };
}

async function answerHook(
  request: RotationRequest,
  { certificates, log }: { readonly certificates: BridgeCertificates; readonly log: Log },
): Promise<RotationAnswer> {
  const signal = AbortSignal.timeout(HOOK_DEADLINE_MS);
  const attached = await certificates.of(request.clientId, signal);
  const own = attached.find(({ id }) => id === request.claimCertificateId);
  const isActive = own !== undefined && ((await certificates.describe(own, signal))?.isActive ?? false);
  const answer = decideRotation(request, { attached: attached.map(({ id }) => id), isActive });
  const { allowProvisioning: isAllowed } = answer;
  const fields = { thing: request.clientId, certificates: attached.length };
  if (isAllowed) log.info(fields, "a bridge gets a new certificate");
  else log.warn(fields, "a bridge gets no new certificate");
  return answer;
}

const isHookRequest = (event: unknown): boolean => z.object({ templateArn: z.string() }).safeParse(event).success;
