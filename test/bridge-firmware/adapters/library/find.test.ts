import { describe, expect, it } from "@jest/globals";
import { createCatalogue, type LibraryTrack } from "../../../../bridge-firmware/src/adapters/library/catalogue.ts";
import { findAnything, findWords } from "../../../../bridge-firmware/src/adapters/library/find.ts";

type Row = readonly [genre: string, artist: string, album: string, title: string, year: number];

const rows: readonly Row[] = [
  ["Jazz", "Miles Davis", "Kind of Blue", "So What", 1959],
  ["Jazz", "Miles Davis", "Kind of Blue", "Freddie Freeloader", 1959],
  ["Jazz", "John Coltrane", "Blue Train", "Blue Train", 1957],
  ["Smooth Jazz", "Sade", "Diamond Life", "Smooth Operator", 1984],
  ["Blues", "John Lee Hooker", "Burnin'", "Boom Boom", 1962],
  ["Folk", "Joni Mitchell", "Blue", "A Case of You", 1971],
  ["Rock", "The Beatles", "Abbey Road", "Something", 1969],
  ["Rock", "AC/DC", "The Razors Edge", "Thunderstruck", 1990],
  ["Rock", "Guns N' Roses", "Appetite for Destruction", "Paradise City", 1987],
  ["Indie Rock", "Blink-182", "Enema of the State", "All the Small Things", 1999],
  ["Hip-Hop", "A$AP Rocky", "Testing", "Praise the Lord", 2018],
  ["R&B", "Beyoncé", "4", "Love On Top", 2011],
  ["Pop", "P!nk", "Funhouse", "So What", 2008],
  ["Pop", "Prince", "1999", "Little Red Corvette", 1982],
  ["Pop", "Maroon 5", "Songs About Jane", "This Love", 2002],
  ["Classical", "Wolfgang Amadeus Mozart", "Requiem", "Lacrimosa", 1791],
  ["Soul", "Ben E. King", "Don't Play That Song!", "Stand by Me", 1962],
  ["Ambient", "Brian Eno", "Ambient 1: Music for Airports", "1/1", 1978],
  ["Schlager", "Die Ärzte", "Große Hits", "Schrei nach Liebe", 1993],
  ["歌謡曲", "坂本九", "上を向いて歩こう", "見上げてごらん夜の星を", 1963],
  ["Русский рок", "Кино", "Группа крови", "Спокойная ночь", 1988],
  ["हिन्दी", "लता मंगेशकर", "यादें", "लग जा गले", 1964],
  ["موسيقى", "فيروز", "بيروت", "نسم علينا الهوا", 1968],
];

const track = ([genre, artist, album, title, year]: Row, index: number): LibraryTrack => ({
  path: `/music/${index}.flac`,
  title,
  artist,
  artists: [artist],
  album,
  genres: [genre],
  year,
  discNumber: 0,
  trackNumber: index,
  folders: ["From Grandpa's attic"],
  fileName: `${index}.flac`,
});
const catalogue = createCatalogue(rows.map(track));

const ask = (words: string) => {
  const selection = findWords(catalogue, words);
  return selection && { by: selection.found.by, titles: selection.tracks.map(({ title }) => title).sort() };
};
const jazz = ["Blue Train", "Freddie Freeloader", "Smooth Operator", "So What"];
const rock = ["All the Small Things", "Paradise City", "Something", "Thunderstruck"];
const sixties = ["Boom Boom", "Something", "Stand by Me", "लग जा गले", "نسم علينا الهوا", "見上げてごらん夜の星を"];
const eighties = ["Little Red Corvette", "Paradise City", "Smooth Operator", "Спокойная ночь"];

