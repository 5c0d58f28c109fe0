// Which speakers a name means, in homes of any language.

import type { Home } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { withPlaceFromWords } from "../../../lambda/src/turn/place-in-words.ts";
import { readNewName, resolveGroup, resolveOne, resolveTargets } from "../../../lambda/src/turn/resolve-target.ts";
import type { HeardName, HeardPlace, HeardTargets } from "../../../lambda/src/turn/voice-request.ts";
import { exampleHome, homeOf } from "../../local/alexa/understand.ts";
import { allBut, everywhere, named } from "../fakes/voice.ts";

const nowhere = { echoDefault: null };

const heard = (...names: (string | Partial<HeardName>)[]): HeardTargets => ({
  kind: "named",
  names: names.map((name) => ({
    heard: "",
    dynamicIds: [],
    staticNames: [],
    ...(typeof name === "string" ? { heard: name } : name),
  })),
});

const idOf = (home: Home, name: string): string =>
  [...home.speakers, ...home.groups].find((named) => named.name === name)?.id ?? "none";

function names(home: Home, ...said: (string | Partial<HeardName>)[]): unknown {
  const found = resolveTargets(home, heard(...said), nowhere);
  return found.kind === "resolved" ? found.names : found;
}

describe("a name", () => {
  it.each([
    ["patio", "Patio"],
    ["the patio", "Patio"],
    ["patio speaker", "Patio"],
    ["the backyard speakers", "Backyard"],
    ["back yard", "Backyard"],
    ["firepit", "Fire Pit"],
    ["annas room", "Anna's Room"],
    ["anna’s room", "Anna's Room"],
    ["anna", "Anna's Room"],
    ["kitchen counter", "Kitchen Counter"],
    ["counter", "Kitchen Counter"],
    ["living room", "Living Room"],
    ["left living room", "Living Room Left"],
    ["decks", "Deck"],
    ["garidge", "Garage"],
    ["offise", "Office"],
    ["party o", "Patio"],
  ])("heard as %j is %j", (said, name) => {
    expect(names(exampleHome, said)).toEqual([name]);
  });

  it("that is short is not taken for another short one", () => {
    expect(names(exampleHome, "desk")).toMatchObject({ kind: "unknown", unknown: ["desk"] });
  });

  it("that is unknown comes back with at most three names of this home", () => {
    expect(names(exampleHome, "sun deck of doom")).not.toEqual(["Sun Deck"]);
    expect(names(exampleHome, "moon base")).toEqual({
      kind: "unknown",
      unknown: ["moon base"],
      suggestions: ["Backyard", "Kitchen", "Living Room"],
    });
  });

  it("in digits is the name in words", () => {
    const home = homeOf(["Speaker 1", "Speaker Two"], {});

    expect([names(home, "speaker one"), names(home, "speaker 2"), names(home, "number one")]).toEqual([
      ["Speaker 1"],
      ["Speaker Two"],
      expect.objectContaining({ kind: "unknown" }),
    ]);
  });

  it.each([
    ["müllers küche", "Müllers Küche"],
    ["mullers kuche", "Müllers Küche"],
    ["анин угол", "Анин угол"],
    ["客厅", "客厅"],
  ])("of any language is found: %j", (said, name) => {
    const home = homeOf(["Müllers Küche", "Анин угол", "客厅"], {});

    expect(names(home, said)).toEqual([name]);
  });

  it("that could mean two things is a question with both names, never a guess", () => {
    const home = homeOf(["Bedroom Left", "Bedroom Right"], {});

    expect(names(home, "bedroom")).toEqual({
      kind: "ambiguous",
      heard: "bedroom",
      candidates: ["Bedroom Left", "Bedroom Right"],
    });
  });
});

describe("the order of evidence", () => {
  it("starts with the id Alexa matched, if it is of this home", () => {
    const dynamicIds = [idOf(exampleHome, "Deck")];

    expect(names(exampleHome, { heard: "sundeck", dynamicIds })).toEqual(["Deck"]);
  });

  it("knows no id of another home", () => {
    const foreign = { heard: "veranda", dynamicIds: ["grp_01J99999999999999999999999"] };

    expect(names(exampleHome, foreign)).toMatchObject({ kind: "unknown", unknown: ["veranda"] });
  });

  it("takes the words themselves before the static list's name for them", () => {
    const home = homeOf(["Lounge", "Living Room"], {});

    expect(names(home, { heard: "lounge", staticNames: ["living room", "lounge"] })).toEqual(["Lounge"]);
  });

  it("uses the static list's name where the home has no such words", () => {
    expect(names(exampleHome, { heard: "out back", staticNames: ["backyard"] })).toEqual(["Backyard"]);
  });

  it("tries every name the static list offers", () => {
    expect(names(exampleHome, { heard: "outside", staticNames: ["outdoors", "backyard", "patio"] })).toEqual([
      "Backyard",
    ]);
  });
});

describe("several names", () => {
  it("merge their speakers, each once, and keep what each was called", () => {
    const found = resolveTargets(exampleHome, heard("backyard", "patio", "backyard"), nowhere);

    expect(found).toMatchObject({ kind: "resolved", names: ["Backyard", "Patio"], unknown: [], everywhere: false });
    expect(found.kind === "resolved" && found.speakers.map(({ id }) => id)).toEqual([
      idOf(exampleHome, "Patio"),
      idOf(exampleHome, "Fire Pit"),
      idOf(exampleHome, "Deck"),
    ]);
  });

  it("that are all the same one are that one", () => {
    expect(names(exampleHome, "patio", "the patio", "patio speaker")).toEqual(["Patio"]);
  });

  it("of which one is unknown are carried out, with the unknown one named", () => {
    expect(resolveTargets(exampleHome, heard("kitchen", "moon base"), nowhere)).toMatchObject({
      kind: "resolved",
      names: ["Kitchen"],
      unknown: ["moon base"],
    });
  });
});

