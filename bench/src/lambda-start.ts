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
import type { Bench, BenchOptions, BenchResult, BenchTable } from "./bench.ts";
import { median, rounded } from "./bench.ts";
import { filesLoaded, loadInFreshProcess, type Times } from "./fresh-process.ts";

export const lambdaStart: Bench = {
  name: "lambda-start",
  what: "the Lambda's bundle and cold start, beside a hello-world skill",
  run,
};

const HELLO_SOURCE = fileURLToPath(new URL("fixtures/hello-world-skill.ts", import.meta.url));
const HELLO_CLOUD_SOURCE = fileURLToPath(new URL("fixtures/hello-cloud-skill.ts", import.meta.url));
const MODEL_FILE = new URL("../../skill-package/interactionModels/custom/en-US.json", import.meta.url);
const USER = { skillId: "amzn1.ask.skill.00000000-0000-4000-8000-00000000be5c", userId: "amzn1.ask.account.BENCH" };
const PLAY = "ask house band to play jazz in the backyard";
const OPEN = "open house band";
const RUNS = { full: 20, quick: 7 };

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "house-band-bundle-"));
  const { home } = buildHome(DEFAULT_HOME, []);
  const cloud = await startLocalCloud({ home, user: USER, logLevel: "error" });
  try {
    const nextEvent = await createEvents();
    const bundles = [
      { name: "House Band", bundle: await bundleLambda(join(directory, "own")), words: PLAY },
      { name: "hello world", bundle: await bundleLambda(join(directory, "hello"), HELLO_SOURCE), words: OPEN },
      { name: "hello cloud", bundle: await bundleLambda(join(directory, "cloud"), HELLO_CLOUD_SOURCE), words: OPEN },
    ];
    const subjects: Subject[] = [];
    for (const { name, bundle, words } of bundles) {
      subjects.push(await toSubject(name, bundle, () => nextEvent(words)));
    }
    const runs = quick ? RUNS.quick : RUNS.full;
    await timeInTurn(subjects, runs, progress);
    return toResult(subjects, runs);
  } finally {
    await cloud.close();
    await rm(directory, { recursive: true, force: true });
  }
}

type Subject = {
  readonly name: string;
  readonly bundle: BundleReport;
  /** What the entry and one turn load, the entry left out. */
  readonly turnFiles: readonly string[];
  readonly turnBytes: number;
  readonly nextEvent: () => Promise<unknown>;
  /** One per fresh process. */
  readonly times: Times[];
};

async function toSubject(name: string, bundle: BundleReport, nextEvent: () => Promise<unknown>): Promise<Subject> {
  const entry = join(bundle.directory, ENTRY_FILE);
  const loaded = await filesLoaded({ entry, event: await nextEvent() }, bundle.directory);
  const names = new Set(loaded.map((path) => basename(path)));
  const turnBytes = bundle.files.reduce((bytes, file) => bytes + (names.has(file.name) ? file.bytes : 0), 0);
  return { name, bundle, turnFiles: loaded.filter((path) => path !== entry), turnBytes, nextEvent, times: [] };
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
  subjects: readonly Subject[],
  runs: number,
  progress: BenchOptions["progress"],
): Promise<void> {
  for (let run = 1; run <= runs; run++) {
    for (const { bundle, turnFiles, nextEvent, times } of subjects) {
      const entry = join(bundle.directory, ENTRY_FILE);
      const load = await loadInFreshProcess({ entry, files: turnFiles });
      const { turn } = await loadInFreshProcess({ entry, event: await nextEvent() });
      times.push({ ...load, ...(turn && { turn }) });
    }
    if (run % 5 === 0) progress(`${run} of ${runs} rounds of cold starts`);
  }
}

function toResult(subjects: readonly Subject[], runs: number): BenchResult {
  const [own, hello, cloud] = subjects;
  if (!own || !hello || !cloud) throw new RangeError("House Band is measured beside two skills");
  return {
    tables: [coldStartTable(subjects, runs)],
    figures: {
      entryBytes: own.bundle.startBytes,
      turnBytes: own.turnBytes,
      bundleBytes: own.bundle.totalBytes,
      moduleLoadMs: moduleLoadMs(own),
      turnLoadMs: turnLoadMs(own),
      firstTurnMs: firstTurnMs(own),
      helloBundleBytes: hello.bundle.totalBytes,
      helloModuleLoadMs: moduleLoadMs(hello),
      helloCloudBundleBytes: cloud.bundle.totalBytes,
      helloCloudModuleLoadMs: moduleLoadMs(cloud),
      helloCloudTurnLoadMs: turnLoadMs(cloud),
      helloCloudFirstTurnMs: firstTurnMs(cloud),
    },
    notes: [
      "Module load: importing the entry, what Lambda does before the first event. Load for a turn: the entry and every file that one turn loads after it.",
      "First turn: in a process that has loaded the entry alone. House Band's is a play command against the local DynamoDB and IoT with no bridge connected; hello cloud makes one Query and sends one message there; hello world talks to nobody.",
      ...[own, cloud].map(({ name, times }) => `${name}'s first reply: ${times[0]?.turn?.speech ?? "none"}`),
      `One turn of House Band loads ${own.turnFiles.length + 1} of ${own.bundle.files.length} files.`,
    ],
  };
}

function coldStartTable(subjects: readonly Subject[], runs: number): BenchTable {
  const bytes = ["entry bytes", "one turn's bytes", "all bytes"];
  const times = ["module load ms", "load for a turn ms", "first turn ms"];
  return {
    title: `Median of ${runs} fresh processes each`,
    head: ["skill", ...bytes, ...times],
    rows: subjects.map((subject) => [
      subject.name,
      subject.bundle.startBytes,
      subject.turnBytes,
      subject.bundle.totalBytes,
      ...[moduleLoadMs, turnLoadMs, firstTurnMs].map((of) => rounded(of(subject), 1)),
    ]),
  };
}

const moduleLoadMs = ({ times }: Subject): number => median(times.map((one) => one.moduleLoadMs));
const turnLoadMs = ({ times }: Subject): number => median(times.map((one) => one.turnLoadMs));
const firstTurnMs = ({ times }: Subject): number => median(times.map(({ turn }) => turn?.firstTurnMs ?? Number.NaN));
