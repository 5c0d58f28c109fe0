// One peer with one number of speakers: it plays, is muted and unmuted, stops, and begins anew a few times; its cones are
// listened to.
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toZones } from "@house-band/local/meter/skew";
import { surveyRecordings } from "@house-band/local/meter/survey";
import { median } from "../bench.ts";
import { silenceOfAllMs, soundOfAllMs } from "./edges.ts";
import { type Heard, nowMs, type Peer, type Programme, RATE_HZ, type RunningPeer, type Speaker } from "./peer.ts";
import { startRecorder } from "./recorder.ts";
import { cpuSeconds, memoryMb } from "./usage.ts";
import type { AudioWorld } from "./world.ts";

export type Take = {
  readonly peer: Peer;
  readonly speakerCount: number;
  /** Over all pairs and seconds. A peer that can't be told latencies is judged as if all speakers were alike. */
  readonly skew: Skew;
  /** At the cones of these very speakers. */
  readonly skewAtCones: Skew;
  readonly dropouts: number;
  readonly cpuPercentPerSpeaker: number;
  readonly memoryMb: number;
  /** Until the last cone sounds, beyond the slowest speaker's latency: the median of its starts. */
  readonly startBeyondLatencyMs: number | null;
  /** Until the last cone is silent, beyond the slowest speaker's latency; null where there is no mute. */
  readonly muteBeyondLatencyMs: number | null;
  readonly stopBeyondLatencyMs: number | null;
};

export type Skew = { readonly medianMs: number | null; readonly p95Ms: number | null; readonly maxMs: number | null };

export type TakeOptions = {
  readonly world: AudioWorld;
  readonly speakers: readonly Speaker[];
  readonly programme: Programme;
  readonly playMs: number;
};

/** Starts are another matter than running: skew and cost are taken from here on. */
const SETTLE_MS = 3_000;
const MUTED_MS = 2_500;
const UNMUTED_MS = 1_500;
const STOPPED_MS = 3_000;
/** One start is a matter of luck: where in its cycle or block it falls, and what else the machine does. */
const STARTS = 7;
const BRIEFLY_MS = 2_500;

/** @throws Error where the peer can't be started or made no sound that could be compared. */
export async function take(peer: Peer, options: TakeOptions): Promise<Take> {
  const { world, speakers } = options;
  const names = speakers.map(({ name }) => name);
  const directory = await mkdtemp(join(world.directory, "peer-"));
  const usesSinks = peer.playsTo === "null sinks";
  if (usesSinks) await world.createSinks(names);
  try {
    const running = await peer.start({ ...options, directory });
    try {
      return await perform(peer, running, { ...options, directory });
    } finally {
      await running.close();
    }
  } finally {
    if (usesSinks) world.removeSinks(names);
  }
}

type Moments = {
  /** The first of them is the one that is measured otherwise, too. */
  readonly playsMs: readonly [number, ...number[]];
  readonly settledMs: number;
  readonly muteMs: number | null;
  readonly unmuteMs: number;
  readonly stopMs: number;
  readonly endMs: number;
};

async function perform(
  peer: Peer,
  running: RunningPeer,
  { world, speakers, playMs, directory }: TakeOptions & { readonly directory: string },
): Promise<Take> {
  const recorder = running.ownRecording ? null : await startRecorder(world, speakers);
  await sleep(1_000);
  const { moments, cpuPercent, memory } = await play(running, playMs);
  const cones = join(directory, "cones");
  await mkdir(cones);
  const heard = running.ownRecording ? await running.ownRecording() : await recorder?.finish(cones);
  if (!heard) throw new Error("nobody listened");
  const slowestMs = Math.max(...speakers.map(({ latencyMs }) => latencyMs));
  const since = (edgeMs: number | null, commandMs: number | null): number | null =>
    edgeMs === null || commandMs === null ? null : edgeMs - commandMs - slowestMs;
  const { atCones, asIfAlike, dropouts } = await compare(heard, speakers, moments);
  return {
    peer,
    speakerCount: speakers.length,
    skew: peer.compensation === "none" ? asIfAlike : atCones,
    skewAtCones: atCones,
    dropouts,
    cpuPercentPerSpeaker: cpuPercent / speakers.length,
    memoryMb: memory,
    startBeyondLatencyMs: await startOf(heard, moments, slowestMs),
    muteBeyondLatencyMs:
      moments.muteMs === null
        ? null
        : since(await silenceOfAllMs(heard, moments.muteMs, moments.unmuteMs), moments.muteMs),
    stopBeyondLatencyMs: since(await silenceOfAllMs(heard, moments.stopMs, moments.endMs), moments.stopMs),
  };
}

