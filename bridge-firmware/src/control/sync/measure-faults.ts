// Why a measurement has come to nothing, in the words of outcomes, and in a sentence for logs and the command line.
import type { OutcomeCode, SpeakerId } from "@house-band/contract";
import type { MeasurementFault } from "../../calibration/measurement.ts";
import type { MicrophoneFault } from "../../microphone-port.ts";
import type { ThreadStop } from "../../worker-thread.ts";
import type { ProbesEnd } from "./play-probes.ts";
import { describeFault, toFaultCode, toMicrophoneCode } from "./sync-result.ts";

export type MeasureFault = {
  readonly code: OutcomeCode;
  /** Of each speaker where they differ. */
  readonly perSpeaker: ReadonlyMap<SpeakerId, OutcomeCode>;
  /** For the command line; absent where the code says it all. */
  readonly message?: string;
};

const NOBODY: ReadonlyMap<SpeakerId, OutcomeCode> = new Map();

export const CANCELLED: MeasureFault = { code: "SUPERSEDED", perSpeaker: NOBODY, message: "it was called off" };

/** What ends a measurement for good; null where its speakers may be measured once more. */
export function toEndFault(end: Exclude<ProbesEnd, { kind: "done" }>): MeasureFault | null {
  switch (end.kind) {
    case "cancelled":
      return CANCELLED;
    case "engine-lost":
      return internal("the audio engine was lost: try again");
    case "refused":
      return internal(`the audio engine refused the probes (${end.reason}): house-band logs tells more`);
    case "output-lost":
    case "interrupted":
      return null;
  }
}

/** Attempt after attempt has failed. */
export const outOfPlace = (missing: ReadonlyMap<SpeakerId, OutcomeCode>): MeasureFault => ({
  ...internal("the speakers' streams did not keep their places: try again"),
  perSpeaker: missing,
});

/** Why nothing can be measured: those who are missing, where that is why one is alone. */
export function aloneFault(speakers: readonly SpeakerId[], missing: ReadonlyMap<SpeakerId, OutcomeCode>): MeasureFault {
  const [code = "ONE_SPEAKER_ALONE"] = missing.values();
  const alone = speakers.map((id) => [id, "ONE_SPEAKER_ALONE"] as const);
  return { code, perSpeaker: new Map<SpeakerId, OutcomeCode>([...missing, ...alone]) };
}

/** The whole recording is of no use, or nobody has read it to its end. */
export function toAnalysisFault(fault: MeasurementFault | ThreadStop): MeasureFault {
  if (fault.kind === "called-off") return CANCELLED;
  if (fault.kind === "too-slow") {
    return internal(`what was heard took longer than ${fault.withinMs / 1_000} s to read: try it with fewer speakers`);
  }
  return { code: toFaultCode(fault), perSpeaker: NOBODY, message: describeFault(fault) };
}

export const microphoneFault = (fault: MicrophoneFault): MeasureFault => ({
  code: toMicrophoneCode(fault),
  perSpeaker: NOBODY,
  message: fault.message,
});

const internal = (message: string): MeasureFault => ({ code: "INTERNAL", perSpeaker: NOBODY, message });
