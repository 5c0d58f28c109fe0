// What an AirPlay device is told, as it hears it.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { tellByDacp } from "../../../../bridge-firmware/src/adapters/receivers/dacp.ts";

let device: Server;
let heard: [string | undefined, string | string[] | undefined][];
let status: number;
const remote = () => ({ host: "127.0.0.1", port: (device.address() as AddressInfo).port, token: "1986535575" });

beforeEach(async () => {
  [heard, status] = [[], 204];
  device = createServer((request, response) => {
    heard.push([request.url, request.headers["active-remote"]]);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => device.listen(0, "127.0.0.1", resolve));
});
afterEach(() => void device.close());

describe("an AirPlay device", () => {
  it.each([
    ["play", "/ctrl-int/1/play"],
    ["pause", "/ctrl-int/1/pause"],
    ["next", "/ctrl-int/1/nextitem"],
    ["previous", "/ctrl-int/1/previtem"],
  ] as const)("is told %s with the token that it gave", async (order, path) => {
    expect(await tellByDacp(remote(), order)).toEqual({ ok: true, value: undefined });
    expect(heard).toEqual([[path, "1986535575"]]);
  });

  it("that would not, has not been told; its token is in no fault", async () => {
    status = 403;
    const told = await tellByDacp(remote(), "pause");
    expect(told).toMatchObject({
      ok: false,
      error: { code: "refused", message: "the AirPlay device would not: it answered 403" },
    });
    expect(JSON.stringify(told)).not.toContain("1986535575");
  });

  it("that has gone, or never said how, is not told", async () => {
    const gone = remote();
    await new Promise((resolve) => device.close(resolve));
    expect(await tellByDacp(gone, "pause")).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("ECONNREFUSED") },
    });
    expect(await tellByDacp({ ...gone, port: null }, "pause")).toMatchObject({
      ok: false,
      error: { message: "it offers no player: tell it there" },
    });
  });
});
