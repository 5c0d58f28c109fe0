// Whoever measures how well speakers play together: one measurement at a time, what is told of it while it goes on, and
// what of the newest one is remembered for those who ask again.
import { type Measuring, newCommandId, type OutcomeCode, type SpeakerId } from "@house-band/contract";
import type { Measurement } from "../../calibration/measurement.ts";
import { MAX_PLANNED_SPEAKERS, type ProbePlan } from "../../calibration/probe-plan.ts";
import { isAnnouncedOn } from "../../core/announcements.ts";
import { JUMP_MS } from "../../core/latencies.ts";
import type { Model } from "../../core/model.ts";
import { playsMusic } from "../../core/probes.ts";
import type { Taken } from "./measure-speakers.ts";
import { type Players, playersOf } from "./players.ts";
import {
  conclude,
  type Ended,
  firstNews,
  type Job,
  type MeasureWish,
  type SyncAnswer,
  type SyncPorts,
  startJob,
  toMeasuring,
} from "./sync-job.ts";
import { describeMisfit } from "./sync-result.ts";

/** Whoever measures. */
export type SyncDesk = {
  /** Begins to measure, or tells how far it is, or what came of it; resolves within four seconds. */
  measure(wish: MeasureWish): Promise<SyncAnswer>;
  /** What somebody's own recording of the probes that were played last was found to hold. */
  takeMeasurement(planId: string, measurement: Measurement, how: Brought): SyncAnswer;
  state(): SyncState;
  /**
   * Somebody wants some of these speakers silent, or to play: what measures one of them is called off, unless that may
   * go on beside music. @returns all that it measured; nobody where it goes on
   */
  yieldTo(order: { readonly speakers: readonly SpeakerId[]; readonly isToPlay: boolean }): ReadonlySet<SpeakerId>;
  /** Calls off what is under way; resolves when nothing plays and nobody listens. */
  cancel(): Promise<void>;
  close(): Promise<void>;
};

export type SyncState = {
  /** Counts the measurements that have ended: whoever waits for one knows by it. */
  readonly ended: number;
  readonly measuring: Measuring | null;
  /** What came of the newest one; null where there was none. */
  readonly last: Ended | null;
  /** The probes that were played last, for a recording of them. */
  readonly played: PlayedProbes | null;
};

export type PlayedProbes = { readonly id: string; readonly plan: ProbePlan; readonly atMs: number };

/** Whoever asks again within this time is told what came of it; later, it is measured anew. */
const FRESH_MS = 120_000;

type Newest = {
  readonly job: Job;
  readonly end: Ended;
  readonly endedAtMs: number;
  /** Its speakers as they were when it had ended, and had been applied. */
  readonly left: Players;
  isTold: boolean;
};
type Played = PlayedProbes & Pick<Taken, "players" | "missing">;
/** What is to become of what somebody's own recording was found to hold. */
export type Brought = Pick<MeasureWish, "isToBeApplied" | "alignAt" | "distancesM">;
/** Of somebody's own recording nobody knows when it began. */
const BROUGHT = { listenedFromMs: null } as const;

/** Nothing is measured at first. */
export function createSyncDesk(ports: SyncPorts): SyncDesk {
  let running: Job | null = null;
  let newest: Newest | null = null;
  let last: Ended | null = null;
  let played: Played | null = null;
  let ended = 0;
  let isClosing = false;

  const begin = (wish: MeasureWish): Job => {
    const job = startJob(ports, wish, (taken) => {
      played = { ...taken, id: newCommandId() };
    });
    running = job;
    void job.over.then((end) => {
      running = null;
      ended += 1;
      last = end;
      const left = playersOf(ports.model(), [...job.speakers]);
      // whoever called it off knows, and asks for a new one
      if (!job.stop.signal.aborted) newest = { job, end, endedAtMs: ports.clock.nowMs(), left, isTold: false };
    });
    return job;
  };
  /** What went wrong is told once: whoever asks again has mended it. */
  const tell = (end: Ended): SyncAnswer => {
    if (end.kind === "refused") newest = null;
    if (newest?.end === end) newest.isTold = true;
    return end;
  };
  const cancel = async (): Promise<void> => {
    running?.stop.abort();
    await running?.over;
    newest = null;
  };

  return {
    async measure(wish) {
      if (running) return isSame(running, wish) ? join(running, wish, ports) : busy(running, wish, ports);
      const known = wish.isAnew ? null : answerOf(newest, wish, ports);
      if (known) return tell(known);
      const refused = isClosing ? refusal("SUPERSEDED", wish.speakers) : whyNot(ports, wish);
      if (refused) return refused;
      const job = begin(wish);
      const end = await firstNews(job, ports);
      return end === null ? toMeasuring(job, ports) : tell(end);
    },
    takeMeasurement(planId, measurement, how) {
      if (played === null || played.id !== planId) {
        return refusal("CONFLICT", [], "other probes have been played since: record again");
      }
      const misfit = describeMisfit(measurement, played.plan);
      if (misfit !== null) return refusal("CONFLICT", [], misfit);
      const players = withDistances(played.players, how.distancesM);
      const nowhere = whereNot(how, players);
      if (nowhere !== null) return refusal("CONFLICT", [], nowhere);
      newest = null;
      last = conclude(ports, { ...played, ...BROUGHT, players, measurement }, how);
      ended += 1;
      return last;
    },
    state: () => ({
      ended,
      measuring: running && toMeasuring(running, ports).measuring,
      last,
      played: toPlayed(played),
    }),
    yieldTo({ speakers, isToPlay }) {
      const isMeant = running !== null && speakers.some((id) => running?.speakers.has(id));
      if (running === null || !isMeant || (isToPlay && running.whileMusicPlays)) return new Set();
      running.stop.abort();
      return running.speakers;
    },
    cancel,
    async close() {
      isClosing = true;
      await cancel();
    },
  };
}

