// A worker thread that plays the whole catalogue into a folder and tells after each piece.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { CATALOGUE, renderPiece } from "./catalogue.ts";
import { RATE_HZ } from "./synth/bus.ts";
import { taggedWav } from "./tagged-wav.ts";

const directory = String(workerData);
for (const [index, piece] of CATALOGUE.entries()) {
  await writeFile(
    join(directory, `${piece.artist} - ${piece.title}.wav`),
    taggedWav(renderPiece(piece), RATE_HZ, piece),
  );
  parentPort?.postMessage({ done: index + 1, total: CATALOGUE.length, title: piece.title });
}
