// Commands that are given at the bridge itself: the same intake, journal and queue as those of the cloud, and an answer
// for whoever waits. Their outcomes stay here: nobody in the cloud asked.
import {
  type Command,
  type CommandId,
  commandSpeakers,
  encodeCommand,
  type Outcome,
  WIRE_VERSION,
} from "@house-band/contract";
import type { Intake } from "../cloud/intake.ts";
import type { Journal } from "../cloud/journal.ts";

export type LocalCommands = {
  /** Resolves with the one final outcome; a command that was given before gets the outcome it had. */
  submit(command: Command): Promise<Outcome>;
  /** To be called with every outcome that the bridge tells. */
  told(outcome: Outcome): void;
};

type Ports = { readonly journal: Journal; readonly intake: Pick<Intake, "receive"> };

/** Nobody waits at first. */
export function createLocalCommands({ journal, intake }: Ports): LocalCommands {
  const waiting = new Map<CommandId, ((outcome: Outcome) => void)[]>();
  return {
    submit(given) {
      const known = journal.find(given.id);
      const command = known ? asKnown(given, known.command) : inOrder(given, journal);
      if (known && JSON.stringify(known.command) !== JSON.stringify(command)) return Promise.resolve(conflict(given));
      if (known?.outcome) return Promise.resolve(known.outcome);
      return new Promise((resolve) => {
        waiting.set(command.id, [...(waiting.get(command.id) ?? []), resolve]);
        if (!known) intake.receive({ payload: encodeCommand(command), acknowledge: () => undefined });
      });
    },
    told(outcome) {
      for (const resolve of waiting.get(outcome.commandId) ?? []) resolve(outcome);
      waiting.delete(outcome.commandId);
    },
  };
}

/**
 * The cloud counts, the bridge does not: a command given here takes the place that its speakers have reached, so that it
 * comes after all they have heard and the cloud's next one still comes after it.
 */
function inOrder(command: Command, journal: Journal): Command {
  const reached = journal.highestSeq();
  return { ...command, seq: Math.max(1, ...commandSpeakers(command).map((id) => reached.get(id) ?? 1)) };
}

/** What the bridge itself had written on the envelope is no difference between two commands. */
const asKnown = (command: Command, { seq, issuedAtMs }: Command): Command => ({ ...command, seq, issuedAtMs });

const conflict = ({ id }: Command): Outcome => ({
  v: WIRE_VERSION,
  commandId: id,
  state: "rejected",
  code: "CONFLICT",
  perSpeaker: {},
  timings: { acceptedMs: 0, settledMs: 0 },
});
