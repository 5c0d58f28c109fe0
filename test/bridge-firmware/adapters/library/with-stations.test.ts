// Words that may mean a station: its whole name first, then the home's own music, then what plays such music.
import { err, ok, type Source } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { withStations } from "../../../../bridge-firmware/src/adapters/library/with-stations.ts";
import type { Library, Selection } from "../../../../bridge-firmware/src/ports.ts";
import { STATIONS, type Station } from "../../../../bridge-firmware/src/sources/stations.ts";
import { parseStreamUrl } from "../../../../bridge-firmware/src/sources/stream-url.ts";

const stations: readonly Station[] = [
  { name: "Night Jazz", url: "https://radio.example/night", tags: ["jazz", "late night"] },
  { name: "Jazz FM", url: "https://radio.example/jazz", tags: ["jazz"] },
  { name: "Radio Paradise", url: "https://radio.example/paradise", tags: ["rock"] },
];
const kindOfBlue: Selection = {
  found: { by: "genre", title: "Jazz", trackCount: 1 },
  tracks: [{ path: "blue.flac", title: "So What" }],
};

type Holds = "jazz" | "nothing" | "nobody knows what";

/** A home's own music: jazz and nothing else, nothing at all, or one that was not looked through yet. */
const own = (holds: Holds): Library => ({
  scan: async () => ok({ tracks: 1, skipped: [] }),
  state: () => ({ tracks: holds === "jazz" ? 1 : 0, looking: null, skipped: 0, fault: null }),
  find(source: Source) {
    if (holds === "nobody knows what") return err("LIBRARY_NOT_READY");
    if (holds === "nothing") return err("EMPTY_LIBRARY");
    const isJazz = source.kind === "anything" || (source.kind === "request" && /jazz/u.test(source.words));
    return isJazz ? ok(kindOfBlue) : err("NO_SOURCE");
  },
});

function ask(source: Source, holds: Holds = "jazz"): string {
  const found = withStations(own(holds), stations).find(source);
  return found.ok ? `${found.value.found.by} ${found.value.found.title}` : found.error;
}
const say = (words: string, holds: Holds = "jazz") => ask({ kind: "request", words }, holds);

describe("words that may mean a station", () => {
  it.each([
    ["night jazz", "station Night Jazz"],
    ["the station Jazz FM", "station Jazz FM"],
    ["radio paradise", "station Radio Paradise"],
  ])("mean it where they are its whole name, before the home's own music: %s", (words, expected) => {
    expect(say(words)).toBe(expected);
  });

  it("mean the home's own music where it has such", () => {
    expect(say("jazz")).toBe("genre Jazz");
  });

  it("mean the first station that plays such music where the home has none", () => {
    expect(say("jazz", "nothing")).toBe("station Night Jazz");
    expect(say("late night radio", "nothing")).toBe("station Night Jazz");
    expect(say("some rock music")).toBe("station Radio Paradise");
  });

  it("mean no station by what it plays while the home's own music was not looked through", () => {
    expect(say("jazz", "nobody knows what")).toBe("LIBRARY_NOT_READY");
    expect(say("night jazz", "nobody knows what")).toBe("station Night Jazz");
  });

  it("mean a station by a part of its name where only one has it", () => {
    expect(say("paradise")).toBe("station Radio Paradise");
  });

  it("find nothing where nothing answers to them, and say whether there is any music at all", () => {
    expect(say("polka")).toBe("NO_SOURCE");
    expect(say("polka", "nothing")).toBe("EMPTY_LIBRARY");
    expect(ask({ kind: "station", words: "polka" })).toBe("NO_SOURCE");
  });

  it("leave playlists, and music that nobody named, to the library", () => {
    expect(ask({ kind: "anything" })).toBe("genre Jazz");
    expect(ask({ kind: "playlist", words: "jazz" })).toBe("NO_SOURCE");
  });

  it("give the engine an address that it plays live", () => {
    const found = withStations(own("nothing"), stations).find({ kind: "station", words: "jazz" });

    expect(found).toEqual({
      ok: true,
      value: {
        found: { by: "station", title: "Night Jazz", trackCount: 1 },
        tracks: [{ path: "https://radio.example/night", title: "Night Jazz", live: true }],
      },
    });
  });
});

describe("the stations that every bridge knows", () => {
  it("have addresses that a bridge may open, and names and tags of their own", () => {
    for (const { url } of STATIONS) expect(parseStreamUrl(url, [])).toMatchObject({ ok: true });
    const names = STATIONS.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(STATIONS.flatMap(({ tags }) => tags).filter((tag) => tag !== tag.toLowerCase())).toEqual([]);
  });
});
