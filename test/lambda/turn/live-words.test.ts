// Words that name what plays elsewhere already, and not music to be looked for.
import { describe, expect, it } from "@jest/globals";
import { liveSourceIn } from "../../../lambda/src/turn/hear/live-words.ts";

describe("words for music", () => {
  it.each([
    ["the echo", "echo"],
    ["what my phone plays", "phone"],
    ["the line in", "line"],
    ["line-in", "line"],
    ["the aux", "line"],
    ["aux input", "line"],
    ["turntable", "line"],
    ["the music from the record player", "line"],
    ["my c. d. player", "line"],
    ["my T.V.", "line"],
    ["my t. v.", "line"],
    ["the television's sound", "line"],
    ["AirPlay", "airplay"],
    ["air play", "airplay"],
    ["Spotify", "spotify"],
    ["spotify connect", "spotify"],
    ["dlna", "dlna"],
    ["d. l. n. a.", "dlna"],
  ] as const)("%s is a live source: %s", (words, kind) => {
    expect(liveSourceIn(words)).toBe(kind);
  });

  it.each(["echo", "television", "t. v.", "records", "walk the line", "line in the sand", "spotify hits", "air", null])(
    "%j may be music",
    (words) => {
      expect(liveSourceIn(words)).toBeNull();
    },
  );
});
