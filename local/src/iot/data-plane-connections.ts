// GetConnection, DeleteConnection and ListSubscriptions: a client's connection seen and ended from the cloud.
import type { Call, DataPlaneDeps } from "./data-plane-call.ts";
import { type Answer, failure, json } from "./data-plane-errors.ts";
import type { Session } from "./session.ts";

/** GetConnection, DeleteConnection and ListSubscriptions. @see AWS IoT Data Plane API reference */
export function createConnectionCalls({ broker, limits, nowMs }: DataPlaneDeps) {
  const unknown = (clientId: string) => failure("ResourceNotFoundException", `No connection known: ${clientId}`);

  /** AWS forgets a client half an hour after it left. */
  function known(clientId: string): Session | null {
    const session = broker.session(clientId);
    const status = session?.status();
    if (!session || !status) return null;
    const isForgotten = status.kind === "disconnected" && nowMs() - status.sinceMs > limits.disconnectedKnownMs;
    return isForgotten ? null : session;
  }

  return {
    /** @see AWS IoT Data Plane "GetConnection" */
    get({ label: clientId, query }: Call): Answer {
      const session = known(clientId);
      const status = session?.status();
      if (!session || !status) return unknown(clientId);
      const { isClean, keepAliveSeconds, sourceIp, sourcePort } = status.info;
      return json({
        clientId,
        connected: status.kind === "connected",
        thingName: session.connection()?.thing ?? undefined,
        cleanSession: isClean,
        keepAliveDuration: keepAliveSeconds,
        sessionExpiry: isClean ? 0 : limits.sessionExpiryMs / 1_000,
        ...(status.kind === "connected"
          ? { connectedSince: status.sinceMs }
          : { disconnectedSince: status.sinceMs, disconnectReason: status.reason }),
        ...(query.get("includeSocketInformation") === "true" ? { sourceIp, sourcePort } : {}),
      });
    },

    /** @see AWS IoT Data Plane "DeleteConnection" */
    async remove({ label: clientId, query }: Call): Promise<Answer> {
      const session = known(clientId);
      if (session === null) return unknown(clientId);
      const preventWill = query.get("preventWillMessage") === "true";
      const wasConnected = await broker.disconnect(clientId, { preventWill });
      if (!wasConnected) return unknown(clientId);
      if (query.get("cleanSession") === "true") session.reset();
      return json({});
    },

    /** @see AWS IoT Data Plane "ListSubscriptions" */
    subscriptions({ label: clientId }: Call): Answer {
      const session = known(clientId);
      if (session === null) return unknown(clientId);
      return json({
        subscriptions: [...session.subscriptions].map(([topicFilter, qos]) => ({ topicFilter, qos })),
      });
    },
  };
}
