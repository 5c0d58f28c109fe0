// Signals that depend on others. `AbortSignal.any` keeps a little of every signal it ever made for a long-lived parent
// (measured on Node 20: 44 bytes each); a daemon that runs for months lets go by itself.

export type ChildSignal = {
  readonly signal: AbortSignal;
  /** Fires the signal and lets go of the parents. Always called in the end, whatever happened. */
  abort(): void;
};

/** Fires when one of the parents fires, or when it is told to. */
export function childOf(...parents: readonly (AbortSignal | undefined)[]): ChildSignal {
  const controller = new AbortController();
  const abort = () => {
    for (const parent of parents) parent?.removeEventListener("abort", abort);
    controller.abort();
  };
  for (const parent of parents) {
    if (parent?.aborted) controller.abort();
    parent?.addEventListener("abort", abort, { once: true });
  }
  return { signal: controller.signal, abort };
}
