import { parsePlaylistText } from "@house-band/bridge-firmware/sources/playlist-text";
import { describe, expect, it } from "@jest/globals";

const base = new URL("https://radio.example.org/lists/jazz.m3u");

describe("a playlist of the web", () => {
  it("is read as M3U, with entries that are relative to it", () => {
    const text = "#EXTM3U\r\n#EXTINF:-1,Jazz\r\nhttps://one.example.org/jazz\r\n\r\nlow.mp3\r\n";

    expect(parsePlaylistText(text, base)).toEqual([
      "https://one.example.org/jazz",
      "https://radio.example.org/lists/low.mp3",
    ]);
  });

  it("is read as PLS", () => {
    const text =
      "[playlist]\nNumberOfEntries=2\nFile1=http://one.example.org/\nTitle1=One\nFile2=http://two.example.org/\n";

    expect(parsePlaylistText(text, base)).toEqual(["http://one.example.org/", "http://two.example.org/"]);
  });

  it("is read as XSPF", () => {
    const text = `<?xml version="1.0"?><playlist><trackList><track><location>https://one.example.org/?a=1&amp;b=2</location></track></trackList></playlist>`;

    expect(parsePlaylistText(text, base)).toEqual(["https://one.example.org/?a=1&b=2"]);
  });

  it("names no files and nothing but web addresses", () => {
    const text = "#EXTM3U\nfile:///etc/passwd\nsmb://nas/music\nhttps://one.example.org/\ndata:audio/mpeg,x\n";

    expect(parsePlaylistText(text, base)).toEqual(["https://one.example.org/"]);
  });

  it("keeps an address as it was written, so that what is hidden in it is seen later", () => {
    expect(parsePlaylistText("#EXTM3U\nhttp://2130706433/\n", base)).toEqual(["http://2130706433/"]);
  });

  it("expands no entities, and is not read where it declares some", () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><playlist><location>http://x.example.org/&b;</location></playlist>`;

    expect(parsePlaylistText(laughs, base)).toBeNull();
  });

  it("has 500 entries at most", () => {
    const text = Array.from({ length: 600 }, (_, n) => `File${n}=https://one.example.org/${n}`).join("\n");

    expect(parsePlaylistText(`[playlist]\n${text}`, base)).toHaveLength(500);
  });

  it.each([
    ["a web page", "<!doctype html><html><body>404</body></html>"],
    ["the pieces of one stream", "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\npiece1.ts\n"],
    ["any other text", "not found"],
  ])("is not %s", (_what, text) => {
    expect(parsePlaylistText(text, base)).toBeNull();
  });
});
