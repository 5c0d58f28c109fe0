// The one queue. Every event takes the same road: change → plan → execute → settle → report, one after the other.
import type { Outcome } from "@house-band/contract";
import { type ChildSignal, childOf } from "./child-signal.ts";
import type { Action } from "./core/actions.ts";
import type { Model } from "./core/model.ts";
import { plan } from "./core/plan.ts";
import { ABANDONED_AFTER_MS, reduce } from "./core/reduce.ts";
import { nextWakeMs, type SettleLimits, settle } from "./core/settle.ts";
import type { Clock } from "./ports.ts";

export type Change = (model: Model, nowMs: number) => Model;

export type Loop = {
  /** Runs the change and all that follows from it before it returns, unless another one is running: then right after. */
  submit(change: Change): void;
  model(): Model;
  close(): Promise<void>;
};

export type LoopPorts = {
  readonly clock: Clock;
  readonly limits: SettleLimits;
  readonly execute: (action: Action) => void;
  /** After every change, before its outcomes are told. */
  readonly onModel: (next: Model, previous: Model) => void;
  readonly onOutcome: (outcome: Outcome) => void;
};

/** A loop that has not planned anything yet: the first change does. */
export function createLoop(ports: LoopPorts, initial: Model): Loop {
  const queue: Change[] = [];
  const closing = new AbortController();
  let model = initial;
  let isRunning = false;
  let alarm: Alarm | null = null;

  function submit(change: Change): void {
    if (closing.signal.aborted) return;
    queue.push(change);
    if (isRunning) return;
    isRunning = true;
    try {
      for (let next = queue.shift(); next; next = queue.shift()) step(next);
    } finally {
      isRunning = false;
    }
  }

  function step(change: Change): void {
    const previous = model;
    const nowMs = ports.clock.nowMs();
    carryOut(change({ ...model, epochOffsetMs: ports.clock.epochMs() - nowMs }, nowMs), nowMs);
    const settled = settle(model, nowMs, ports.limits);
    carryOut(settled.model, nowMs);
    ports.onModel(model, previous);
    for (const outcome of settled.outcomes) ports.onOutcome(outcome);
    wakeInTime(nowMs);
  }

  /** The model is in place before an action's first consequence can arrive. */
  function carryOut(changed: Model, nowMs: number): void {
    const planned = plan(changed, nowMs);
    model = planned.model;
    for (const action of planned.actions) ports.execute(action);
  }

  /** One timer for whatever is due first. One that rings for nothing is harmless; one that rings late is not. */
  function wakeInTime(nowMs: number): void {
    const atMs = nextWakeMs(model, nowMs, ports.limits, ABANDONED_AFTER_MS);
    if (atMs === null || (alarm && alarm.atMs <= atMs)) return;
    alarm?.cancelled.abort();
    alarm = setAlarm(ports.clock, { atMs, nowMs, closing: closing.signal }, () => {
      alarm = null;
      submit((current, laterMs) => reduce(current, { kind: "tick" }, laterMs));
    });
  }

  return {
    submit,
    model: () => model,
    async close() {
      closing.abort();
      await alarm?.over;
    },
  };
}

type Alarm = { readonly atMs: number; readonly cancelled: ChildSignal; readonly over: Promise<void> };

function setAlarm(
  clock: Clock,
  { atMs, nowMs, closing }: { readonly atMs: number; readonly nowMs: number; readonly closing: AbortSignal },
  ring: () => void,
): Alarm {
  const cancelled = childOf(closing);
  const over = clock.sleep(atMs - nowMs, cancelled.signal).then((slept) => {
    cancelled.abort();
    if (slept) ring();
  });
  return { atMs, cancelled, over };
}
