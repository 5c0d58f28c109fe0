// What every directory of stations owes the bridge. Where it has its stations from is its own.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { StationDirectory } from "../../bridge-firmware/src/ports.ts";
import type { Station } from "../../bridge-firmware/src/sources/stations.ts";

export type DirectoryWorld = {
  readonly directory: StationDirectory;
  /** Resolves when the directory knows the stations that the world was made with; until then it knows none. */
  readonly arrive: () => Promise<void>;
  readonly cleanUp: () => Promise<void>;
};

const station = (name: string, ...tags: readonly string[]): Station => ({
  name,
  url: `https://streams.example/${encodeURIComponent(name)}`,
  tags,
});

/** The most popular first. */
const stations: readonly Station[] = [
  station("Smooth Jazz 24", "jazz", "smooth jazz"),
  station("Radio Swiss Jazz", "jazz", "swing"),
  station("Bossa Bay", "bossa nova", "lounge"),
  station("Rio Nights", "bossanova", "samba"),
  station("Jazz", "talk", "music"),
  station("Café del Sur", "tango", "bossa nova"),
  ...Array.from({ length: 12 }, (_, index) => station(`Rock ${index + 1}`, "rock")),
  station("The Polka Parlour", "polka"),
];

export function describeStationDirectoryContract(
  name: string,
  createWorld: (stations: readonly Station[]) => Promise<DirectoryWorld>,
): void {
  describe(`the StationDirectory port, by ${name}`, () => {
    let world: DirectoryWorld;
    const find = (words: string) => world.directory.find(words).map(({ by, station: { name } }) => `${by}: ${name}`);
    beforeEach(async () => {
      world = await createWorld(stations);
    });
    afterEach(async () => {
      await world.directory.close();
      await world.cleanUp();
    });

    it("finds nothing, and says that it knows none, until there is a copy", () => {
      expect(find("jazz")).toEqual([]);
      expect(world.directory.state()).toMatchObject({ stations: null, fetchedAtMs: null, leftOut: 0 });
    });

    it("says how many it knows, since when, and that nothing is wrong", async () => {
      await world.arrive();

      expect(world.directory.state()).toEqual({
        name: expect.stringMatching(/./u),
        stations: 19,
        fetchedAtMs: expect.any(Number),
        leftOut: 0,
        fault: null,
      });
    });

    it.each([
      ["a whole name before what plays such music", "jazz", ["name: Jazz", "tag: Smooth Jazz 24"]],
      ["a whole name with what it is", "radio swiss jazz", ["name: Radio Swiss Jazz"]],
      ["a whole name without what it is", "the station swiss jazz", ["name: Radio Swiss Jazz"]],
      ["a whole name without its accent", "cafe del sur", ["name: Café del Sur"]],
      ["a kind of music, the most popular first", "bossa nova", ["tag: Bossa Bay", "tag: Rio Nights"]],
      ["a kind of music however it is written", "some bossanova music", ["tag: Bossa Bay", "tag: Rio Nights"]],
      ["a kind of music before a part of a name", "polka", ["tag: The Polka Parlour"]],
      ["a part of a name", "parlour", ["part: The Polka Parlour"]],
      ["parts of a name in any order", "nights rio", ["part: Rio Nights"]],
    ])("finds by %s", async (_, words, first) => {
      await world.arrive();

      expect(find(words).slice(0, first.length)).toEqual(first);
    });

    it.each([
      "zydeco",
      "jazz zydeco",
      "",
      " ",
      "some music",
      "music",
      "♪",
      "__proto__",
      "constructor",
      "x".repeat(140),
    ])("finds nothing for words that fit nothing: %j", async (words) => {
      await world.arrive();

      expect(find(words)).toEqual([]);
    });

    it("finds a few, each once, however many there are", async () => {
      await world.arrive();

      expect(find("rock")).toEqual(["tag: Rock 1", "tag: Rock 2", "tag: Rock 3", "tag: Rock 4", "tag: Rock 5"]);
    });

    it("finds stations as they are listed", async () => {
      await world.arrive();

      expect(world.directory.find("bossa bay")[0]).toEqual({
        by: "name",
        station: { name: "Bossa Bay", url: "https://streams.example/Bossa%20Bay", tags: ["bossa nova", "lounge"] },
      });
    });

    it("may be closed twice, at any time, and knows what it knew", async () => {
      await world.arrive();
      await world.directory.close();
      await world.directory.close();

      expect(find("rio nights")).toEqual(["name: Rio Nights"]);
    });

    it("may be closed before anything has come", async () => {
      await world.directory.close();

      expect(world.directory.state().stations).toBeNull();
    });
  });
}
