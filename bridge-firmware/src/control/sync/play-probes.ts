// One schedule of probes at the engine: begun, followed, and called off where nobody wants it any more. Whoever called it
// off leaves nothing playing.
import { type CommandId, newCommandId, type SpeakerId } from "@house-band/contract";
import type { ProbePlan } from "../../calibration/probe-plan.ts";
import { childOf } from "../../child-signal.ts";
import type { EngineEvent } from "../../engine/protocol.ts";
import type { AudioEngine, Clock } from "../../ports.ts";

export type ProbePorts = {
  readonly engine: Pick<AudioEngine, "send" | "onEvent" | "onRestart">;
  readonly clock: Clock;
};

export type ProbeOrder = {
  readonly plan: ProbePlan;
  /** How loud, of each speaker of the plan. */
  readonly percentOf: (speaker: SpeakerId) => number;
  /** Time 0 of the plan is half a second away. */
  readonly onBegun: () => void;
  /** So many of them have been written. */
  readonly onProbed: (count: number) => void;
};

export type ProbesEnd =
  | { readonly kind: "done" }
  /** Its output failed, or has lost its place in time; null where nobody knows whose. */
  | { readonly kind: "output-lost"; readonly speaker: SpeakerId | null }
  /** The engine came too late, and all of it would be out of time. */
  | { readonly kind: "interrupted" }
  /** The engine can't play it, and would not the next time. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "engine-lost" }
  | { readonly kind: "cancelled" };

/** Waking all speakers takes 3 s at most, the longest gap between two probes as long: an engine that says nothing is stuck. */
const STUCK_AFTER_MS = 20_000;

/** Plays the plan once; resolves when all of it was written, or it is known that it never will be. */
export function playProbes(ports: ProbePorts, order: ProbeOrder, signal: AbortSignal): Promise<ProbesEnd> {
  const id = newCommandId();
  const { engine, clock } = ports;
  return new Promise((resolve) => {
    const over = childOf();
    const watch = createWatch(clock, over.signal);
    const finish = (end: ProbesEnd): void => {
      if (over.signal.aborted) return;
      over.abort();
      signal.removeEventListener("abort", cancel);
      for (const stop of off) stop();
      resolve(end);
    };
    const cancel = (): void => {
      engine.send({ kind: "cancel-probes", id });
      finish({ kind: "cancelled" });
    };
    const off = [
      engine.onRestart(() => finish({ kind: "engine-lost" })),
      engine.onEvent((event) => {
        const end = follow(event, id, order);
        if (end !== null) finish(end);
        else if ("id" in event && event.id === id) watch.rewind();
      }),
    ];
    void watch.expired.then((isStuck) => {
      if (!isStuck) return;
      engine.send({ kind: "cancel-probes", id });
      finish({ kind: "engine-lost" });
    });
    if (signal.aborted) return finish({ kind: "cancelled" });
    signal.addEventListener("abort", cancel, { once: true });
    engine.send({ kind: "probe", id, probes: toProbes(order) });
  });
}

const toProbes = ({ plan, percentOf }: ProbeOrder) =>
  plan.slots.map(({ speaker, atMs }) => ({ output: speaker, atMs, volumePercent: percentOf(speaker) }));

/** How the schedule has ended; null while it has not. */
function follow(event: EngineEvent, id: CommandId, { plan, onBegun, onProbed }: ProbeOrder): ProbesEnd | null {
  // a refusal does not say which schedule; there is one at a time
  if (event.kind === "refused" && event.request === "probe") return { kind: "refused", reason: event.reason };
  if (!("id" in event) || event.id !== id) return null;
  switch (event.kind) {
    case "probing":
      onBegun();
      return null;
    case "probed":
      onProbed(event.index + 1);
      return null;
    case "probes-ended":
      if (event.reason !== "output-lost") return { kind: event.reason };
      return {
        kind: "output-lost",
        speaker: plan.slots.find(({ speaker }) => speaker === event.output)?.speaker ?? null,
      };
    default:
      return null;
  }
}

/** Resolves with true when nothing has happened for too long. */
function createWatch(clock: Clock, over: AbortSignal) {
  let lastMs = clock.nowMs();
  const watch = async (): Promise<boolean> => {
    for (;;) {
      const leftMs = lastMs + STUCK_AFTER_MS - clock.nowMs();
      if (leftMs <= 0) return true;
      if (!(await clock.sleep(leftMs, over))) return false;
    }
  };
  return {
    expired: watch(),
    rewind(): void {
      lastMs = clock.nowMs();
    },
  };
}
