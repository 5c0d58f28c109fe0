// Takes away what is nobody's any more, several times a day: a home that everybody has left is gone within hours.
import type { Cleaner, Clock, Log, PortFault } from "../ports.ts";
import { planCleaning } from "./plan-cleaning.ts";

/** Thrown so that it is tried again; whatever is left over then is found the next time. */
export class CleaningFailed extends Error {
  override readonly name = "CleaningFailed";
}

export type CleanPorts = { readonly cleaner: Cleaner; readonly clock: Pick<Clock, "epochMs">; readonly log: Log };

/** @throws CleaningFailed where the table or the shadows could not be reached */
export async function clean({ cleaner, clock, log }: CleanPorts, signal: AbortSignal): Promise<void> {
  const items = await cleaner.list(signal);
  if (!items.ok) throw toFailure(items.error);
  const plan = planCleaning(items.value, clock.epochMs());
  for (const bridge of plan.bridges) {
    const forgotten = await cleaner.forgetShadows(bridge, signal);
    if (!forgotten.ok) throw toFailure(forgotten.error);
  }
  for (const item of plan.items) {
    const removed = await cleaner.remove(item, signal);
    if (!removed.ok) throw toFailure(removed.error);
  }
  log.info({ homes: plan.homes, items: plan.items.length }, "what is nobody's any more was taken away");
}

const toFailure = ({ message, cause }: PortFault): CleaningFailed => new CleaningFailed(message, { cause });
