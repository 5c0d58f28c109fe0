// Tells the cloud how the bridge is: events for the cloud's memory, the `state` shadow for people who look.
// The shadow: at most once a second, always the newest, and only when something changed.
import { assertNever, type BridgeState, MAX_SHADOW_BYTES, topics } from "@house-band/contract";
import { type ChildSignal, childOf } from "../child-signal.ts";
import { trimToFit, withRemovalsNulled } from "../core/to-reported.ts";
import type { Log } from "../ports.ts";
import { createPacer, type Pacer } from "./pacer.ts";
import { MIN_INTERVAL_MS, retryDelayMs, sizeOf } from "./report-limits.ts";
import { encodeReported, type ShadowMessage } from "./shadow-message.ts";
import { createStateEvents, type StateEventPorts, type StateEvents } from "./state-events.ts";

export type Reporter = {
  /** The state as it is now; most calls change nothing. */
  update(state: BridgeState): void;
  /** To be called before an outcome is published: its state event is under way when this returns. */
  beforeOutcome(receivedAtMs: number): void;
  online(): void;
  offline(): void;
  onMessage(reply: ShadowMessage["reply"]): void;
  close(): Promise<void>;
};

export type ReporterPorts = StateEventPorts & { readonly log: Log };

/** Room for the envelope, for the nulls of what is gone, and for a `desired` section that is not ours. */
const SHADOW_BUDGET_BYTES = MAX_SHADOW_BYTES - 512;

type State = {
  readonly events: StateEvents;
  readonly closing: AbortController;
  now: BridgeState | null;
  nowText: string;
  sentText: string;
  updates: number;
  /** What the shadow holds, as far as known: what is there and not in the next report is nulled. */
  held: unknown;
  inFlight: unknown;
  /** The shadow was read since the link came up. */
  isRead: boolean;
  isOnline: boolean;
  trims: number;
  failures: number;
  /** Before the shadow is asked for again. */
  waiting: ChildSignal | null;
};

type Shadow = { readonly ports: ReporterPorts; readonly state: State; readonly pacer: Pacer };

/** Starts offline and silent; the first report goes out once the link is up and the shadow was read. */
export function createReporter(ports: ReporterPorts): Reporter {
  const state = initialState(ports);
  const pacer = createPacer(ports.clock, state.closing.signal, {
    intervalMs: MIN_INTERVAL_MS,
    isDue: () => state.isOnline && state.isRead && state.now !== null && state.nowText !== state.sentText,
    tell: () => send(shadow),
  });
  const shadow: Shadow = { ports, state, pacer };
  return {
    update: (now) => update(shadow, now),
    beforeOutcome: state.events.tellSince,
    online() {
      Object.assign(state, { isOnline: true, isRead: false, sentText: "" });
      state.events.online();
      askForShadow(shadow);
    },
    offline() {
      state.isOnline = false;
      state.events.offline();
    },
    onMessage: (reply) => onMessage(shadow, reply),
    async close() {
      state.closing.abort();
      await Promise.all([pacer.idle(), state.events.close()]);
    },
  };
}

function initialState(ports: ReporterPorts): State {
  return {
    events: createStateEvents(ports),
    closing: new AbortController(),
    now: null,
    nowText: "",
    sentText: "",
    updates: 0,
    held: {},
    inFlight: {},
    isRead: false,
    isOnline: false,
    trims: 0,
    failures: 0,
    waiting: null,
  };
}

function update({ state, pacer }: Shadow, now: BridgeState): void {
  const text = JSON.stringify(now);
  if (text === state.nowText) return;
  state.now = now;
  state.nowText = text;
  state.events.update(now, text);
  pacer.request();
}

function askForShadow({ ports, state }: Shadow): void {
  const { signal } = state.closing;
  void ports.cloud.publish(`${topics.shadow(ports.thing, "state")}/get`, new Uint8Array(), signal);
}

function onMessage(shadow: Shadow, reply: ShadowMessage["reply"]): void {
  const { state } = shadow;
  switch (reply.kind) {
    case "get-accepted":
      startFrom(shadow, reply.reported);
      return;
    case "get-rejected":
      // the first report makes the shadow
      if (reply.code === 404) startFrom(shadow, {});
      else askAgainLater(shadow);
      return;
    case "update-accepted":
      state.held = state.inFlight;
      state.failures = 0;
      return;
    case "update-rejected":
      onRejected(shadow, reply.code);
      return;
    case "delta":
      return; // nobody desires a state: it is reported, never asked for
    default:
      assertNever(reply);
  }
}

function startFrom({ state, pacer }: Shadow, reported: unknown): void {
  state.held = reported ?? {};
  state.isRead = true;
  pacer.request();
}

function onRejected(shadow: Shadow, code: number): void {
  const { ports, state, pacer } = shadow;
  ports.log.warn({ code }, "the state's report was rejected");
  state.sentText = "";
  if (code === 413) {
    state.trims += 1;
    pacer.request();
  } else if (code === 409) {
    // once, until the answer is there
    if (state.isRead) askForShadow(shadow);
    state.isRead = false;
  } else if (code === 429 || code >= 500) sendLater(shadow);
}

function askAgainLater(shadow: Shadow): void {
  const { ports, state } = shadow;
  const delayMs = retryDelayMs(state.failures);
  state.failures += 1;
  state.waiting?.abort();
  const waiting = childOf(state.closing.signal);
  state.waiting = waiting;
  void ports.clock.sleep(delayMs, waiting.signal).then((slept) => {
    waiting.abort();
    if (slept) askForShadow(shadow);
  });
}

function sendLater({ state, pacer }: Shadow): void {
  pacer.postpone(retryDelayMs(state.failures));
  state.failures += 1;
  pacer.request();
}

async function send(shadow: Shadow): Promise<void> {
  const { ports, state } = shadow;
  if (!state.now) return;
  state.sentText = state.nowText;
  const reported = (candidate: BridgeState) => withRemovalsNulled(candidate, state.held);
  const fitting = trimToFit(state.now, SHADOW_BUDGET_BYTES, (candidate) => sizeOf(reported(candidate)), state.trims);
  state.updates += 1;
  state.inFlight = fitting;
  const payload = encodeReported(reported(fitting), `state-${state.updates}`);
  const topic = `${topics.shadow(ports.thing, "state")}/update`;
  const sent = await ports.cloud.publish(topic, payload, state.closing.signal);
  if (sent.ok || !state.isOnline) return;
  state.sentText = "";
  sendLater(shadow);
}
