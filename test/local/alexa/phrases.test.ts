// What people say, through the whole of hearing: kind of request, places, words.
import { describe, expect, it } from "@jest/globals";
import { ANNOUNCE_PHRASES } from "./announce-phrases.ts";
import {
  FIRST_FRESH_PHRASES,
  FRESH_OFF_TOPIC,
  OTHER_HOME_PHRASES,
  REFUSALS,
  SECOND_FRESH_PHRASES,
  THIRD_FRESH_PHRASES,
  TWO_ORDERS,
} from "./fresh-phrases.ts";
import { HELD_OUT_OFF_TOPIC, HELD_OUT_PHRASES } from "./held-out-phrases.ts";
import { KNOWN_PHRASES, OFF_TOPIC_PHRASES } from "./known-phrases.ts";
import { MODE_PHRASES } from "./mode-phrases.ts";
import { PAIRING_PHRASES } from "./pairing-phrases.ts";
import { SLEEP_PHRASES } from "./sleep-phrases.ts";
import {
  FIFTH_OFF_TOPIC,
  FIFTH_PHRASES,
  FOURTH_OFF_TOPIC,
  FOURTH_PHRASES,
  SIXTH_OFF_TOPIC,
  SIXTH_PHRASES,
} from "./stranger-phrases.ts";
import { LEVEL_PHRASES, NEAR_LEVEL_PHRASES, NEAR_SYNC_PHRASES, SYNC_PHRASES } from "./sync-phrases.ts";
import { exampleHome, homeOf, misunderstandings, parsePhrases, understand } from "./understand.ts";

/** The example home, with the office upstairs too. */
const homeWithOffice = homeOf(
  exampleHome.speakers.map(({ name }) => name),
  {
    Backyard: ["Patio", "Fire Pit", "Deck"],
    Kitchen: ["Kitchen Counter", "Kitchen Window"],
    "Living Room": ["Living Room Left", "Living Room Right"],
    Upstairs: ["Anna's Room", "Bedroom", "Office"],
  },
);

describe("natural orders", () => {
  it("are understood, each one the model was tuned with", () => {
    expect(misunderstandings(parsePhrases(KNOWN_PHRASES))).toEqual([]);
  });

  it("are understood at least 95 times of 100 where the model was not tuned with them", () => {
    const phrases = parsePhrases(HELD_OUT_PHRASES);

    const missed = misunderstandings(phrases);

    expect(phrases.length).toBeGreaterThan(400);
    expect({ missed, share: missed.length / phrases.length < 0.05 }).toEqual({ missed, share: true });
  });

  it("number at least 800 in all, so that the figures mean something", () => {
    const said = [KNOWN_PHRASES, HELD_OUT_PHRASES].flatMap((lines) => parsePhrases(lines).map((phrase) => phrase.said));

    expect(new Set(said).size).toBeGreaterThanOrEqual(800);
  });
});

describe("what is none of the skill's business", () => {
  it("leads to nothing, for every sentence the model was tuned with", () => {
    expect(misunderstandings(parsePhrases(OFF_TOPIC_PHRASES))).toEqual([]);
  });

  it("leads to nothing at least 95 times of 100 for other sentences", () => {
    const phrases = parsePhrases(HELD_OUT_OFF_TOPIC);

    const missed = misunderstandings(phrases);

    expect({ missed, share: missed.length / phrases.length <= 0.05 }).toEqual({ missed, share: true });
  });
});

