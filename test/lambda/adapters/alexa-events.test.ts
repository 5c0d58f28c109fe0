import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { createAlexaEvents } from "../../../lambda/src/adapters/alexa-events.ts";

const speech = "<speak>One moment.</speak>";

async function withAlexa(status: number | "hang", use: (apiEndpoint: string) => Promise<void>): Promise<object[]> {
  const seen: object[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      seen.push({ method: request.method, url: request.url, authorization: request.headers.authorization, body });
      if (status !== "hang") response.writeHead(status).end();
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.closeAllConnections();
  server.close();
  return seen;
}

const speak = (apiEndpoint: string, signal = AbortSignal.timeout(2_000)) =>
  createAlexaEvents().speakMeanwhile({ apiEndpoint, apiAccessToken: "token", requestId: "request" }, speech, signal);

describe("Alexa's directive service", () => {
  it("is called as it is documented", async () => {
    const seen = await withAlexa(204, async (apiEndpoint) => {
      expect(await speak(apiEndpoint)).toEqual({ ok: true, value: undefined });
    });
    expect(seen).toEqual([
      {
        method: "POST",
        url: "/v1/directives",
        authorization: "Bearer token",
        body: { header: { requestId: "request" }, directive: { type: "VoicePlayer.Speak", speech } },
      },
    ]);
  });

  it("may refuse, hang or be away: each is a fault, never an exception", async () => {
    await withAlexa(403, async (apiEndpoint) => {
      expect(await speak(apiEndpoint)).toMatchObject({ ok: false, error: { port: "alexa", code: "refused" } });
    });
    await withAlexa("hang", async (apiEndpoint) => {
      const signal = AbortSignal.timeout(50);
      expect(await speak(apiEndpoint, signal)).toMatchObject({ ok: false, error: { code: "timeout" } });
    });
    expect(await speak("http://127.0.0.1:1")).toMatchObject({ ok: false, error: { code: "unavailable" } });
    expect(await speak("not an address")).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });
});