async function play(running: RunningPeer, playMs: number) {
  const startMs = nowMs();
  running.play();
  await sleep(SETTLE_MS);
  const settledMs = nowMs();
  const cpuBefore = cpuSeconds(running.pids());
  await sleep(playMs);
  const cpuPercent = ((cpuSeconds(running.pids()) - cpuBefore) / ((nowMs() - settledMs) / 1_000)) * 100;
  const memory = memoryMb(running.pids());
  const mutedMs = nowMs();
  running.mute?.(true);
  if (running.mute) await sleep(MUTED_MS);
  const unmuteMs = nowMs();
  running.mute?.(false);
  if (running.mute) await sleep(UNMUTED_MS);
  const stopMs = nowMs();
  running.stop();
  await sleep(STOPPED_MS);
  const endMs = nowMs();
  const muteMs = running.mute ? mutedMs : null;
  const playsMs: Moments["playsMs"] = [startMs, ...(await startAgain(running))];
  return { moments: { playsMs, settledMs, muteMs, unmuteMs, stopMs, endMs }, cpuPercent, memory };
}

async function startAgain(running: RunningPeer): Promise<readonly number[]> {
  const playsMs: number[] = [];
  while (playsMs.length < STARTS - 1) {
    playsMs.push(nowMs());
    running.play();
    await sleep(BRIEFLY_MS);
    running.stop();
    await sleep(STOPPED_MS);
  }
  return playsMs;
}

/** Null where it began less often than it was told to. */
async function startOf(heard: Heard, { playsMs }: Moments, slowestMs: number): Promise<number | null> {
  const startsMs: number[] = [];
  for (const [index, playMs] of playsMs.entries()) {
    const soundMs = await soundOfAllMs(heard, playMs);
    if (soundMs === null || soundMs > (playsMs[index + 1] ?? Number.POSITIVE_INFINITY)) return null;
    startsMs.push(soundMs - playMs - slowestMs);
  }
  return median(startsMs);
}

/** The meter's word on the stretch in which it just played. */
async function compare({ speakers: recordings, time }: Heard, speakers: readonly Speaker[], moments: Moments) {
  const names = speakers.map(({ name }) => name);
  const toRecordingMs = (ms: number): number => (time.frameAt(ms) / RATE_HZ) * 1_000;
  const survey = await surveyRecordings(recordings, {
    fromMs: toRecordingMs(moments.settledMs),
    untilMs: toRecordingMs(moments.muteMs ?? moments.stopMs),
    zones: [names],
  });
  if (!survey.ok) throw new Error(survey.error);
  const [zone] = toZones(survey.value, [names]);
  if (!zone || zone.windows.length === 0) throw new Error("the cones did not play the same music");
  const latencies = new Map(speakers.map(({ name, latencyMs }) => [name, latencyMs]));
  const pairs = zone.windows.map(({ lagsMs }) => [...lagsMs]);
  const alike = pairs.map((lags) => lags.map(([name, lagMs]) => lagMs - (latencies.get(name) ?? 0)));
  return {
    atCones: { medianMs: zone.medianMs, p95Ms: zone.p95Ms, maxMs: zone.maxMs },
    asIfAlike: skewOf(alike),
    dropouts: zone.dropouts,
  };
}

function skewOf(windows: readonly (readonly number[])[]): Skew {
  const skews = windows
    .flatMap((lags) => lags.flatMap((lag, index) => lags.slice(index + 1).map((other) => Math.abs(other - lag))))
    .sort((a, b) => a - b);
  const at = (share: number): number | null => skews[Math.max(0, Math.ceil(share * skews.length) - 1)] ?? null;
  return { medianMs: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}
