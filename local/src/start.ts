// `npm start`: starts the whole product on this machine and lets it be spoken to. Owns order, signals and exit code.
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { err, ok, type Result } from "@house-band/contract";
import pc from "picocolors";
import { DEFAULT_HOME } from "./home/default-home.ts";
import { loadHomeFile } from "./home/home-file.ts";
import type { HomeSpec } from "./home/home-spec.ts";
import { type RunReport, toJsonReport } from "./json-report.ts";
import { ensureDemoMusic } from "./music/demo-music.ts";
import { readOptions, type StartOptions, USAGE } from "./options.ts";
import { createPaths } from "./paths.ts";
import { runPrompt } from "./prompt.ts";
import { makeRecordFolder } from "./record-folder.ts";
import { runLines, turnLines } from "./report.ts";
import { inTheApp } from "./stack/alexa-app.ts";
import { type Stack, startStack } from "./stack.ts";
import { measureRun, playedZones, type SyncReport, withRecordings } from "./sync-report.ts";
import { announceHome, RUNNING_HOMES } from "./trace/running-home.ts";
import { hasFailed, runTurn, type TurnReport } from "./turns.ts";

const DEMO_MUSIC = fileURLToPath(new URL("../.cache/music", import.meta.url));
/** Recordings end a little after the last sound was counted: their very end is not measured. */
const TAIL_MS = 250;
const MEASURING_POLL_MS = 100;

const PATHS = createPaths(["start"]);

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options.ok) {
    return refuse(`${options.error}\nnpm start -- --help lists the options.`);
  }
  if (options.value === "help") {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  process.once("SIGTERM", () => interrupted.abort());
  try {
    return await run(options.value, interrupted.signal);
  } catch (error) {
    if (interrupted.signal.aborted) return 130;
    process.stderr.write(`${error instanceof Error && !options.value.verbose ? error.message : errorStack(error)}\n`);
    return 1;
  }
}

async function run(options: StartOptions, signal: AbortSignal): Promise<number> {
  const say = (line: string): void => void (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  const startedAtMs = performance.now();
  const step = (text: string): void =>
    say(`${pc.green("✓")} ${text} ${pc.dim(`${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s`)}`);
  const spec = await readHome(options.homeFile);
  if (!spec.ok) return refuse(spec.error);
  const isScripted = options.say.length > 0;
  const recordDirectory = recordDirectoryOf(options, isScripted);
  const folder = recordDirectory === null ? ok(null) : await makeRecordFolder(recordDirectory);
  if (!folder.ok) return refuse(folder.error);
  const music = await findMusic(options.musicDirectory, say, signal);
  if (!music.ok) return refuse(music.error);
  step(options.musicDirectory === null ? "demo music" : `music: ${options.musicDirectory}`);
  const stack = await startStack({
    spec: spec.value,
    musicDirectory: music.value,
    recordDirectory,
    logLevel: options.verbose ? "info" : "error",
    linking: options.linking,
    onStep: step,
  });
  await announceHome(RUNNING_HOMES, stack.endpoints);
  for (const { file, reason } of stack.music?.skipped ?? []) say(`${pc.yellow("!")} ${file} is left out: ${reason}`);
  if (options.musicDirectory !== null && stack.music?.tracks === 0) {
    say(
      `${pc.yellow("!")} ${options.musicDirectory} holds no music that can be played: WAV, FLAC, MP3, Ogg Vorbis, Opus`,
    );
  }
  stack.onEngineEvent((event) => {
    if (event.kind === "track-failed") say(`${pc.yellow("!")} ${event.track.title} can't be played: ${event.reason}`);
  });
  if (isScripted) return runScript(stack, { ...options, recordDirectory }, say, signal);
  say(`${pc.dim("Type what you would say, or help.")}\n`);
  try {
    await runPrompt(stack, signal);
  } finally {
    await stack.close();
  }
  return 0;
}

/** Sentence after sentence; then everything is closed, so that the recordings are whole, and measured. */
async function runScript(
  stack: Stack,
  options: StartOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const turns: TurnReport[] = [];
  let heardFromMs = 0;
  let ended: Pick<RunReport, "zones"> & { readonly untilMs: number };
  try {
    for (const utterance of options.say) {
      if (signal.aborted) break;
      const scene = await inTheApp(stack.app, utterance.trim());
      if (scene) {
        for (const line of ["", ...scene]) say(line);
        continue;
      }
      heardFromMs = performance.now() - stack.engineReadyAtMs;
      const turn = await runTurn(stack, utterance, options.seconds * 1_000, signal);
      turns.push(turn);
      for (const line of ["", ...turnLines(turn)]) say(line);
      await waitForMeasurement(stack, say, signal);
    }
    const untilMs = performance.now() - stack.engineReadyAtMs - TAIL_MS;
    ended = { zones: playedZones(stack, stack.state(), (await stack.home()).home), untilMs };
  } finally {
    await stack.close();
  }
  const zones = await withRecordings(ended.zones);
  const stretch = { fromMs: Math.max(0, heardFromMs), untilMs: ended.untilMs };
  const title = options.say.at(-1) ?? "";
  const sync = options.seconds === 0 ? null : await measure(title, options, { zones, stretch });
  const report = { turns, zones, sync };
  for (const line of ["", ...runLines(report, options.recordDirectory, PATHS.short)]) say(line);
  if (options.json) process.stdout.write(`${toJsonReport(report)}\n`);
  if (signal.aborted) return 130;
  return turns.some((turn, n) => hasFailed(turn, n === turns.length - 1)) ? 1 : 0;
}

/** The next sentence may ask what came of it, and the end would call it off. */
async function waitForMeasurement(stack: Stack, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  if (!stack.isMeasuring()) return;
  say(pc.dim("       the bridge measures; its microphone listens"));
  while (stack.isMeasuring() && !signal.aborted) await sleep(MEASURING_POLL_MS);
}

async function measure(
  title: string,
  { recordDirectory }: StartOptions,
  ended: Pick<Parameters<typeof measureRun>[0], "zones" | "stretch">,
): Promise<SyncReport | null> {
  if (recordDirectory === null) return null;
  return measureRun({ title, directory: recordDirectory, ...ended });
}

async function readHome(file: string | null): Promise<Result<HomeSpec, string>> {
  return file === null ? ok(DEFAULT_HOME) : loadHomeFile(PATHS.whole(file));
}

async function findMusic(
  directory: string | null,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Result<string, string>> {
  if (directory === null) {
    await ensureDemoMusic(
      DEMO_MUSIC,
      ({ done, total, title }) => say(pc.dim(`  making the demo music, once: ${done} of ${total}, ${title}`)),
      signal,
    );
    return ok(DEMO_MUSIC);
  }
  const path = PATHS.whole(directory);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return ok(path);
  return err(`--music ${directory} ${found ? "is a file" : "does not exist"}: give a folder with music files`);
}

/** Nothing is recorded unasked where nobody listens: at the prompt it would fill the disk, at 0 seconds there is nothing. */
function recordDirectoryOf({ recordDirectory, seconds }: StartOptions, isScripted: boolean): string | null {
  if (recordDirectory !== null) return PATHS.whole(recordDirectory);
  const time = new Date().toISOString().slice(0, 23).replaceAll(/[:.]/g, "-");
  return isScripted && seconds > 0 ? resolve(join("recordings", time)) : null;
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}

const errorStack = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