describe("phrases of the fresh rounds", () => {
  it.each([
    ["first", FIRST_FRESH_PHRASES],
    ["second", SECOND_FRESH_PHRASES],
    ["third", THIRD_FRESH_PHRASES],
  ])("of the %s round are understood at least 95 times of 100", (_, lines) => {
    const phrases = parsePhrases(lines);

    const missed = misunderstandings(phrases, homeWithOffice);

    expect(phrases.length).toBeGreaterThanOrEqual(60);
    expect({ missed, share: missed.length / phrases.length <= 0.05 }).toEqual({ missed, share: true });
  });

  it.each([
    ["fourth", FOURTH_PHRASES, 430],
    ["fifth", FIFTH_PHRASES, 160],
    ["sixth", SIXTH_PHRASES, 100],
    ["pairing", PAIRING_PHRASES, 90],
    ["sync", SYNC_PHRASES, 105],
    ["near-sync", NEAR_SYNC_PHRASES, 60],
    ["levels", LEVEL_PHRASES, 30],
  ])("of the %s round, by a stranger, are understood at least 95 times of 100", (_, lines, atLeast) => {
    const phrases = parsePhrases(lines);

    const missed = misunderstandings(phrases);

    expect(phrases.length).toBeGreaterThanOrEqual(atLeast);
    expect({ missed, share: missed.length / phrases.length <= 0.05 }).toEqual({ missed, share: true });
  });

  it("that only sound like levels are taken for something else, but for one", () => {
    const phrases = parsePhrases(NEAR_LEVEL_PHRASES);
    expect(phrases.length).toBeGreaterThanOrEqual(15);
    const kinds = phrases.map(({ said }) => `${said}: ${understand(said).kind}`);
    // "match" is said for nothing else; it listens, and asks before it changes anything
    expect(kinds.filter((line) => /: (?:match|forget)-levels$/u.test(line))).toEqual(["match my socks: match-levels"]);
  });

  it("of these rounds lead to nothing at least 95 times of 100 where they are off topic", () => {
    const phrases = parsePhrases(FOURTH_OFF_TOPIC + FIFTH_OFF_TOPIC + SIXTH_OFF_TOPIC).filter(
      ({ said }) => said !== "",
    );

    const missed = misunderstandings(phrases);

    expect(phrases.length).toBeGreaterThanOrEqual(150);
    expect({ missed, share: missed.length / phrases.length <= 0.05 }).toEqual({ missed, share: true });
  });

  it("are understood in a home of other names", () => {
    const home = homeOf(["Sun Deck", "Müllers Küche", "Den", "Mom's Room", "Loft", "Speaker One", "Speaker Two"], {
      Downstairs: ["Müllers Küche", "Den"],
      "Top Floor": ["Loft", "Mom's Room"],
    });

    expect(misunderstandings(parsePhrases(OTHER_HOME_PHRASES), home)).toEqual([]);
  });

  it("lead to nothing where they are off topic", () => {
    expect(misunderstandings(parsePhrases(FRESH_OFF_TOPIC))).toEqual([]);
  });

  it("lead to nothing where they ask for something not to be done", () => {
    expect(misunderstandings(parsePhrases(REFUSALS))).toEqual([]);
  });

  it.each([
    ["play jazz in the garage i mean the office", "play", "Office", "jazz"],
    ["turn the kitchen up no wait turn it down", "adjust-volume", "", "-10"],
    ["mute the kitchen the baby is asleep", "mute", "Kitchen", ""],
    ["play i am the walrus", "play", "", "i am the walrus"],
    ["play don't worry be happy on the deck", "play", "Deck", "do not worry be happy"],
    ["garage left", "set-channel", "Garage", "left"],
  ])("tell an order from what is said around it: %s", (said, kind, places, detail) => {
    expect(understand(said)).toEqual({ kind, places, detail });
  });

  it("lead to nothing where they are two orders in one breath", () => {
    expect(misunderstandings(parsePhrases(TWO_ORDERS))).toEqual([]);
  });
});

describe("shuffle and repeat", () => {
  it("are understood at least 95 times of 100", () => {
    const phrases = parsePhrases(MODE_PHRASES);

    const missed = misunderstandings(phrases);

    expect({ missed, share: missed.length / phrases.length <= 0.05 }).toEqual({ missed, share: true });
  });
});

describe("sleep timers", () => {
  it("are understood at least 95 times of 100", () => {
    const phrases = parsePhrases(SLEEP_PHRASES);

    const missed = misunderstandings(phrases);

    expect({ missed, share: missed.length / phrases.length <= 0.05 }).toEqual({ missed, share: true });
  });
});

describe("announcements", () => {
  it("are understood to the last word, with their place", () => {
    expect(misunderstandings(parsePhrases(ANNOUNCE_PHRASES))).toEqual([]);
  });
});

describe("a home with names no list holds", () => {
  const home = homeOf(["Müllers Küche", "Анин угол", "Jazz", "Robot Corner"], { 客厅: ["Jazz", "Robot Corner"] });

  it.each([
    ["play jazz in Müllers Küche", "play", "Müllers Küche", "jazz"],
    ["play zappa in müllers küche", "play", "Müllers Küche", "zappa"],
    ["play rock in Анин угол", "play", "Анин угол", "rock"],
    ["play rock in 客厅", "play", "客厅", "rock"],
    ["mute jazz", "mute", "Jazz", ""],
    ["play rock on jazz", "play", "Jazz", "rock"],
    ["play jazz", "play", "", "jazz"],
    ["play rock in the robot corner", "play", "Robot Corner", "rock"],
    ["turn müllers küche down a notch", "adjust-volume", "Müllers Küche", "-5"],
  ])("%s", (said, kind, places, detail) => {
    expect(understand(said, home)).toEqual({ kind, places, detail });
  });
});
