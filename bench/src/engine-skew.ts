// How far apart the cones of one zone are, when the engine knows each speaker's latency: from the recordings alone, by
// the meter that users have. In each zone one speaker's link breaks, and it comes back; then the engine is lost, and a
// new one goes on.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualEngine, type VirtualEngine } from "@house-band/bridge-firmware/adapters/engine/virtual-engine";
import type { EngineEvent, OutputId, ZoneMember } from "@house-band/bridge-firmware/engine/protocol";
import { newZoneId, type ZoneId } from "@house-band/contract";
import { toZones, type ZoneSync } from "@house-band/local/meter/skew";
import { surveyRecordings } from "@house-band/local/meter/survey";
import type { Bench, BenchOptions, BenchResult, BenchTable } from "./bench.ts";
import { quantile, rounded } from "./bench.ts";
import { noiseWav, RATE_HZ } from "./programme.ts";

export const engineSkew: Bench = {
  name: "engine-skew",
  what: "skew at the cones of 2 to 32 emulated speakers: one leaves and comes back, the engine is lost and goes on",
  run,
};

const COUNTS = { full: [2, 4, 8, 16, 32], quick: [2, 8, 32] };
/** The zone plays; a link breaks; it is back; the zone plays on until the engine is lost; the next one goes on there. */
const BREAKS_AT_MS = 3_000;
const RETURNS_AT_MS = 5_000;
const LOST_AT_MS = { full: 60_000, quick: 10_000 };
/** Of the new engine's life: latencies, and some seconds to compare. */
const GOES_ON_FOR_MS = 5_000;
const MIN_LATENCY_MS = 60;
const LATENCY_SPREAD_MS = 290;
/** Multiples of the golden ratio's fraction spread evenly, and next to none falls on a whole sample. */
const GOLDEN = 0.618_034;
/** A shift that the meter has to find, or its zeros mean nothing. */
const CONTROL_SAMPLES = 1.5;

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "house-band-skew-"));
  const lostAtMs = quick ? LOST_AT_MS.quick : LOST_AT_MS.full;
  try {
    const tune = join(directory, "tune.wav");
    await writeFile(tune, noiseWav((lostAtMs + GOES_ON_FOR_MS) / 1_000 + 1, 1, "Noise", "Noise"));
    const zones: Measured[] = [];
    for (const count of quick ? COUNTS.quick : COUNTS.full) {
      progress(`${count} speakers for ${lostAtMs / 1_000} s of their time`);
      const speakers = createSpeakers(count, directory);
      await play(speakers, { tune, lostAtMs });
      zones.push(await measure(speakers));
      await Promise.all(speakers.flatMap(({ recordPath, resumedPath }) => [rm(recordPath), rm(resumedPath)]));
    }
    progress(`control: one of two speakers is ${CONTROL_SAMPLES} samples later than the engine knows`);
    return toResult(zones, lostAtMs, await controlSamples(directory, tune));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Speaker = {
  readonly output: OutputId;
  /** What really passes, and what the engine is told. */
  readonly actualLatencyMs: number;
  readonly latencyMs: number;
  readonly recordPath: string;
  /** What leaves its cone in the life of the second engine. */
  readonly resumedPath: string;
};

const createSpeakers = (count: number, directory: string): readonly Speaker[] =>
  Array.from({ length: count }, (_, index) => {
    const latencyMs = MIN_LATENCY_MS + LATENCY_SPREAD_MS * ((index * GOLDEN) % 1);
    const output = `speaker-${index}`;
    const path = (life: string) => join(directory, `${output}-${life}.wav`);
    return { output, actualLatencyMs: latencyMs, latencyMs, recordPath: path("first"), resumedPath: path("resumed") };
  });

/** Two speakers, the second of which is later than the engine is told: the meter must find just that. */
async function controlSamples(directory: string, tune: string): Promise<number> {
  const speakers = createSpeakers(2, directory).map((speaker, index) => {
    const secretMs = index === 0 ? 0 : (CONTROL_SAMPLES * 1_000) / RATE_HZ;
    return { ...speaker, actualLatencyMs: speaker.latencyMs + secretMs };
  });
  await play(speakers, { tune, lostAtMs: LOST_AT_MS.quick });
  return toSamples((await measure(speakers)).medianMs);
}

async function play(
  speakers: readonly Speaker[],
  { tune, lostAtMs }: { tune: string; lostAtMs: number },
): Promise<void> {
  const engine = createVirtualEngine();
  const troubles: EngineEvent[] = [];
  engine.onEvent((event) => {
    if (event.kind === "refused" || event.kind === "track-failed") troubles.push(event);
  });
  const zone = openZone(engine, speakers, { tune, startMs: 0 });
  await leaveAndReturn(engine, zone, leaverOf(speakers));
  await engine.advance(lostAtMs - RETURNS_AT_MS);
  await engine.crash();
  openZone(engine, speakers.map(resumed), { tune, startMs: lostAtMs });
  await engine.advance(GOES_ON_FOR_MS);
  await engine.close();
  if (troubles.length > 0) throw new Error(`the engine had trouble: ${JSON.stringify(troubles)}`);
}

function openZone(
  engine: VirtualEngine,
  speakers: readonly Speaker[],
  { tune, startMs }: { tune: string; startMs: number },
): ZoneId {
  const zone = newZoneId();
  for (const speaker of speakers) open(engine, speaker);
  const input = { kind: "files" as const, tracks: [{ path: tune, title: "Noise" }], startIndex: 0, startMs };
  engine.send({ kind: "open-zone", zone, input, paused: false, members: speakers.map(toMember) });
  return zone;
}

async function leaveAndReturn(engine: VirtualEngine, zone: ZoneId, leaver: Speaker): Promise<void> {
  await engine.advance(BREAKS_AT_MS);
  engine.send({ kind: "set-link", output: leaver.output, up: false });
  await engine.advance(RETURNS_AT_MS - BREAKS_AT_MS);
  engine.send({ kind: "close-output", output: leaver.output });
  engine.send({ kind: "set-link", output: leaver.output, up: true });
  open(engine, leaver);
  engine.send({ kind: "join", zone, member: toMember(leaver) });
}

function open(engine: VirtualEngine, { output, actualLatencyMs, recordPath }: Speaker): void {
  const spec = { kind: "emulated" as const, actualLatencyMs, jitterMs: 0, seed: 1, recordPath };
  engine.send({ kind: "open-output", output, spec });
}

const resumed = (speaker: Speaker): Speaker => ({ ...speaker, recordPath: speaker.resumedPath });

const toMember = ({ output, latencyMs }: Speaker): ZoneMember => ({
  output,
  channel: "stereo",
  volumePercent: 100,
  muted: false,
  latencyMs,
});

function leaverOf(speakers: readonly Speaker[]): Speaker {
  const last = speakers.at(-1);
  if (!last) throw new RangeError("a zone without speakers has nobody who could leave");
  return last;
}

type Measured = {
  readonly count: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Of the one that came back against every other, after its return. */
  readonly returnedMaxMs: number;
  readonly othersDropouts: number;
  /** Of all pairs, in the life of the engine that went on. */
  readonly resumedMaxMs: number;
};

async function measure(speakers: readonly Speaker[]): Promise<Measured> {
  const zone = await surveyZone(speakers);
  const leaver = leaverOf(speakers).output;
  return {
    count: speakers.length,
    medianMs: zone.medianMs,
    p95Ms: zone.p95Ms,
    maxMs: zone.maxMs,
    returnedMaxMs: quantile(returnedSkewsMs(zone, leaver), 1),
    othersDropouts: [...zone.gaps].reduce((sum, [name, gaps]) => sum + (name === leaver ? 0 : gaps.length), 0),
    resumedMaxMs: (await surveyZone(speakers.map(resumed))).maxMs,
  };
}

type Compared = ZoneSync & Record<"medianMs" | "p95Ms" | "maxMs", number>;

/** @throws Error where one of them is silent, or plays other music than the others. */
async function surveyZone(speakers: readonly Speaker[]): Promise<Compared> {
  const names = speakers.map(({ output }) => output);
  const recordings = speakers.map(({ output, recordPath }) => ({ name: output, path: recordPath }));
  const survey = await surveyRecordings(recordings, { zones: [names] });
  if (!survey.ok) throw new Error(survey.error);
  const [zone] = toZones(survey.value, [names]);
  if (!zone || zone.medianMs === null || zone.p95Ms === null || zone.maxMs === null || zone.unlike.length > 0) {
    throw new Error(`the ${speakers.length} recordings can't be compared: ${zone?.unlike.join(", ") || "all silent"}`);
  }
  return { ...zone, medianMs: zone.medianMs, p95Ms: zone.p95Ms, maxMs: zone.maxMs };
}

/** From the first whole window after its return on. */
function returnedSkewsMs({ windows }: ZoneSync, leaver: string): readonly number[] {
  return windows
    .filter(({ startMs }) => startMs >= RETURNS_AT_MS + 1_000)
    .flatMap(({ lagsMs }) => {
      const own = lagsMs.get(leaver);
      if (own === undefined) return [];
      return [...lagsMs].flatMap(([name, lagMs]) => (name === leaver ? [] : [Math.abs(lagMs - own)]));
    });
}

function toResult(zones: readonly Measured[], lostAtMs: number, foundSamples: number): BenchResult {
  const worst = (of: (zone: Measured) => number) => Math.max(...zones.map(of));
  return {
    tables: [skewTable(zones, lostAtMs)],
    figures: {
      medianSkewUs: worst(({ medianMs }) => medianMs * 1_000),
      p95SkewUs: worst(({ p95Ms }) => p95Ms * 1_000),
      maxSkewUs: worst(({ maxMs }) => maxMs * 1_000),
      maxSkewSamples: worst(({ maxMs }) => toSamples(maxMs)),
      returnedMaxSkewSamples: worst(({ returnedMaxMs }) => toSamples(returnedMaxMs)),
      resumedMaxSkewSamples: worst(({ resumedMaxMs }) => toSamples(resumedMaxMs)),
      othersDropouts: worst(({ othersDropouts }) => othersDropouts),
      controlErrorSamples: Math.abs(foundSamples - CONTROL_SAMPLES),
    },
    notes: [
      "One sample is 20.8 µs. Recordings are 16 bit: their rounding is part of what is measured.",
      `Control: a speaker ${CONTROL_SAMPLES} samples later than the engine was told was measured as ${foundSamples.toFixed(4)} samples late.`,
    ],
  };
}

function skewTable(zones: readonly Measured[], lostAtMs: number): BenchTable {
  const [fromMs, toMs] = [MIN_LATENCY_MS, MIN_LATENCY_MS + LATENCY_SPREAD_MS];
  const samples = ["max samples", "max samples after return", "max samples after the engine was lost"];
  return {
    title: `All pairs in every second of ${lostAtMs / 1_000} s; latencies ${fromMs} to ${toMs} ms with fractions of a sample`,
    head: ["speakers", "median µs", "p95 µs", "max µs", ...samples, "drop-outs of others"],
    rows: zones.map(({ count, medianMs, p95Ms, maxMs, returnedMaxMs, resumedMaxMs, othersDropouts }) => [
      count,
      ...[medianMs, p95Ms, maxMs].map((ms) => rounded(ms * 1_000, 3)),
      ...[maxMs, returnedMaxMs, resumedMaxMs].map((ms) => rounded(toSamples(ms), 5)),
      othersDropouts,
    ]),
  };
}

const toSamples = (ms: number): number => (ms * RATE_HZ) / 1_000;
