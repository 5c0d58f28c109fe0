// The analyst's thread: one job, then it ends. Reading a recording and finding probes in it takes a core for seconds.
import { parentPort, workerData } from "node:worker_threads";
import { ok } from "@house-band/contract";
import { analyse } from "../../calibration/analyse.ts";
import type { AnalystJob } from "./analyst.ts";
import { readRecording } from "./read-recording.ts";

const job = workerData as AnalystJob; // written by the analyst, on this machine
const heard = job.kind === "file" ? await readRecording(job.path) : ok(job.heard);
parentPort?.postMessage(heard.ok ? ok(analyse(heard.value, job.plan)) : heard);
