import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Command, DecidedEdit, toConfigDesired } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createBridgeLink } from "../../../lambda/src/adapters/bridge-link.ts";
import { createIotClient, toIotFault } from "../../../lambda/src/adapters/iot.ts";
import { home, PATIO, THING } from "../fakes/home.ts";
import { ids } from "../fakes/world.ts";

type Call = { readonly method: string; readonly path: string; readonly query: URLSearchParams; readonly body: string };
type Answer = { readonly status: number; readonly error?: string; readonly body?: object } | "hang" | "drop";

const command: Command = {
  v: 1,
  id: ids.commandIdOf("request", 1_790_000_000_000),
  seq: 3,
  issuedAtMs: 1_790_000_000_000,
  ttlMs: 10_000,
  origin: "alexa",
  kind: "pause",
  speakers: [PATIO],
};

let server: Server;
let calls: Call[];
let answers: Answer[];

beforeEach(async () => {
  calls = [];
  answers = [];
  server = createServer(async (request, response) => {
    calls.push(await toCall(request));
    const answer = answers.shift() ?? { status: 200 };
    if (answer === "hang") return;
    if (answer === "drop") return void request.socket.destroy();
    if (answer.error) response.setHeader("x-amzn-errortype", answer.error);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body ?? {}));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_IOT_DATA_PLANE: `http://127.0.0.1:${port}`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function toCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://host");
  const body = Buffer.concat(chunks).toString("utf8");
  return { method: request.method ?? "", path: decodeURIComponent(pathname), query: searchParams, body };
}

async function withLink<T>(
  how: "direct" | "publish",
  use: (link: ReturnType<typeof createBridgeLink>) => Promise<T>,
): Promise<T> {
  const client = createIotClient();
  try {
    return await use(createBridgeLink(client, how));
  } finally {
    client.destroy();
  }
}

const send = (how: "direct" | "publish", signal = AbortSignal.timeout(4_000)) =>
  withLink(how, (link) => link.send(THING, command, signal));

describe("sending directly", () => {
  it("goes to this one bridge, asks for its acknowledgement within two seconds, and is journaled then", async () => {
    expect(await send("direct")).toEqual({ ok: true, value: "journaled" });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.path).toContain(THING);
    expect(`${calls[0]?.path}?${calls[0]?.query}`).toContain(
      `hb/v1/${THING}/cmd`.replaceAll("/", calls[0]?.path.includes("hb/v1") ? "/" : "%2F"),
    );
    expect(calls[0]?.query.get("confirmation")).toBe("true");
    expect(calls[0]?.query.get("timeout")).toBe("2");
    expect(JSON.parse(calls[0]?.body ?? "")).toEqual(command);
  });

  it.each<[string, Answer, unknown]>([
    [
      "offline where nobody of that name is connected",
      { status: 404, error: "ResourceNotFoundException" },
      { ok: true, value: "offline" },
    ],
    [
      "unknown where the acknowledgement did not come",
      { status: 504, error: "GatewayTimeoutException" },
      { ok: true, value: "unknown" },
    ],
    [
      "unknown where the service failed",
      { status: 500, error: "InternalFailureException" },
      { ok: true, value: "unknown" },
    ],
    [
      "a fault where it was refused",
      { status: 403, error: "ForbiddenException" },
      { ok: false, error: { code: "refused" } },
    ],
    [
      "a fault where it was throttled",
      { status: 429, error: "ThrottlingException" },
      { ok: false, error: { code: "refused" } },
    ],
  ])("is %s, and never sent a second time", async (_name, answer, result) => {
    answers = [answer];
    expect(await send("direct")).toMatchObject(result as object);
    expect(calls).toHaveLength(1);
  });

  it("is sent once more, the same, where the connection broke, as one does that was kept open for too long", async () => {
    answers = ["drop"];
    expect(await send("direct")).toEqual({ ok: true, value: "journaled" });
    expect(calls).toHaveLength(2);
    expect(calls[1]).toEqual(calls[0]);
  });

  it("is unknown where the connection broke twice", async () => {
    answers = ["drop", "drop"];
    expect(await send("direct")).toEqual({ ok: true, value: "unknown" });
    expect(calls).toHaveLength(2);
  });

  it("is unknown where the turn ends before the answer", async () => {
    answers = ["hang"];
    expect(await send("direct", AbortSignal.timeout(60))).toEqual({ ok: true, value: "unknown" });
  });

  it.each(["ECONNREFUSED", "ENOTFOUND"])("is a fault where there was no connection to send it on: %s", (code) => {
    const systemError = Object.assign(new Error(`connect ${code}`), { code });
    expect(toIotFault(systemError)).toMatchObject({ code: "refused", retryable: false });
    expect(toIotFault(Object.assign(new Error("read"), { code: "ECONNRESET" }))).toMatchObject({ code: "unavailable" });
  });
});

