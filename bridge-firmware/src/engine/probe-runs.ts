// Probes on a common schedule: it begins when all outputs are open and awake, and ends early where one of them did not
// stay where it was in time. What a probe sounds like is the track's business.
import { PROBE_MS } from "../calibration/probe.ts";
import { wakeUp } from "./begin-together.ts";
import { toGain } from "./dsp/volume.ts";
import {
  createProbeTrack,
  overlap,
  PROBE_TAIL_FRAMES,
  type Probe,
  type ProbeTime,
  type ProbeTrack,
} from "./probe-track.ts";
import {
  BLOCK_FRAMES,
  ENGINE_RATE_HZ,
  type EngineEvent,
  type EngineRequest,
  type OutputId,
  PROBES_BEGIN_AFTER_MS,
} from "./protocol.ts";
import type { Slot } from "./slot.ts";

/** From the moment at which all are awake to the schedule's time 0: whoever listens can begin to. */
const BEGINS_AFTER_FRAMES = (PROBES_BEGIN_AFTER_MS * ENGINE_RATE_HZ) / 1_000;
/** Bringing back a stream that has slipped takes some blocks: it must be over before a probe. 200 ms. */
const CALM_FRAMES = ENGINE_RATE_HZ / 5;

/** One output's part. `disturbances`: as many as there had been before its first probe; null until then. */
type Member = { readonly slot: Slot; readonly track: ProbeTrack; disturbances: number | null };

export type ProbeRun = {
  readonly id: string;
  readonly members: readonly Member[];
  readonly time: ProbeTime;
  /** Engine frame at which all are awake; null while one of them is being opened. */
  awakeFrame: number | null;
};

/** What of the engine's state the schedules are about. */
export type ProbeState = {
  readonly slots: ReadonlyMap<OutputId, Slot>;
  readonly probeRuns: Map<string, ProbeRun>;
  readonly emit: (event: EngineEvent) => void;
};

type ProbeRequest = Extract<EngineRequest, { kind: "probe" }>;
type End = Omit<Extract<EngineEvent, { kind: "probes-ended" }>, "kind" | "id">;

/** Takes a schedule on; null, or why it can't be. */
export function startProbes(state: ProbeState, { id, probes }: ProbeRequest): string | null {
  if (state.probeRuns.has(id)) return `probes ${id} are being played already`;
  const time: ProbeTime = { originFrame: null };
  const members: Member[] = [];
  for (const output of new Set(probes.map((probe) => probe.output))) {
    const slot = state.slots.get(output);
    if (slot === undefined) return `output ${output} is not open; open it first`;
    if (isTaken(state, slot)) return `output ${output} plays other probes; cancel them first`;
    const track = createProbeTrack(trackOf(output, probes), time);
    if (overlap(track)) return `two probes of output ${output} overlap; each of them takes ${PROBE_MS} ms`;
    members.push({ slot, track, disturbances: null });
  }
  state.probeRuns.set(id, { id, members, time, awakeFrame: null });
  return null;
}

/** Ends a schedule before its time; one that is over is let pass. */
export function cancelProbes(state: ProbeState, id: string): void {
  const run = state.probeRuns.get(id);
  if (run !== undefined) end(state, run, { reason: "cancelled" });
}

/** Ends all of them: the engine shuts down. */
export function cancelAllProbes(state: ProbeState): void {
  for (const run of state.probeRuns.values()) end(state, run, { reason: "cancelled" });
}

/** Time has a hole, in which every queue ran dry: what was measured before it has nothing to do with what comes after. */
export function interruptProbes(state: ProbeState): void {
  for (const run of state.probeRuns.values()) {
    if (run.awakeFrame !== null) end(state, run, { reason: "interrupted" });
  }
}

/** Decides for the block at `headFrame` what of each schedule begins or is over, and tells it. */
export function settleProbes(state: ProbeState, headFrame: number): void {
  if (state.probeRuns.size === 0) return;
  for (const run of state.probeRuns.values()) settle(state, run, headFrame);
}

