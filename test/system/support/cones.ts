// What leaves the cones of an installed system's simulated speakers: recorded where this machine can listen.
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toZones } from "@house-band/local/meter/skew";
import { surveyRecordings } from "@house-band/local/meter/survey";
import type { Machine } from "./container.ts";

/** Inside the system. The engine may not write anywhere by itself: a drop-in that the next boot forgets allows this. */
export const CONES = "/var/lib/house-band/cones";
const DROP_IN = "/run/systemd/system/house-band-engine@.service.d";

/** Lets the engine record, and starts everything anew. */
export async function recordCones(machine: Machine): Promise<void> {
  await machine.runAs("house-band", "mkdir", "-p", CONES);
  await machine.run("mkdir", "-p", DROP_IN);
  await machine.run("sh", "-c", `printf '[Service]\\nReadWritePaths=${CONES}\\n' > '${DROP_IN}/cones.conf'`);
  await machine.run("systemctl", "daemon-reload");
  await machine.run("systemctl", "restart", "house-band.service");
}

export const coneOf = (root: string, name: string): string => join(root, CONES, `${name}.wav`);

const POLL_MS = 100;
/** Recordings come in pieces of half a second: a longer wait for one is silence. */
export const PIECE_MS = 1_200;
const HEADER_BYTES = 44;

/** Whether the newest piece of a recording has sound in it, whatever becomes of the file. */
function createEar(path: string) {
  let readBytes = HEADER_BYTES;
  let piece = { atMs: 0, sounds: false };
  return async (): Promise<boolean> => {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size < readBytes) readBytes = HEADER_BYTES; // a new engine begins a new recording
    if (size > readBytes) {
      piece = { atMs: performance.now(), sounds: await hasSound(path, readBytes, size) };
      readBytes = size;
    }
    return piece.sounds && performance.now() - piece.atMs < PIECE_MS;
  };
}

async function hasSound(path: string, from: number, until: number): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(until - from), 0, until - from, from);
    return buffer.subarray(0, bytesRead).some((byte) => byte !== 0);
  } finally {
    await file.close();
  }
}

/** Resolves when there is sound. @throws Error after `withinMs` */
export async function untilSound(path: string, withinMs: number): Promise<void> {
  const ear = createEar(path);
  const untilMs = performance.now() + withinMs;
  while (!(await ear())) {
    if (performance.now() > untilMs) throw new Error(`there is no sound after ${withinMs} ms`);
    await sleep(POLL_MS);
  }
}

/**
 * Listens on for `listenMs` after something was done at `sinceMs`.
 * @returns after how many milliseconds there was sound that did not end any more; Infinity where there is none at the end
 */
export async function soundIsBackAfterMs(path: string, sinceMs: number, listenMs: number): Promise<number> {
  const ear = createEar(path);
  let silentAtMs = sinceMs;
  let sounds = false;
  while (performance.now() - sinceMs < listenMs) {
    sounds = await ear();
    if (!sounds) silentAtMs = performance.now();
    await sleep(POLL_MS);
  }
  return sounds ? silentAtMs - sinceMs : Number.POSITIVE_INFINITY;
}

/** The worst skew in the last three seconds of these recordings. @throws Error where they can't be compared */
export async function skewNowMs(root: string, names: readonly [string, string]): Promise<number> {
  const recordings = names.map((name) => ({ name, path: coneOf(root, name) }));
  const sizes = await Promise.all(recordings.map(async ({ path }) => (await stat(path)).size));
  const untilMs = (Math.min(...sizes) - HEADER_BYTES) / (4 * 48) - 500;
  const survey = await surveyRecordings(recordings, { fromMs: untilMs - 3_000, untilMs, zones: [names] });
  if (!survey.ok) throw new Error(survey.error);
  const worst = toZones(survey.value, [names])[0]?.maxMs ?? null;
  if (worst === null) throw new Error("the recordings can't be compared");
  return worst;
}
