// Tells the cloud how the bridge is: the `state` shadow for people who look, an event for the cloud's memory.
// At most one of each a second, always the newest, and only when something changed.
import {
  type BridgeState,
  encodeEvent,
  MAX_PAYLOAD_BYTES,
  MAX_SHADOW_BYTES,
  type ThingName,
  topics,
  WIRE_VERSION,
} from "@house-band/contract";
import { trimToFit, withRemovalsNulled } from "../core/to-reported.ts";
import type { Clock, CloudLink, Log } from "../ports.ts";
import { encodeReported, type ShadowMessage } from "./shadow-message.ts";

export type Reporter = {
  /** The state as it is now; most calls change nothing. */
  update(state: BridgeState): void;
  online(): void;
  offline(): void;
  onMessage(reply: ShadowMessage["reply"]): void;
  close(): Promise<void>;
};

export type ReporterPorts = {
  readonly cloud: CloudLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly thing: ThingName;
};

const MIN_INTERVAL_MS = 1_000;
const RETRY_DELAYS_MS = [2_000, 5_000, 15_000, 60_000] as const;
/** Room for the envelope, for the nulls of what is gone, and for a `desired` section that is not ours. */
const SHADOW_BUDGET_BYTES = MAX_SHADOW_BYTES - 512;
const EVENT_BUDGET_BYTES = MAX_PAYLOAD_BYTES.event - 512;

type State = {
  readonly bootedAtMs: number;
  now: BridgeState | null;
  nowText: string;
  sentText: string;
  events: number;
  updates: number;
  /** What the shadow holds, as far as known: what is there and not in the next report is nulled. */
  held: unknown;
  inFlight: unknown;
  /** The shadow was read since the link came up. */
  isRead: boolean;
  isOnline: boolean;
  lastSentMs: number;
  isScheduled: boolean;
  trims: number;
  failures: number;
  sending: Promise<void>;
  readonly closing: AbortController;
};

export function createReporter(ports: ReporterPorts): Reporter {
  const state: State = {
    bootedAtMs: Math.max(0, Math.floor(ports.clock.epochMs())),
    now: null,
    nowText: "",
    sentText: "",
    events: 0,
    updates: 0,
    held: {},
    inFlight: {},
    isRead: false,
    isOnline: false,
    lastSentMs: Number.NEGATIVE_INFINITY,
    isScheduled: false,
    trims: 0,
    failures: 0,
    sending: Promise.resolve(),
    closing: new AbortController(),
  };
  return {
    update: (now) => update(ports, state, now),
    online() {
      Object.assign(state, { isOnline: true, isRead: false, sentText: "" });
      askForShadow(ports, state);
    },
    offline() {
      state.isOnline = false;
    },
    onMessage: (reply) => onMessage(ports, state, reply),
    async close() {
      state.closing.abort();
      await state.sending;
    },
  };
}

function update(ports: ReporterPorts, state: State, now: BridgeState): void {
  const text = JSON.stringify(now);
  if (text === state.nowText) return;
  state.now = now;
  state.nowText = text;
  schedule(ports, state);
}

function askForShadow(ports: ReporterPorts, state: State): void {
  const { signal } = state.closing;
  void ports.cloud.publish(`${topics.shadow(ports.thing, "state")}/get`, new Uint8Array(), signal);
}

function onMessage(ports: ReporterPorts, state: State, reply: ShadowMessage["reply"]): void {
  switch (reply.kind) {
    case "get-accepted":
      startFrom(ports, state, reply.reported);
      return;
    case "get-rejected":
      if (reply.code === 404)
        startFrom(ports, state, {}); // the first report makes the shadow
      else retryLater(ports, state, () => askForShadow(ports, state));
      return;
    case "update-accepted":
      state.held = state.inFlight;
      state.failures = 0;
      return;
    case "update-rejected":
      onRejected(ports, state, reply.code);
      return;
    case "delta":
      return; // nobody desires a state: it is reported, never asked for
  }
}

function startFrom(ports: ReporterPorts, state: State, reported: unknown): void {
  state.held = reported ?? {};
  state.isRead = true;
  schedule(ports, state);
}

function onRejected(ports: ReporterPorts, state: State, code: number): void {
  ports.log.warn({ code }, "the state's report was rejected");
  state.sentText = "";
  if (code === 413) {
    state.trims += 1;
    schedule(ports, state);
  } else if (code === 409) {
    state.isRead = false;
    askForShadow(ports, state);
  } else if (code === 429 || code >= 500) retryLater(ports, state, () => schedule(ports, state));
}

function retryLater(ports: ReporterPorts, state: State, retry: () => void): void {
  const delayMs = RETRY_DELAYS_MS[Math.min(state.failures, RETRY_DELAYS_MS.length - 1)] ?? MIN_INTERVAL_MS;
  state.failures += 1;
  state.lastSentMs = ports.clock.nowMs() + delayMs - MIN_INTERVAL_MS;
  void ports.clock.sleep(delayMs, state.closing.signal).then((slept) => slept && retry());
}

function schedule(ports: ReporterPorts, state: State): void {
  if (state.isScheduled || !isDue(state)) return;
  state.isScheduled = true;
  const waitMs = Math.max(0, state.lastSentMs + MIN_INTERVAL_MS - ports.clock.nowMs());
  const ready = waitMs > 0 ? ports.clock.sleep(waitMs, state.closing.signal) : Promise.resolve(true);
  state.sending = ready.then(async (isTime) => {
    state.isScheduled = false;
    if (isTime && isDue(state)) await send(ports, state);
  });
}

const isDue = (state: State): boolean =>
  state.isOnline && state.isRead && state.now !== null && state.nowText !== state.sentText;

async function send(ports: ReporterPorts, state: State): Promise<void> {
  if (!state.now) return;
  state.lastSentMs = ports.clock.nowMs();
  state.sentText = state.nowText;
  const results = await Promise.all([sendEvent(ports, state, state.now), sendShadow(ports, state, state.now)]);
  if (results.includes(false) && state.isOnline) retryLater(ports, state, () => schedule(ports, resend(state)));
  else schedule(ports, state);
}

const resend = (state: State): State => Object.assign(state, { sentText: "" });

async function sendEvent(ports: ReporterPorts, state: State, now: BridgeState): Promise<boolean> {
  state.events += 1;
  const { bootedAtMs, events: count } = state;
  const fitting = trimToFit(now, EVENT_BUDGET_BYTES, (candidate) => sizeOf(candidate));
  const payload = encodeEvent({ v: WIRE_VERSION, kind: "state", bootedAtMs, count, state: fitting });
  return (await ports.cloud.publish(topics.event(ports.thing), payload, state.closing.signal)).ok;
}

async function sendShadow(ports: ReporterPorts, state: State, now: BridgeState): Promise<boolean> {
  const reported = (candidate: BridgeState) => withRemovalsNulled(candidate, state.held);
  const fitting = trimToFit(now, SHADOW_BUDGET_BYTES, (candidate) => sizeOf(reported(candidate)), state.trims);
  state.updates += 1;
  state.inFlight = fitting;
  const payload = encodeReported(reported(fitting), `state-${state.updates}`);
  const topic = `${topics.shadow(ports.thing, "state")}/update`;
  return (await ports.cloud.publish(topic, payload, state.closing.signal)).ok;
}

const sizeOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).byteLength;
