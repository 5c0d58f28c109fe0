// Steps in their order. Each says what it is about, each leaves its results in the state, and the first that fails ends
// the run: what is done stays done, and the next run goes over it again without harm.
import { err, ok, type Result } from "@house-band/contract";
import type { Trouble, Try, World } from "./ports.ts";
import type { DeployState } from "./state.ts";

export type Step = {
  readonly name: string;
  /** What it will do, given what is known before anything is done. */
  readonly plan: (state: DeployState) => string;
  /** @returns what is known afterwards, and what came of it in words */
  readonly run: (state: DeployState) => Try<{ readonly state: DeployState; readonly said: string }>;
};

export type Stopped = Trouble & { readonly step: string };

/** Runs them; the state is saved after each, also which of them stopped. */
export async function runSteps(
  steps: readonly Step[],
  first: DeployState,
  { terminal, store }: Pick<World, "terminal" | "store">,
): Promise<Result<DeployState, Stopped>> {
  let { stoppedAt: _, ...state }: DeployState = first;
  for (const [index, { name, run }] of steps.entries()) {
    const place = `${index + 1}/${steps.length} ${name}`;
    terminal.say(`${place} …`);
    const done = await run(state);
    if (!done.ok) {
      const saved = await store.save({ ...state, stoppedAt: name });
      if (!saved.ok) terminal.say(`${saved.error.what}; ${saved.error.todo}.`);
      return err({ ...done.error, step: name });
    }
    state = done.value.state;
    terminal.say(`${place}: ${done.value.said}`);
    const saved = await store.save(state);
    if (!saved.ok) return err({ ...saved.error, step: name });
  }
  return ok(state);
}