describe("a genre", () => {
  it.each([
    "jazz",
    "Jazz",
    "some jazz",
    "jazz music",
    "some jazz music please",
    "a bit of jazz",
    "a little jazz",
    "jazz tunes",
    "the genre jazz",
    "relaxing jazz",
    "jazz for dinner",
    "some nice jazz while we cook",
  ])("is found by “%s”, with the genres that contain it", (words) => {
    expect(ask(words)).toEqual({ by: "genre", titles: jazz });
  });

  it.each([
    ["rock", rock],
    ["rocks", rock],
    ["smooth jazz", ["Smooth Operator"]],
    ["hip hop", ["Praise the Lord"]],
    ["hiphop", ["Praise the Lord"]],
    ["Hip-Hop music", ["Praise the Lord"]],
    ["r&b", ["Love On Top"]],
    ["r and b", ["Love On Top"]],
    ["rnb", ["Love On Top"]],
    ["rhythm and blues", ["Love On Top"]],
    ["classical music", ["Lacrimosa"]],
    ["classic music", ["Lacrimosa"]],
    ["blues", ["Boom Boom"]],
    ["the blues", ["Boom Boom"]],
    ["русский рок", ["Спокойная ночь"]],
    ["歌謡曲", ["見上げてごらん夜の星を"]],
    ["हिन्दी", ["लग जा गले"]],
  ])("“%s” is %j", (words, titles) => {
    expect(ask(words)).toEqual({ by: "genre", titles });
  });
});

describe("an artist", () => {
  it.each([
    ["miles davis", ["Freddie Freeloader", "So What"]],
    ["songs by miles davis", ["Freddie Freeloader", "So What"]],
    ["anything by Miles Davis", ["Freddie Freeloader", "So What"]],
    ["music from miles", ["Freddie Freeloader", "So What"]],
    ["the artist miles davis", ["Freddie Freeloader", "So What"]],
    ["coltrane", ["Blue Train"]],
    ["beatles", ["Something"]],
    ["the beatle", ["Something"]],
    ["mozart", ["Lacrimosa"]],
    ["mozart music", ["Lacrimosa"]],
    ["ac dc", ["Thunderstruck"]],
    ["acdc", ["Thunderstruck"]],
    ["guns and roses", ["Paradise City"]],
    ["guns n roses", ["Paradise City"]],
    ["beyonce", ["Love On Top"]],
    ["pink", ["So What"]],
    ["asap rocky", ["Praise the Lord"]],
    ["maroon five", ["This Love"]],
    ["die arzte", ["Schrei nach Liebe"]],
    ["кино", ["Спокойная ночь"]],
    ["坂本九", ["見上げてごらん夜の星を"]],
    ["लता", ["लग जा गले"]],
    ["فيروز", ["نسم علينا الهوا"]],
  ])("“%s” is %j", (words, titles) => {
    expect(ask(words)).toEqual({ by: "artist", titles });
  });
});

describe("an album", () => {
  it.each([
    ["kind of blue", ["Freddie Freeloader", "So What"]],
    ["the album kind of blue", ["Freddie Freeloader", "So What"]],
    ["kind of blue by miles davis", ["Freddie Freeloader", "So What"]],
    ["blue", ["A Case of You"]],
    ["the blue train album", ["Blue Train"]],
    ["abbey road", ["Something"]],
    ["razors edge", ["Thunderstruck"]],
    ["1999", ["Little Red Corvette"]],
    ["grosse hits", ["Schrei nach Liebe"]],
    ["songs about jane", ["This Love"]],
    ["the album four", ["Love On Top"]],
    ["music for airports", ["1/1"]],
  ])("“%s” is %j", (words, titles) => {
    expect(ask(words)).toEqual({ by: "album", titles });
  });
});

describe("a title", () => {
  it.each([
    ["so what by pink", ["So What"], "P!nk"],
    ["so what by miles davis", ["So What"], "Miles Davis"],
    ["stand by me", ["Stand by Me"], "Ben E. King"],
    ["stand by me by ben e king", ["Stand by Me"], "Ben E. King"],
    ["the song something", ["Something"], "The Beatles"],
    ["something", ["Something"], "The Beatles"],
    ["case of you", ["A Case of You"], "Joni Mitchell"],
    ["thunderstruck please", ["Thunderstruck"], "AC/DC"],
    ["lacrimosa", ["Lacrimosa"], "Wolfgang Amadeus Mozart"],
  ])("“%s” is %j by %s", (words, titles, artist) => {
    expect(ask(words)).toEqual({ by: "title", titles });
    expect(findWords(catalogue, words)?.found.artist).toBe(artist);
  });

  it("that two artists have finds both, and names neither", () => {
    expect(ask("so what")).toEqual({ by: "title", titles: ["So What", "So What"] });
    expect(findWords(catalogue, "so what")?.found).toEqual({ by: "title", title: "So What", trackCount: 2 });
  });
});

