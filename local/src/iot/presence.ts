// What AWS IoT tells of clients that come and go: lifecycle events on its own topics, each with the connection's number.
// @see AWS IoT "Lifecycle events", connect/disconnect events
import { randomUUID } from "node:crypto";
import { topics } from "@house-band/contract";
import type { DisconnectReason, EffectiveLimits } from "./limits.ts";
import type { PublishJson } from "./shadow-topics.ts";

/** One connection of a client's, from its event to its end. */
export type Presence = { readonly version: number; readonly sessionIdentifier: string };

export type PresenceEvents = {
  connected(client: { readonly clientId: string; readonly ipAddress: string | null }): Presence;
  disconnected(clientId: string, presence: Presence, reason: DisconnectReason): void;
};

/** Counts each client's connections; one that was away for too long is counted from 0 again, as on AWS. */
export function createPresence(publish: PublishJson, limits: EffectiveLimits, nowMs: () => number): PresenceEvents {
  const counted = new Map<string, { version: number; goneAtMs: number | null }>();

  function nextVersion(clientId: string): number {
    const last = counted.get(clientId);
    const isForgotten = !last || (last.goneAtMs !== null && nowMs() - last.goneAtMs > limits.presenceCountedMs);
    const version = isForgotten ? 0 : last.version + 1;
    counted.set(clientId, { version, goneAtMs: null });
    return version;
  }

  return {
    connected({ clientId, ipAddress }) {
      const presence = { version: nextVersion(clientId), sessionIdentifier: randomUUID() };
      publish(topics.presence("connected", clientId), {
        ...bodyOf(clientId, presence, nowMs()),
        eventType: "connected",
        ...(ipAddress === null ? {} : { ipAddress }),
      });
      return presence;
    },
    disconnected(clientId, presence, reason) {
      const last = counted.get(clientId);
      // a newer connection may have taken over: that one goes on
      if (last?.version === presence.version) last.goneAtMs = nowMs();
      publish(topics.presence("disconnected", clientId), {
        ...bodyOf(clientId, presence, nowMs()),
        eventType: "disconnected",
        clientInitiatedDisconnect: reason === "CLIENT_INITIATED_DISCONNECT",
        disconnectReason: reason,
      });
    },
  };
}

const bodyOf = (clientId: string, { version, sessionIdentifier }: Presence, timestamp: number) => ({
  clientId,
  timestamp,
  sessionIdentifier,
  principalIdentifier: clientId,
  versionNumber: version,
});