function settle(state: ProbeState, run: ProbeRun, headFrame: number): void {
  for (const member of run.members) {
    if (!isLost(state, member)) continue;
    end(state, run, { reason: "output-lost", output: member.slot.id });
    return;
  }
  if (run.awakeFrame === null && run.members.every(isFree)) begin(run, headFrame);
  if (run.awakeFrame === null) return;
  stayAwake(run);
  if (run.time.originFrame === null && headFrame >= run.awakeFrame) {
    run.time.originFrame = headFrame + BEGINS_AFTER_FRAMES;
    state.emit({ kind: "probing", id: run.id });
  }
  if (run.time.originFrame === null) return;
  for (const member of run.members) follow(state, run.id, member, run.time.originFrame, headFrame);
  if (run.members.every(isDone)) end(state, run, { reason: "done" });
}

/** All of them are written to from this very block on; those that have slept are woken meanwhile. */
function begin(run: ProbeRun, headFrame: number): void {
  const slots = run.members.map(({ slot }) => slot);
  run.awakeFrame = headFrame + wakeUp(slots, headFrame);
  for (const { slot, track } of run.members) slot.probing = track;
}

/** Nor may one fall asleep between its probes. */
function stayAwake({ members }: ProbeRun): void {
  for (const { slot } of members) if (slot.wake !== null) slot.wake.waking = true;
}

/** Tells which of its probes have been written whole, and begins to watch its stream before the first one. */
function follow(state: ProbeState, id: string, member: Member, originFrame: number, headFrame: number): void {
  const { slot, track } = member;
  const firstFrame = originFrame + (track.probes[0]?.atFrame ?? 0);
  if (headFrame >= firstFrame - CALM_FRAMES) member.disturbances ??= disturbancesOf(slot);
  const writtenFrame = slot.queueEndFrame - slot.waiting.length * BLOCK_FRAMES;
  for (let probe = track.probes[track.doneCount]; probe !== undefined; probe = track.probes[track.doneCount]) {
    if (originFrame + probe.atFrame + PROBE_TAIL_FRAMES > writtenFrame) return;
    track.doneCount += 1;
    state.emit({ kind: "probed", id, output: slot.id, index: probe.index });
  }
}

function end(state: ProbeState, run: ProbeRun, how: End): void {
  for (const member of run.members) {
    member.track.isCalledOff = true;
    if (isDone(member) && member.slot.probing === member.track) member.slot.probing = null;
  }
  state.probeRuns.delete(run.id);
  state.emit({ kind: "probes-ended", id: run.id, ...how });
}

const trackOf = (output: OutputId, probes: ProbeRequest["probes"]): Probe[] =>
  probes.flatMap((probe, index) => {
    if (probe.output !== output) return [];
    const atFrame = Math.round((probe.atMs * ENGINE_RATE_HZ) / 1_000);
    return [{ index, atFrame, gain: toGain(probe.volumePercent) }];
  });

const isTaken = ({ probeRuns }: ProbeState, slot: Slot): boolean =>
  [...probeRuns.values()].some(({ members }) => members.some((member) => member.slot === slot));

/** Open, and done with what was called off before? */
const isFree = ({ slot }: Member): boolean => slot.probing === null && slot.output?.isOpening?.() !== true;

const isDone = ({ track }: Member): boolean => track.doneCount === track.probes.length;

function isLost({ slots }: ProbeState, member: Member): boolean {
  const { slot, disturbances } = member;
  if (slots.get(slot.id) !== slot || slot.output === null) return true;
  return disturbances !== null && !isDone(member) && disturbancesOf(slot) !== disturbances;
}

/** How often its stream has lost its place: cut and begun anew, run dry, or brought back after a slip. */
const disturbancesOf = ({ recuts, output }: Slot): number =>
  recuts + (output?.health?.underruns ?? 0) + (output?.health?.slips ?? 0);
