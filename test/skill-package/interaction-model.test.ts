// The published rules of interaction models, since no validator runs offline.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { buildModel } from "../../skill-package/model/en-US.ts";
import { validatorOf } from "./smapi-schema.ts";

const file = new URL("../../skill-package/interactionModels/custom/en-US.json", import.meta.url);
const text = readFileSync(file, "utf8");

const Named = z.object({ name: z.string(), type: z.string(), samples: z.array(z.string()).default([]) });
const Shape = z.object({
  interactionModel: z.object({
    languageModel: z.object({
      invocationName: z.string(),
      intents: z.array(z.object({ name: z.string(), samples: z.array(z.string()), slots: z.array(Named).default([]) })),
      types: z.array(
        z.object({
          name: z.string(),
          values: z.array(z.object({ name: z.object({ value: z.string(), synonyms: z.array(z.string()) }) })),
        }),
      ),
    }),
    dialog: z.object({
      intents: z.array(
        z.object({
          name: z.string(),
          slots: z.array(z.object({ name: z.string(), type: z.string(), prompts: z.record(z.string(), z.string()) })),
        }),
      ),
    }),
    prompts: z.array(z.object({ id: z.string(), variations: z.array(z.object({ value: z.string() })).min(1) })),
  }),
});
const { languageModel, dialog, prompts } = Shape.parse(JSON.parse(text)).interactionModel;
const { intents, types } = languageModel;
const allSamples = intents.flatMap((intent) => intent.samples.map((sample) => ({ intent: intent.name, sample })));
const slotSamples = intents.flatMap((intent) => intent.slots.flatMap((slot) => slot.samples));

describe("the interaction model file", () => {
  it("is what its source builds", () => {
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(buildModel())));
  });

  it("is valid against the schema of the skill management API", () => {
    const validate = validatorOf("v1.skill.interactionModel.InteractionModelData");

    expect(validate(JSON.parse(text))).toEqual([]);
  });

  it("stays within the size and counts Alexa takes", () => {
    expect(Buffer.byteLength(text)).toBeLessThan(1_500_000);
    expect(intents.length).toBeLessThanOrEqual(250);
    expect(intents.filter((intent) => intent.samples.length > 1_000).map(({ name }) => name)).toEqual([]);
  });
});

