// How long the laptop's Alexa takes to hear an utterance: the shipped model, sentences it was not written for.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseModel } from "@house-band/local/alexa/model";
import { createResolver } from "@house-band/local/alexa/resolver";
import type { Bench, BenchOptions, BenchResult } from "./bench.ts";
import { quantile, rounded } from "./bench.ts";
import { SENTENCES } from "./sentences.ts";

export const hearing: Bench = {
  name: "hearing",
  what: "from an utterance to its intent and slots, on the laptop",
  run,
};

const MODEL = new URL("../../skill-package/interactionModels/custom/en-US.json", import.meta.url);
const COUNTS = { full: 1_000, quick: 200 };
const WARM_UP = 40;

async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const model = parseModel(JSON.parse(readFileSync(fileURLToPath(MODEL), "utf8")));
  const startMs = performance.now();
  const resolver = createResolver(model);
  const builtMs = performance.now() - startMs;
  const count = quick ? COUNTS.quick : COUNTS.full;
  const times = Array.from({ length: WARM_UP + count }, (_, index) => {
    const utterance = utteranceOf(index);
    const beforeMs = performance.now();
    resolver.resolve(utterance);
    return performance.now() - beforeMs;
  }).slice(WARM_UP);
  const figures = { builtMs, hearingP50Ms: quantile(times, 0.5), hearingP99Ms: quantile(times, 0.99) };
  const row = [figures.hearingP50Ms, figures.hearingP99Ms, builtMs].map((ms) => rounded(ms, 2));
  return {
    tables: [{ title: `${count} utterances`, head: ["p50 ms", "p99 ms", "model read ms"], rows: [row] }],
    figures,
    notes: ["half of the utterances are an evening's orders, half name songs that no model knows"],
  };
}

function utteranceOf(index: number): string {
  const order = SENTENCES[(index >> 1) % SENTENCES.length]?.words ?? "stop";
  return index % 2 === 0 ? order : `play song number ${index} in the kitchen and the patio`;
}
