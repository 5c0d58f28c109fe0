// A process of its own that plays the whole catalogue into a folder and tells after each piece: the memory it takes is
// given back when it ends, and the main process is free to answer meanwhile.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CATALOGUE, renderPiece } from "./catalogue.ts";
import { RATE_HZ } from "./synth/bus.ts";
import { taggedWav } from "./tagged-wav.ts";

const directory = process.argv[2];
if (directory === undefined) throw new Error("render-process takes the folder to write to");
process.once("disconnect", () => process.exit(1)); // nobody waits for the music any more
for (const [index, piece] of CATALOGUE.entries()) {
  await writeFile(
    join(directory, `${piece.artist} - ${piece.title}.wav`),
    taggedWav(renderPiece(piece), RATE_HZ, piece),
  );
  // a piece is 100 MB of samples that V8 sees no hurry to give back
  globalThis.gc?.();
  process.send?.({ done: index + 1, total: CATALOGUE.length, title: piece.title });
}
process.removeAllListeners("disconnect");
process.disconnect();
