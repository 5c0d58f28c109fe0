// How an utterance becomes an intent with slots: what the shipped model does, and small models of the tests' own.
import { describe, expect, it } from "@jest/globals";
import type { DynamicValues } from "../../../local/src/alexa/lexicon.ts";
import { parseModel } from "../../../local/src/alexa/model.ts";
import { createResolver } from "../../../local/src/alexa/resolver.ts";
import { numberAt, toWords } from "../../../local/src/alexa/words.ts";
import { shippedModel } from "./understand.ts";

const model = parseModel(shippedModel);
const resolver = createResolver(model);

function heard(
  utterance: string,
  dynamic?: DynamicValues,
): { intent: string; slots: Record<string, readonly string[]> } {
  const { intent, slots } = resolver.resolve(utterance, dynamic);
  return { intent, slots: Object.fromEntries(slots.map((slot) => [slot.name, slot.values.map(({ value }) => value)])) };
}

describe("a list of places", () => {
  it.each([
    ["play jazz on patio and deck and fire pit"],
    ["play jazz on the patio, the deck and the fire pit"],
    ["play jazz on patio deck fire pit"],
    ["Play jazz on the Patio, Deck & Fire Pit."],
  ])("is taken apart: %s", (utterance) => {
    const { intent, slots } = heard(utterance);

    expect(intent).toBe("PlayIntent");
    expect([...(slots.Targets ?? [])].sort()).toEqual(["deck", "fire pit", "patio"]);
  });
});

describe("numbers", () => {
  it.each([
    ["forty", "40"],
    ["40", "40"],
    ["twenty five", "25"],
    ["a hundred", "100"],
    ["one hundred and ten", "110"],
    ["minus five", "-5"],
    ["zero", "0"],
    ["a thousand", "1000"],
    ["two hundred thousand and five", "200005"],
    ["three million two hundred thousand", "3200000"],
    ["a billion", "1000000000"],
  ])("%s are digits: %s", (words, digits) => {
    expect(numberAt(toWords(words), 0)).toMatchObject({ digits });
    expect(heard(`set the volume to ${words}`)).toEqual({ intent: "SetVolumeIntent", slots: { Percent: [digits] } });
  });
});

describe("what is typed", () => {
  it.each([
    "turn the fire pit down a touch",
    "Turn the Fire Pit down a touch!",
    "TURN THE FIREPIT DOWN A TOUCH",
    "could you please turn the fire pit down a touch, thanks",
    "turn the firepit down a touch",
  ])("is the same order with capitals, signs and politeness: %s", (utterance) => {
    expect(heard(utterance)).toMatchObject({
      intent: "AdjustVolumeIntent",
      slots: { Direction: ["down"], Amount: ["a touch"] },
    });
  });

  it("keeps the apostrophe in the slot, straight or curly", () => {
    expect([heard("mute anna's room"), heard("mute anna’s room")]).toEqual([
      { intent: "MuteIntent", slots: { Targets: ["anna's room"] } },
      { intent: "MuteIntent", slots: { Targets: ["anna's room"] } },
    ]);
  });

  it.each(["", "   ", "?!", "🎺", "\u0000", "<speak></speak>", "a".repeat(5_000), "and ".repeat(300)])(
    "is Fallback where it says nothing: %j",
    (utterance) => {
      expect(heard(utterance).intent).toBe("AMAZON.FallbackIntent");
    },
  );
});

describe("values that no list holds", () => {
  it("fill the slot all the same, without a match", () => {
    const slot = resolver.resolve("play jazz in müllers küche").slots.find(({ name }) => name === "Targets");

    expect(slot?.values).toEqual([{ value: "müllers küche", staticMatches: [], dynamicMatches: null }]);
  });

  it("match where the skill has sent them for the session", () => {
    const dynamic: DynamicValues = new Map([
      ["SPEAKER_OR_GROUP", new Map([["derkeller", [{ name: "Der Keller", id: "spk_1" }]]])],
    ]);

    const slot = resolver.resolve("der keller a bit louder", dynamic).slots.find(({ name }) => name === "Targets");

    expect(slot?.values).toEqual([
      { value: "der keller", staticMatches: [], dynamicMatches: [{ name: "Der Keller", id: "spk_1" }] },
    ]);
  });

  it("name a value by its synonym, best match first", () => {
    const slot = resolver.resolve("play jazz out back").slots.find(({ name }) => name === "Targets");

    expect(slot?.values[0]?.staticMatches?.[0]?.name).toBe("backyard");
  });
});

describe("a model of another skill", () => {
  const tea = parseModel({
    interactionModel: {
      languageModel: {
        invocationName: "tea maker",
        intents: [
          {
            name: "BrewIntent",
            slots: [{ name: "Tea", type: "TEA" }],
            samples: ["brew {Tea}", "make me a cup of {Tea}"],
          },
          { name: "AMAZON.StopIntent", samples: [] },
          { name: "AMAZON.FallbackIntent", samples: [] },
        ],
        types: [{ name: "TEA", values: [{ name: { value: "green tea", synonyms: ["green"] } }] }],
      },
    },
  });

  it("is read as it is shipped: nothing of ours is known there", () => {
    const other = createResolver(tea);

    expect(other.resolve("could you make a cup of green tea please")).toMatchObject({
      intent: "BrewIntent",
      slots: [{ name: "Tea", values: [{ value: "green tea" }] }],
    });
    expect(other.resolve("play jazz in the backyard").intent).toBe("AMAZON.FallbackIntent");
    expect(other.resolve("stop").intent).toBe("AMAZON.StopIntent");
  });

  it("that is none is refused with the place of the mistake", () => {
    expect(() => parseModel({ interactionModel: { languageModel: { intents: [] } } })).toThrow(/invocationName/u);
  });
});
