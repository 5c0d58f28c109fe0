// One database call at a time: what makes a transaction, or a failed condition with the item it met, indivisible.

/** Runs jobs strictly one after another, in the order they came; a job that fails does not hold up the next. */
export function createTurns(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const turn = last.then(job, job);
    last = turn;
    return turn;
  };
}
