// What shairport-sync tells of a session, from bytes in a pipe to who plays what.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import {
  type AirPlaySession,
  afterItem,
  NO_SESSION,
} from "../../../../bridge-firmware/src/adapters/receivers/airplay-session.ts";
import {
  createItemParser,
  type ShairportItem,
} from "../../../../bridge-firmware/src/adapters/receivers/parse-shairport.ts";

const RECORDED = readFileSync(new URL("../../../fixtures/receivers/airplay-session.xml", import.meta.url), "utf8");
const SO_WHAT = { title: "So What", artist: "Miles Davis", album: "Kind of Blue" };

const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");
function item(type: string, code: string, text = ""): string {
  const data = Buffer.from(text);
  const body = data.length === 0 ? "" : `\n<data encoding="base64">\n${data.toString("base64")}</data>`;
  return `<item><type>${hex(type)}</type><code>${hex(code)}</code><length>${data.length}</length>${body}</item>\n`;
}
const parse = (...texts: string[]): readonly ShairportItem[] => {
  const parser = createItemParser();
  return texts.flatMap((text) => parser.push(text));
};
const sessionAfter = (text: string, from: AirPlaySession = NO_SESSION) => parse(text).reduce(afterItem, from);
const ssnc = (code: string, text = "") => item("ssnc", code, text);

describe("items of shairport-sync's metadata pipe", () => {
  it("are the same however the pipe cuts them", () => {
    const whole = parse(RECORDED);
    expect(whole.map(({ code }) => code)).toEqual(
      "snua clip svip abeg pbeg pfls pvol pvol pffr prsm mdst minm asar asal mden pfls pend".split(" "),
    );
    expect(parse(...RECORDED)).toEqual(whole);
  });

  it.each([
    ["no item at all", "rubbish</item>"],
    ["a code that is none", "<item><type>73736e63</type><code>zz</code><length>0</length></item>"],
    ["another length than it says", item("core", "minm", "So What").replace("<length>7<", "<length>9<")],
    [
      "no data where it says that there are some",
      "<item><type>73736e63</type><code>70626567</code><length>3</length></item>",
    ],
    ["more than an item may have, and no end", "x".repeat(200_000)],
  ])("are left out where they have %s, and what follows is heard", (_, nonsense) => {
    expect(parse(nonsense, `</item>${ssnc("pbeg")}`).map(({ code }) => code)).toEqual(["pbeg"]);
  });
});

describe("a session by AirPlay", () => {
  it("is open from its first sound to its end, and says what plays", () => {
    const states: AirPlaySession[] = [];
    for (const one of parse(RECORDED)) states.push(afterItem(states.at(-1) ?? NO_SESSION, one));
    expect(states.findIndex(({ isOpen }) => isOpen)).toBe(4);
    expect(states.at(-3)).toMatchObject({ isOpen: true, isSending: true, tags: SO_WHAT });
    expect(states.at(-2)).toMatchObject({ isOpen: true, isSending: false, tags: SO_WHAT });
    expect(states.at(-1)).toEqual(NO_SESSION);
  });

  it("sends from its beginning on: what is thrown away before there is any sound stops nothing", () => {
    const begun = sessionAfter(ssnc("pbeg") + ssnc("pfls", "1"));
    expect(begun).toMatchObject({ isOpen: true, isSending: true });
    const paused = sessionAfter(ssnc("pffr") + ssnc("prsm") + ssnc("pfls", "2"), begun);
    expect(paused).toMatchObject({ isOpen: true, isSending: false });
    expect(sessionAfter(ssnc("prsm"), paused)).toMatchObject({ isSending: true });
  });

  it("tells a track when all of it is told: no title is ever beside another track's artist", () => {
    const before = sessionAfter(
      ssnc("mdst") + item("core", "minm", "So What") + item("core", "asar", "Miles Davis") + ssnc("mden"),
    );
    const within = sessionAfter(ssnc("mdst") + item("core", "minm", "Naima"), before);
    expect(within.tags).toEqual({ title: "So What", artist: "Miles Davis", album: null });
    expect(sessionAfter(ssnc("mden"), within).tags).toEqual({ title: "Naima", artist: null, album: null });
  });

  it("makes one line of what a device says, of at most 200 characters", () => {
    expect(sessionAfter(item("core", "minm", "  So\n\u0000What  ")).tags.title).toBe("So What");
    expect(sessionAfter(item("core", "minm", "🎷".repeat(500))).tags.title).toBe("🎷".repeat(200));
    expect(sessionAfter(ssnc("snam", " \n ")).device).toBeNull();
  });

  it.each([
    ["a port that is none", ssnc("dapo", "99999"), { port: null }],
    ["a port of nobody", ssnc("dapo", "0"), { port: null }],
    ["a token with a line's end in it", ssnc("acre", "1\r\nHost: x"), { token: null }],
  ])("can't be told what to do with %s", (_, text, remote) => {
    const known = sessionAfter(ssnc("clip", "192.168.1.7") + ssnc("dapo", "3689") + ssnc("acre", "1234567"));
    expect(known.remote).toEqual({ host: "192.168.1.7", port: 3_689, token: "1234567" });
    expect(sessionAfter(text, known).remote).toMatchObject(remote);
  });
});
