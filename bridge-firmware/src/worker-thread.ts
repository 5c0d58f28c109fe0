// A thread for one job: it gets what it needs, says one thing, and ends. Whoever has no use for its word any more stops it.
import { type ResourceLimits, Worker, type WorkerOptions } from "node:worker_threads";
import { err, ok, type Result } from "@house-band/contract";

export type ThreadJob = {
  readonly module: URL;
  /** Structured clones of it arrive as the thread's `workerData`. */
  readonly data: unknown;
  readonly limits?: ResourceLimits;
  /** Stops the thread. */
  readonly signal?: AbortSignal;
  /** A thread that has said nothing by then is stopped. Absent: it takes as long as it takes. */
  readonly withinMs?: number;
};

/** Why a thread was stopped before it had said anything. */
export type ThreadStop = { readonly kind: "called-off" } | { readonly kind: "too-slow"; readonly withinMs: number };

/**
 * Resolves with what the thread has posted, or why it was stopped before.
 * @throws what the thread has thrown, or that it ended without a word
 */
export function runInThread({
  module,
  data,
  limits = {},
  signal,
  withinMs,
}: ThreadJob): Promise<Result<unknown, ThreadStop>> {
  if (signal?.aborted) return Promise.resolve(err({ kind: "called-off" }));
  const worker = startThread(module, { workerData: data, resourceLimits: limits });
  return new Promise((resolve, reject) => {
    const stop = (why: ThreadStop): void => {
      resolve(err(why));
      void worker.terminate();
    };
    const callOff = () => stop({ kind: "called-off" });
    const timer = withinMs === undefined ? undefined : setTimeout(() => stop({ kind: "too-slow", withinMs }), withinMs);
    signal?.addEventListener("abort", callOff, { once: true });
    worker.once("message", (said) => resolve(ok(said)));
    worker.once("error", reject);
    worker.once("exit", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", callOff);
      reject(new Error(`the thread of ${module.pathname} ended without a word`));
    });
  });
}

/** A thread that stays: whoever starts it ends it. */
export function startThread(module: URL, options: WorkerOptions = {}): Worker {
  return module.pathname.endsWith(".ts")
    ? new Worker(readingTypeScript(module), { ...options, eval: true })
    : new Worker(module, options);
}

/** In a checkout. Node 20 gives a thread no loader from its arguments. @see Node `module.register` */
const readingTypeScript = (module: URL): string =>
  `require("node:module").register("tsx/esm", ${JSON.stringify(import.meta.url)}, { data: true });
  import(${JSON.stringify(module.href)});`;
