// Watches whether speakers stay in time while they play: each adds a code of its own to the music, the microphone listens,
// and whoever has drifted or jumped plays by what was heard. Without a microphone, or a calibration by it, there is no watch.
import { estimateWatch } from "../../calibration/watch-estimate.ts";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import { type Input, reduce } from "../../core/reduce.ts";
import type { Loop } from "../../loop.ts";
import type { SharedMicrophone } from "../sync/shared-microphone.ts";
import { watchable } from "./watch-codes.ts";
import type { OwnPorts, WatchPorts } from "./watch-ports.ts";
import { type WatchEnd, watchOnce } from "./watch-session.ts";
import type { References } from "./watch-state.ts";

export type Watcher = {
  /** The speakers of the newest calibration are watched from now on whenever two of them play; nobody where it is empty. */
  follow(references: References): void;
  close(): Promise<void>;
};

/** The microphone was wanted elsewhere, or had a fault: it is tried again so much later. */
const RETRY_MS = 10_000;

/** By the bridge's one queue. */
export function startWatch(
  { engine, clock, log, estimate = async (job) => estimateWatch(job) }: OwnPorts,
  listen: SharedMicrophone["watch"],
  { loop, onChange }: { readonly loop: Loop; readonly onChange: WatchPorts["onChange"] },
): Watcher {
  const tell = (input: Input): void => loop.submit((model, nowMs) => reduce(model, input, nowMs));
  return createWatcher({
    ...{ engine, clock, log, estimate, listen, onChange },
    model: loop.model,
    apply: (heard, atEpochMs) => tell({ kind: "latencies-measured", atEpochMs, heard }),
    doubt: (speakers) => tell({ kind: "latencies-doubted", speakers }),
  });
}

/** Nobody is watched at first. */
export function createWatcher(ports: WatchPorts): Watcher {
  const closing = new AbortController();
  let references: References = new Map();
  let session: { abort(): void } | null = null;
  let wake = (): void => undefined;
  const off = ports.onChange(() => wake());
  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      if (watchable(ports.model(), references).length < 2) {
        await changed();
        continue;
      }
      const ear = childOf(closing.signal);
      session = ear;
      const end = await watchOrComplain(ear);
      ear.abort();
      session = null;
      if (end === "impossible") references = new Map();
      if (end === "interrupted") await ports.clock.sleep(RETRY_MS, closing.signal);
    }
  };
  /** Music must not stop because nobody can say how well it is in time. */
  const watchOrComplain = async (ear: ChildSignal): Promise<WatchEnd> => {
    try {
      return await watchOnce(ports, references, ear);
    } catch (error) {
      ports.log.error(
        { cause: String(error) },
        "speakers can't be watched: nobody watches them until they are calibrated again",
      );
      return "impossible";
    }
  };
  const running = run();
  return {
    follow(newest) {
      references = newest;
      session?.abort();
      wake();
    },
    async close() {
      closing.abort();
      off();
      wake();
      await running;
    },
  };
}
