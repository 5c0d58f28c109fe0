// Whether what the cloud last heard of the bridge can tell of the last command already, and a second look where not.
import { DEFAULT_TTL_MS } from "@house-band/contract";
import type { Clock, HomeSnapshot, HomeStore } from "../ports.ts";

/** A bridge's state is sent just before the outcome that people heard: it is there, or nearly. Under 300 ms in all. */
const LOOKS_AFTER_MS = [0, 200] as const;

/**
 * True where the report is from before the last command, which may have changed what it says. Once a command has run
 * out, nothing can come of it any more: a report that is still older tells that nothing did, or that it got lost.
 * @param nowMs epoch, as are the snapshot's times
 */
export function isBehind({ bridge, lastCommandAtMs }: HomeSnapshot, nowMs: number): boolean {
  if (!bridge || lastCommandAtMs === null) return false;
  return bridge.heardAtMs <= lastCommandAtMs && nowMs - lastCommandAtMs < DEFAULT_TTL_MS;
}

/** The snapshot with a report that is not behind, where one comes in time; a read that fails is no worse than none. */
export async function caughtUp(
  { store, clock }: { readonly store: HomeStore; readonly clock: Clock },
  snapshot: HomeSnapshot,
  signal: AbortSignal,
): Promise<HomeSnapshot> {
  const { id, bridge: thing } = snapshot.home;
  let latest = snapshot;
  for (const pauseMs of LOOKS_AFTER_MS) {
    if (signal.aborted || !isBehind(latest, clock.epochMs())) return latest;
    if (pauseMs > 0) await clock.sleep(pauseMs, signal);
    const bridge = await store.readBridge(id, thing, signal);
    if (bridge.ok && bridge.value) latest = { ...latest, bridge: bridge.value };
  }
  return latest;
}
