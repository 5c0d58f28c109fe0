// One command's way through this bridge, for people who look: times, and what became of it, without its words.
import { type Command, CommandId, Outcome, SpeakerId } from "@house-band/contract";
import * as z from "zod/mini";
import type { JournalEntry } from "../cloud/journal-memory.ts";

/** Times are epoch, by the bridge's clock. */
export const CommandRoadView = z.object({
  id: CommandId,
  kind: z.string(),
  origin: z.string(),
  seq: z.int(),
  issuedAtMs: z.number(),
  receivedAtMs: z.number(),
  /** Null while it is carried out. */
  outcome: z.nullable(
    z.object({
      state: Outcome.shape.state,
      code: Outcome.shape.code,
      perSpeaker: z.record(SpeakerId, Outcome.shape.code),
      timings: Outcome.shape.timings,
    }),
  ),
  isDelivered: z.boolean(),
  /** When the broker had its outcome; null where it has none yet, and where nobody noted it. */
  deliveredAtMs: z.nullable(z.number()),
});
export type CommandRoadView = z.infer<typeof CommandRoadView>;

/** Null for a command that the journal does not have. */
export function toCommandRoad(entry: JournalEntry | undefined): CommandRoadView | null {
  if (!entry) return null;
  const { command, acceptedAtMs, outcome, delivered, deliveredAtMs } = entry;
  const { id, kind, origin, seq, issuedAtMs } = command;
  return {
    ...{ id, kind, origin, seq, issuedAtMs },
    receivedAtMs: acceptedAtMs,
    outcome: outcome && {
      state: outcome.state,
      code: outcome.code,
      perSpeaker: outcome.perSpeaker,
      timings: outcome.timings,
    },
    isDelivered: delivered,
    // what was asked here is answered here: the cloud hears nothing of it
    deliveredAtMs: isOfCloud(origin) ? deliveredAtMs : null,
  };
}

/** Whether the cloud is told how it ended. */
export const isOfCloud = (origin: string): boolean => !OWN_ORIGINS.has(origin);

const OWN_ORIGINS: ReadonlySet<string> = new Set(["cli", "page"] satisfies Command["origin"][]);
