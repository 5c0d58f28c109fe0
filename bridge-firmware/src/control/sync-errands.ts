// Commands about how well speakers play together, in the words of outcomes. They pass the model by: what was measured
// comes to it as an input.
import { type Outcome, type Result, type SpeakerId, WIRE_VERSION } from "@house-band/contract";
import type { AcceptedCommand } from "../cloud/intake.ts";
import type { SyncErrand } from "../core/errand.ts";
import { duration } from "../core/to-outcome.ts";
import type { Clock } from "../ports.ts";

/** Whoever measures; there is none where the bridge has no microphone. */
export type SyncDesk = {
  /** Begins to measure, or tells how far it is, or what came of it; resolves within three seconds. */
  measure(wish: MeasureWish): Promise<Result<SyncAnswer, Outcome["code"]>>;
};

export type MeasureWish = {
  readonly speakers: readonly SpeakerId[];
  readonly whileMusicPlays: boolean;
  /** Whether the speakers are to play by what was heard. */
  readonly isToBeApplied: boolean;
};

export type SyncAnswer = Pick<Outcome, "perSpeaker" | "measuring" | "measured" | "latencies">;

export type SyncErrands = {
  /** Exactly one outcome is told for each. */
  run(accepted: AcceptedCommand<SyncErrand>): void;
};

export type SyncErrandPorts = {
  readonly clock: Clock;
  readonly desk: () => SyncDesk | null;
  readonly tell: (outcome: Outcome) => void;
};

/** None is under way at first. */
export function createSyncErrands(ports: SyncErrandPorts): SyncErrands {
  return {
    run({ command, receivedAtMs, acceptedMs }) {
      const timings = {
        acceptedMs: duration(acceptedMs),
        settledMs: duration(ports.clock.nowMs() - receivedAtMs),
      };
      const failed = { state: "failed", code: "NO_MICROPHONE", perSpeaker: {} } as const;
      ports.tell({ v: WIRE_VERSION, commandId: command.id, seq: command.seq, ...failed, timings });
    },
  };
}
