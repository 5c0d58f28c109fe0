// The room's thread: what reaches a microphone takes a core for seconds. One recording, then it ends.
import { parentPort, workerData } from "node:worker_threads";
import { type Microphone, record } from "./microphone.ts";
import type { Cone, Room } from "./room.ts";

export type RecordingJob = {
  readonly cones: readonly Cone[];
  readonly room: Room;
  readonly microphone: Microphone;
  readonly seed: number;
};

const { cones, room, microphone, seed } = workerData as RecordingJob; // written by the simulated microphone
parentPort?.postMessage(record(cones, room, microphone, seed));
