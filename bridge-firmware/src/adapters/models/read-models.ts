// The table of speaker models, where this program has it: beside it when it was built, in the checkout otherwise.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type SpeakerModel, SpeakerModelsFile } from "../../speaker-models.ts";

const BUILT = fileURLToPath(new URL("./speaker-models.json", import.meta.url));
const CHECKOUT = fileURLToPath(new URL("../../../data/speaker-models.json", import.meta.url));

/** @throws Error where it is not there, or not what it should be: the program is not whole then. */
export function readSpeakerModels(): readonly SpeakerModel[] {
  const file = existsSync(BUILT) ? BUILT : CHECKOUT;
  return SpeakerModelsFile.parse(JSON.parse(readFileSync(file, "utf8"))).models;
}
