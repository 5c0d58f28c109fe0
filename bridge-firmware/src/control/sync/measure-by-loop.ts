// What measuring needs of the bridge: its ports, and of its one queue the model, links that are asked for, and latencies that
// were heard.
import { analyse as analyseHere } from "../../calibration/analyse.ts";
import { askFor } from "../../core/ask-for.ts";
import { reduce } from "../../core/reduce.ts";
import type { Loop } from "../../loop.ts";
import { type Microphone, NO_MICROPHONE } from "../../microphone-port.ts";
import type { AudioEngine, Clock, Log, Unsubscribe } from "../../ports.ts";
import { type References, toReferences } from "../watch/watch-state.ts";
import type { Analyse } from "./measure-speakers.ts";
import type { SyncPorts } from "./sync-job.ts";

type Ports = {
  readonly engine: AudioEngine;
  readonly clock: Clock;
  readonly log: Log;
  readonly microphone?: Microphone;
  readonly analyse?: Analyse;
};

type Inside = {
  readonly loop: Loop;
  readonly onChange: (listener: () => void) => Unsubscribe;
  /** They play by what was heard, and can be found again by it: nobody where the microphone was somebody else's. */
  readonly onCalibrated?: (references: References) => void;
};

/** `onChange` tells of every change of the loop's model. */
export function measureByLoop(
  { microphone = NO_MICROPHONE, analyse = async (heard, plan) => analyseHere(heard, plan), ...ports }: Ports,
  { loop, onChange, onCalibrated = () => undefined }: Inside,
): SyncPorts {
  return {
    ...ports,
    microphone,
    analyse,
    onChange,
    model: loop.model,
    askFor(speakers) {
      const active = new Map(speakers.map((id) => [id, "stereo"] as const));
      loop.submit((model, nowMs) => askFor(model, active, nowMs));
    },
    apply(heard, atEpochMs, responses = new Map()) {
      loop.submit((model, nowMs) => reduce(model, { kind: "latencies-measured", atEpochMs, heard }, nowMs));
      onCalibrated(toReferences(heard, responses));
    },
  };
}
