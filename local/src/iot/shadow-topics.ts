// The MQTT face of shadows: reserved topics in, `/accepted`, `/rejected`, `/delta` and `/documents` out.
// @see AWS IoT "Device Shadow MQTT topics"
import type { JsonObject } from "./json.ts";
import type { EffectiveLimits } from "./limits.ts";
import type { ShadowError } from "./shadow-request.ts";
import type { ShadowAction, ShadowRef, ShadowStore } from "./shadow-store.ts";

export type ShadowTopics = {
  /** True where the topic is a shadow's request, which will be answered on its own topics. */
  accept(message: { readonly topic: string; readonly payload: Uint8Array; readonly clientId: string | null }): boolean;
};

export type PublishJson = (topic: string, body: JsonObject) => void;

const REQUEST = /^\$aws\/things\/([^/]+)\/shadow(?:\/name\/([^/]+))?\/(get|update|delete)$/;

/** Answers by `publish`, a turn of the event loop later. */
export function createShadowTopics(
  store: ShadowStore,
  limits: EffectiveLimits,
  publish: PublishJson,
  nowMs: () => number,
): ShadowTopics {
  const inFlight = new Map<string | null, number>();

  function answer(ref: ShadowRef, action: ShadowAction, payload: Uint8Array): void {
    const outcome = store.handle(ref, action, payload);
    if (!outcome.ok) {
      reject(ref, action, outcome.error);
      return;
    }
    for (const { suffix, body } of outcome.value.announcements) publish(`${prefixOf(ref)}/${suffix}`, body);
  }

  function reject(ref: ShadowRef, action: ShadowAction, error: ShadowError): void {
    publish(`${prefixOf(ref)}/${action}/rejected`, { ...error, timestamp: Math.floor(nowMs() / 1000) });
  }

  return {
    accept({ topic, payload, clientId }) {
      const request = parseShadowTopic(topic);
      if (request === null) return false;
      const { ref, action } = request;
      const waiting = inFlight.get(clientId) ?? 0;
      if (waiting >= limits.shadowRequestsInFlight) {
        reject(ref, action, { code: 429, message: "The device has exceeded the number of in-flight requests" });
        return true;
      }
      inFlight.set(clientId, waiting + 1);
      // Like AWS, never before the publisher had its PUBACK.
      setImmediate(() => {
        const left = (inFlight.get(clientId) ?? 1) - 1;
        if (left > 0) inFlight.set(clientId, left);
        else inFlight.delete(clientId);
        answer(ref, action, payload);
      });
      return true;
    },
  };
}

/** `$aws/things/{thing}/shadow`, with `/name/{name}` for a named one. */
export const prefixOf = ({ thing, name }: ShadowRef): string =>
  `$aws/things/${thing}/shadow${name === null ? "" : `/name/${name}`}`;

function parseShadowTopic(topic: string): { readonly ref: ShadowRef; readonly action: ShadowAction } | null {
  const [, thing, name, action] = REQUEST.exec(topic) ?? [];
  if (thing === undefined || (action !== "get" && action !== "update" && action !== "delete")) return null;
  return { ref: { thing, name: name ?? null }, action };
}