describe("publishing, where direct messages are missing", () => {
  it("asks whether the bridge is there, then publishes with an expiry", async () => {
    answers = [{ status: 200, body: { connected: true } }, { status: 200 }];
    expect(await send("publish")).toEqual({ ok: true, value: "sent" });
    expect(calls).toHaveLength(2);
    expect(calls[1]).toMatchObject({ method: "POST", path: `/topics/hb/v1/${THING}/cmd` });
    expect(calls[1]?.query.get("qos")).toBe("1");
    expect(calls[1]?.query.get("messageExpiry")).toBe("10");
    expect(JSON.parse(calls[1]?.body ?? "")).toEqual(command);
  });

  it.each<[string, Answer]>([
    ["is known to be away", { status: 200, body: { connected: false } }],
    ["has never connected", { status: 404, error: "ResourceNotFoundException" }],
  ])("publishes nothing for a bridge that %s", async (_name, answer) => {
    answers = [answer];
    expect(await send("publish")).toEqual({ ok: true, value: "offline" });
    expect(calls).toHaveLength(1);
  });

  it("publishes all the same where the question fails", async () => {
    answers = [{ status: 500, error: "InternalFailureException" }];
    expect(await send("publish")).toEqual({ ok: true, value: "sent" });
  });
});

describe("the config shadow", () => {
  const publish = () => withLink("direct", (link) => link.publishConfig(home, AbortSignal.timeout(4_000)));
  const shadow = (desired: object, version: number) => ({ status: 200, body: { state: { desired }, version } });
  const written = () => JSON.parse(calls.filter(({ method }) => method === "POST").at(-1)?.body ?? "null");

  it("is made where there is none", async () => {
    answers = [{ status: 404, error: "ResourceNotFoundException" }, { status: 200 }];
    expect(await publish()).toEqual({ ok: true, value: undefined });
    expect(calls.map(({ method, path, query }) => [method, path, query.get("name")])).toEqual([
      ["GET", `/things/${THING}/shadow`, "config"],
      ["POST", `/things/${THING}/shadow`, "config"],
    ]);
    expect(written()).toEqual({ state: { desired: JSON.parse(JSON.stringify(toConfigDesired(home))) } });
  });

  it("is replaced under the version that was read, with null for whatever is gone", async () => {
    const gone = { homeId: home.id, revision: 6, speakers: { spk_gone: {} }, groups: { grp_gone: {} }, nonsense: 1 };
    answers = [shadow(gone, 41), { status: 200 }];
    expect(await publish()).toEqual({ ok: true, value: undefined });
    expect(written().version).toBe(41);
    expect(written().state.desired).toMatchObject({
      revision: 7,
      nonsense: null,
      speakers: { spk_gone: null, [PATIO]: { name: "Patio" } },
      groups: { grp_gone: null },
    });
  });

  it("loses a speaker's tone when that was reset: the shadow itself would keep what is not named", async () => {
    const tone = { trimDb: 3, equaliser: [] };
    const toned = { homeId: home.id, revision: 6, speakers: { [PATIO]: { name: "Patio", tone } }, groups: {} };
    answers = [shadow(toned, 41), { status: 200 }];
    await publish();
    expect(written().state.desired.speakers[PATIO]).toMatchObject({ name: "Patio", tone: null });
  });

  it("loses why the edit before was refused: the shadow itself would keep it", async () => {
    const [id, before] = ["01JEDJT0000000000000000001", "01JEDJT0000000000000000000"];
    const answered = { ...home, lastEdit: DecidedEdit.parse({ id }) };
    const old = {
      homeId: home.id,
      revision: 6,
      lastEdit: { id: before, refused: "name-taken" },
      speakers: {},
      groups: {},
    };
    answers = [shadow(old, 41), { status: 200 }];
    await withLink("direct", (link) => link.publishConfig(answered, AbortSignal.timeout(4_000)));
    expect(written().state.desired.lastEdit).toEqual({ id, refused: null });
  });

  it("is read again where somebody else wrote in between", async () => {
    const old = { homeId: home.id, revision: 5 };
    answers = [shadow(old, 1), { status: 409, error: "ConflictException" }, shadow(old, 2), { status: 200 }];
    expect(await publish()).toEqual({ ok: true, value: undefined });
    expect(written().version).toBe(2);
  });

  it("never goes back to an older revision", async () => {
    answers = [shadow({ homeId: home.id, revision: 8 }, 50)];
    expect(await publish()).toEqual({ ok: true, value: undefined });
    expect(calls).toHaveLength(1);
  });

  it("of another home's is replaced, whatever its revision", async () => {
    answers = [shadow({ homeId: "home_01JZZZZZZZZZZZZZZZZZZZZZZZ", revision: 99 }, 50), { status: 200 }];
    await publish();
    expect(written().state.desired).toMatchObject({ homeId: home.id, revision: 7 });
  });

  it.each<[string, Answer[], string]>([
    ["is refused", [{ status: 403, error: "ForbiddenException" }], "refused"],
    ["is too large", [shadow({}, 1), { status: 413, error: "RequestEntityTooLargeException" }], "refused"],
    ["fails", [{ status: 500, error: "InternalFailureException" }], "unavailable"],
  ])("that %s is a fault", async (_name, script, code) => {
    answers = script;
    expect(await publish()).toMatchObject({ ok: false, error: { port: "bridge", code } });
  });
});
