// The watching analyst's thread: one job after the other, for as long as speakers are watched.
import { parentPort } from "node:worker_threads";
import { estimateWatch, type WatchJob } from "../../calibration/watch-estimate.ts";

parentPort?.on("message", (job: WatchJob) => parentPort?.postMessage(estimateWatch(job)));
