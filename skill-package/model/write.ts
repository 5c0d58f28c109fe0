// Writes the interaction model from its source: `npm run model -w skill-package`.
import { writeFileSync } from "node:fs";
import { buildModel } from "./en-US.ts";

const file = new URL("../interactionModels/custom/en-US.json", import.meta.url);
const model = buildModel();
writeFileSync(file, `${JSON.stringify(model, null, 2)}\n`);
const { intents, types } = model.interactionModel.languageModel;
const samples = intents.reduce((sum, intent) => sum + intent.samples.length, 0);
const values = types.reduce((sum, type) => sum + type.values.length, 0);
console.log(`${intents.length} intents, ${samples} samples, ${values} values`);