describe("sample utterances", () => {
  it("are made of words, periods, apostrophes, hyphens and slots, and of no digits", () => {
    const wrong = [...allSamples.map(({ sample }) => sample), ...slotSamples].filter(
      (sample) =>
        !/^(?:[a-z][a-z'.-]*|\{[A-Za-z_]+\})(?:'s)?(?: (?:[a-z][a-z'.-]*|\{[A-Za-z_]+\})(?:'s)?)*$/u.test(sample),
    );

    expect(wrong).toEqual([]);
  });

  it("belong to one intent only, whatever their slots are called", () => {
    const typeOf = new Map(intents.flatMap((intent) => intent.slots.map((slot) => [slot.name, slot.type] as const)));
    const owners = new Map<string, string[]>();
    for (const { intent, sample } of allSamples) {
      const shape = sample.replace(/\{(\w+)\}/gu, (_, name: string) => `{${typeOf.get(name)}}`);
      owners.set(shape, [...(owners.get(shape) ?? []), intent]);
    }

    expect([...owners].filter(([, names]) => names.length > 1)).toEqual([]);
  });

  it("with a length of time differ in their words from all others, but for those that the skill tells apart itself", () => {
    // which of the two was meant, a name of the home or a length of time: lambda/src/turn/places/stop-or-timer.ts
    const toldApart = [
      "stop in {}",
      "stop the music in {}",
      "switch it off in {}",
      "switch the music off in {}",
      "turn it off in {}",
      "turn off the music in {}",
    ];
    const timed = intents.filter(({ slots }) => slots.some(({ type }) => type === "AMAZON.DURATION"));
    const wordsOf = (sample: string): string => sample.replace(/\{\w+\}/gu, "{}");
    const others = new Map(
      allSamples
        .filter(({ intent }) => !timed.some(({ name }) => name === intent))
        .map(({ intent, sample }) => [wordsOf(sample), intent]),
    );
    const alike = timed.flatMap(({ samples }) => samples.map(wordsOf)).filter((words) => others.has(words));

    expect([...new Set(alike)].sort()).toEqual(toldApart);
    expect(new Set(alike.map((words) => others.get(words)))).toEqual(new Set(["StopMusicIntent"]));
  });

  it("use only slots of their intent, each at most once, and every slot is used", () => {
    for (const intent of intents) {
      const used = intent.samples.map((sample) => [...sample.matchAll(/\{(\w+)\}/gu)].map((match) => match[1]));
      const declared = intent.slots.map((slot) => slot.name);

      expect(used.filter((names) => new Set(names).size < names.length)).toEqual([]);
      expect([...new Set(used.flat())].sort()).toEqual([...declared].sort());
    }
  });

  it("hold no search query beside another slot, and none by itself", () => {
    const asking = intents.filter(({ slots }) => slots.some(({ type }) => type === "AMAZON.SearchQuery"));
    const wrong = asking.flatMap(({ samples }) =>
      samples.filter((sample) => !/^[^{}]*(?:[^{}\s] \{\w+\})?$/u.test(sample)),
    );

    expect(asking.map(({ name }) => name)).toEqual(["AnnounceIntent"]);
    expect(wrong).toEqual([]);
  });
});

describe("names in the model", () => {
  it("have letters and underscores only", () => {
    const names = [...intents.map(({ name }) => name.replace(/^AMAZON\./u, "")), ...types.map(({ name }) => name)];
    const slots = intents.flatMap((intent) => intent.slots.map(({ name }) => name));

    expect([...names, ...slots].filter((name) => !/^[A-Za-z_]{1,100}$/u.test(name))).toEqual([]);
  });

  it("refer to types that exist", () => {
    const known = new Set([...types.map(({ name }) => name), "AMAZON.NUMBER", "AMAZON.SearchQuery", "AMAZON.DURATION"]);
    const unknown = intents.flatMap((intent) => intent.slots).filter((slot) => !known.has(slot.type));

    expect(unknown).toEqual([]);
  });

  it("answer every standard intent that certification wants, and Fallback", () => {
    const names = intents.map(({ name }) => name);

    expect(names).toEqual(
      expect.arrayContaining([
        "AMAZON.CancelIntent",
        "AMAZON.HelpIntent",
        "AMAZON.StopIntent",
        "AMAZON.NavigateHomeIntent",
        "AMAZON.FallbackIntent",
        "AMAZON.PauseIntent",
        "AMAZON.ResumeIntent",
        "AMAZON.NextIntent",
        "AMAZON.PreviousIntent",
        "AMAZON.YesIntent",
        "AMAZON.NoIntent",
      ]),
    );
  });
});

describe("slot values", () => {
  const places = types.find(({ name }) => name === "SPEAKER_OR_GROUP")?.values ?? [];

  it("give at least 200 names of places, with synonyms", () => {
    expect(places.length).toBeGreaterThanOrEqual(200);
    expect(places.find(({ name }) => name.value === "backyard")?.name.synonyms).toEqual(
      expect.arrayContaining(["back yard", "out back"]),
    );
    expect(places.map(({ name }) => name.value)).toEqual(
      expect.arrayContaining(["everywhere", "here", "patio", "fire pit", "speaker one", "anna's room", "mom's room"]),
    );
  });

  it("are unique within their type, sayable and at most 140 characters long", () => {
    for (const type of types) {
      const values = type.values.map(({ name }) => name.value);
      const texts = type.values.flatMap(({ name }) => [name.value, ...name.synonyms]);

      expect(new Set(values).size).toBe(values.length);
      expect(texts.filter((value) => value.length > 140 || !/^[a-z][a-z .'-]*$/u.test(value))).toEqual([]);
      expect(texts.length).toBeLessThanOrEqual(5_000);
    }
  });
});

describe("the dialog model", () => {
  it("asks with prompts that exist, for slots that exist", () => {
    const ids = new Set(prompts.map(({ id }) => id));
    for (const entry of dialog.intents) {
      const intent = intents.find(({ name }) => name === entry.name);
      expect(entry.slots.map(({ name }) => name)).toEqual(intent?.slots.map(({ name }) => name));
      expect(entry.slots.flatMap((slot) => Object.values(slot.prompts)).filter((id) => !ids.has(id))).toEqual([]);
    }
  });

  it("can ask where to play", () => {
    const play = dialog.intents.find(({ name }) => name === "PlayIntent");

    expect(play?.slots.find(({ name }) => name === "Targets")?.prompts).toEqual({
      elicitation: "Elicit.PlayIntent.Targets",
    });
  });
});

describe("the invocation name", () => {
  it("is two common words without article, preposition, launch word or wake word", () => {
    const forbidden =
      "the a an of in on to with by ask tell launch load begin enable open start alexa echo amazon computer skill app";

    expect(languageModel.invocationName).toMatch(/^[a-z]+ [a-z]+$/u);
    expect(languageModel.invocationName.split(" ").filter((word) => forbidden.split(" ").includes(word))).toEqual([]);
  });
});
