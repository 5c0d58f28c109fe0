// Keeps the bridge's copy of the home up to date: the cloud's newest revision is saved first and reported then.
// Without the cloud the copy is all there is, and enough.
import { assertNever, type ConfigDesired, ConfigReported, type ThingName, topics } from "@house-band/contract";
import { stepDelayMs } from "../core/backoff.ts";
import { readConfig } from "../core/read-config.ts";
import type { Clock, CloudLink, Log, Store } from "../ports.ts";
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
  /** Counts requests, so that a late timer knows that its request was answered. */
  asked: number;
  answered: number;
  failures: number;
  reports: number;
  lastReport: string | null;
  working: Promise<void>;
  readonly closing: AbortController;
};

/** Follows from the next `online` on; until then it works from `known`. */
export function createConfigFollower(ports: ConfigFollowerPorts): ConfigFollower {
  const state: State = {
    known: ports.known,
    saved: ports.known !== null,
    refused: [],
    isOnline: false,
    asked: 0,
    answered: 0,
    failures: 0,
    reports: 0,
    lastReport: null,
    working: Promise.resolve(),
    closing: new AbortController(),
  };
  return {
    online() {
      state.isOnline = true;
      state.lastReport = null;
      ask(ports, state);
    },
    offline() {
      state.isOnline = false;
    },
    onMessage: (reply) => onMessage(ports, state, reply),
    async close() {
      state.closing.abort();
      await state.working;
    },
  };
}

function onMessage(ports: ConfigFollowerPorts, state: State, reply: ShadowMessage["reply"]): void {
  switch (reply.kind) {
    case "get-accepted":
      state.answered = state.asked;
      state.failures = 0;
      state.working = state.working.then(() => follow(ports, state, reply.desired));
      return;
    case "get-rejected":
      state.answered = state.asked;
      if (reply.code === 404) ports.log.info({}, "the cloud knows no home for this bridge yet");
      else askAgain(ports, state);
      return;
    case "delta":
      ask(ports, state);
      return;
    case "update-rejected":
      ports.log.warn({ code: reply.code }, "the configuration's report was rejected");
      state.lastReport = null;
      if (reply.code === 409 || reply.code === 429 || reply.code >= 500) askAgain(ports, state);
      return;
    case "update-accepted":
      return;
    default:
      assertNever(reply);
  }
}

/** The whole document, always: a delta is only the news that there is one. */
function ask(ports: ConfigFollowerPorts, state: State): void {
  if (!state.isOnline || state.closing.signal.aborted) return;
  state.asked += 1;
  const request = state.asked;
  void ports.cloud.publish(`${topics.shadow(ports.thing, "config")}/get`, new Uint8Array(), state.closing.signal);
  void ports.clock.sleep(ANSWER_WITHIN_MS, state.closing.signal).then((late) => {
    if (late && state.answered < request && state.asked === request) ask(ports, state);
  });
}

function askAgain(ports: ConfigFollowerPorts, state: State): void {
  state.failures += 1;
  const delayMs = stepDelayMs(RETRY_DELAYS_MS, state.failures);
  void ports.clock.sleep(delayMs, state.closing.signal).then((slept) => slept && ask(ports, state));
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
