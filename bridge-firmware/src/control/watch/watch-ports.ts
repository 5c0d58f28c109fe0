// What watching needs of the bridge.
import type { SpeakerId } from "@house-band/contract";
import type { Sightings, WatchJob } from "../../calibration/watch-estimate.ts";
import type { HeardLatency } from "../../core/latencies.ts";
import type { Model } from "../../core/model.ts";
import type { AudioEngine, Clock, Log, Unsubscribe } from "../../ports.ts";
import type { SharedMicrophone } from "../sync/shared-microphone.ts";

/** Takes some hundredths of a second of a core for each speaker: off the daemon's loop where it can be. Null: called off. */
export type Estimate = (job: WatchJob, signal: AbortSignal) => Promise<Sightings | null>;

/** Those of the daemon. */
export type OwnPorts = {
  readonly engine: Pick<AudioEngine, "send" | "onEvent" | "onRestart">;
  readonly clock: Clock;
  readonly log: Log;
  /** Absent: here, at once. */
  readonly estimate?: Estimate;
};

export type WatchPorts = Required<OwnPorts> & {
  readonly listen: SharedMicrophone["watch"];
  readonly model: () => Model;
  readonly onChange: (listener: () => void) => Unsubscribe;
  /** From now on they play by it. */
  readonly apply: (heard: ReadonlyMap<SpeakerId, HeardLatency>, atEpochMs: number) => void;
  /** They are not found where they should be. */
  readonly doubt: (speakers: readonly SpeakerId[]) => void;
};
