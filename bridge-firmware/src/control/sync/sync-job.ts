// One measurement that somebody has asked for: how far it is while it goes on, and what has come of it.
import type { AlignedAt, Measured, Measuring, OutcomeCode, SpeakerId } from "@house-band/contract";
import type { Measurement } from "../../calibration/measurement.ts";
import { planProbes } from "../../calibration/probe-plan.ts";
import { type HeardLatency, placeHeard } from "../../core/latencies.ts";
import type { Log } from "../../ports.ts";
import type { MeasureFault } from "./measure-faults.ts";
import { expectedMs, type MeasurePorts, measureSpeakers, type Progress, type Taken } from "./measure-speakers.ts";
import { alignedAtOf, toHeardLatencies, toSyncResult } from "./sync-result.ts";

export type MeasureWish = {
  readonly speakers: readonly SpeakerId[];
  readonly whileMusicPlays: boolean;
  /** Whether the speakers are to play by what was heard. */
  readonly isToBeApplied: boolean;
  /** Where they are to be in time; absent: as the last time. */
  readonly alignAt?: AlignedAt | undefined;
  /** How far from the microphone they stand; of others, what was told the last time holds. */
  readonly distancesM?: Readonly<Record<SpeakerId, number>> | undefined;
  /** Absent: the bridge's microphone. */
  readonly listens?: "here" | "elsewhere";
  /** What was measured a moment ago does not do. Absent: it does. */
  readonly isAnew?: boolean;
  /** So long after the answer nothing is played: it is being spoken, where the microphone hears it. Absent: it is not. */
  readonly spokenForMs?: number;
};

type PerSpeaker = Readonly<Record<SpeakerId, OutcomeCode>>;

export type SyncAnswer =
  | {
      readonly kind: "refused";
      readonly code: OutcomeCode;
      readonly perSpeaker: PerSpeaker;
      readonly message?: string;
      /** Of others, which is why. */
      readonly measuring?: Measuring;
    }
  | { readonly kind: "measuring"; readonly measuring: Measuring; readonly perSpeaker: PerSpeaker }
  /** All probes were played, for somebody who recorded them himself. */
  | { readonly kind: "played"; readonly perSpeaker: PerSpeaker }
  | {
      readonly kind: "measured";
      readonly measured: Measured;
      readonly measurement: Measurement;
      readonly perSpeaker: PerSpeaker;
    };

export type Ended = Exclude<SyncAnswer, { kind: "measuring" }>;
export type SyncPorts = MeasurePorts & {
  readonly log: Log;
  /** Does somebody else listen for something by the same microphone? Absent: nobody does. */
  readonly isTaken?: () => boolean;
  /** From now on they play by it. `responses`: by which they are found again while they play. */
  readonly apply: (
    heard: ReadonlyMap<SpeakerId, HeardLatency>,
    atEpochMs: number,
    responses?: Measurement["responses"],
  ) => void;
};

/**
 * The cloud waits 4.5 s for a measurement's outcome, its way there included. A microphone that is slow to begin and a
 * link that is waited for fit into it: whoever is absent is named in the first answer.
 */
const ANSWER_WITHIN_MS = 4_000;

export type Job = {
  readonly speakers: ReadonlySet<SpeakerId>;
  readonly listens: "here" | "elsewhere";
  readonly whileMusicPlays: boolean;
  isToBeApplied: boolean;
  progress: Progress;
  missing: ReadonlyMap<SpeakerId, OutcomeCode>;
  readonly stop: AbortController;
  /** Its speakers play, or are about to. */
  readonly begun: Promise<void>;
  readonly over: Promise<Ended>;
};

