// What it costs that a command is on the disk before it is acknowledged: the store's append beside the bare system
// calls (one write, one fdatasync) of the same bytes in the same folder.
import { mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { createFileStore } from "@house-band/bridge-firmware/adapters/fs/store";
import type { Store } from "@house-band/bridge-firmware/ports";
import { PATIO, play } from "../../test/bridge-firmware/fakes/home.ts";
import { quantile } from "./bench.ts";
import { silentLog } from "./memory-bridge.ts";

export type JournalCost = {
  /** One append after the other, each waited for. */
  readonly appendMs: readonly number[];
  /** Per record, where many are appended before the first is done. */
  readonly batchedMs: number;
  readonly bareMs: readonly number[];
};

/** Appended before the first of them is done. */
export const BATCH = 64;

/** Runs `work` with a store on the disk of `directory`, and takes its folder away afterwards. */
export async function withFileStore<T>(
  directory: string,
  work: (store: Store, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(directory, "store-"));
  const store = createFileStore({ directory: folder, log: silentLog });
  try {
    return await work(store, folder);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The store and the bare calls in turn, `appends` times each. */
export function measureJournal(directory: string, appends: number): Promise<JournalCost> {
  return withFileStore(directory, async (store, folder) => {
    const record = (number: number) => ({ kind: "accepted", atMs: Date.now(), command: play(number, PATIO) });
    const bytes = Buffer.from(`${JSON.stringify(record(1))}\n`);
    const bare = await open(join(folder, "bare"), "w");
    const appendMs: number[] = [];
    const bareMs: number[] = [];
    for (let number = 1; number <= appends; number++) {
      appendMs.push(await timed(() => append(store, record(number))));
      bareMs.push(
        await timed(async () => {
          await bare.write(bytes, 0, bytes.byteLength, (number - 1) * bytes.byteLength);
          await bare.datasync();
        }),
      );
    }
    await bare.close();
    const batches = Math.ceil(appends / 10);
    const perBatchMs: number[] = [];
    for (let batch = 0; batch < batches; batch++) {
      const records = Array.from({ length: BATCH }, (_, index) => record(appends + batch * BATCH + index + 1));
      perBatchMs.push(await timed(() => Promise.all(records.map((one) => append(store, one)))));
    }
    return { appendMs, batchedMs: quantile(perBatchMs, 0.5) / BATCH, bareMs };
  });
}

async function append(store: Store, record: unknown): Promise<void> {
  const done = await store.appendJournal(record);
  if (!done.ok) throw new Error(done.error.message);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
