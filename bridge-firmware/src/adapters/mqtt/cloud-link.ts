// The CloudLink port over MQTT 3.1.1: connects for ever, says when it is online, holds back each PUBACK.
// A session lives in session.ts; here is only when the next one is tried.
import { err, type Result } from "@house-band/contract";
import { fullJitterMs } from "../../core/backoff.ts";
import { createListeners, type Listeners } from "../../listeners.ts";
import type { CloudEvent, CloudLink, PortFault } from "../../ports.ts";
import type { CloudLinkOptions } from "./cloud-link-options.ts";
import { parseCloudUrl } from "./cloud-url.ts";
import { openSession, type Session } from "./session.ts";

/** A million bridges must not come back in step. @see fullJitterMs */
export const RECONNECT = { firstMs: 1_000, capMs: 300_000 };
/** A session that dies sooner was no success: two bridges with one identity cut each other off like that. */
const STABLE_AFTER_MS = 60_000;
const FLAPPING = { connects: 3, withinMs: 120_000 };

export type { Access } from "./access.ts";
export type { CloudLinkOptions } from "./cloud-link-options.ts";

type State = {
  readonly listeners: Listeners<CloudEvent>;
  readonly closing: AbortController;
  readonly connectsMs: number[];
  session: Session | null;
  running: Promise<void>;
};

/** @throws when the address is one that a bridge must not use. */
export function createCloudLink(options: CloudLinkOptions): CloudLink {
  const url = parseCloudUrl(options.url);
  if (!url.ok) throw new Error(url.error);
  const state: State = {
    listeners: createListeners(),
    closing: new AbortController(),
    connectsMs: [],
    session: null,
    running: Promise.resolve(),
  };
  let isStarted = false;
  return {
    onEvent: state.listeners.add,
    publish: (topic, payload, signal) => publish(state, topic, payload, signal),
    start() {
      if (!isStarted) state.running = keepConnected(options, state);
      isStarted = true;
    },
    async close() {
      state.closing.abort();
      await state.session?.end();
      await state.running;
      state.listeners.clear();
    },
  };
}

function publish(
  state: State,
  topic: string,
  payload: Uint8Array,
  signal?: AbortSignal,
): Promise<Result<void, PortFault>> {
  if (state.session?.isOnline()) return state.session.publish(topic, payload, signal);
  const message = "there is no connection to the cloud now";
  return Promise.resolve(err({ port: "cloud", code: "unavailable", retryable: true, message }));
}

async function keepConnected(options: CloudLinkOptions, state: State): Promise<void> {
  const { clock, log, random } = options;
  const { signal } = state.closing;
  let lastReason = "";
  for (let failures = 0; !signal.aborted; ) {
    let onlineAtMs: number | null = null;
    state.session = openSession(options, {
      onOnline() {
        onlineAtMs = clock.nowMs();
        noteConnect(options, state, onlineAtMs);
        state.listeners.tell({ kind: "online" });
      },
      onMessage: (message) => state.listeners.tell(message),
    });
    const reason = await state.session.over;
    state.session = null;
    const wasStable = onlineAtMs !== null && clock.nowMs() - onlineAtMs >= STABLE_AFTER_MS;
    failures = wasStable ? 1 : failures + 1;
    if (onlineAtMs !== null) state.listeners.tell({ kind: "offline", reason });
    const waitMs = fullJitterMs(RECONNECT, failures, random());
    // another try that fails for the same reason is no news
    const say = reason === lastReason ? log.debug : log.warn;
    if (!signal.aborted) say({ reason, failures, waitMs }, "no connection to the cloud");
    lastReason = reason;
    await clock.sleep(waitMs, signal);
  }
}

function noteConnect({ log }: CloudLinkOptions, state: State, nowMs: number): void {
  state.connectsMs.push(nowMs);
  if (state.connectsMs.length > FLAPPING.connects) state.connectsMs.shift();
  const [firstMs = nowMs] = state.connectsMs;
  if (state.connectsMs.length < FLAPPING.connects || nowMs - firstMs > FLAPPING.withinMs) return;
  log.error(
    { connects: FLAPPING.connects, withinMs: Math.round(nowMs - firstMs) },
    "the connection is lost again and again: another bridge may be using this one's identity",
  );
}
