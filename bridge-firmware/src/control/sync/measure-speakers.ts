// One measurement from its beginning to its end: the speakers' links, the microphone, the probes, and what was heard. A
// speaker that is lost meanwhile is left out, and the others are measured again without it.
import { err, type Measuring, type OutcomeCode, ok, type Result, type SpeakerId } from "@house-band/contract";
import type { Measurement, MeasurementFault, Recording } from "../../calibration/measurement.ts";
import { MAX_HEARD_AFTER_MS, type ProbePlan, planProbes } from "../../calibration/probe-plan.ts";
import { childOf } from "../../child-signal.ts";
import type { Model } from "../../core/model.ts";
import { probePercent, readinessOf, whyMissing } from "../../core/probes.ts";
import { PROBES_BEGIN_AFTER_MS } from "../../engine/protocol.ts";
import type { Listening, Microphone } from "../../microphone-port.ts";
import type { ThreadStop } from "../../worker-thread.ts";
import {
  aloneFault,
  CANCELLED,
  type MeasureFault,
  microphoneFault,
  outOfPlace,
  toAnalysisFault,
  toEndFault,
} from "./measure-faults.ts";
import { type ProbePorts, type ProbesEnd, playProbes } from "./play-probes.ts";
import { type Players, playersOf } from "./players.ts";
import { type LinkPorts, waitForLinks } from "./wait-for-links.ts";

/** Takes seconds of a core for many speakers: off the daemon's loop where it can be. Its signal ends it at once. */
export type Analyse = (
  heard: Recording,
  plan: ProbePlan,
  signal: AbortSignal,
) => Promise<Result<Measurement, MeasurementFault | ThreadStop>>;

export type MeasurePorts = ProbePorts &
  LinkPorts & {
    readonly microphone: Microphone;
    readonly analyse: Analyse;
  };

export type MeasureOrder = {
  readonly speakers: readonly SpeakerId[];
  /** `elsewhere`: somebody records it by himself, and brings the recording later. */
  readonly listens: "here" | "elsewhere";
  readonly distancesM: Readonly<Record<SpeakerId, number>>;
  /** How long nothing is played yet, once the speakers are there. */
  readonly waitMs: number;
  /** The speakers are there, and play soon. */
  readonly onPlaying: (missing: ReadonlyMap<SpeakerId, OutcomeCode>) => void;
  readonly onProgress: (progress: Progress) => void;
};

/** `untilMs`: when it is over, by the clock, as far as is known. */
export type Progress = Omit<Measuring, "leftMs"> & { readonly untilMs: number };

/** All probes were played. Where nobody listened here there is no measurement yet. */
export type Taken = {
  readonly plan: ProbePlan;
  readonly players: Players;
  readonly missing: ReadonlyMap<SpeakerId, OutcomeCode>;
  /** Since 1970: when the last probe had been heard. */
  readonly atMs: number;
  readonly measurement: Measurement | null;
  /** From the plan's time 0 to the recording's beginning, mostly less than nothing; null where that is not known. */
  readonly listenedFromMs: number | null;
};

/** A device that was just opened may slip once while it finds its pace. */
const SETTLES_WITHIN_MS = 2_000;
/** Everything is heard by then, and what a microphone has in its queue has arrived. */
const HEARD_AFTER_MS = MAX_HEARD_AFTER_MS + 700;
const MAX_ATTEMPTS = 3;
const WAKES_WITHIN_MS = 3_500;

/** How long a measurement takes, for whoever asks before it has begun. */
export const expectedMs = (plan: ProbePlan): number => WAKES_WITHIN_MS + plan.lengthMs + HEARD_AFTER_MS;

/**
 * Resolves with what was heard, or why nothing was. Nothing plays on when it resolves, and nobody listens. Where nobody
 * can listen, nobody is asked to connect.
 */
export async function measureSpeakers(
  ports: MeasurePorts,
  order: MeasureOrder,
  signal: AbortSignal,
): Promise<Result<Taken, MeasureFault>> {
  let ears = await openEars(ports, order, signal);
  try {
    if (!ears.ok) return ears;
    const links = await waitForLinks(ports, order.speakers, signal);
    const missing = new Map(links.missing);
    const lostBefore = new Set<SpeakerId>();
    let speakers = links.ready;
    let { waitMs } = order;
    for (let attempt = 1; ears.ok; attempt += 1) {
      if (signal.aborted) return err(CANCELLED);
      if (speakers.length < 2) return err(aloneFault(speakers, missing));
      const { listening } = ears.value;
      const circumstances = { listening, missing, mustSettle: links.hasWaited };
      const taken = await attemptOnce(ports, { ...order, speakers, waitMs }, circumstances, signal);
      if (!taken.ok) return taken;
      if (taken.value.kind === "taken") return ok(taken.value.taken);
      waitMs = 0;
      const { end } = taken.value;
      const fault = toEndFault(end);
      if (fault !== null) return err(fault);
      if (attempt === MAX_ATTEMPTS) return err(outOfPlace(missing));
      noteLost(ports.model(), speakers, end, { missing, lostBefore });
      speakers = speakers.filter((id) => !missing.has(id));
      ears.value.close();
      ears = await openEars(ports, order, signal);
    }
    return ears;
  } finally {
    if (ears.ok) ears.value.close();
  }
}

