// The CloudLink port over MQTT 3.1.1: connects for ever, says when it is online, holds back each PUBACK; and goes over to
// another certificate without a gap. A session lives in session.ts; here is only when the next one is tried.
import { err, ok, type Result } from "@house-band/contract";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import { fullJitterMs } from "../../core/backoff.ts";
import { createListeners, type Listeners } from "../../listeners.ts";
import type { CloudEvent, CloudLink, PortFault } from "../../ports.ts";
import type { Access } from "./access.ts";
import { type Ask, createAsk } from "./ask.ts";
import type { CloudLinkOptions } from "./cloud-link-options.ts";
import { parseCloudUrl } from "./cloud-url.ts";
import { openSession, type Session } from "./session.ts";

/** A million bridges must not come back in step. @see fullJitterMs */
export const RECONNECT = { firstMs: 1_000, capMs: 300_000 };
/** A session that dies sooner was no success: two bridges with one identity cut each other off like that. */
const STABLE_AFTER_MS = 60_000;
/** A connection and its subscriptions, on a slow line. */
const GO_OVER_WITHIN_MS = 20_000;
const FLAPPING = { connects: 3, withinMs: 120_000 };

export type { Access } from "./access.ts";
export type { CloudLinkOptions } from "./cloud-link-options.ts";

/** The link of a bridge that has a certificate. */
export type CertifiedLink = CloudLink & {
  isOnline(): boolean;
  readonly ask: Ask;
  /**
   * Connects with another certificate, as the same client: the cloud ends the present connection when, and only when, it
   * lets the new one in. Where it does not, or the signal fires before, everything is as it was.
   * @returns a sentence where it was not let in
   */
  goOver(access: Access, signal?: AbortSignal): Promise<Result<void, string>>;
};

/** A session, and since when it has been of use. */
type Run = { readonly session: Session; onlineAtMs: number | null };

type State = {
  readonly listeners: Listeners<CloudEvent>;
  readonly closing: AbortController;
  readonly connectsMs: number[];
  access: Access;
  run: Run | null;
  /** Resolves when it is known what comes of going over; null while nobody does. */
  trial: Promise<unknown> | null;
  /** The session that takes the place of the present one. */
  successor: Run | null;
  /** To be called when it has, and whoever listens was told. */
  onHandedOver: () => void;
  running: Promise<void>;
};

/** @throws when the address is one that a bridge must not use. */
export function createCloudLink(options: CloudLinkOptions): CertifiedLink {
  const url = parseCloudUrl(options.url);
  if (!url.ok) throw new Error(url.error);
  const state: State = {
    listeners: createListeners(),
    closing: new AbortController(),
    connectsMs: [],
    access: options.access,
    run: null,
    trial: null,
    successor: null,
    onHandedOver: () => undefined,
    running: Promise.resolve(),
  };
  let isStarted = false;
  const online = () => (state.run?.session.isOnline() ? state.run.session : null);
  const link = {
    onEvent: state.listeners.add,
    publish: (topic: string, payload: Uint8Array, signal?: AbortSignal) => publish(online(), topic, payload, signal),
  };
  return {
    ...link,
    isOnline: () => online() !== null,
    ask: createAsk(link, online, options.clock),
    goOver: (access, signal) => goOver(options, state, access, signal),
    start() {
      if (!isStarted) state.running = keepConnected(options, state);
      isStarted = true;
    },
    async close() {
      state.closing.abort();
      await state.run?.session.end();
      await state.trial;
      await state.successor?.session.end();
      await state.running;
      state.listeners.clear();
    },
  };
}

function publish(
  session: Session | null,
  topic: string,
  payload: Uint8Array,
  signal?: AbortSignal,
): Promise<Result<void, PortFault>> {
  if (session) return session.publish(topic, payload, signal);
  const message = "there is no connection to the cloud now";
  return Promise.resolve(err({ port: "cloud", code: "unavailable", retryable: true, message }));
}

async function keepConnected(options: CloudLinkOptions, state: State): Promise<void> {
  const { clock, log, random } = options;
  const { signal } = state.closing;
  const tellOnline = () => state.listeners.tell({ kind: "online" });
  const onOnline = (atMs: number) => {
    noteConnect(options, state, atMs);
    tellOnline();
  };
  let lastReason = "";
  for (let failures = 0; !signal.aborted; ) {
    const run = state.successor ?? open(options, state, state.access, onOnline);
    const isSuccessor = run === state.successor;
    state.successor = null;
    state.run = run;
    if (isSuccessor) tellOnline();
    state.onHandedOver();
    const reason = await run.session.over;
    if (state.run === run) state.run = null;
    if (run.onlineAtMs !== null) state.listeners.tell({ kind: "offline", reason });
    await state.trial;
    if (state.successor) continue;
    const wasStable = run.onlineAtMs !== null && clock.nowMs() - run.onlineAtMs >= STABLE_AFTER_MS;
    failures = wasStable ? 1 : failures + 1;
    const waitMs = fullJitterMs(RECONNECT, failures, random());
    // another try that fails for the same reason is no news
    const say = reason === lastReason ? log.debug : log.warn;
    if (!signal.aborted) say({ reason, failures, waitMs }, "no connection to the cloud");
    lastReason = reason;
    await clock.sleep(waitMs, signal);
  }
  state.onHandedOver();
}

function open(options: CloudLinkOptions, state: State, access: Access, onOnline: (atMs: number) => void): Run {
  const session = openSession(
    { ...options, access },
    {
      onOnline() {
        run.onlineAtMs = options.clock.nowMs();
        onOnline(run.onlineAtMs);
      },
      onMessage: (message) => state.listeners.tell(message),
    },
  );
  const run: Run = { session, onlineAtMs: null };
  return run;
}

async function goOver(
  options: CloudLinkOptions,
  state: State,
  access: Access,
  signal?: AbortSignal,
): Promise<Result<void, string>> {
  if (state.trial !== null) return err("the link is going over to another certificate already");
  if (!state.run?.session.isOnline()) return err("there is no connection to the cloud now");
  const handedOver = new Promise<void>((resolve) => {
    state.onHandedOver = resolve;
  });
  const late = childOf(state.closing.signal, signal);
  const trial = tryOut(options, state, access, late);
  state.trial = trial;
  const tried = await trial;
  state.trial = null;
  if (tried.ok) await handedOver;
  return tried;
}

async function tryOut(
  options: CloudLinkOptions,
  state: State,
  access: Access,
  late: ChildSignal,
): Promise<Result<void, string>> {
  let run: Run | null = null;
  const online = new Promise<Result<void, string>>((resolve) => {
    run = open(options, state, access, () => resolve(ok(undefined)));
    void run.session.over.then((reason) => resolve(err(reason)));
    void options.clock.sleep(GO_OVER_WITHIN_MS, late.signal).then((isLate) => {
      resolve(err(isLate ? `no connection within ${GO_OVER_WITHIN_MS / 1_000} s` : "the bridge is stopping"));
    });
  });
  const tried = await online;
  late.abort();
  const candidate = run as Run | null; // assigned in the promise's executor, which runs at once
  if (!tried.ok) await candidate?.session.end();
  else {
    const previous = state.run;
    Object.assign(state, { access, successor: candidate, run: candidate }); // from here on nothing is said by the old one
    previous?.session.leave(); // where the cloud has not ended it yet
  }
  return tried;
}

/** Of those that came after one was lost: a bridge that goes over to another certificate has lost none. */
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
