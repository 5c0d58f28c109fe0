// Every engine that a user could pick, side by side in one run on this machine: skew, drop-outs, cost, and how long
// play, mute and stop take. What each is told and measured by is the same; where it plays to is said.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_WRITE_AHEAD_MS } from "@house-band/bridge-firmware/engine/protocol";
import { taggedWav } from "@house-band/local/music/tagged-wav";
import type { Bench, BenchOptions, BenchResult, BenchTable } from "./bench.ts";
import { rounded } from "./bench.ts";
import { noise, RATE_HZ } from "./programme.ts";
import { saveChart } from "./sync/chart.ts";
import { requirePackages } from "./sync/packages.ts";
import type { Peer, Programme, Speaker } from "./sync/peer.ts";
import { gstreamer } from "./sync/peers/gstreamer.ts";
import { houseBand } from "./sync/peers/house-band.ts";
import { mpdOutputs } from "./sync/peers/mpd.ts";
import { pipewireFilterChain } from "./sync/peers/pipewire.ts";
import { pulseCombine } from "./sync/peers/pulse-combine.ts";
import { snapcast } from "./sync/peers/snapcast.ts";
import { type Take, take } from "./sync/take.ts";
import { createAudioWorld } from "./sync/world.ts";

export const syncPeers: Bench = {
  name: "sync",
  what: "House Band beside Snapcast, PipeWire, PulseAudio, GStreamer and MPD on emulated speakers",
  run,
};

const PEERS: readonly Peer[] = [
  houseBand,
  snapcast("alsa"),
  snapcast("pulse"),
  pipewireFilterChain,
  pulseCombine,
  gstreamer,
  mpdOutputs,
];

