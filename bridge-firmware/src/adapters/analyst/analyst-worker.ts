// The analyst's thread: one job, then it ends. Reading a recording and finding probes in it takes a core for seconds.
import { parentPort, workerData } from "node:worker_threads";
import { err, ok, type Result } from "@house-band/contract";
import { analyse } from "../../calibration/analyse.ts";
import { compareRooms } from "../../calibration/compare-rooms.ts";
import type { AnalystJob } from "./analyst.ts";
import { readRecording } from "./read-recording.ts";

parentPort?.postMessage(await work(workerData as AnalystJob)); // written by the analyst, on this machine

async function work(job: AnalystJob): Promise<Result<unknown, string>> {
  if (job.kind === "rooms") return compare(job.paths);
  const heard = job.kind === "file" ? await readRecording(job.path) : ok(job.heard);
  return heard.ok ? ok(analyse(heard.value, job.plan)) : heard;
}

async function compare([first, second]: readonly [string, string]): Promise<Result<unknown, string>> {
  const one = await readRecording(first);
  if (!one.ok) return err(`${first}: ${one.error}`);
  const other = await readRecording(second);
  return other.ok ? ok(compareRooms(one.value, other.value)) : err(`${second}: ${other.error}`);
}
