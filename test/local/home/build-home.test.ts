import { EchoId, Home } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { buildHome } from "../../../local/src/home/build-home.ts";
import { DEFAULT_HOME } from "../../../local/src/home/default-home.ts";
import { recordFileNames } from "../../../local/src/home/record-names.ts";

const ECHO = EchoId.parse("echo_0123456789abcdef0123456789abcdef");

describe("a home that is built from its description", () => {
  it("is a home as the cloud knows it, with left and right in the living room", () => {
    const { home } = buildHome(DEFAULT_HOME, [ECHO]);
    expect(Home.safeParse(home).success).toBe(true);
    expect(home.speakers.map(({ name }) => name)).toEqual([
      "Patio",
      "Fire Pit",
      "Deck",
      "Kitchen Counter",
      "Kitchen Window",
      "Garage",
      "Anna's Room",
      "Bedroom",
      "Office",
      "Living Room Left",
      "Living Room Right",
    ]);
    expect(home.speakers.slice(-2).map(({ channel }) => channel)).toEqual(["left", "right"]);
    expect(home.groups.map(({ name, members }) => [name, members.length])).toEqual([
      ["Backyard", 3],
      ["Kitchen", 2],
      ["Living Room", 2],
      ["Upstairs", 3],
    ]);
    expect(home.echos).toEqual([]);
  });

  it("takes the reported delay for the real latency, and the other way round, where only one is given", () => {
    const speakers = [
      { name: "A", reportedDelayMs: 200 },
      { name: "B", actualLatencyMs: 150.5 },
      { name: "C", reportedDelayMs: null, actualLatencyMs: 90 },
      { name: "D" },
    ];
    const built = buildHome({ speakers }, []).speakers;
    expect(built.map((speaker) => [speaker.reportedDelayMs, speaker.actualLatencyMs])).toEqual([
      [200, 200],
      [150.5, 150.5],
      [null, 90],
      [158, 158],
    ]);
    expect(built.every(({ mood, jitterMs }) => mood === "awake" && jitterMs === 0)).toBe(true);
  });

  it("gives the Echo its default group, however the name is written", () => {
    const spec = {
      speakers: [{ name: "Patio" }],
      groups: [{ name: "Back Yard", members: ["the patio"] }],
      echos: [{ name: "Kitchen Echo", defaultGroup: "backyard" }],
    };
    const { home, echoName } = buildHome(spec, [ECHO]);
    expect(home.groups[0]?.members).toEqual([home.speakers[0]?.id]);
    expect(home.echos).toEqual([{ id: ECHO, defaultGroup: home.groups[0]?.id }]);
    expect(echoName).toBe("Kitchen Echo");
  });
});

describe("the file names of recordings", () => {
  it("keep the letters of any language and lose what paths are made of", () => {
    expect(recordFileNames(["Patio", "Анин угол", "露台", "A/C: Den?", "../up", "CON", "..."])).toEqual([
      "Patio.wav",
      "Анин угол.wav",
      "露台.wav",
      "A-C- Den.wav",
      "up.wav",
      "speaker CON.wav",
      "speaker.wav",
    ]);
  });

  it("tell speakers apart whose names come out alike", () => {
    expect(recordFileNames(["Den?", "den*", "DEN"])).toEqual(["Den.wav", "den 2.wav", "DEN 3.wav"]);
  });
});
