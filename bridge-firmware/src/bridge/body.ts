// The loop, what it moves, and what it remembers.
import type { Outcome } from "@house-band/contract";
import type { Upward } from "../cloud/upward.ts";
import type { Model } from "../core/model.ts";
import type { Input } from "../core/reduce.ts";
import type { SettleLimits } from "../core/settle.ts";
import { createExecutor } from "../execute.ts";
import { createListeners } from "../listeners.ts";
import { logChanges } from "../log-changes.ts";
import { createLoop, type Loop } from "../loop.ts";
import { createKeeper } from "../memory/keeper.ts";
import { createSaver } from "../memory/saver.ts";
import type { Unsubscribe } from "../ports.ts";
import type { InnerPorts } from "./bridge-ports.ts";

export type Body = {
  readonly loop: Loop;
  /** After every change of the loop's model. */
  onChange(listener: () => void): Unsubscribe;
  /** Every outcome, once it would survive a power cut. */
  onOutcome(listener: (outcome: Outcome) => void): Unsubscribe;
  /** Of a command that did not go through the loop. */
  tell(outcome: Outcome): void;
  /** Resolves when what is remembered is on disk, or is known not to be. */
  close(): Promise<void>;
};

type BodyOptions = {
  readonly limits: SettleLimits;
  readonly initial: Model;
  readonly upward: Upward;
  /** What comes of an action. */
  readonly submit: (input: Input) => void;
};

/** A body that has not moved yet: the loop's first change has it begin. */
export function createBody(ports: InnerPorts, { limits, initial, upward, submit }: BodyOptions): Body {
  const saver = createSaver(ports);
  const keeper = createKeeper(saver, ports.clock, initial);
  const executor = createExecutor({ ...ports, submit });
  const changes = createListeners<void>();
  const outcomes = createListeners<Outcome>();
  const onModel = (next: Model, previous: Model): void => {
    logChanges(ports.log, next, previous);
    keeper.note(next);
    upward.report(next, previous);
    changes.tell();
  };
  const onOutcome = (outcome: Outcome) => void upward.tell(outcome, saver.flushed()).then(() => outcomes.tell(outcome));
  const loop = createLoop({ clock: ports.clock, limits, execute: executor.execute, onModel, onOutcome }, initial);
  upward.report(initial, null);
  return {
    loop,
    onChange: changes.add,
    onOutcome: outcomes.add,
    tell: onOutcome,
    async close() {
      await loop.close();
      await executor.close();
      keeper.noteLast(loop.model());
      await saver.flushed();
    },
  };
}
