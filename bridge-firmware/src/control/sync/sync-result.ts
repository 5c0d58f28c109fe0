// What a measurement means: for every speaker how much later than the group it was heard, with the latencies that were
// played by, and what the loop is told so that they play by it from now on. Pure.
import {
  type AlignedAt,
  assertNever,
  type HeardSpeaker,
  type Measured,
  type OutcomeCode,
  type SpeakerId,
} from "@house-band/contract";
import { flightMs } from "../../calibration/flight.ts";
import type { Measurement, MeasurementFault, SpeakerMeasurement } from "../../calibration/measurement.ts";
import { MAX_HEARD_APART_MS, type ProbePlan } from "../../calibration/probe-plan.ts";
import type { HeardLatency } from "../../core/latencies.ts";
import { median } from "../../core/median.ts";
import type { MicrophoneFault } from "../../microphone-port.ts";
import type { Player, Players } from "./players.ts";
import { compareLevels } from "./sync-levels.ts";

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
    readonly alignedAt: AlignedAt;
    /** From the first write to the recording's beginning; null where that is not known. */
    readonly listenedFromMs: number | null;
  },
): SyncResult {
  const { leftOut } = about;
  const present = new Map([...players].filter(([id]) => !leftOut.has(id)));
  const offsets = offsetsOf(measurement, present, about.alignedAt);
  const compared = compareLevels(measurement, present);
  const middleMs = median([...offsets.values()]);
  const speakers = [...measurement.speakers].map(([id, one]): [SpeakerId, HeardSpeaker] => {
    const offsetMs = offsets.get(id);
    const levelDb = compared?.louderDb.get(id);
    const code = leftOut.has(id) ? "UNCERTAIN" : HEARD_CODES[one.kind];
    const heardAfterMs = heardAfter(one, measurement, about.listenedFromMs);
    const heard = {
      ...(heardAfterMs !== null && { heardAfterMs }),
      ...(offsetMs !== undefined && { lateMs: offsetMs - middleMs }),
      ...(levelDb !== undefined && { levelDb }),
    };
    return [id, { code, ...heard }];
  });
  const skewMs = offsets.size < 2 ? null : Math.max(...offsets.values()) - Math.min(...offsets.values());
  const codes = speakers.map(([id, { code }]): [SpeakerId, OutcomeCode] => [id, SPOKEN_CODES[code]]);
  return {
    measured: {
      atMs: about.atMs,
      isApplied: about.isApplied,
      alignedAt: about.alignedAt,
      ...(skewMs !== null && { skewMs }),
      ...(compared !== null && { levels: compared.levels }),
      speakers: Object.fromEntries(speakers),
    },
    perSpeaker: Object.fromEntries([...codes, ...leftOut, ...about.missing]),
    measurement,
  };
}

/** Nobody hears it before it is written, nor so long after it: then one of the two clocks was not what it seemed to be. */
const LONGEST_HEARD_AFTER_MS = 5_000;

function heardAfter(one: SpeakerMeasurement, { earliestAtMs }: Measurement, fromMs: number | null): number | null {
  if (one.kind !== "measured" || earliestAtMs === undefined || fromMs === null) return null;
  const afterMs = fromMs + earliestAtMs + one.latencyMs;
  return afterMs > 0 && afterMs < LONGEST_HEARD_AFTER_MS ? afterMs : null;
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

/** How much later than it was thought each of them was heard, or left its cone, up to a constant. */
function offsetsOf({ speakers }: Measurement, players: Players, alignedAt: AlignedAt): ReadonlyMap<SpeakerId, number> {
  return new Map(
    [...speakers].flatMap(([id, one]): [SpeakerId, number][] => {
      const player = players.get(id);
      return one.kind === "measured" && player
        ? [[id, one.latencyMs - wayMs(player, alignedAt) - player.playedByMs]]
        : [];
    }),
  );
}

/** Sound's way, where it is not to be part of what was heard. */
const wayMs = ({ distanceM }: Player, alignedAt: AlignedAt): number =>
  alignedAt === "speakers" && distanceM !== null ? flightMs(distanceM) : 0;

/** As it was asked for, else as it was the last time: at the speakers where it is known of each how far it stands. */
export function alignedAtOf(wanted: AlignedAt | undefined, players: Players): AlignedAt {
  const areKnown = [...players.values()].every(({ distanceM }) => distanceM !== null);
  return wanted ?? (areKnown && players.size > 0 ? "speakers" : "microphone");
}

/** What was heard of those who could be measured. */
export function toHeardLatencies(
  { speakers }: Measurement,
  players: Players,
  alignedAt: AlignedAt,
): ReadonlyMap<SpeakerId, HeardLatency> {
  return new Map(
    [...speakers].flatMap(([id, one]): [SpeakerId, HeardLatency][] => {
      const player = players.get(id);
      if (one.kind !== "measured" || !player) return [];
      const { linkCount, reportedDelayMs, distanceM } = player;
      const relativeMs = one.latencyMs - wayMs(player, alignedAt);
      const taken = alignedAt === "speakers" && distanceM !== null ? { distanceM } : {};
      return [[id, { relativeMs, confidence: one.confidence, linkCount, reportedDelayMs, ...taken }]];
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
