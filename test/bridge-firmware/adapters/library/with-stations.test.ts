// Words that may mean a station: its whole name first, then the home's own music, then what plays such music.
import { err, ok, type Source } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { withStations } from "../../../../bridge-firmware/src/adapters/library/with-stations.ts";
import type { Library, Selection } from "../../../../bridge-firmware/src/ports.ts";
import { STATIONS, type Station } from "../../../../bridge-firmware/src/sources/stations.ts";
import { parseStreamUrl } from "../../../../bridge-firmware/src/sources/stream-url.ts";
import { startWorld } from "../../fakes/bridge.ts";
import { command, PATIO } from "../../fakes/home.ts";
import { createFakeDirectory } from "../../fakes/station-directory.ts";

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

describe("words that may mean a station of the whole world", () => {
  const world: readonly Station[] = [
    { name: "Jazz", url: "https://world.example/jazz", tags: [] },
    { name: "Radio Swiss Jazz", url: "https://world.example/swiss", tags: ["jazz"] },
    { name: "Bossa Bay", url: "https://world.example/bossa", tags: ["bossa nova", "rock"] },
  ];
  const askWorld = async (source: Source, holds: Holds = "jazz"): Promise<string> => {
    const directory = createFakeDirectory();
    await directory.learn(world);
    const found = withStations(own(holds), stations, directory).find(source);
    return found.ok ? `${found.value.found.by} ${found.value.found.title}` : found.error;
  };

  it.each([
    ["radio swiss jazz", "nothing", "station Radio Swiss Jazz"],
    ["bossa nova", "jazz", "station Bossa Bay"],
    ["some bossa nova music", "nothing", "station Bossa Bay"],
  ] as const)("mean it where nothing else answers to them: %s", async (words, holds, expected) => {
    expect(await askWorld({ kind: "request", words }, holds)).toBe(expected);
  });

  it.each([
    ["the home's own music", "jazz", "jazz", "genre Jazz"],
    ["the stations that somebody has chosen", "jazz", "nothing", "station Night Jazz"],
    ["those by a kind of music, too", "rock", "nothing", "station Radio Paradise"],
  ] as const)("mean %s before it", async (_, words, holds, expected) => {
    expect(await askWorld({ kind: "request", words }, holds)).toBe(expected);
  });

  it("mean none while the home's own music was not looked through, even by a whole name: it may be music's, too", async () => {
    expect(await askWorld({ kind: "request", words: "jazz" }, "nobody knows what")).toBe("LIBRARY_NOT_READY");
    expect(await askWorld({ kind: "request", words: "bossa bay" }, "nobody knows what")).toBe("LIBRARY_NOT_READY");
  });

  it("mean the station of that name where a station was asked for, then the chosen ones, then a kind of music", async () => {
    expect(await askWorld({ kind: "station", words: "swiss jazz" })).toBe("station Radio Swiss Jazz");
    expect(await askWorld({ kind: "station", words: "jazz" })).toBe("station Jazz");
    expect(await askWorld({ kind: "station", words: "rock" })).toBe("station Radio Paradise");
    expect(await askWorld({ kind: "station", words: "bossa nova" })).toBe("station Bossa Bay");
    expect(await askWorld({ kind: "station", words: "polka" })).toBe("NO_SOURCE");
  });

  it("are answered for by the bridge as a station's, by its name, and its address is what is played", async () => {
    const directory = createFakeDirectory();
    await directory.learn(world);
    const bridge = await startWorld({ library: withStations(own("jazz"), stations, directory) });
    const source = { kind: "request", words: "bossa nova" } as const;
    bridge.cloud.send(command(1, "play", { source, targets: [{ id: PATIO, channel: "stereo" }] }));
    await bridge.clock.advance(0);

    expect(bridge.cloud.outcomes()).toMatchObject([
      { state: "done", found: { by: "station", title: "Bossa Bay", trackCount: 1 } },
    ]);
    expect(bridge.engine.of("open-zone")[0]?.input).toMatchObject({
      tracks: [{ path: "https://world.example/bossa", live: true, isStrangers: true }],
    });
    await bridge.bridge.stop();
  });

  it("find what they found before where the directory knows nothing yet", () => {
    const found = withStations(own("nothing"), stations, createFakeDirectory());

    expect(found.find({ kind: "request", words: "bossa nova" })).toEqual({ ok: false, error: "EMPTY_LIBRARY" });
    expect(found.find({ kind: "request", words: "rock" })).toMatchObject({
      value: { tracks: [{ path: "https://radio.example/paradise", live: true }] },
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
