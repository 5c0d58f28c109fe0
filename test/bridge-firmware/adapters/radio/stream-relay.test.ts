import { get, type IncomingMessage } from "node:http";
import { createStreamRelay, RELAY_LIMITS } from "@house-band/bridge-firmware/adapters/radio/stream-relay";
import type { StreamRelay } from "@house-band/bridge-firmware/ports";
import { afterEach, describe, expect, it } from "@jest/globals";
import { audio, redirect, serve, startRadioServer, startRawServer } from "./radio-server.ts";

const never = new AbortController().signal;
const quick = { ...RELAY_LIMITS, connectMs: 400, firstByteMs: 300, stallMs: 300 };
const toClose: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of toClose.splice(0).reverse()) await one.close();
});

async function stations(paths: Parameters<typeof startRadioServer>[0]) {
  const server = await startRadioServer(paths);
  toClose.push(server);
  return server;
}

async function relayTo(...hosts: readonly string[]): Promise<StreamRelay> {
  const relay = await createStreamRelay({ allowedHosts: hosts, limits: quick });
  toClose.push(relay);
  return relay;
}

const fetched = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => get(url, resolve).on("error", reject));

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function faultOf(relay: StreamRelay, url: string) {
  const opened = await relay.open({ url }, never);
  return opened.ok ? null : opened.error;
}

