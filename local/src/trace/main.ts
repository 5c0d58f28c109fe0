// `house-band cloud …` in a checkout: reads the arguments, chooses the cloud, shows the road. Exit codes: 0 shown, 1 nothing
// to show, 2 called wrongly.
import { fileURLToPath } from "node:url";
import { createStateFile } from "@house-band/infra/deploy/adapters/state-file";
import type { Trouble } from "@house-band/infra/deploy/ports";
import { sdkEnvironment } from "../stack/local-cloud.ts";
import { readTraceArguments, TRACE_USAGE, type TraceOptions } from "./read-trace-arguments.ts";
import { renderRoad, toJsonRoad } from "./render-road.ts";
import type { Road } from "./road.ts";
import { findRunningHome, RUNNING_HOMES } from "./running-home.ts";
import { traceCommand } from "./trace-command.ts";

const DEPLOY_MEMORY = fromHere("../../../infra/.deploy");

/** Longer than this nobody waits for; Ctrl-C ends it at once. */
const WITHIN_MS = 600_000;

/** @param args after `cloud` */
export async function runCloud(args: readonly string[]): Promise<number> {
  const options = readTraceArguments(args);
  if (!options.ok) return say(options.error, 2);
  if (options.value === "help") {
    process.stdout.write(`${TRACE_USAGE}\n`);
    return 0;
  }
  const { commandId, json } = options.value;
  const chosen = options.value.isLocal ? await chooseLocal() : await chooseAccount(options.value);
  if (typeof chosen === "string") return say(chosen, 1);
  const road = await traceCommand({
    commandId,
    deployedTo: chosen.deployedTo,
    nowMs: Date.now(),
    signal: AbortSignal.timeout(WITHIN_MS),
    onStep: (step) => void process.stderr.write(`${step}\n`),
  });
  return road.ok ? show(road.value, json) : say(troubleText(road.error), 1);
}

const troubleText = ({ what, todo }: Trouble): string => `${what}.\nWhat to do: ${todo}.`;

function show(road: Road, json: boolean): number {
  process.stdout.write(`${json ? toJsonRoad(road) : renderRoad(road).join("\n")}\n`);
  return road.stations.length > 0 ? 0 : 1;
}

type Chosen = { readonly deployedTo: string | null };

/** @returns a sentence where no home runs here */
async function chooseLocal(): Promise<Chosen | string> {
  const endpoints = await findRunningHome(RUNNING_HOMES);
  if (endpoints === null) {
    return "no laptop home runs on this machine.\nWhat to do: start one in another terminal (npm start), say something there, and trace that; or type trace there.";
  }
  Object.assign(process.env, sdkEnvironment(endpoints));
  return { deployedTo: null };
}

/** The region that was named, else the environment's, else where this checkout has deployed to. */
async function chooseAccount({ region }: TraceOptions): Promise<Chosen> {
  const memory = await createStateFile(`${process.env.HOUSE_BAND_DEPLOY_MEMORY ?? DEPLOY_MEMORY}/state.json`).load();
  const deployedTo = memory.ok ? (memory.value.region ?? null) : null;
  const chosen = region ?? process.env.AWS_REGION ?? deployedTo;
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  if (chosen !== null) process.env.AWS_REGION = chosen;
  return { deployedTo };
}

function say(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}

function fromHere(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
