// People's own names for music, before everything else that the words could mean.
import { err, ok, type Source } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { withFavourites } from "../../../../bridge-firmware/src/adapters/library/with-favourites.ts";
import type { Library, Selection } from "../../../../bridge-firmware/src/ports.ts";
import type { Favourite } from "../../../../bridge-firmware/src/sources/favourites.ts";

const favourites: readonly Favourite[] = [
  { name: "Sunday Mix", plays: { kind: "words", words: "jazz" } },
  { name: "Jazz", plays: { kind: "words", words: "sunday mix" } },
  { name: "The News", plays: { kind: "stream", url: "https://radio.example/news" } },
];
const kindOfBlue: Selection = {
  found: { by: "genre", title: "Jazz", trackCount: 2 },
  tracks: [
    { path: "so-what.flac", title: "So What" },
    { path: "blue-in-green.flac", title: "Blue in Green" },
  ],
};
/** Knows jazz, and nothing that is called a mix. */
const library: Library = {
  scan: async () => ok({ tracks: 2, skipped: [] }),
  state: () => ({ tracks: 2, looking: null, skipped: 0, fault: null }),
  find: (source: Source) => ("words" in source && source.words === "jazz" ? ok(kindOfBlue) : err("NO_SOURCE")),
};
const withSome = withFavourites(library, () => favourites);
const say = (words: string) => withSome.find({ kind: "request", words });

describe("a favourite", () => {
  it.each(["sunday mix", "my Sunday Mix", "the sunday-mix please"])(
    "is what its name means, however it is said: %s",
    (words) => {
      expect(say(words)).toEqual({
        ok: true,
        value: { found: { by: "favourite", title: "Sunday Mix", trackCount: 2 }, tracks: kindOfBlue.tracks },
      });
    },
  );

  it("is played live where it is a stream", () => {
    expect(say("the news")).toEqual({
      ok: true,
      value: {
        found: { by: "favourite", title: "The News", trackCount: 1 },
        tracks: [{ path: "https://radio.example/news", title: "The News", live: true }],
      },
    });
  });

  it("means the library's music, never another favourite: two that name each other end", () => {
    expect(say("jazz")).toEqual({ ok: false, error: "NO_SOURCE" });
  });

  it("is not found by a part of its name, nor by who asks for a playlist or a station", () => {
    expect(say("sunday")).toEqual({ ok: false, error: "NO_SOURCE" });
    expect(withSome.find({ kind: "station", words: "the news" })).toEqual({ ok: false, error: "NO_SOURCE" });
    expect(withSome.find({ kind: "playlist", words: "sunday mix" })).toEqual({ ok: false, error: "NO_SOURCE" });
  });

  it.each(["my favourites", "favorites", "my favorite songs"])("that was made first is what %s means", (words) => {
    expect(say(words)).toMatchObject({ value: { found: { by: "favourite", title: "Sunday Mix" } } });
  });

  it("hides nothing where there are none", () => {
    const without = withFavourites(library, () => []);

    expect(without.find({ kind: "request", words: "jazz" })).toEqual({ ok: true, value: kindOfBlue });
    expect(without.find({ kind: "request", words: "my favourites" })).toEqual({ ok: false, error: "NO_SOURCE" });
  });
});
