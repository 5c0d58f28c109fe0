// A thread for one job: it gets what it needs, says one thing, and ends.
import { type ResourceLimits, Worker } from "node:worker_threads";

export type ThreadJob = {
  readonly module: URL;
  /** Structured clones of it arrive as the thread's `workerData`. */
  readonly data: unknown;
  readonly limits?: ResourceLimits;
};

/** Resolves with what the thread has posted. @throws what the thread has thrown, or that it ended without a word */
export function runInThread({ module, data, limits = {} }: ThreadJob): Promise<unknown> {
  const options = { workerData: data, resourceLimits: limits };
  const isSource = module.pathname.endsWith(".ts");
  const worker = isSource
    ? new Worker(readingTypeScript(module), { ...options, eval: true })
    : new Worker(module, options);
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error(`the thread of ${module.pathname} ended without a word`)));
  });
}

/** In a checkout. Node 20 gives a thread no loader from its arguments. @see Node `module.register` */
const readingTypeScript = (module: URL): string =>
  `require("node:module").register("tsx/esm", ${JSON.stringify(import.meta.url)}, { data: true });
  import(${JSON.stringify(module.href)});`;
