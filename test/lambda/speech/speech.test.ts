import { OUTCOME_CODES, type OutcomeCode } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Deed, SpeechIntent } from "../../../lambda/src/speech/intents.ts";
import { render } from "../../../lambda/src/speech/render.ts";
import { escapeRaw } from "../../../lambda/src/speech/ssml.ts";
import { heard } from "../fakes/world.ts";

const on = (...names: readonly string[]) => ({ kind: "on", names }) as const;
const play = (...names: readonly string[]): Deed => ({ kind: "play", where: on(...names), words: "jazz" });

type OutcomeSaid = Extract<SpeechIntent, { kind: "outcome" }>;
const outcome = (said: Partial<OutcomeSaid>): SpeechIntent => ({
  kind: "outcome",
  deed: play("Patio"),
  result: "done",
  code: "OK",
  missing: [],
  found: null,
  volumes: [],
  unknown: [],
  ...said,
});

const countSentences = (speech: string): number => speech.match(/[.?!](?=\s|$)/gu)?.length ?? 0;
const TECHNICAL = /[A-Z]{2,}_|undefined|null|\[object|error|exception|timeout/u;

describe("the sentence for an outcome code", () => {
  it.each(OUTCOME_CODES)("exists where a command failed with %s", (code) => {
    const speech = heard(render(outcome({ result: "failed", code }), "en-US"));
    expect(countSentences(speech)).toBeGreaterThanOrEqual(1);
    expect(countSentences(speech)).toBeLessThanOrEqual(2);
    expect(speech).not.toMatch(/^Playing/u);
    expect(speech).not.toMatch(TECHNICAL);
  });

  it.each(OUTCOME_CODES.filter((code) => code !== "OK"))("exists where a speaker is missing for %s", (code) => {
    const speech = heard(render(outcome({ result: "partial", code, missing: [{ name: "Deck", code }] }), "en-US"));
    expect(speech).toMatch(/^Playing jazz on Patio\. Deck is [a-zB ,']+\.$/u);
  });

  it("is a sentence of its own for every failure, so that people know what to do", () => {
    const speeches = OUTCOME_CODES.map((code: OutcomeCode) => render(outcome({ result: "failed", code }), "en-US"));
    expect(new Set(speeches).size).toBe(OUTCOME_CODES.length);
  });

  it.each<[OutcomeCode, string, string]>([
    [
      "SPEAKER_OFFLINE",
      "Deck is off or out of range. Turn it on or bring it closer, then ask me again.",
      "Patio and Deck are off or out of range. Turn them on or bring them closer, then ask me again.",
    ],
    [
      "SPEAKER_ASLEEP",
      "Deck is asleep. Press a button on it, then ask me again.",
      "Patio and Deck are asleep. Press a button on each of them, then ask me again.",
    ],
    [
      "SPEAKER_BUSY",
      "Deck is connected to another device. Disconnect it there, then ask me again.",
      "Patio and Deck are connected to another device. Disconnect them there, then ask me again.",
    ],
    [
      "SPEAKER_UNPAIRED",
      "Deck needs to be paired with the bridge again. Put it into pairing mode and pair it at the bridge.",
      "Patio and Deck need to be paired with the bridge again. Put them into pairing mode and pair them at the bridge.",
    ],
    [
      "ADAPTER_FULL",
      "The bridge's Bluetooth can't hold another speaker. Release one, or add a Bluetooth adapter to the bridge.",
      "The bridge's Bluetooth can't hold another speaker. Release one, or add a Bluetooth adapter to the bridge.",
    ],
    [
      "AUDIO_SERVICE_DOWN",
      "Bluetooth audio isn't running on the bridge. Try again in a minute, and if that doesn't help, restart the bridge.",
      "Bluetooth audio isn't running on the bridge. Try again in a minute, and if that doesn't help, restart the bridge.",
    ],
    [
      "SPEAKER_REFUSED",
      "Deck is refusing to connect. It may need to be paired with the bridge again.",
      "Patio and Deck are refusing to connect. They may need to be paired with the bridge again.",
    ],
  ])("names the speakers of a failed command, in the plural where they are several: %s", (code, one, several) => {
    const failedOn = (...names: readonly string[]) =>
      heard(render(outcome({ result: "failed", code, missing: names.map((name) => ({ name, code })) }), "en-US"));
    expect(failedOn("Deck")).toBe(one);
    expect(failedOn("Patio", "Deck")).toBe(several);
  });

  it.each([
    ["echo", "No Echo is connected to your bridge. Tell that Echo to connect House Band, then ask me again."],
    ["phone", "No phone is connected to your bridge. Choose House Band in its Bluetooth settings, then ask me again."],
    [
      "line",
      "Your bridge has no line input, or it isn't plugged in. Plug it in, check the bridge's settings, then ask me again.",
    ],
    ["airplay", "Nobody plays to your bridge by AirPlay. Choose House Band as the speaker there, then ask me again."],
    ["spotify", "No Spotify app plays to your bridge. Choose House Band among its devices, then ask me again."],
    ["dlna", "No app plays to your bridge by DLNA. Choose House Band as its renderer, then ask me again."],
  ] as const)("says where to connect it: %s", (live, sentence) => {
    const deed: Deed = { kind: "play", where: on("Patio"), words: live, live };
    expect(heard(render(outcome({ result: "failed", code: "SOURCE_OFFLINE", deed }), "en-US"))).toBe(sentence);
  });

  it("does not take it for a phone where something was to go on that has left", () => {
    const deed: Deed = { kind: "resume", where: on("Patio") };
    expect(heard(render(outcome({ result: "failed", code: "SOURCE_OFFLINE", deed }), "en-US"))).toBe(
      "What played on Patio isn't connected any more. Connect it again, then ask me again.",
    );
  });

  it("does not know where that was where nobody says", () => {
    const deed: Deed = { kind: "resume", where: { kind: "unsaid" } };
    expect(heard(render(outcome({ result: "failed", code: "SOURCE_OFFLINE", deed }), "en-US"))).toMatch(
      /^What played there isn't connected any more\./u,
    );
  });

  it.each([
    [["Patio"], [], "Patio plays it as soon as it does."],
    [["Patio", "Deck"], [], "Patio and Deck play it as soon as it does."],
    [
      ["Patio"],
      [{ name: "Deck", code: "SPEAKER_BUSY" as const }],
      "Patio plays it as soon as it does; Deck is connected to another device.",
    ],
  ])("never says that it plays while its source plays nothing: %j %j", (names, others, rest) => {
    const waiting = names.map((name) => ({ name, code: "SOURCE_SILENT" as const }));
    const found = { by: "phone", title: "Anna's Phone", trackCount: 1 } as const;
    const said = outcome({ result: "waiting", code: "SOURCE_SILENT", missing: [...waiting, ...others], found });
    expect(heard(render(said, "en-US"))).toBe(
      `Anna's Phone is connected, but isn't playing anything right now. ${rest}`,
    );
  });

  it("says of each speaker what is wrong where they failed for different reasons", () => {
    const mixed = { result: "failed", code: "SPEAKER_OFFLINE", missing: [missing("Patio"), busy("Deck")] } as const;
    expect(heard(render(outcome(mixed), "en-US"))).toBe(
      "Patio is asleep, and Deck is connected to another device. Once that is mended, ask me again.",
    );
  });

  it("stays within two sentences where everything comes together", () => {
    const speech = heard(
      render(
        outcome({
          result: "partial",
          code: "SPEAKER_BUSY",
          missing: [missing("Deck"), busy("Garage")],
          unknown: ["sun deck", "moon deck"],
        }),
        "en-US",
      ),
    );
    expect(speech).toBe(
      "Playing jazz on Patio. Deck is asleep, and Garage is connected to another device, and I don't know sun deck and moon deck.",
    );
  });
});

const missing = (name: string) => ({ name, code: "SPEAKER_ASLEEP" }) as const;
const busy = (name: string) => ({ name, code: "SPEAKER_BUSY" }) as const;

describe("names that people give", () => {
  it.each([
    ["AT&T Deck", "AT&amp;T Deck"],
    ["<b>", "&lt;b&gt;"],
    ['"Quoted"', "&quot;Quoted&quot;"],
    ["Anna's Room", "Anna&apos;s Room"],
    ["&amp;", "&amp;amp;"],
    ["</speak>", "&lt;/speak&gt;"],
    ["Party 🎉", "Party 🎉"],
    ["Müllers Küche", "Müllers Küche"],
    ["Анин угол", "Анин угол"],
  ])("are escaped exactly once: %s", (name, escaped) => {
    expect(render(outcome({ deed: play(name) }), "en-US")).toBe(`<speak>Playing jazz on ${escaped}.</speak>`);
    expect(escapeRaw(name)).toBe(escaped);
  });

  it("are escaped wherever they are spoken", () => {
    const name = "A&B <i> \"x\" 'y'";
    const says: readonly SpeechIntent[] = [
      outcome({ deed: play(name), missing: [{ name, code: "SPEAKER_BUSY" }], result: "partial", unknown: [name] }),
      outcome({ deed: play(name), result: "failed", code: "SPEAKER_OFFLINE" }),
      outcome({ found: { by: "title", title: name, artist: name, trackCount: 1 } }),
      { kind: "speakers", names: [name] },
      { kind: "groups", names: [name, name] },
      { kind: "edited", edit: { kind: "rename", oldName: name, name }, unknown: [name] },
      { kind: "edit-refused", error: { code: "name-taken", name } },
      { kind: "ask-which", unknown: [name], choices: [name] },
      { kind: "ask-targets", purpose: "play", choices: [name] },
      {
        kind: "playing",
        zones: [
          {
            title: name,
            artist: name,
            station: null,
            input: null,
            isPaused: false,
            names: [name],
            muted: [],
            away: [],
          },
        ],
        where: on(name),
        isBehind: false,
      },
      { kind: "one-status", name, volumePercent: 5, isMuted: true, batteryPercent: null },
      { kind: "help", place: name },
    ];
    for (const intent of says) {
      const inner = render(intent, "en-US").replace(/^<speak>|<\/speak>$/gu, "");
      expect(inner).not.toMatch(/[<>"]|&(?!(?:amp|lt|gt|quot|apos);)/u);
      expect(inner).toContain("A&amp;B &lt;i&gt;");
    }
  });
});

describe("questions", () => {
  const questions: readonly SpeechIntent[] = [
    { kind: "welcome", speakerCount: 0, zones: [] },
    { kind: "welcome", speakerCount: 1, zones: [] },
    { kind: "welcome-offline", forMs: null },
    { kind: "welcome-offline", forMs: 60_000 },
    { kind: "help", place: null },
    { kind: "not-understood", place: "Patio" },
    { kind: "what-next" },
    { kind: "one-at-a-time" },
    { kind: "ask-targets", purpose: "act", choices: ["Patio", "Deck"] },
    { kind: "ask-home-of-echo", choices: ["Patio"] },
    { kind: "ask-candidates", candidates: ["Patio", "Party"] },
    { kind: "ask-group", choices: [] },
    { kind: "ask-one", names: ["Patio", "Deck"] },
    { kind: "ask-name" },
    { kind: "ask-members" },
    { kind: "ask-channel" },
    { kind: "ask-level" },
    { kind: "ask-other-name", taken: "Patio" },
    { kind: "ask-measure-anyway", purpose: "calibrate" },
    { kind: "ask-measure-anyway", purpose: "sync-check" },
  ];

  it.each(questions.map((intent) => [intent.kind, intent] as const))("end in a question mark: %s", (_kind, intent) => {
    const speech = heard(render(intent, "en-US"));
    expect(speech).toMatch(/\?$/u);
    expect(countSentences(speech)).toBeLessThanOrEqual(2);
  });
});

describe("the locale", () => {
  it.each(["en-GB", "en", "EN-us", "de-DE", "xx", "", null])("%s without texts of its own falls back", (locale) => {
    expect(heard(render({ kind: "goodbye" }, locale))).toBe("Goodbye.");
  });
});
