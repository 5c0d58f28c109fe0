// The promises that benches can break, in one table. A figure that was not measured has missed its bar.
import type { Bench, BenchResult } from "./bench.ts";

export type Bar = {
  readonly bench: Bench["name"];
  readonly promise: string;
  /** The limit, in words. */
  readonly bar: string;
  /** What it is held against: named figures of the bench's result. */
  readonly figures: readonly [string, ...string[]];
  readonly holds: (first: number, ...others: readonly number[]) => boolean;
};

export type Verdict = {
  readonly bench: string;
  readonly promise: string;
  readonly bar: string;
  readonly measured: string;
  readonly kept: boolean;
};

const atMost = (limit: number) => (figure: number) => figure <= limit;

const BARS: readonly Bar[] = [
  {
    bench: "lambda-start",
    promise: "Lambda: bundle, all of it",
    bar: "≤ 500,000 bytes",
    figures: ["bundleBytes"],
    holds: atMost(500_000),
  },
  {
    bench: "lambda-start",
    promise: "Lambda: bundle, what one turn loads",
    bar: "≤ 500,000 bytes",
    figures: ["turnBytes"],
    holds: atMost(500_000),
  },
  {
    bench: "lambda-start",
    promise: "Lambda: module load",
    bar: "≤ 20 ms, or no slower than a hello-world skill",
    figures: ["moduleLoadMs", "helloModuleLoadMs"],
    holds: (ownMs, helloMs = 0) => ownMs <= Math.max(20, helloMs),
  },
  {
    bench: "hearing",
    promise: "the laptop's Alexa understands an utterance, p50",
    bar: "≤ 50 ms",
    figures: ["hearingP50Ms"],
    holds: atMost(50),
  },
  {
    bench: "turn",
    promise: "utterance to spoken reply, p50",
    bar: "≤ 300 ms",
    figures: ["replyP50Ms"],
    holds: atMost(300),
  },
  {
    bench: "turn",
    promise: "utterance to spoken reply, p99",
    bar: "≤ 1,000 ms",
    figures: ["replyP99Ms"],
    holds: atMost(1_000),
  },
  {
    bench: "turn",
    promise: "utterance to spoken reply, never more",
    bar: "≤ 6,500 ms",
    figures: ["replyMaxMs"],
    holds: atMost(6_500),
  },
  {
    bench: "turn",
    promise: "utterance to sound, beyond the slowest speaker's latency, p50",
    bar: "≤ 150 ms",
    figures: ["soundBeyondLatencyP50Ms"],
    holds: atMost(150),
  },
  {
    bench: "turn",
    promise: "every sentence gets the reply it asks for",
    bar: "0 others",
    figures: ["unexpectedReplies"],
    holds: atMost(0),
  },
  {
    bench: "turn",
    promise: "Lambda: calls per command, Query and send",
    bar: "≤ 1 of each",
    figures: ["maxQueriesPerCommand", "maxSendsPerCommand"],
    holds: (queries, sends = Number.NaN) => queries <= 1 && sends <= 1,
  },
  {
    bench: "turn",
    promise: "Lambda: calls per command, other reads are of one item",
    bar: "0 of many",
    figures: ["maxManyItemReadsPerCommand"],
    holds: atMost(0),
  },
  {
    bench: "cloud",
    promise: "a command: calls of the voice function, Query and send",
    bar: "≤ 1 of each",
    figures: ["maxQueriesPerCommand", "maxSendsPerCommand"],
    holds: (queries, sends = Number.NaN) => queries <= 1 && sends <= 1,
  },
  {
    bench: "cloud",
    promise: "a command: writes of the voice function (the home's counter, which notes the request)",
    bar: "≤ 1, of one item",
    figures: ["maxWritesPerCommand", "maxManyItemCallsPerCommand"],
    holds: (writes, many = Number.NaN) => writes <= 1 && many === 0,
  },
  {
    bench: "cloud",
    promise: "every sentence of the trace gets the reply it asks for",
    bar: "0 others",
    figures: ["unexpectedReplies"],
    holds: atMost(0),
  },
  {
    bench: "cloud",
    promise: "a home's month at 20 commands a day, by list prices, at 1, 1,000 and 1,000,000 homes",
    bar: "≤ 2 US cents",
    figures: ["centsPerHomeAlone", "centsPerHomeOfThousand", "centsPerHomeOfMillion"],
    holds: (...cents) => cents.every((one) => one <= 2),
  },
  {
    bench: "bridges",
    promise: "bridges that all lost their connection at once are back",
    bar: "all, within 300 s",
    figures: ["missingAfterStorm", "lastBackSeconds"],
    holds: (missing, last = Number.NaN) => missing === 0 && last <= 300,
  },
  {
    bench: "bridges",
    promise: "commands that a bridge has confirmed, or that waited for one, and whose outcome the cloud lacks",
    bar: "0",
    figures: ["commandsLost"],
    holds: atMost(0),
  },
  {
    bench: "engine-skew",
    promise: "skew between speakers of one bridge",
    bar: "≤ 1 sample",
    figures: ["maxSkewSamples"],
    holds: atMost(1),
  },
  {
    bench: "engine-skew",
    promise: "skew of a speaker that left and came back",
    bar: "≤ 1 sample",
    figures: ["returnedMaxSkewSamples"],
    holds: atMost(1),
  },
  {
    bench: "engine-skew",
    promise: "skew after the engine was lost and went on",
    bar: "≤ 1 sample",
    figures: ["resumedMaxSkewSamples"],
    holds: atMost(1),
  },
  {
    bench: "engine-skew",
    promise: "one speaker's fault never stops another",
    bar: "0 drop-outs of the others",
    figures: ["othersDropouts"],
    holds: atMost(0),
  },
  {
    bench: "engine-skew",
    promise: "a shift that the engine was not told of is found",
    bar: "to 0.05 samples",
    figures: ["controlErrorSamples"],
    holds: atMost(0.05),
  },
  ...["soak", "soak-unit", "soak-load", "soak-load-unit"].flatMap((bench): readonly Bar[] => [
    { bench, promise: "drop-outs", bar: "0", figures: ["dropouts"], holds: atMost(0) },
    {
      bench,
      promise: "drop-outs in minutes in which the machine never stood still for as long as is written ahead",
      ...{ bar: "0", figures: ["dropoutsWhileRun"], holds: atMost(0) },
    },
    {
      bench,
      promise: "skew between speakers, all the time",
      bar: "≤ 1 sample",
      figures: ["maxSkewSamples"],
      holds: atMost(1),
    },
  ]),
  // The kernel counts pages, and a heap breathes by some megabytes: less than this over an hour is no trend.
  ...["soak", "soak-unit", "soak-virtual"].map(
    (bench): Bar => ({
      bench,
      promise: "memory does not grow, once it has settled",
      bar: "≤ 2 MB an hour",
      figures: ["growthMbPerHour"],
      holds: atMost(2),
    }),
  ),
  {
    bench: "engine-cpu",
    promise: "engine CPU per speaker, delay and gain",
    bar: "≤ 0.5 % of a core",
    figures: ["worstCpuPercentPerSpeaker"],
    holds: atMost(0.5),
  },
  {
    bench: "engine-cpu",
    promise: "engine CPU per speaker, with equaliser and limiter",
    bar: "≤ 1 % of a core",
    figures: ["worstTonedCpuPercentPerSpeaker"],
    holds: atMost(1),
  },
  {
    bench: "engine-restart",
    promise: "an engine that was killed is replaced, and every zone goes on, p50",
    bar: "≤ 1,000 ms",
    figures: ["resumedMedianMs"],
    holds: atMost(1_000),
  },
  {
    bench: "sources",
    promise: "play to sound of a file, beyond the speaker's latency, median",
    bar: "≤ 150 ms",
    figures: ["fileStartMedianMs"],
    holds: atMost(150),
  },
  {
    bench: "sources",
    promise: "whatever begins is heard, beyond the speaker's latency",
    bar: "≤ 2,000 ms",
    figures: ["slowestStartMs"],
    holds: atMost(2_000),
  },
  {
    bench: "sources",
    promise: "from one source to another, beyond the speaker's latency",
    bar: "≤ 2,000 ms",
    figures: ["slowestSwitchMs"],
    holds: atMost(2_000),
  },
  {
    bench: "calibration",
    promise: "skew after calibration, 8 speakers, SNR 10 dB, RT60 0.5 s, p95",
    bar: "≤ 0.5 ms",
    figures: ["hardP95Ms"],
    holds: atMost(0.5),
  },
  {
    bench: "calibration",
    promise: "skew after calibration, 8 speakers, SNR 10 dB, RT60 0.5 s, never more",
    bar: "≤ 1 ms",
    figures: ["hardMaxMs"],
    holds: atMost(1),
  },
  {
    bench: "calibration",
    promise: "calibration is never wrong without a warning",
    bar: "0",
    figures: ["wrongWithoutWarning", "musicWrongWithoutWarning"],
    holds: (quiet, music = Number.NaN) => quiet + music === 0,
  },
  {
    bench: "calibration",
    promise: "under music 10 dB over the probe: in order, measured and within 0.5 ms",
    bar: "≥ 95 %",
    figures: ["musicWithinPercent"],
    holds: (percent) => percent >= 95,
  },
  {
    bench: "sync-watch",
    promise: "watched by a microphone: a speaker that has come back 50 ms off is within 1 ms again",
    bar: "≤ 10 s",
    figures: ["jumpMaxS"],
    holds: atMost(10),
  },
  {
    bench: "sync-watch",
    promise: "watched by a microphone: skew while a speaker drifts by 50 ppm, never more",
    bar: "≤ 1 ms",
    figures: ["driftMaxMs"],
    holds: atMost(1),
  },
  {
    bench: "sync",
    promise: "skew between speakers of one bridge, beside the peers",
    bar: "≤ 1 sample",
    figures: ["ownMaxSkewSamples"],
    holds: atMost(1),
  },
  {
    bench: "sync",
    promise: "skew, p95, beside the best of Snapcast, PulseAudio, GStreamer and MPD",
    bar: "no larger",
    figures: ["skewP95BehindBestMs"],
    holds: atMost(0),
  },
  { bench: "sync", promise: "drop-outs", bar: "0", figures: ["ownDropouts"], holds: atMost(0) },
  {
    bench: "sync",
    promise: "play to sound, beyond the slowest speaker's latency",
    bar: "≤ 150 ms",
    figures: ["ownStartBeyondLatencyMs"],
    holds: atMost(150),
  },
  {
    bench: "sync",
    promise: "play to sound, beside the best of Snapcast, PulseAudio, GStreamer and MPD",
    bar: "no later",
    figures: ["startBehindBestMs"],
    holds: atMost(0),
  },
  { bench: "sync", promise: "mute, at the output", bar: "≤ 50 ms", figures: ["ownMuteAtOutputMs"], holds: atMost(50) },
];

/** Holds a bench's figures against every bar it has. */
export function judge(bench: Bench["name"], result: BenchResult): readonly Verdict[] {
  return BARS.filter((bar) => bar.bench === bench).map(({ promise, bar, figures, holds }) => {
    const [first, ...others] = figures.map((name) => result.figures[name] ?? Number.NaN);
    const values = [first ?? Number.NaN, ...others];
    const kept = values.every(Number.isFinite) && holds(first ?? Number.NaN, ...others);
    return { bench, promise, bar, measured: values.map(toText).join(" beside "), kept };
  });
}

const toText = (value: number): string =>
  Number.isFinite(value) ? value.toLocaleString("en-US", { maximumFractionDigits: 3 }) : "not measured";