/** What was found out a moment ago; null where that is not what is asked for, or does not hold any more. */
function answerOf(newest: Newest | null, wish: MeasureWish, { clock, model }: SyncPorts): Ended | null {
  if (newest === null || clock.nowMs() - newest.endedAtMs > FRESH_MS || !isSame(newest.job, wish)) return null;
  if (!isAsLeft(newest.left, model())) return null;
  const { job, isTold, end } = newest;
  // whoever has calibrated hears once how it went, and has it checked, or made anew, by asking again
  return (job.isToBeApplied ? !isTold : !wish.isToBeApplied) ? end : null;
}

/** Has each of them the link and the trim that it had, and the same latency, give or take what a delay wavers? */
function isAsLeft(left: Players, model: Model): boolean {
  const now = playersOf(model, [...left.keys()]);
  return [...left].every(([id, { linkCount, playedByMs, trimDb }]) => {
    const one = now.get(id);
    if (one?.linkCount !== linkCount || one.trimDb !== trimDb) return false;
    return Math.abs(one.playedByMs - playedByMs) <= JUMP_MS;
  });
}

const toPlayed = (played: Played | null): PlayedProbes | null =>
  played && { id: played.id, plan: played.plan, atMs: played.atMs };

const isSame = (job: Job, { speakers, listens = "here" }: MeasureWish): boolean =>
  job.listens === listens &&
  job.speakers.size === new Set(speakers).size &&
  speakers.every((id) => job.speakers.has(id));

/** Somebody has asked for it already: a look becomes a calibration where that is wanted now. */
function join(job: Job, { isToBeApplied }: MeasureWish, ports: SyncPorts): SyncAnswer {
  job.isToBeApplied ||= isToBeApplied;
  return toMeasuring(job, ports);
}

const withDistances = (players: Players, distancesM: Brought["distancesM"] = {}): Players =>
  new Map([...players].map(([id, one]) => [id, { ...one, distanceM: distancesM[id] ?? one.distanceM }]));

/** Why they can't be in time at the speakers: of somebody nobody knows how far it stands. Null where they can. */
function whereNot({ alignAt }: Pick<MeasureWish, "alignAt">, players: Players): string | null {
  const unknown = [...players.values()].filter(({ distanceM }) => distanceM === null).length;
  return alignAt === "speakers" && unknown > 0
    ? `of ${unknown} of the speakers nobody has told how far they stand from the microphone`
    : null;
}

/** Others are being measured: how far that is. */
const busy = (running: Job, { speakers }: MeasureWish, ports: SyncPorts): SyncAnswer => ({
  ...refusal("BUSY", speakers),
  measuring: toMeasuring(running, ports).measuring,
});

function refusal(
  code: OutcomeCode,
  speakers: Iterable<SpeakerId>,
  message?: string,
): Extract<Ended, { kind: "refused" }> {
  const perSpeaker = Object.fromEntries([...speakers].map((id) => [id, code]));
  return { kind: "refused", code, perSpeaker, ...(message !== undefined && { message }) };
}

/** Why it is not even begun. */
function whyNot({ model, clock, isTaken }: SyncPorts, wish: MeasureWish): SyncAnswer | null {
  if (isTaken?.()) return refusal("BUSY", wish.speakers);
  const { speakers, whileMusicPlays } = wish;
  const known = [...new Set(speakers)].filter((id) => model().speakers.has(id));
  if (known.length === 0) return refusal("TARGET_UNKNOWN", speakers);
  if (known.length < 2) return refusal("ONE_SPEAKER_ALONE", known);
  if (known.length > MAX_PLANNED_SPEAKERS) return refusal("VALUE_RANGE", known);
  const nowhere = whereNot(wish, playersOf(model(), known, wish.distancesM));
  if (nowhere !== null) return refusal("VALUE_RANGE", known, nowhere);
  const playing = known.filter((id) => playsMusic(model(), id) || isAnnouncedOn(model(), id, clock.nowMs()));
  return playing.length > 0 && !whileMusicPlays ? refusal("MUSIC_PLAYS", playing) : null;
}
