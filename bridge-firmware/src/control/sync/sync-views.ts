// What the bridge's own door shows of measurements, and what it is told of them. The schemas are the door's contract.
import { AlignedAt, CutDb, MAX_SPEAKERS, Measured, Measuring, OutcomeCode, SpeakerId } from "@house-band/contract";
import * as z from "zod/mini";
import type { Measurement, SpeakerMeasurement } from "../../calibration/measurement.ts";
import type { OwnDelays } from "./sound-delay.ts";
import type { PlayedProbes, SyncState } from "./sync-desk.ts";
import type { SyncAnswer } from "./sync-job.ts";

/** Nobody hears a speaker from farther away. */
export const MAX_DISTANCE_M = 100;

const aligning = {
  /** Where they are to be in time; absent: as the last time, and where the microphone stands at first. */
  alignAt: z.optional(AlignedAt),
  /** How far from the microphone they stand, for being in time at the speakers; of others what was told the last time. */
  distancesM: z.optional(z.record(SpeakerId, z.number().check(z.gte(0), z.lte(MAX_DISTANCE_M)))),
};

export const MeasureBody = z.strictObject({
  ...aligning,
  speakers: z.array(SpeakerId).check(z.minLength(1), z.maxLength(MAX_SPEAKERS)),
  /** Whether they are to play by what was heard. */
  isToBeApplied: z.boolean(),
  whileMusicPlays: z._default(z.boolean(), false),
  /** `elsewhere`: somebody records the probes himself. */
  listens: z._default(z.enum(["here", "elsewhere"]), "here"),
});
export type MeasureBody = z.input<typeof MeasureBody>;

const level = { levelDb: z.number(), snrDb: z.number() };
const confidence = z.number().check(z.gte(0), z.lte(1));
const spreadMs = z.number().check(z.gte(0));

/** As the analysis tells it. */
export const HeardView = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("measured"),
    latencyMs: z.number().check(z.gte(-10_000), z.lte(10_000)),
    spreadMs,
    confidence,
    ...level,
  }),
  z.object({ kind: z.literal("silent") }),
  z.object({ kind: z.literal("uncertain"), confidence, ...level }),
  z.object({ kind: z.literal("disagrees"), spreadMs, ...level }),
]);
export type HeardView = z.infer<typeof HeardView>;

export const MeasurementView = z.object({
  speakers: z.record(SpeakerId, HeardView),
  clockPpm: z.number(),
  earliestAtMs: z.optional(z.number()),
});
export type MeasurementView = z.infer<typeof MeasurementView>;

export const RecordingBody = z.strictObject({
  ...aligning,
  /** The probes that were recorded. */
  plan: z.string().check(z.minLength(1), z.maxLength(64)),
  measurement: MeasurementView,
  isToBeApplied: z.boolean(),
});
export type RecordingBody = z.input<typeof RecordingBody>;

/** How much softer than they were built speakers are to play, as levels that were measured have it; 0: not at all. */
export const TrimsBody = z.strictObject({
  trims: z.record(SpeakerId, CutDb).check(
    z.refine((each) => {
      const count = Object.keys(each).length;
      return count >= 1 && count <= MAX_SPEAKERS;
    }),
  ),
});
export type TrimsBody = z.infer<typeof TrimsBody>;

const perSpeaker = z.record(SpeakerId, OutcomeCode);

export const SyncAnswerView = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("refused"),
    code: OutcomeCode,
    perSpeaker,
    message: z.optional(z.string()),
    /** Of others. */
    measuring: z.optional(Measuring),
  }),
  z.object({ kind: z.literal("measuring"), measuring: Measuring, perSpeaker }),
  z.object({ kind: z.literal("played"), perSpeaker }),
  z.object({ kind: z.literal("measured"), measured: Measured, measurement: MeasurementView, perSpeaker }),
]);
export type SyncAnswerView = z.infer<typeof SyncAnswerView>;

const PlanView = z.object({
  slots: z.array(z.object({ speaker: SpeakerId, atMs: z.number() })),
  lengthMs: z.number(),
});

export const SyncView = z.object({
  ended: z.int(),
  measuring: z.nullable(Measuring),
  last: z.nullable(SyncAnswerView),
  played: z.nullable(z.object({ id: z.string(), plan: PlanView, atMs: z.number() })),
  /** What the bridge adds to the time that speakers take. */
  delays: z.object({ writeAheadMs: z.number(), inputQueueMs: z.number() }),
});
export type SyncView = z.infer<typeof SyncView>;

/** What was asked for has come to this. */
export function toAnswerView(answer: SyncAnswer): SyncAnswerView {
  if (answer.kind !== "measured") return { ...answer, perSpeaker: { ...answer.perSpeaker } };
  return { ...answer, measurement: toMeasurementView(answer.measurement), perSpeaker: { ...answer.perSpeaker } };
}

/** How it stands with measuring now. */
export function toSyncView({ last, played, ...state }: SyncState, delays: OwnDelays): SyncView {
  const { writeAheadMs, inputQueueMs } = delays;
  const views = { last: last && toAnswerView(last), played: played && toPlayedView(played) };
  return { ...state, ...views, delays: { writeAheadMs, inputQueueMs } };
}

const toPlayedView = ({ plan, ...played }: PlayedProbes): SyncView["played"] => ({
  ...played,
  plan: { slots: [...plan.slots], lengthMs: plan.lengthMs },
});

/** A measurement as it travels through the door. */
export function toMeasurementView({ speakers, ...rest }: Measurement): MeasurementView {
  return { speakers: Object.fromEntries(speakers), ...rest };
}

/** A measurement that came through the door. */
export function toMeasurement({ speakers, ...rest }: MeasurementView): Measurement {
  const heard = Object.entries(speakers).map(([id, one]): [SpeakerId, SpeakerMeasurement] => [
    SpeakerId.parse(id),
    one,
  ]);
  return { speakers: new Map(heard), ...rest };
}
