// What AWS IoT knows right now of a bridge's connection, over what the table remembers of it: an event may have been
// lost, and nobody should hear that all is well with a bridge that is off.
import type { Result, ThingName } from "@house-band/contract";
import type { BridgeLink, Clock, Connection, HomeSnapshot, PortFault } from "../ports.ts";

/** A question that takes longer is not worth it: the table's memory is good. */
const LOOK_WITHIN_MS = 700;

/** The snapshot with its bridge as it is now; where that can't be found out in time, as it is remembered. */
export async function lookAgain(
  ports: { readonly link: Pick<BridgeLink, "findConnection">; readonly clock: Pick<Clock, "sleep"> },
  snapshot: HomeSnapshot,
  signal: AbortSignal,
): Promise<HomeSnapshot> {
  const { bridge, home } = snapshot;
  if (!bridge) return snapshot;
  const found = await ask(ports, home.bridge, signal);
  if (!found?.ok) return snapshot;
  const { isConnected, sinceMs } = found.value;
  if (!isConnected) {
    return { ...snapshot, bridge: { ...bridge, online: false, offlineSinceMs: sinceMs ?? bridge.offlineSinceMs } };
  }
  // it is back, but has said nothing yet: what is remembered is from before
  const isHeard = sinceMs === null || bridge.heardAtMs >= sinceMs;
  return isHeard ? { ...snapshot, bridge: { ...bridge, online: true, offlineSinceMs: null } } : snapshot;
}

async function ask(
  { link, clock }: Parameters<typeof lookAgain>[0],
  thing: ThingName,
  signal: AbortSignal,
): Promise<Result<Connection, PortFault> | null> {
  const answered = new AbortController();
  const patience = AbortSignal.any([signal, answered.signal]);
  try {
    return await Promise.race([
      link.findConnection(thing, patience),
      clock.sleep(LOOK_WITHIN_MS, patience).then(() => null),
    ]);
  } finally {
    answered.abort();
  }
}
