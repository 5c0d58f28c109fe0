// What a measurement means: for every speaker how much later than the group it was heard, with the latencies that were
// played by, and what the loop is told so that they play by it from now on. Pure.
import { assertNever, type HeardSpeaker, type Measured, type OutcomeCode, type SpeakerId } from "@house-band/contract";
import type { Measurement, MeasurementFault, SpeakerMeasurement } from "../calibration/measurement.ts";
import { MAX_HEARD_APART_MS, type ProbePlan } from "../calibration/probe-plan.ts";
import type { HeardLatency } from "../core/latencies.ts";
import { median } from "../core/median.ts";
import type { MicrophoneFault } from "../microphone-port.ts";

/** One speaker at the moment of its probes. */
export type Player = {
  /** The link it had: what was heard holds for that one. */
  readonly linkCount: number;
  readonly playedByMs: number;
  /** What it reported of its delay then, null if nothing. */
  readonly reportedDelayMs: number | null;
};

export type Players = ReadonlyMap<SpeakerId, Player>;

export type SyncResult = {
  readonly measured: Measured;
  readonly perSpeaker: Readonly<Record<SpeakerId, OutcomeCode>>;
  readonly measurement: Measurement;
};

/**
 * Who was heard and is left out by now counts as uncertain: what was heard is no longer about it.
 * @param missing who could not even play, and why
 */
export function toSyncResult(
  measurement: Measurement,
  players: Players,
  about: {
    readonly missing: ReadonlyMap<SpeakerId, OutcomeCode>;
    readonly leftOut: ReadonlyMap<SpeakerId, OutcomeCode>;
    readonly atMs: number;
    readonly isApplied: boolean;
  },
): SyncResult {
  const { leftOut } = about;
  const offsets = offsetsOf(measurement, new Map([...players].filter(([id]) => !leftOut.has(id))));
  const middleMs = median([...offsets.values()]);
  const speakers = [...measurement.speakers].map(([id, one]): [SpeakerId, HeardSpeaker] => {
    const offsetMs = offsets.get(id);
    const code = leftOut.has(id) ? "UNCERTAIN" : HEARD_CODES[one.kind];
    return [id, { code, ...(offsetMs !== undefined && { lateMs: offsetMs - middleMs }) }];
  });
  const skewMs = offsets.size < 2 ? null : Math.max(...offsets.values()) - Math.min(...offsets.values());
  const codes = speakers.map(([id, { code }]): [SpeakerId, OutcomeCode] => [id, SPOKEN_CODES[code]]);
  return {
    measured: {
      atMs: about.atMs,
      isApplied: about.isApplied,
      ...(skewMs !== null && { skewMs }),
      speakers: Object.fromEntries(speakers),
    },
    perSpeaker: Object.fromEntries([...codes, ...leftOut, ...about.missing]),
    measurement,
  };
}

const HEARD_CODES = {
  measured: "OK",
  silent: "NOT_HEARD",
  uncertain: "UNCERTAIN",
  disagrees: "UNCERTAIN",
} as const satisfies Record<SpeakerMeasurement["kind"], HeardSpeaker["code"]>;

/** A speaker whose sound could not be told apart was as good as not heard. */
const SPOKEN_CODES = {
  OK: "OK",
  NOT_HEARD: "NOTHING_HEARD",
  UNCERTAIN: "NOTHING_HEARD",
} as const satisfies Record<HeardSpeaker["code"], OutcomeCode>;

/** How much later than it was thought each of them was heard, up to a constant. */
function offsetsOf({ speakers }: Measurement, players: Players): ReadonlyMap<SpeakerId, number> {
  return new Map(
    [...speakers].flatMap(([id, one]): [SpeakerId, number][] => {
      const player = players.get(id);
      return one.kind === "measured" && player ? [[id, one.latencyMs - player.playedByMs]] : [];
    }),
  );
}

/** What was heard of those who could be measured. */
export function toHeardLatencies({ speakers }: Measurement, players: Players): ReadonlyMap<SpeakerId, HeardLatency> {
  return new Map(
    [...speakers].flatMap(([id, one]): [SpeakerId, HeardLatency][] => {
      const player = players.get(id);
      if (one.kind !== "measured" || !player) return [];
      const { linkCount, reportedDelayMs } = player;
      return [[id, { relativeMs: one.latencyMs, confidence: one.confidence, linkCount, reportedDelayMs }]];
    }),
  );
}

/** Why a measurement that somebody brings can't be one of those probes; null where it can. */
export function describeMisfit({ speakers }: Measurement, { slots }: ProbePlan): string | null {
  const planned = new Set(slots.map(({ speaker }) => speaker));
  if (speakers.size !== planned.size || [...speakers.keys()].some((id) => !planned.has(id))) {
    return "it tells of other speakers than those that have played: have the recording read once more";
  }
  const latencies = [...speakers.values()].flatMap((one) => (one.kind === "measured" ? [one.latencyMs] : []));
  const apartMs = Math.max(...latencies) - Math.min(...latencies);
  return apartMs > MAX_HEARD_APART_MS
    ? `its speakers are ${Math.round(apartMs)} ms apart, and probes tell ${MAX_HEARD_APART_MS} ms at most: record again`
    : null;
}

/** A recording that is of no use, in the words of outcomes. */
export function toFaultCode(fault: MeasurementFault): OutcomeCode {
  switch (fault.kind) {
    case "too-short":
      return "MICROPHONE_FAILED";
    case "clipped":
      return "TOO_LOUD_HERE";
    case "too-loud-around":
      return "TOO_LOUD_AROUND";
    case "nothing-heard":
      return "NOTHING_HEARD";
    default:
      return assertNever(fault);
  }
}

/** The same, for whoever wants to know more. */
export function describeFault(fault: MeasurementFault): string {
  switch (fault.kind) {
    case "too-short":
      return `the recording lasts ${seconds(fault.heardMs)}, and all probes take ${seconds(fault.neededMs)}: let it run until the last speaker has played`;
    case "clipped":
      return `the recording is overdriven for ${Math.round(fault.clippedMs)} ms: lower the volume, or move the microphone away`;
    case "too-loud-around":
      return `it is too loud around the microphone (${Math.round(fault.noiseDb)} dB of full scale): wait until it is quieter, or turn the speakers up`;
    case "nothing-heard":
      return "none of the speakers is in the recording: bring the microphone closer, or turn them up";
    default:
      return assertNever(fault);
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** A microphone that failed, in the words of outcomes. */
export const toMicrophoneCode = ({ code }: MicrophoneFault): OutcomeCode =>
  code === "none" ? "NO_MICROPHONE" : "MICROPHONE_FAILED";