describe("the relay for streams", () => {
  it("hands on what a station sends, with what its titles are read by, once", async () => {
    const server = await stations({
      "/live": (request, response) => {
        response.writeHead(200, {
          "Content-Type": "audio/mpeg",
          "icy-metaint": String(request.headers["icy-metadata"] === "1" ? 16_000 : 0),
          "icy-name": "Jazz",
          "X-Other": "no",
        });
        response.end(audio());
      },
    });
    const relay = await relayTo(server.host);
    const opened = await relay.open({ url: server.url("/live") }, never);
    if (!opened.ok) throw new Error(opened.error.message);
    const response = await fetched(opened.value.localUrl);

    expect(opened.value.localUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/u);
    expect(response.headers).toMatchObject({
      "content-type": "audio/mpeg",
      "icy-metaint": "16000",
      "icy-name": "Jazz",
    });
    expect(response.headers).not.toHaveProperty("x-other");
    expect((await bodyOf(response)).equals(audio())).toBe(true);
    expect((await fetched(opened.value.localUrl)).statusCode).toBe(404);
  });

  it("opens nothing of the home's own network for an address that strangers named, not even what is allowed", async () => {
    const server = await stations({ "/live": serve("audio/mpeg", audio()) });
    const relay = await createStreamRelay({
      allowedHosts: [server.host, "radio.example"],
      resolve: async () => [{ address: "127.0.0.1", family: 4 }],
      limits: quick,
    });
    toClose.push(relay);
    const strangers = async (url: string) => relay.open({ url, isStrangers: true }, never);

    expect(await faultOf(relay, server.url("/live"))).toBeNull();
    expect(await strangers(server.url("/live"))).toMatchObject({ ok: false, error: { code: "bad-address" } });
    expect(await strangers("http://radio.example/live")).toMatchObject({
      ok: false,
      error: { code: "forbidden-address" },
    });
  });

  it("follows three redirects and no more", async () => {
    const server = await stations({
      "/1": redirect("/2"),
      "/2": redirect("/3"),
      "/3": redirect("/live"),
      "/0": redirect("/1"),
      "/live": serve("audio/mpeg", audio()),
      "/endless": redirect("/endless"),
    });
    const relay = await relayTo(server.host);

    expect(await faultOf(relay, server.url("/1"))).toBeNull();
    expect(await faultOf(relay, server.url("/0"))).toMatchObject({ code: "refused", retryable: false });
    expect(await faultOf(relay, server.url("/endless"))).toMatchObject({
      message: "it is redirected more than 3 times",
    });
    expect(server.asked.filter((path) => path === "/endless")).toHaveLength(4);
  });

  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:22/",
    "http://localhost:8080/",
    "http://2130706433/",
    "http://[::1]:8000/",
    "file:///etc/passwd",
    "//127.0.0.1:9/",
  ])("follows no redirect to %s", async (location) => {
    const server = await stations({ "/live": redirect(location) });
    const relay = await relayTo(server.host);

    expect(await faultOf(relay, server.url("/live"))).toMatchObject({ code: "forbidden-address", retryable: false });
  });

  it("connects to the very address that it has checked: a name is looked up once", async () => {
    const server = await stations({ "/live": serve("audio/mpeg", audio()) });
    const port = Number(server.host.split(":")[1]);
    const asked: string[] = [];
    const answers = [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:10.0.0.1"], []];
    const relay = await createStreamRelay({
      allowedHosts: [`trusted.example.org:${port}`],
      limits: quick,
      async resolve(host) {
        asked.push(host);
        return (answers.shift() ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
      },
    });
    toClose.push(relay);

    expect(await faultOf(relay, `http://trusted.example.org:${port}/live`)).toBeNull();
    expect(asked).toEqual(["trusted.example.org"]);
    for (const name of ["half-public", "mapped", "nowhere"]) {
      expect(await faultOf(relay, `http://${name}.example.org:8000/`)).toMatchObject({ code: "forbidden-address" });
    }
    expect(server.asked).toEqual(["/live"]);
  });

  it("follows a playlist to its first stream that can be had", async () => {
    const server = await stations({
      "/list.pls": serve("audio/x-scpls", "[playlist]\nFile1=/gone\nFile2=/list.m3u\n"),
      "/list.m3u": serve("text/plain", "#EXTM3U\nfile:///etc/passwd\n/live\n"),
      "/live": serve("audio/mpeg", audio()),
    });
    const relay = await relayTo(server.host);

    expect(await faultOf(relay, server.url("/list.pls"))).toBeNull();
    expect(server.asked).toEqual(["/list.pls", "/gone", "/list.m3u", "/live"]);
  });

  it("gives up on playlists of playlists, and on one that is too long", async () => {
    const server = await stations({
      "/self.m3u": serve("audio/x-mpegurl", "#EXTM3U\n/self.m3u\n"),
      "/long.m3u": serve("audio/x-mpegurl", `#EXTM3U\n${"# nothing\n".repeat(30_000)}`),
    });
    const relay = await relayTo(server.host);

    expect(await faultOf(relay, server.url("/self.m3u"))).toMatchObject({ code: "not-a-stream" });
    expect(server.asked).toHaveLength(4);
    expect(await faultOf(relay, server.url("/long.m3u"))).toMatchObject({ code: "too-large" });
  });

  it.each([
    ["a web page", "text/html", "<!doctype html><html><body>We have moved.</body></html>"],
    [
      "a web page that says it is sound",
      "audio/mpeg",
      "<html><body>We have moved to another place, dear listeners.</body></html>",
    ],
    ["a list of pieces that says it is sound", "audio/mpeg", "#EXTM3U\n#EXT-X-TARGETDURATION:6\nfile:///etc/passwd\n"],
    ["a list for a decoder to open", "audio/mpeg", "ffconcat version 1.0\nfile /etc/passwd\n"],
  ])("takes %s for no stream", async (_what, type, body) => {
    const server = await stations({ "/live": serve(type, body) });
    const relay = await relayTo(server.host);

    expect(await faultOf(relay, server.url("/live"))).toMatchObject({ code: "not-a-stream", retryable: false });
  });

  it.each([
    [404, false],
    [403, false],
    [503, true],
    [429, true],
  ] as const)("tells a server that answers with %d, worth another try: %s", async (status, retryable) => {
    const server = await stations({ "/live": (_request, response) => response.writeHead(status).end() });
    const relay = await relayTo(server.host);

    expect(await faultOf(relay, server.url("/live"))).toMatchObject({ code: "refused", retryable });
  });

  it("waits neither for a first byte nor for headers for ever", async () => {
    const server = await stations({
      "/no-headers": () => undefined,
      "/no-body": (_request, response) => void response.writeHead(200, { "Content-Type": "audio/mpeg" }).write(""),
      "/empty": serve("audio/mpeg", ""),
    });
    const relay = await relayTo(server.host);

    expect(await faultOf(relay, server.url("/no-headers"))).toMatchObject({ code: "too-slow", retryable: true });
    expect(await faultOf(relay, server.url("/no-body"))).toMatchObject({ code: "too-slow", retryable: true });
    expect(await faultOf(relay, server.url("/empty"))).toMatchObject({ code: "unreachable", retryable: true });
  });

  it("reads no headers without end, and nothing that is not HTTP", async () => {
    const huge = await startRawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${"X-More: and more and more and more\r\n".repeat(1_000)}`);
    });
    const other = await startRawServer((socket) => socket.end("220 mail.example.org ESMTP\r\n"));
    toClose.push(huge, other);
    const relay = await relayTo(huge.host, other.host);

    expect(await faultOf(relay, huge.url("/"))).toMatchObject({ code: "too-large" });
    expect(await faultOf(relay, other.url("/"))).toMatchObject({ code: "not-a-stream" });
  });

  it("tells a station that nobody answers for, and stops asking when told to", async () => {
    const gone = await startRadioServer({});
    await gone.close();
    const server = await stations({ "/no-headers": () => undefined });
    const relay = await relayTo(gone.host, server.host);
    const stop = new AbortController();
    const opening = relay.open({ url: server.url("/no-headers") }, stop.signal);
    stop.abort();

    expect(await faultOf(relay, gone.url("/"))).toMatchObject({ code: "unreachable", retryable: true });
    expect((await opening).ok).toBe(false);
  });

  it("cuts off a station that falls silent, but not one that nobody takes from", async () => {
    const server = await stations({
      "/stalls": (_request, response) => void response.writeHead(200, { "Content-Type": "audio/mpeg" }).write(audio()),
      "/flood": (_request, response) => {
        response.writeHead(200, { "Content-Type": "audio/mpeg" });
        const flood = (): void => {
          while (!response.destroyed && response.write(audio(65_536)));
          if (!response.destroyed) response.once("drain", flood);
        };
        flood();
      },
    });
    const relay = await relayTo(server.host);
    const stalling = await relay.open({ url: server.url("/stalls") }, never);
    const flooding = await relay.open({ url: server.url("/flood") }, never);
    if (!stalling.ok || !flooding.ok) throw new Error("both begin well");

    const flooded = await fetched(flooding.value.localUrl);
    expect(await bodyOf(await fetched(stalling.value.localUrl))).toHaveLength(4_096);
    await new Promise((resolve) => setTimeout(resolve, 2 * quick.stallMs));
    expect(flooded.destroyed).toBe(false);
    expect(await new Promise((resolve) => flooded.once("data", (piece: Buffer) => resolve(piece.length > 0)))).toBe(
      true,
    );
    flooded.destroy();
  });
});
