import { mayConnect, parseStreamUrl } from "@house-band/bridge-firmware/sources/stream-url";
import { describe, expect, it } from "@jest/globals";

const refusal = (url: string, allowed: readonly string[] = []): string | null => {
  const parsed = parseStreamUrl(url, allowed);
  return parsed.ok ? null : parsed.error;
};

describe("the address of a stream", () => {
  it.each([
    "https://radio.example.org/stream.mp3",
    "http://radio.example.org:8000/",
    "https://radio.example.org:8999/live?quality=high",
    "https://ütf.example.org/müsic",
    "http://8.8.8.8/stream",
    "http://[2606:4700:4700::1111]/stream",
  ])("is taken where it is one of the public internet: %s", (url) => {
    expect(refusal(url)).toBeNull();
  });

  it("is taken whatever letters it has, also when many others have been looked at", () => {
    for (let n = 0; n < 50_000; n++) refusal(`https://radio.example.org/${n % 7}`);
    expect(refusal("https://ütf.example.org/müsic")).toBeNull();
  });

  it.each([
    ["file:///etc/passwd", "only http and https"],
    ["ftp://radio.example.org/", "only http and https"],
    ["gopher://radio.example.org/", "only http and https"],
    ["data:audio/mpeg;base64,AAAA", "only http and https"],
    ["javascript:alert(1)", "only http and https"],
    ["radio.example.org/stream", "no address"],
    ["", "no address"],
    ["http://user@radio.example.org/", "user name"],
    ["http://user:secret@radio.example.org/", "user name"],
    ["http://radio.example.org@127.0.0.1/", "user name"],
    ["http://@radio.example.org/", "user name"],
    ["http://radio.example.org/\r\nX-Evil: 1", "control character"],
    ["http://radio.example.org\\@127.0.0.1/", "backslash"],
    ["http://radio.example.org:22/", "port 22"],
    ["http://radio.example.org:6600/", "port 6600"],
    ["http://radio.example.org:9000/", "port 9000"],
    ["http://radio.example.org./", "ends in a dot"],
    ["http://localhost/", "own network"],
    ["http://LOCALHOST/", "own network"],
    ["http://localhost./", "ends in a dot"],
    ["http://nas/", "own network"],
    ["http://nas.local/", "own network"],
    ["http://metadata.google.internal/", "own network"],
    ["http://router.home.arpa/", "own network"],
    ["http://127.0.0.1/", "public internet"],
    ["http://127.1/", "disguise"],
    ["http://2130706433/", "disguise"],
    ["http://0x7f000001/", "disguise"],
    ["http://0177.0.0.1/", "disguise"],
    ["http://0x7f.0.0.1/", "disguise"],
    ["http://①②⑦.0.0.1/", "disguise"],
    ["http://0.0.0.0/", "public internet"],
    ["http://0/", "disguise"],
    ["http://10.0.0.1/", "public internet"],
    ["http://100.64.0.1/", "public internet"],
    ["http://169.254.169.254/latest/meta-data/", "public internet"],
    ["http://172.16.0.1/", "public internet"],
    ["http://192.168.1.1/", "public internet"],
    ["http://198.18.0.1/", "public internet"],
    ["http://224.0.0.1/", "public internet"],
    ["http://255.255.255.255/", "public internet"],
    ["http://[::1]/", "public internet"],
    ["http://[::]/", "public internet"],
    ["http://[::ffff:127.0.0.1]/", "public internet"],
    ["http://[::ffff:7f00:1]/", "public internet"],
    ["http://[::127.0.0.1]/", "public internet"],
    ["http://[64:ff9b::7f00:1]/", "public internet"],
    ["http://[2002:7f00:1::]/", "public internet"],
    ["http://[2001::1]/", "public internet"],
    ["http://[fe80::1]/", "public internet"],
    ["http://[fc00::1]/", "public internet"],
    ["http://[fd12:3456::1]/", "public internet"],
    ["http://[ff02::1]/", "public internet"],
    [`http://radio.example.org/${"a".repeat(2_000)}`, "characters"],
  ])("is refused: %s, because of its %s", (url, reason) => {
    expect(refusal(url)).toContain(reason);
  });

  it("may be of the home's own network where somebody has named that very host", () => {
    const allowed = ["nas.lan", "192.168.1.5", "192.168.1.6:9000"];

    expect(refusal("http://nas.lan:8200/jazz.mp3", allowed)).toBeNull();
    expect(refusal("http://192.168.1.5/jazz.mp3", allowed)).toBeNull();
    expect(refusal("http://192.168.1.6:9000/jazz.mp3", allowed)).toBeNull();
    expect(refusal("http://192.168.1.5:9000/jazz.mp3", allowed)).toContain("port 9000");
    expect(refusal("http://192.168.1.7/jazz.mp3", allowed)).toContain("public internet");
    expect(refusal("http://other.lan/jazz.mp3", allowed)).toContain("own network");
  });

  it("leads to no private address by its name, unless that very name is allowed", () => {
    expect(mayConnect("8.8.8.8", "radio.example.org", [])).toBe(true);
    expect(mayConnect("127.0.0.1", "radio.example.org", [])).toBe(false);
    expect(mayConnect("::ffff:10.0.0.1", "radio.example.org", [])).toBe(false);
    expect(mayConnect("192.168.1.5", "radio.example.org", ["nas.lan"])).toBe(false);
    expect(mayConnect("192.168.1.5", "nas.lan", ["nas.lan"])).toBe(true);
    expect(mayConnect("not an address", "radio.example.org", [])).toBe(false);
  });
});
