// One at a time: whoever comes waits for all who came before. What the tasks do is theirs.

/** Runs tasks one after the other, whatever becomes of each. */
export function createTurnstile(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task);
    last = run.catch(() => undefined);
    return run;
  };
}
