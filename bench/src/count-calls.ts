// Counts the calls that the Lambda makes to DynamoDB and AWS IoT during one turn. Every HTTP request of this process
// announces itself; which of them belong to the turn shows by the asynchronous context they are made in, so that the
// ingest of outcomes, which runs in this process too, is not counted as the turn's.
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { ClientRequest } from "node:http";

export type Calls = Map<string, number>;

export type CallCounter = {
  /** Runs `turn` and counts what it calls. */
  count<T>(turn: () => Promise<T>): Promise<{ readonly value: T; readonly calls: Calls }>;
  /** What was called outside of any turn, so far. */
  readonly others: Calls;
  close(): void;
};

/** @see Node.js "Diagnostics Channel": http.client.request.start */
const CHANNEL = "http.client.request.start";

/** Listens to every HTTP request of this process until it is closed. */
export function createCallCounter(): CallCounter {
  const turns = new AsyncLocalStorage<Calls>();
  const others: Calls = new Map();
  const onRequest = (message: unknown): void => {
    if (typeof message !== "object" || message === null || !("request" in message)) return;
    if (!(message.request instanceof ClientRequest)) return;
    const calls = turns.getStore() ?? others;
    const name = `${operationOf(message.request)}${isTriedAgain(message.request) ? TRIED_AGAIN : ""}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
  };
  subscribe(CHANNEL, onRequest);
  return {
    others,
    async count(turn) {
      const calls: Calls = new Map();
      return { value: await turns.run(calls, turn), calls };
    },
    close: () => void unsubscribe(CHANNEL, onRequest),
  };
}

/** Of a call that the SDK makes once more because the first try failed or took too long: no call of the turn's own. */
const TRIED_AGAIN = ", tried again";

/** @see AWS SDKs and Tools Reference Guide, "Retry behavior": amz-sdk-request: attempt=2; max=2 */
const isTriedAgain = (request: ClientRequest): boolean =>
  /attempt=(?!1\b)/.test(String(request.getHeader("amz-sdk-request") ?? ""));

/** DynamoDB names its operation in a header; AWS IoT and Alexa have a path for each. */
function operationOf(request: ClientRequest): string {
  const target = request.getHeader("x-amz-target");
  if (typeof target === "string") return target.split(".").at(-1) ?? target;
  const path = request.path.split("?")[0] ?? "";
  const known = PATHS.find(({ method, pattern }) => method === request.method && pattern.test(path));
  return known?.name ?? `${request.method} ${path}`;
}

/** @see AWS IoT Data Plane API reference; Alexa "Progressive Response API Reference" */
const PATHS = [
  { name: "SendDirectMessage", method: "POST", pattern: /^\/connections\/[^/]+\/messages/ },
  { name: "Publish", method: "POST", pattern: /^\/topics\// },
  { name: "GetConnection", method: "GET", pattern: /^\/connections\/[^/]+$/ },
  { name: "UpdateThingShadow", method: "POST", pattern: /^\/things\/[^/]+\/shadow/ },
  { name: "progressive response", method: "POST", pattern: /^\/v1\/directives/ },
] as const;