describe("exceptions", () => {
  const idsBut = (of: HeardPlace, ...names: readonly string[]) => {
    const found = resolveTargets(exampleHome, allBut(of, ...names), nowhere);
    return found.kind === "resolved" ? found.speakers.map(({ id }) => id) : found;
  };

  it("leave out what they name, and what is left is called by its groups and speakers", () => {
    expect(resolveTargets(exampleHome, allBut(everywhere, "kitchen", "office"), nowhere)).toMatchObject({
      kind: "resolved",
      names: ["Backyard", "Living Room", "Upstairs", "Garage"],
      everywhere: false,
      unknown: [],
    });
    expect(idsBut(named("backyard"), "fire pit")).toEqual([idOf(exampleHome, "Patio"), idOf(exampleHome, "Deck")]);
  });

  it("that are unknown, even one among others, are asked about: nothing is done without them", () => {
    expect(idsBut(everywhere, "moon base")).toMatchObject({ kind: "unknown", unknown: ["moon base"] });
    expect(idsBut(everywhere, "kitchen", "moon base")).toMatchObject({ kind: "unknown", unknown: ["moon base"] });
  });

  it("that cover everything leave nothing", () => {
    expect(idsBut(named("kitchen"), "kitchen")).toEqual({ kind: "nothing-left" });
  });

  it("of an unknown place are no place", () => {
    expect(idsBut(named("moon base"), "kitchen")).toMatchObject({ kind: "unknown", unknown: ["moon base"] });
  });
});

describe("places without a name", () => {
  it("everywhere is every speaker", () => {
    const found = resolveTargets(exampleHome, { kind: "everywhere" }, nowhere);

    expect(found).toMatchObject({ kind: "resolved", everywhere: true, names: [] });
    expect(found.kind === "resolved" && found.speakers.length).toBe(11);
  });

  it("here is the Echo's default group, or a question where it has none", () => {
    const kitchen = exampleHome.groups.find(({ name }) => name === "Kitchen");

    expect(resolveTargets(exampleHome, { kind: "here" }, { echoDefault: kitchen?.id ?? null })).toMatchObject({
      kind: "resolved",
      names: ["Kitchen"],
    });
    expect(resolveTargets(exampleHome, { kind: "here" }, nowhere)).toEqual({ kind: "no-default" });
  });

  it("unsaid stays unsaid", () => {
    expect(resolveTargets(exampleHome, { kind: "unsaid" }, nowhere)).toEqual({ kind: "unsaid" });
  });

  it("a home without speakers has none anywhere", () => {
    const home = homeOf([], { Empty: [] });

    expect(resolveTargets(home, { kind: "everywhere" }, nowhere)).toEqual({ kind: "no-speakers", names: [] });
    expect(resolveTargets(home, heard("empty"), nowhere)).toEqual({ kind: "no-speakers", names: ["Empty"] });
  });
});

describe("exactly one", () => {
  it("group is found by its name, also where it is called a group", () => {
    expect(resolveGroup(exampleHome, heard("the backyard group"), nowhere)).toMatchObject({
      kind: "one",
      item: { name: "Backyard" },
    });
  });

  it("group is not a speaker", () => {
    expect(resolveGroup(exampleHome, heard("garage"), nowhere)).toEqual({ kind: "not-a-group", name: "Garage" });
  });

  it("thing is not two things", () => {
    expect(resolveOne(exampleHome, heard("garage", "deck"), nowhere)).toEqual({
      kind: "too-many",
      names: ["Garage", "Deck"],
    });
  });
});

describe("a new name", () => {
  it.each([
    ["campfire", { kind: "name", name: "Campfire" }],
    ["chill zone", { kind: "name", name: "Chill Zone" }],
    ["анин угол", { kind: "name", name: "Анин Угол" }],
    ["back yard", { kind: "taken", name: "Backyard" }],
    ["", { kind: "missing" }],
    [null, { kind: "missing" }],
    ["\u202E", { kind: "missing" }],
    ["shitty room", { kind: "missing" }],
  ])("%j", (raw, expected) => {
    expect(readNewName(exampleHome, raw)).toEqual(expected);
  });

  it("may be the thing's own, written otherwise", () => {
    expect(readNewName(exampleHome, "firepit", idOf(exampleHome, "Fire Pit"))).toEqual({
      kind: "name",
      name: "Firepit",
    });
  });
});

describe("a place swallowed by the music's words", () => {
  const play = (words: string) => ({ kind: "play", words, targets: { kind: "unsaid" } }) as const;
  const home = homeOf(["Müllers Küche", "Moonlight", "Patio"], {});

  it("is found, where this home has it", () => {
    expect(withPlaceFromWords(home, play("zappa in müllers küche"))).toEqual({
      kind: "play",
      words: "zappa",
      targets: { kind: "named", names: [{ heard: "müllers küche", dynamicIds: [], staticNames: [] }] },
    });
  });

  it("may be several, and the title may hold small words too", () => {
    expect(withPlaceFromWords(home, play("knocking on heaven's door on the patio and müllers küche"))).toMatchObject({
      words: "knocking on heaven's door",
      targets: { names: [{ heard: "the patio" }, { heard: "müllers küche" }] },
    });
  });

  it("stays music where it is no name of this home", () => {
    expect(withPlaceFromWords(exampleHome, play("dancing in the moonlight"))).toEqual(play("dancing in the moonlight"));
  });
});
