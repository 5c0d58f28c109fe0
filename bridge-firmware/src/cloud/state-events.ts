// Tells the cloud's memory how the bridge is: whole snapshots, counted, so that a later one wins.
// At most one a second for what changes by itself; before an outcome at once, so that whoever has heard an outcome
// finds the state that goes with it.
import { setMaxListeners } from "node:events";
import {
  type BridgeState,
  encodeEvent,
  encodeLastWill,
  MAX_PAYLOAD_BYTES,
  type ThingName,
  topics,
  WIRE_VERSION,
} from "@house-band/contract";
import { trimToFit } from "../core/to-reported.ts";
import type { Clock, CloudLink } from "../ports.ts";
import { createPacer } from "./pacer.ts";
import { MIN_INTERVAL_MS, retryDelayMs, sizeOf } from "./report-limits.ts";

export type StateEvents = {
  /** @param text the state as JSON: two states that read the same are the same */
  update(state: BridgeState, text: string): void;
  /** Hands the newest state to the link before it returns, unless it has been told since that moment. */
  tellSince(sinceMs: number): void;
  online(): void;
  offline(): void;
  close(): Promise<void>;
};

export type StateEventPorts = {
  readonly cloud: CloudLink;
  readonly clock: Clock;
  readonly thing: ThingName;
  /** Start of this run: grows with every start, whatever the clock says. Epoch. */
  readonly bootedAtMs: number;
};

const GOODBYE_WITHIN_MS = 500;
/** Room for the envelope. */
const BUDGET_BYTES = MAX_PAYLOAD_BYTES.event - 512;

/** Counts from 1; tells nothing before the first `update` and `online`. */
export function createStateEvents({ cloud, clock, thing, bootedAtMs }: StateEventPorts): StateEvents {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one for each outcome of a burst: more than Node takes for normal
  const running = new Set<Promise<void>>();
  let now: BridgeState | null = null;
  let nowText = "";
  let toldText = "";
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let count = 0;
  let isOnline = false;
  let failures = 0;
  const isDue = (): boolean => isOnline && now !== null && nowText !== toldText;
  const pacer = createPacer(clock, closing.signal, { intervalMs: MIN_INTERVAL_MS, isDue, tell });

  async function tell(): Promise<void> {
    if (!now) return;
    count += 1;
    toldText = nowText;
    toldAtMs = clock.nowMs();
    const state = trimToFit(now, BUDGET_BYTES, sizeOf);
    const payload = encodeEvent({ v: WIRE_VERSION, kind: "state", bootedAtMs, count, state });
    const told = await cloud.publish(topics.event(thing), payload, closing.signal);
    if (told.ok) failures = 0;
    else if (isOnline) tellAgain();
  }

  function tellAgain(): void {
    toldText = "";
    pacer.postpone(retryDelayMs(failures));
    failures += 1;
    pacer.request();
  }

  function tellNow(): void {
    pacer.told();
    const telling = tell().finally(() => running.delete(telling));
    running.add(telling);
  }

  return {
    update(state, text) {
      now = state;
      nowText = text;
      pacer.request();
    },
    tellSince(sinceMs) {
      if (isOnline && (isDue() || toldAtMs < sinceMs)) tellNow();
    },
    online() {
      isOnline = true;
      tellNow();
    },
    offline() {
      isOnline = false;
    },
    async close() {
      closing.abort();
      await Promise.all([pacer.idle(), ...running]);
      if (isOnline) await sayGoodbye(cloud, clock, thing);
    },
  };
}

/** Whoever ends politely leaves no Last Will: without this the cloud would go on to answer from the last report. */
async function sayGoodbye(cloud: CloudLink, clock: Clock, thing: ThingName): Promise<void> {
  const said = new AbortController();
  const goodbye = cloud.publish(topics.lastWill(thing), encodeLastWill({ v: WIRE_VERSION, kind: "lost" }), said.signal);
  await Promise.race([goodbye, clock.sleep(GOODBYE_WITHIN_MS, said.signal)]);
  said.abort();
}