/** Begins it. `onTaken` hears of the probes once all have been played. */
export function startJob(ports: SyncPorts, wish: MeasureWish, onTaken: (taken: Taken) => void): Job {
  const speakers = new Set(wish.speakers);
  const { listens = "here", spokenForMs = 0 } = wish;
  const stop = new AbortController();
  let noteBegun = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    noteBegun = resolve;
  });
  const known = [...speakers].filter((id) => ports.model().speakers.has(id));
  const plan = planProbes(known);
  const measure = async (): Promise<Ended> => {
    const taken = await measureSpeakers(
      ports,
      {
        speakers: known,
        listens,
        distancesM: wish.distancesM ?? {},
        waitMs: spokenForMs,
        onPlaying(missing) {
          job.missing = new Map([...unknown, ...missing]);
          noteBegun();
        },
        onProgress(progress) {
          job.progress = progress;
        },
      },
      stop.signal,
    );
    if (!taken.ok) return noteFault(ports.log, taken.error, unknown);
    onTaken(taken.value);
    const how = { isToBeApplied: job.isToBeApplied, alignAt: wish.alignAt };
    return conclude(ports, { ...taken.value, missing: job.missing }, how);
  };
  const unknown = [...speakers].filter((id) => !known.includes(id)).map((id) => [id, "TARGET_UNKNOWN"] as const);
  const job: Job = {
    speakers,
    listens,
    whileMusicPlays: wish.whileMusicPlays,
    isToBeApplied: wish.isToBeApplied,
    progress: {
      playedProbes: 0,
      allProbes: plan.slots.length,
      untilMs: ports.clock.nowMs() + spokenForMs + expectedMs(plan),
    },
    missing: new Map(unknown),
    stop,
    begun,
    over: Promise.resolve().then(measure),
  };
  return job;
}

function noteFault(
  log: Log,
  { code, perSpeaker, message }: MeasureFault,
  unknown: Iterable<readonly [SpeakerId, OutcomeCode]>,
): Ended {
  log.warn({ code, why: message }, "speakers could not be measured");
  const codes = Object.fromEntries([...unknown, ...perSpeaker]);
  return { kind: "refused", code, perSpeaker: codes, ...(message !== undefined && { message }) };
}

export type Concluding = Pick<MeasureWish, "isToBeApplied" | "alignAt">;

/**
 * What came of the probes: the speakers play by it where that is wanted, and where it still is about two of them at
 * least. Whose link was made anew since its probes is named.
 */
export function conclude(ports: SyncPorts, taken: Taken, how: Concluding): Ended {
  const { measurement, players, missing, atMs, listenedFromMs } = taken;
  const there = [...players.keys()].map((id) => [id, "OK"] as const);
  if (measurement === null) return { kind: "played", perSpeaker: Object.fromEntries([...there, ...missing]) };
  const alignedAt = alignedAtOf(how.alignAt, players);
  const heard = toHeardLatencies(measurement, players, alignedAt);
  const { placed, leftOut } = placeHeard(ports.model(), heard);
  const isApplied = how.isToBeApplied && placed.size > 0;
  const about = { missing, leftOut, atMs, isApplied, alignedAt, listenedFromMs };
  const result = toSyncResult(measurement, players, about);
  if (isApplied) ports.apply(heard, atMs, measurement.responses);
  const { skewMs } = result.measured;
  ports.log.info({ speakers: players.size, heard: heard.size, skewMs, isApplied }, "speakers were measured");
  return { kind: "measured", ...result };
}

/** What has come of it, where that is known at once; null where it goes on. */
export async function firstNews(job: Job, { clock }: SyncPorts): Promise<Ended | null> {
  const waiting = new AbortController();
  const late = clock.sleep(ANSWER_WITHIN_MS, waiting.signal);
  const end = await Promise.race([job.over, job.begun.then(() => null), late.then(() => null)]);
  waiting.abort();
  return end;
}

/** How far it is. */
export function toMeasuring({ progress, missing, speakers }: Job, { clock }: SyncPorts) {
  const { playedProbes, allProbes, untilMs } = progress;
  const leftMs = Math.max(0, Math.round(untilMs - clock.nowMs()));
  const there = [...speakers].map((id) => [id, "OK"] as const);
  const perSpeaker: PerSpeaker = Object.fromEntries([...there, ...missing]);
  return { kind: "measuring", measuring: { playedProbes, allProbes, leftMs }, perSpeaker } as const;
}
