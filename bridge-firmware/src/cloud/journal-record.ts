// What a line of the journal says, as it is written and as it is read back; and what is said of a command that the
// journal knows and a restart has cut off.
import { Command, HomeId, Outcome, SpeakerId, WIRE_VERSION } from "@house-band/contract";
import * as z from "zod/mini";

export const JournalRecord = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("accepted"), atMs: z.number(), command: Command }),
  z.object({ kind: z.literal("outcome"), atMs: z.number(), outcome: Outcome }),
  /** Without its time in journals of before. */
  z.object({ kind: z.literal("delivered"), commandId: Outcome.shape.commandId, atMs: z.optional(z.number()) }),
  /** Kept when old records go, so that an older command stays older. */
  z.object({ kind: z.literal("highest-seq"), seqs: z.record(SpeakerId, z.int()) }),
  /** Sequence numbers belong to a home: another home starts anew. */
  z.object({ kind: z.literal("home"), homeId: HomeId }),
]);
export type JournalRecord = z.infer<typeof JournalRecord>;

/** What is said of a command that was accepted before a restart: whether it was carried out is not known any more. */
export function lostInRestart(command: Command): Outcome {
  return {
    v: WIRE_VERSION,
    commandId: command.id,
    seq: command.seq,
    state: "failed",
    code: "INTERNAL",
    perSpeaker: {},
    timings: { acceptedMs: 0, settledMs: 0 },
  };
}
