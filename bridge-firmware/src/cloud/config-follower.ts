// Keeps the bridge's copy of the home up to date: the cloud's newest revision is saved first and reported then.
// Without the cloud the copy is all there is, and enough.
import { assertNever, type ConfigDesired, ConfigReported, type ThingName, topics } from "@house-band/contract";
import { type ChildSignal, childOf } from "../child-signal.ts";
import { stepDelayMs } from "../core/backoff.ts";
import { readConfig } from "../core/read-config.ts";
import type { Clock, CloudLink, Log, Store } from "../ports.ts";
import { createPacer, type Pacer } from "./pacer.ts";
import { MIN_INTERVAL_MS } from "./report-limits.ts";
import { encodeReported, type ShadowMessage } from "./shadow-message.ts";

export type ConfigFollower = {
  online(): void;
  offline(): void;
  onMessage(reply: ShadowMessage["reply"]): void;
  close(): Promise<void>;
};

export type ConfigFollowerPorts = {
  readonly cloud: CloudLink;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly thing: ThingName;
  /** What the bridge works from so far. */
  readonly known: ConfigDesired | null;
  readonly onConfig: (config: ConfigDesired) => void;
};

/** An answer that never comes is asked for again. */
const ANSWER_WITHIN_MS = 10_000;
const RETRY_DELAYS_MS = [1_000, 2_000, 5_000, 15_000, 60_000] as const;

type State = {
  known: ConfigDesired | null;
  saved: boolean;
  refused: readonly string[];
  isOnline: boolean;
  /** The cloud may have something that has not been asked for since. */
  mayBeNews: boolean;
  /** Fires when the document that was asked for is there, or is asked for anew. */
  asking: ChildSignal | null;
  failures: number;
  /** The document that waits for the one before it to be saved. */
  next: { readonly desired: unknown } | null;
  reports: number;
  lastReport: string | null;
  working: Promise<void>;
  readonly closing: AbortController;
};

type Follower = { readonly ports: ConfigFollowerPorts; readonly state: State; readonly pacer: Pacer };

/** Follows from the next `online` on; until then it works from `known`. */
export function createConfigFollower(ports: ConfigFollowerPorts): ConfigFollower {
  const state: State = {
    known: ports.known,
    saved: ports.known !== null,
    refused: [],
    isOnline: false,
    mayBeNews: false,
    asking: null,
    failures: 0,
    next: null,
    reports: 0,
    lastReport: null,
    working: Promise.resolve(),
    closing: new AbortController(),
  };
  // one question a second at most, whatever the cloud says how often
  const pacer = createPacer(ports.clock, state.closing.signal, {
    intervalMs: MIN_INTERVAL_MS,
    isDue: () => state.isOnline && state.mayBeNews,
    tell: async () => ask(follower),
  });
  const follower: Follower = { ports, state, pacer };
  return {
    online() {
      state.isOnline = true;
      state.lastReport = null;
      pacer.told();
      ask(follower);
    },
    offline() {
      state.isOnline = false;
    },
    onMessage: (reply) => onMessage(follower, reply),
    async close() {
      state.closing.abort();
      await state.working;
    },
  };
}

function onMessage(follower: Follower, reply: ShadowMessage["reply"]): void {
  const { ports, state } = follower;
  switch (reply.kind) {
    case "get-accepted":
      state.asking?.abort();
      state.failures = 0;
      followNext(ports, state, reply.desired);
      return;
    case "get-rejected":
      state.asking?.abort();
      if (reply.code === 404) ports.log.info({}, "the cloud knows no home for this bridge yet");
      else askLater(follower);
      return;
    case "delta":
      askSoon(follower);
      return;
    case "update-rejected":
      ports.log.warn({ code: reply.code }, "the configuration's report was rejected");
      state.lastReport = null;
      if (reply.code === 409 || reply.code === 429 || reply.code >= 500) askLater(follower);
      return;
    case "update-accepted":
      return;
    default:
      assertNever(reply);
  }
}

/** The whole document, always: a delta is only the news that there is one. */
function ask(follower: Follower): void {
  const { ports, state } = follower;
  if (!state.isOnline || state.closing.signal.aborted) return;
  state.mayBeNews = false;
  state.asking?.abort();
  const asking = childOf(state.closing.signal);
  state.asking = asking;
  void ports.cloud.publish(`${topics.shadow(ports.thing, "config")}/get`, new Uint8Array(), state.closing.signal);
  void ports.clock.sleep(ANSWER_WITHIN_MS, asking.signal).then((late) => {
    asking.abort();
    if (late) askSoon(follower);
  });
}

function askSoon({ state, pacer }: Follower): void {
  state.mayBeNews = true;
  pacer.request();
}

function askLater(follower: Follower): void {
  const { state, pacer } = follower;
  state.failures += 1;
  pacer.postpone(stepDelayMs(RETRY_DELAYS_MS, state.failures));
  askSoon(follower);
}

/** A disk may be slower than a flood of documents: of those that wait only the newest counts, and only it is kept. */
function followNext(ports: ConfigFollowerPorts, state: State, desired: unknown): void {
  const isWaiting = state.next !== null;
  state.next = { desired };
  if (isWaiting) return;
  state.working = state.working.then(() => {
    const next = state.next;
    state.next = null;
    return follow(ports, state, next?.desired);
  });
}

async function follow(ports: ConfigFollowerPorts, state: State, desired: unknown): Promise<void> {
  if (desired === undefined || desired === null) return;
  const { config, refused } = readConfig(desired, state.known);
  state.refused = refused;
  if (refused.length > 0) ports.log.warn({ keys: refused.length }, "the configuration has keys that make no sense");
  if (config && isNews(config, state)) await adopt(ports, state, config);
  report(ports, state);
}

/** The revision decides, not the shadow's version: a shadow that was made anew may hold an older home. */
function isNews(config: ConfigDesired, { known, saved }: State): boolean {
  if (!known || config.homeId !== known.homeId || config.revision > known.revision) return true;
  return !saved && config.revision === known.revision;
}

/** Durable before it is reported; in force at once, even where it can't be saved. */
async function adopt(ports: ConfigFollowerPorts, state: State, config: ConfigDesired): Promise<void> {
  const saved = await ports.store.save("home", config);
  state.saved = saved.ok;
  if (!saved.ok) ports.log.error({ code: saved.error.code }, `the home can't be saved: ${saved.error.message}`);
  state.known = config;
  ports.log.info({ revision: config.revision }, "following a newer configuration");
  ports.onConfig(config);
}

function report(ports: ConfigFollowerPorts, state: State): void {
  if (!state.known || !state.saved || !state.isOnline) return;
  const reported = ConfigReported.parse({ revision: state.known.revision, refused: state.refused });
  const text = JSON.stringify(reported);
  if (text === state.lastReport) return;
  state.lastReport = text;
  state.reports += 1;
  const payload = encodeReported(reported, `config-${state.reports}`);
  const topic = `${topics.shadow(ports.thing, "config")}/update`;
  state.working = state.working.then(async () => {
    const sent = await ports.cloud.publish(topic, payload, state.closing.signal);
    if (!sent.ok) state.lastReport = null;
  });
}
