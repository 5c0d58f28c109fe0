// What gmediarender says in its log, from lines to what is rendered.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { toArguments, toUuid } from "../../../../bridge-firmware/src/adapters/receivers/dlna.ts";
import {
  createRendererLog,
  toHopeless,
} from "../../../../bridge-firmware/src/adapters/receivers/parse-gmediarender.ts";
import {
  afterChange,
  leavesScrap,
  NOTHING_RENDERED,
  type RendererSession,
} from "../../../../bridge-firmware/src/adapters/receivers/renderer-session.ts";

const RECORDED = readFileSync(new URL("../../../fixtures/receivers/gmediarender.txt", import.meta.url), "utf8");
const OWN = "192.168.1.20";
const isOwnAddress = (host: string) => host === OWN;
const head = (module: string, text: string) => `INFO  [2026-11-30 03:07:00.578668 | ${module}] ${text}`;

function sessionsOf(text: string): readonly RendererSession[] {
  const log = createRendererLog(isOwnAddress);
  let session = NOTHING_RENDERED;
  return text.split("\n").flatMap((line) => log.line(line).map((change) => (session = afterChange(session, change))));
}
const titled = (didl: string) => sessionsOf(head("transport", `CurrentTrackMetaData: ${didl}`)).at(-1)?.tags;
const didl = (inside: string) => `<DIDL-Lite xmlns:dc="x" xmlns:upnp="y"><item id="1">${inside}</item></DIDL-Lite>`;

describe("gmediarender's log", () => {
  it("tells where it takes orders, what it plays, in several lines where that is so written, and how far it is", () => {
    const sessions = sessionsOf(RECORDED);
    expect(sessions[0]?.control).toEqual({ host: "192.168.1.20", port: 49_494 });
    expect(sessions.map(({ transport }) => transport).filter((state, n, all) => state !== all[n - 1])).toEqual([
      "NO_MEDIA_PRESENT",
      "PLAYING",
      "PAUSED_PLAYBACK",
      "PLAYING",
      "STOPPED",
    ]);
    expect(sessions.at(-1)).toMatchObject({
      uri: "http://192.168.1.5:8123/t.wav",
      tags: { title: "So What & More", artist: "Miles Davis", album: "Kind of Blue" },
    });
  });

  it.each([
    ["no XML", "<<<", undefined],
    ["XML that ends in the middle", "<DIDL-Lite><item>", undefined],
    ["XML of something else", "<html></html>", undefined],
    ["no item", "<DIDL-Lite></DIDL-Lite>", { title: null, artist: null, album: null }],
    [
      "a title in two lines and no artist",
      didl("<dc:title>So\tWhat\u0007</dc:title>"),
      { title: "So What", artist: null },
    ],
    [
      "several artists, and a creator",
      didl("<upnp:artist>A</upnp:artist><upnp:artist>B</upnp:artist><dc:creator>C</dc:creator>"),
      { artist: "A" },
    ],
    ["a creator alone", didl("<dc:creator>C</dc:creator>"), { artist: "C" }],
    ["a number for a title", didl("<dc:title>1979</dc:title>"), { title: "1979" }],
    ["an element in the title", didl("<dc:title><b>x</b></dc:title>"), { title: null }],
  ])("is read as far as it can be where a control point has written %s", (_, text, tags) => {
    if (tags === undefined) expect(titled(text)).toBeUndefined();
    else expect(titled(text)).toMatchObject(tags);
  });

  it("never grows: what describes a track and does not end is not kept to its end", () => {
    const log = createRendererLog(isOwnAddress);
    log.line(head("transport", "CurrentTrackMetaData: <DIDL-Lite>"));
    for (let n = 0; n < 1_000; n++) log.line("x".repeat(1_000));
    expect(log.line(head("transport", "TransportState: PLAYING"))).toEqual([{ kind: "transport", state: "PLAYING" }]);
  });

  const registered = (host: string, port = 49_494) => head("upnp", `Registered IP=${host} port=${port}`);
  const forged = head("transport", `AVTransportURIMetaData: ${didl(`\n${registered(OWN, 80)}\n`)}`);

  it.each([
    ["by a line of what describes a track", [registered(OWN), forged], { host: OWN, port: 49_494 }],
    ["by such a line where the renderer has not said it", [forged], null],
    ["a second time", [registered(OWN), registered(OWN, 80)], { host: OWN, port: 49_494 }],
    ["to another machine", [registered("192.168.1.1", 80)], null],
    ["after another machine's", [registered("192.168.1.1"), registered(OWN, 80)], null],
  ])("never has orders sent elsewhere: %s", (_, lines, control) => {
    expect(sessionsOf(lines.join("\n")).at(-1)?.control ?? null).toEqual(control);
  });

  it("knows no state that UPnP does not, and no variable of another's", () => {
    expect(sessionsOf(head("transport", "TransportState: DANCING"))).toEqual([]);
    expect(sessionsOf(head("gstreamer", "TransportState: PLAYING"))).toEqual([]);
  });

  it("forgets a title when another file is played that has none", () => {
    const both = `${head("transport", "CurrentTrackURI: http://a/1")}\n${head("transport", `CurrentTrackMetaData: ${didl("<dc:title>One</dc:title>")}`)}\n${head("transport", "CurrentTrackURI: http://a/2")}`;
    expect(sessionsOf(both).map(({ tags }) => tags.title)).toEqual([null, "One", null]);
  });
});

describe("a renderer that can't listen", () => {
  const failed = (code: string) =>
    `ERROR [2026-11-30 12:08:44.331335 | upnp] UpnpInit2(interface=(null), port=49594) Error: ${code} (-121). Retrying... (59s)`;

  it.each([
    [failed("UPNP_E_INVALID_INTERFACE"), "this machine is on no network yet"],
    [failed("UPNP_E_SOCKET_BIND"), "it can't listen (UPNP_E_SOCKET_BIND)"],
    [head("upnp", "Registered IP=192.168.1.20 port=49594"), null],
    [head("transport", `CurrentTrackURI: ${failed("UPNP_E_INVALID_INTERFACE")}`), null],
  ])("is of no use any more, and says why: %s", (line, why) => {
    expect(toHopeless(line)).toBe(why);
  });
});

describe("what nobody took of a track", () => {
  it("is thrown away when it has stopped, and kept while it is paused", () => {
    const sessions = [NOTHING_RENDERED, ...sessionsOf(RECORDED)];
    const thrown = sessions.filter((next, n) => leavesScrap(sessions[n - 1] ?? next, next));
    expect(thrown.map(({ transport }) => transport)).toEqual(["STOPPED"]);
    const playing = { ...NOTHING_RENDERED, transport: "PLAYING" } as const;
    expect(leavesScrap(playing, NOTHING_RENDERED)).toBe(true); // its program has ended
    expect(leavesScrap(playing, playing)).toBe(false);
  });
});

describe("a renderer", () => {
  it("has the same id for the same bridge, another for another", () => {
    expect(toUuid("hb-0123456789abcdef")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
    );
    expect(toUuid("hb-0123456789abcdef")).toBe(toUuid("hb-0123456789abcdef"));
    expect(toUuid("hb-0123456789abcdef")).not.toBe(toUuid("hb-0123456789abcdee"));
  });

  it("has its name as one argument, whatever is in it", () => {
    const args = toArguments({ name: 'Anna\'s "House" --port 1', port: 49_494, uuid: "u" });
    expect(args[args.indexOf("--friendly-name") + 1]).toBe('Anna\'s "House" --port 1');
  });
});