describe("years", () => {
  it.each([
    ["60s", sixties],
    ["sixties music", sixties],
    ["music from the 60's", sixties],
    ["1960s", sixties],
    ["80s hits", eighties],
    ["hits of the eighties", eighties],
    ["eighties rock", ["Paradise City"]],
    ["rock from the 80s", ["Paradise City"]],
    ["90s rock music", ["All the Small Things", "Thunderstruck"]],
    ["music from 1959", ["Freddie Freeloader", "So What"]],
    ["jazz from the fifties", ["Blue Train", "Freddie Freeloader", "So What"]],
  ])("“%s” is %j", (words, titles) => {
    expect(ask(words)).toEqual({ by: "words", titles: [...titles].sort() });
  });

  it("nobody made music in find nothing", () => {
    expect(ask("music from the 20s")).toBeNull();
    expect(ask("90s jazz")).toBeNull();
  });
});

describe("words from here and there", () => {
  it.each([
    ["davis freeloader", ["Freddie Freeloader"]],
    ["john", ["Blue Train", "Boom Boom"]],
    ["rock beatles", ["Something"]],
    ["grandpas attic miles davis", ["Freddie Freeloader", "So What"]],
    ["夜の星", ["見上げてごらん夜の星を"]],
  ])("“%s” find the tracks on which all of them are written: %j", (words, titles) => {
    expect(ask(words)).toEqual({ by: "words", titles: [...titles].sort() });
  });

  it("name a folder, and are called by it", () => {
    expect(findWords(catalogue, "grandpa's attic")?.found).toEqual({
      by: "words",
      title: "From Grandpa's attic",
      trackCount: rows.length,
    });
  });
});

describe("what is not there", () => {
  it.each([
    "metal",
    "taylor swift",
    "jazz by metallica",
    "jailhouse rock",
    "the album thriller",
    "relaxing",
    "zz",
    "夜",
    "!!!",
    "",
    "constructor",
    "__proto__",
    "'; drop table tracks; --",
    "<speak>jazz</speak>",
  ])("“%s” is not replaced by something else", (words) => {
    expect(ask(words)).toBeNull();
  });
});

describe("nothing in particular", () => {
  it.each(["some music", "music", "play anything", "something nice", "everything", "my songs", "anything you like"])(
    "“%s” is the whole library",
    (words) => {
      expect(findWords(catalogue, words)?.found).toEqual({
        by: "anything",
        title: "your music",
        trackCount: rows.length,
      });
    },
  );
});

describe("the order of a selection", () => {
  it("is by artist, album, disc and number, whatever order the files came in", () => {
    const numbered = (album: string, discNumber: number, trackNumber: number): LibraryTrack => ({
      ...track(["Rock", "The Band", album, `${album} ${discNumber}.${trackNumber}`, 1970], 0),
      path: `/music/${album}/${discNumber}-${trackNumber}`,
      discNumber,
      trackNumber,
    });
    const tracks = [numbered("B", 1, 1), numbered("A", 2, 1), numbered("A", 1, 10), numbered("A", 1, 2)];
    const titles = ["A 1.2", "A 1.10", "A 2.1", "B 1.1"];

    for (const order of [tracks, [...tracks].reverse()]) {
      expect(findAnything(createCatalogue(order)).tracks.map(({ title }) => title)).toEqual(titles);
    }
  });

  it("of a huge library takes its share of every part, in less than half a second", () => {
    const huge = createCatalogue(
      Array.from({ length: 20_000 }, (_, index) => ({
        ...track(["Rock", `Artist ${Math.floor(index / 100)}`, "Album", `Title ${index}`, 2000], index),
        path: `/music/${index}`,
      })),
    );
    const began = process.hrtime.bigint();
    const selection = findWords(huge, "some rock music");
    const tookMs = Number(process.hrtime.bigint() - began) / 1e6;

    expect(selection?.tracks).toHaveLength(1_000);
    expect(selection?.found.trackCount).toBe(1_000);
    expect(new Set(selection?.tracks.map(({ artist }) => artist)).size).toBe(200);
    expect(tookMs).toBeLessThan(500);
  });
});
