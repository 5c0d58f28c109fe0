// What a cold start of the Lambda costs, beside a "hello world" skill that was bundled in the same way. Load times are
// of fresh processes, ours and the yardstick's in turn, so that whatever else this machine does hits both alike.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BundleReport, bundleLambda, ENTRY_FILE } from "@house-band/infra/bundle";
import { createAlexa } from "@house-band/local/alexa/say";
import { buildHome } from "@house-band/local/home/build-home";
import { DEFAULT_HOME } from "@house-band/local/home/default-home";
import { startLocalCloud } from "@house-band/local/stack/local-cloud";
import type { Bench, BenchOptions, BenchResult } from "./bench.ts";
import { median, rounded } from "./bench.ts";
import { filesLoaded, loadInFreshProcess, type Times } from "./fresh-process.ts";

export const lambdaStart: Bench = {
  name: "lambda-start",
  what: "the Lambda's bundle and cold start, beside a hello-world skill",
  run,
};

const HELLO_SOURCE = fileURLToPath(new URL("fixtures/hello-world-skill.ts", import.meta.url));
const MODEL_FILE = new URL("../../skill-package/interactionModels/custom/en-US.json", import.meta.url);
const USER = { skillId: "amzn1.ask.skill.00000000-0000-4000-8000-00000000be5c", userId: "amzn1.ask.account.BENCH" };
const RUNS = { full: 20, quick: 7 };

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "house-band-bundle-"));
  const { home } = buildHome(DEFAULT_HOME, []);
  const cloud = await startLocalCloud({ home, user: USER, logLevel: "error" });
  try {
    const own = await bundleLambda(join(directory, "own"));
    const hello = await bundleLambda(join(directory, "hello"), HELLO_SOURCE);
    const nextEvent = await createEvents();
    const subjects = [
      await toSubject(own, () => nextEvent("ask house band to play jazz in the backyard")),
      await toSubject(hello, () => nextEvent("open house band")),
    ] as const;
    const runs = quick ? RUNS.quick : RUNS.full;
    const times = await timeInTurn(subjects, runs, progress);
    return toResult(subjects, times, runs);
  } finally {
    await cloud.close();
    await rm(directory, { recursive: true, force: true });
  }
}

type Subject = {
  readonly bundle: BundleReport;
  /** What the entry and one turn load, the entry left out. */
  readonly turnFiles: readonly string[];
  readonly turnBytes: number;
  readonly nextEvent: () => Promise<unknown>;
};

async function toSubject(bundle: BundleReport, nextEvent: () => Promise<unknown>): Promise<Subject> {
  const entry = join(bundle.directory, ENTRY_FILE);
  const loaded = await filesLoaded({ entry, event: await nextEvent() }, bundle.directory);
  const names = new Set(loaded.map((path) => basename(path)));
  const turnBytes = bundle.files.reduce((bytes, file) => bytes + (names.has(file.name) ? file.bytes : 0), 0);
  return { bundle, turnFiles: loaded.filter((path) => path !== entry), turnBytes, nextEvent };
}

/** Envelopes as Alexa would send them, each with a request id of its own: a known one would be answered from memory. */
async function createEvents(): Promise<(utterance: string) => Promise<unknown>> {
  let last: unknown;
  const alexa = createAlexa({
    model: JSON.parse(await readFile(MODEL_FILE, "utf8")),
    invoke: async (event) => {
      last = event;
      return { version: "1.0", response: { shouldEndSession: true } };
    },
    ...USER,
    deviceId: "amzn1.ask.device.BENCH",
    apiEndpoint: "http://127.0.0.1:1",
  });
  return async (utterance) => {
    await alexa.say(`Alexa, ${utterance}`);
    return last;
  };
}

/** One run of each in turn: only the load, then a load with a first turn. */
async function timeInTurn(
  subjects: readonly [Subject, Subject],
  runs: number,
  progress: BenchOptions["progress"],
): Promise<readonly [Times[], Times[]]> {
  const times: [Times[], Times[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    for (const [index, subject] of subjects.entries()) {
      const entry = join(subject.bundle.directory, ENTRY_FILE);
      const load = await loadInFreshProcess({ entry, files: subject.turnFiles });
      const turn = await loadInFreshProcess({ entry, event: await subject.nextEvent() });
      times[index]?.push({ ...load, ...(turn.turn && { turn: turn.turn }) });
    }
    if ((run + 1) % 5 === 0) progress(`${run + 1} of ${runs} pairs of cold starts`);
  }
  return times;
}

function toResult(
  [own, hello]: readonly [Subject, Subject],
  [ownTimes, helloTimes]: readonly [Times[], Times[]],
  runs: number,
): BenchResult {
  const middle = (times: readonly Times[], of: (one: Times) => number) => median(times.map(of));
  const row = (name: string, subject: Subject, times: readonly Times[]) => [
    name,
    subject.bundle.startBytes,
    subject.turnBytes,
    subject.bundle.totalBytes,
    rounded(middle(times, entryLoadMs), 1),
    rounded(middle(times, turnLoadMs), 1),
    rounded(middle(times, firstTurnMs), 1),
  ];
  return {
    tables: [
      {
        title: `Median of ${runs} fresh processes each`,
        head: [
          "skill",
          "entry bytes",
          "one turn's bytes",
          "all bytes",
          "module load ms",
          "load for a turn ms",
          "first turn ms",
        ],
        rows: [row("House Band", own, ownTimes), row("hello world", hello, helloTimes)],
      },
    ],
    figures: {
      entryBytes: own.bundle.startBytes,
      turnBytes: own.turnBytes,
      bundleBytes: own.bundle.totalBytes,
      moduleLoadMs: middle(ownTimes, entryLoadMs),
      turnLoadMs: middle(ownTimes, turnLoadMs),
      firstTurnMs: middle(ownTimes, firstTurnMs),
      helloBundleBytes: hello.bundle.totalBytes,
      helloModuleLoadMs: middle(helloTimes, entryLoadMs),
      helloTurnLoadMs: middle(helloTimes, turnLoadMs),
      helloFirstTurnMs: middle(helloTimes, firstTurnMs),
    },
    notes: [
      "Module load: importing the entry, what Lambda does before the first event. Load for a turn: the entry and every file that one turn loads after it.",
      "First turn: House Band's is a play command against the local DynamoDB and IoT with no bridge connected; its lazy files are loaded within it. Hello world talks to nobody.",
      `House Band's first reply was ${JSON.stringify(ownTimes[0]?.turn?.speech)}.`,
      `One turn loads ${own.turnFiles.length + 1} of ${own.bundle.files.length} files.`,
    ],
  };
}

const entryLoadMs = (times: Times): number => times.moduleLoadMs;
const turnLoadMs = (times: Times): number => times.turnLoadMs;
const firstTurnMs = (times: Times): number => times.turn?.firstTurnMs ?? Number.NaN;
