// When this run of the daemon began, as the cloud tells runs apart: the clock's word, but never at or before an
// earlier run's, for a Raspberry Pi without a network starts in the past.
import { EpochMs } from "@house-band/contract";
import * as z from "zod/mini";
import type { Clock, Log } from "../ports.ts";
import { loadDocument } from "./recall.ts";
import type { KeepingStore } from "./unknown-keys.ts";

const BootDocument = z.object({ version: z.literal(1), bootedAtMs: EpochMs });

/** Resolves when it is on disk, so that no later run can begin at the same moment; a disk that fails is logged. */
export async function beginBoot(ports: {
  readonly store: KeepingStore;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<number> {
  const last = await loadDocument(ports, "boot", (raw) => BootDocument.safeParse(raw));
  const bootedAtMs = Math.max(0, Math.floor(ports.clock.epochMs()), last ? last.bootedAtMs + 1 : 0);
  const saved = await ports.store.save("boot", { version: 1, bootedAtMs });
  if (!saved.ok) {
    const { code, message } = saved.error;
    ports.log.error({ document: "boot", code }, `can't be saved: ${message}`);
  }
  return bootedAtMs;
}