type Ears = { readonly listening: Listening | null; close(): void };

async function openEars(
  { microphone }: MeasurePorts,
  { listens }: MeasureOrder,
  signal: AbortSignal,
): Promise<Result<Ears, MeasureFault>> {
  const hearing = childOf(signal);
  const listening = listens === "here" ? await microphone.listen(hearing.signal) : ok(null);
  if (listening.ok) return ok({ listening: listening.value, close: hearing.abort });
  const isCalledOff = signal.aborted;
  hearing.abort();
  return err(isCalledOff ? CANCELLED : microphoneFault(listening.error));
}

/** Who has no link any more is missing; so is whoever was lost a second time, link or not. */
function noteLost(
  model: Model,
  speakers: readonly SpeakerId[],
  end: ProbesEnd,
  { missing, lostBefore }: { readonly missing: Map<SpeakerId, OutcomeCode>; readonly lostBefore: Set<SpeakerId> },
): void {
  const lost = end.kind === "output-lost" ? end.speaker : null;
  for (const id of speakers) {
    const isLostAgain = lost === id && lostBefore.has(id);
    if (isLostAgain || readinessOf(model, id).kind !== "ready") missing.set(id, whyMissing(model, id));
  }
  if (lost !== null) lostBefore.add(lost);
}

type Attempt =
  | { readonly kind: "taken"; readonly taken: Taken }
  | { readonly kind: "again"; readonly end: Exclude<ProbesEnd, { kind: "done" }> };
type Circumstances = {
  readonly listening: Listening | null;
  readonly missing: ReadonlyMap<SpeakerId, OutcomeCode>;
  readonly mustSettle: boolean;
};

async function attemptOnce(
  ports: MeasurePorts,
  order: MeasureOrder,
  { listening, missing, mustSettle }: Circumstances,
  signal: AbortSignal,
): Promise<Result<Attempt, MeasureFault>> {
  const { speakers, waitMs } = order;
  const plan = planProbes(speakers);
  order.onProgress({
    playedProbes: 0,
    allProbes: plan.slots.length,
    untilMs: ports.clock.nowMs() + waitMs + expectedMs(plan),
  });
  order.onPlaying(missing);
  const restMs = Math.max(waitMs, mustSettle ? SETTLES_WITHIN_MS : 0);
  if (restMs > 0) await ports.clock.sleep(restMs, signal);
  const players = playersOf(ports.model(), speakers, order.distancesM);
  let beganAtMs = 0;
  const onBegun = (): void => {
    beganAtMs = ports.clock.nowMs() + PROBES_BEGIN_AFTER_MS;
  };
  const end = await play(ports, { ...order, onBegun }, plan, signal);
  if (end.kind !== "done") return ok({ kind: "again", end });
  if (!(await ports.clock.sleep(HEARD_AFTER_MS, signal))) return err(CANCELLED);
  const atMs = Math.max(0, Math.floor(ports.clock.epochMs()));
  const heard = listening === null ? ok(UNHEARD) : await hear(ports, { listening, plan }, signal);
  if (!heard.ok) return heard;
  const { measurement, startedAtMs } = heard.value;
  const listenedFromMs = startedAtMs === null ? null : startedAtMs - beganAtMs;
  const taken = { plan, players, missing: new Map(missing), atMs, measurement, listenedFromMs };
  return ok({ kind: "taken", taken });
}

type Hearing = { readonly measurement: Measurement | null; readonly startedAtMs: number | null };

/** Nobody has listened here. */
const UNHEARD: Hearing = { measurement: null, startedAtMs: null };

function play(
  ports: MeasurePorts,
  order: MeasureOrder & { readonly onBegun: () => void },
  plan: ProbePlan,
  signal: AbortSignal,
): Promise<ProbesEnd> {
  const allProbes = plan.slots.length;
  let untilMs = ports.clock.nowMs() + expectedMs(plan);
  const model = ports.model();
  return playProbes(
    ports,
    {
      plan,
      percentOf(id) {
        const speaker = model.speakers.get(id);
        return speaker ? probePercent(speaker) : 0;
      },
      onBegun() {
        order.onBegun();
        untilMs = ports.clock.nowMs() + plan.lengthMs + HEARD_AFTER_MS;
        order.onProgress({ playedProbes: 0, allProbes, untilMs });
      },
      onProbed: (playedProbes) => order.onProgress({ playedProbes, allProbes, untilMs }),
    },
    signal,
  );
}

async function hear(
  { analyse }: MeasurePorts,
  { listening, plan }: { readonly listening: Listening; readonly plan: ProbePlan },
  signal: AbortSignal,
): Promise<Result<Hearing, MeasureFault>> {
  const heard = await listening.finish();
  if (signal.aborted) return err(CANCELLED);
  if (!heard.ok) return err(microphoneFault(heard.error));
  const measurement = await analyse(heard.value, plan, signal);
  if (signal.aborted) return err(CANCELLED);
  if (!measurement.ok) return err(toAnalysisFault(measurement.error));
  return ok({ measurement: measurement.value, startedAtMs: heard.value.startedAtMs ?? null });
}
