// Everything that goes up: outcomes when commands are over, and how the bridge is.
import type { BridgeState, Outcome, ThingName } from "@house-band/contract";
import type { Model } from "../core/model.ts";
import { toReported, withoutWavering } from "../core/to-reported.ts";
import type { Clock, CloudLink, Log } from "../ports.ts";
import type { Journal } from "./journal.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createReporter, type Reporter } from "./reporter.ts";

export type Upward = {
  readonly outbox: Outbox;
  readonly reporter: Reporter;
  /**
   * Saved, then journaled, then told, so that a restart tells the same; and the state it led to goes first.
   * Resolves when it is in the journal.
   */
  tell(outcome: Outcome, saved: Promise<void>): Promise<void>;
  report(next: Model, previous: Model | null): void;
  /** Resolves when every outcome told so far is in the journal. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

type UpwardPorts = {
  readonly cloud: CloudLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly thing: ThingName;
  readonly journal: Journal;
  readonly bootedAtMs: number;
};

/** Begins with the outcomes that an earlier run could not deliver. */
export function createUpward(ports: UpwardPorts): Upward {
  const { journal, log, clock } = ports;
  const outbox = createOutbox({ ...ports, onDelivered: ({ commandId }) => journal.delivered(commandId) });
  const reporter = createReporter(ports);
  const endings = new Set<Promise<void>>();
  let reported: BridgeState | null = null;
  /** The cloud is told of its own commands only; what was asked at the bridge has been answered there. */
  const deliver = (outcome: Outcome): void => {
    const origin = journal.find(outcome.commandId)?.command.origin;
    if (origin === "cli" || origin === "page") journal.delivered(outcome.commandId);
    else outbox.add(outcome);
  };
  for (const outcome of journal.undelivered()) deliver(outcome);
  /** A volume must be on disk before the journal calls it set: a crash in between would make a liar of the journal. */
  async function keep(outcome: Outcome, saved: Promise<void>): Promise<void> {
    await saved;
    await journal.finish(outcome);
  }

  return {
    outbox,
    reporter,
    tell(outcome, saved) {
      log.info(fieldsOf(outcome), "command is over");
      const receivedAtMs = clock.nowMs() - outcome.timings.settledMs;
      const ending: Promise<void> = keep(outcome, saved).then(() => {
        reporter.beforeOutcome(receivedAtMs);
        deliver(outcome);
        endings.delete(ending);
      });
      endings.add(ending);
      return ending;
    },
    report(next, previous) {
      if (next.speakers === previous?.speakers && next.zones === previous.zones) return;
      reported = withoutWavering(toReported(next), reported);
      reporter.update(reported);
    },
    async settled() {
      await Promise.all(endings);
    },
    async close() {
      await Promise.all([reporter.close(), outbox.close()]);
    },
  };
}

const fieldsOf = ({ commandId, state, code, timings }: Outcome) => ({
  commandId,
  state,
  code,
  soundMs: timings.soundMs,
  settledMs: timings.settledMs,
});