const COUNTS = { full: [2, 4, 8, 16, 32], quick: [2, 4] };
const PLAY_MS = { full: 15_000, quick: 6_000 };
/** The latencies that were measured of five real speakers, each a little apart from the last round's. */
const LATENCIES_MS = [142, 158, 171, 213, 247] as const;

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  requirePackages();
  const directory = await mkdtemp(join(tmpdir(), "house-band-sync-"));
  const playMs = quick ? PLAY_MS.quick : PLAY_MS.full;
  const takes: Take[] = [];
  const failures: Failure[] = [];
  try {
    const programme = await writeProgramme(directory, playMs);
    for (const count of quick ? COUNTS.quick : COUNTS.full) {
      for (const peer of PEERS) {
        progress(`${count} speakers: ${peer.name}`);
        const taken = await takeAlone(peer, createSpeakers(count), programme, playMs);
        if ("reason" in taken) failures.push(taken);
        else takes.push(taken);
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  const chart = await saveChart(takes);
  return toResult(takes, failures, `chart: ${chart}`);
}

type Failure = { readonly peer: Peer; readonly speakerCount: number; readonly reason: string };

/**
 * By how much House Band is behind the best of the others with as many speakers, where that is most; below nought: ahead
 * everywhere. PipeWire's chain, which has neither start nor mute of its own, is shown and not counted.
 */
function behindBest(takes: readonly Take[], of: (take: Take) => number | null): number {
  const behind = takes.flatMap((own) => {
    if (own.peer !== houseBand) return [];
    const others = takes.filter(({ peer, speakerCount }) => peer !== houseBand && speakerCount === own.speakerCount);
    const theirs = others.flatMap((take) => (take.peer === pipewireFilterChain ? [] : (of(take) ?? [])));
    return [(of(own) ?? Number.NaN) - Math.min(...theirs)];
  });
  return Math.max(...behind);
}

/** A world of its own for each: nobody plays in the ruins of another. */
async function takeAlone(
  peer: Peer,
  speakers: readonly Speaker[],
  programme: Programme,
  playMs: number,
): Promise<Take | Failure> {
  const world = await createAudioWorld();
  try {
    return await take(peer, { world, speakers, programme, playMs });
  } catch (error) {
    return { peer, speakerCount: speakers.length, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await world.close();
  }
}

const createSpeakers = (count: number): readonly Speaker[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `speaker${index}`,
    latencyMs: (LATENCIES_MS[index % LATENCIES_MS.length] ?? 0) + 2 * Math.floor(index / LATENCIES_MS.length),
  }));

async function writeProgramme(directory: string, playMs: number): Promise<Programme> {
  const wavPath = join(directory, "noise.wav");
  const rawPath = join(directory, "noise.raw");
  const tags = { title: "Noise", artist: "The Bench", album: "Noise", genre: "Noise", year: 2026 };
  const wav = taggedWav(noise(playMs / 1_000 + 20, 1), RATE_HZ, tags);
  await writeFile(wavPath, wav);
  await writeFile(rawPath, wav.subarray(wav.indexOf("data") + 8));
  return { wavPath, rawPath };
}

function toResult(takes: readonly Take[], failures: readonly Failure[], chart: string): BenchResult {
  const ours = takes.filter(({ peer }) => peer === houseBand);
  const worst = (of: readonly (number | null)[]): number => Math.max(...of.map((value) => value ?? Number.NaN));
  return {
    tables: [...new Set(takes.map(({ speakerCount }) => speakerCount))].map((count) => toTable(count, takes)),
    figures: {
      ownMaxSkewSamples: (worst(ours.map(({ skew }) => skew.maxMs)) * RATE_HZ) / 1_000,
      ownDropouts: ours.reduce((sum, { dropouts }) => sum + dropouts, 0),
      ownStartBeyondLatencyMs: worst(ours.map(({ startBeyondLatencyMs }) => startBeyondLatencyMs)),
      // what was written before the order is heard to its end: silence at the output comes so much earlier than at the cone
      ownMuteAtOutputMs: worst(ours.map(({ muteBeyondLatencyMs }) => muteBeyondLatencyMs)) - DEFAULT_WRITE_AHEAD_MS,
      ownCpuPercentPerSpeaker: worst(ours.map(({ cpuPercentPerSpeaker }) => cpuPercentPerSpeaker)),
      skewP95BehindBestMs: behindBest(takes, ({ skew }) => skew.p95Ms),
      startBehindBestMs: behindBest(takes, ({ startBeyondLatencyMs }) => startBeyondLatencyMs),
    },
    notes: [
      "skew: all pairs in every second; a peer that can't be told latencies is judged as if all speakers were alike, and as they are in “at cones”",
      "start, mute, stop: until the last cone sounds or is silent, beyond the slowest speaker's latency, the start as the median of five; CPU of the engine's own processes",
      "House Band plays to its own emulated outputs (its process also decodes, and records the cones), the others to PipeWire's null sinks, whose server's CPU is not counted for anybody",
      "GStreamer's start holds its process's start; Snapcast buffers 1 s by default; PipeWire's chain has one side only beyond 16 speakers",
      ...failures.map(
        ({ peer, speakerCount, reason }) => `no figures: ${peer.name} with ${speakerCount} speakers: ${reason}`,
      ),
      chart,
    ],
  };
}

function toTable(count: number, takes: readonly Take[]): BenchTable {
  const ms = (value: number | null): number | null => (value === null ? null : rounded(value, value < 10 ? 3 : 0));
  return {
    title: `${count} speakers`,
    head: [
      ...["engine", "skew median ms", "p95 ms", "max ms", "at cones max ms", "drop-outs"],
      ...["CPU %/speaker", "memory MB", "start ms", "mute ms", "stop ms"],
    ],
    rows: takes
      .filter(({ speakerCount }) => speakerCount === count)
      .map((one) => [
        one.peer.name,
        ...[one.skew.medianMs, one.skew.p95Ms, one.skew.maxMs, one.skewAtCones.maxMs].map(ms),
        one.dropouts,
        rounded(one.cpuPercentPerSpeaker, 3),
        rounded(one.memoryMb, 0),
        ...[one.startBeyondLatencyMs, one.muteBeyondLatencyMs, one.stopBeyondLatencyMs].map(ms),
      ]),
  };
}
