import {
  DeleteConnectionCommand,
  DeleteThingShadowCommand,
  GetConnectionCommand,
  GetThingShadowCommand,
  IoTDataPlaneServiceException,
  ListNamedShadowsForThingCommand,
  ListSubscriptionsCommand,
  PublishCommand,
  SendDirectMessageCommand,
  UpdateThingShadowCommand,
} from "@aws-sdk/client-iot-data-plane";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { A, B, BRIDGE_POLICY, type Rig, settle, startRig, until } from "./support.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig.close();
});

/** The name and status of the exception that AWS's client makes of the answer. */
async function refusal(
  call: Promise<unknown>,
): Promise<{ readonly name: string; readonly status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof IoTDataPlaneServiceException) {
      return { name: error.name, status: error.$metadata.httpStatusCode };
    }
    throw error;
  }
  throw new Error("the call was not refused");
}

describe("Publish", () => {
  it("reaches the subscribers, with every option that the SDK knows", async () => {
    const { client, received } = await rig.connect(A);
    await client.subscribeAsync(`hb/v1/${A}/cmd`, { qos: 1 });
    await rig.dataPlane.send(
      new PublishCommand({
        topic: `hb/v1/${A}/cmd`,
        qos: 1,
        payload: Buffer.from("play ü"),
        messageExpiry: 10,
        responseTopic: "answers/here",
        correlationData: Buffer.from("c-1").toString("base64"),
        userProperties: JSON.stringify([{ origin: "voice" }]),
        payloadFormatIndicator: "UTF8_DATA",
        contentType: "application/json",
      }),
    );
    await until(() => received.length === 1, "the message is there");
    expect(received[0]).toMatchObject({ topic: `hb/v1/${A}/cmd`, text: "play ü", retain: false });
  });

  it("keeps a retained message", async () => {
    await rig.dataPlane.send(new PublishCommand({ topic: "status/a", retain: true, qos: 1, payload: "kept" }));
    const { client, received } = await rig.connect(A);
    await client.subscribeAsync("status/a", { qos: 1 });
    await until(() => received.length === 1, "the kept message is there");
    expect(received[0]?.retain).toBe(true);
  });

  it.each([
    ["QoS 2", { topic: "a", qos: 2 }],
    ["a topic with a wildcard", { topic: "a/+" }],
    ["too many slashes", { topic: "1/2/3/4/5/6/7/8/9" }],
    ["an expiry below zero", { topic: "a", messageExpiry: -1 }],
    ["a response topic with a wildcard", { topic: "a", responseTopic: "b/#" }],
    ["correlation data that is not base64", { topic: "a", correlationData: "?" }],
    ["user properties that are no array", { topic: "a", userProperties: '{"a":"b"}' }],
  ])("refuses %s with 400", async (_what, input) => {
    expect(await refusal(rig.dataPlane.send(new PublishCommand(input)))).toEqual({
      name: "InvalidRequestException",
      status: 400,
    });
  });

  it("refuses more than 128 KB with 413", async () => {
    const payload = new Uint8Array(131_073);
    expect(await refusal(rig.dataPlane.send(new PublishCommand({ topic: "a", payload })))).toEqual({
      name: "RequestEntityTooLargeException",
      status: 413,
    });
  });
});

describe("SendDirectMessage", () => {
  const direct = (more: object = {}) =>
    new SendDirectMessageCommand({
      clientId: A,
      topic: `hb/v1/${A}/cmd`,
      payload: "play",
      confirmation: true,
      ...more,
    });

  it("reaches a client that subscribed to nothing, and returns after its PUBACK", async () => {
    const { received } = await rig.connect(A);
    const answer = await rig.dataPlane.send(direct());
    expect(received.map(({ topic, text }) => ({ topic, text }))).toEqual([{ topic: `hb/v1/${A}/cmd`, text: "play" }]);
    expect(answer).toMatchObject({ message: "OK", traceId: expect.any(String) });
  });

  it("waits as long as the client holds its PUBACK back", async () => {
    const { client, received } = await rig.connect(A);
    let acknowledge: () => void = () => undefined;
    client.handleMessage = (_packet, done) => {
      acknowledge = () => done();
    };
    let isAnswered = false;
    const answer = rig.dataPlane.send(direct()).then(() => {
      isAnswered = true;
    });
    await until(() => received.length === 1, "the client has the message");
    await settle();
    expect(isAnswered).toBe(false);
    acknowledge();
    await answer;
    expect(isAnswered).toBe(true);
  });

  it("ends with 504 where no PUBACK comes in time", async () => {
    const { client } = await rig.connect(A);
    client.handleMessage = () => undefined;
    const startedMs = performance.now();
    expect(await refusal(rig.dataPlane.send(direct({ timeout: 1 })))).toEqual({
      name: "GatewayTimeoutException",
      status: 504,
    });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(990);
  });

  it("without confirmation returns at once", async () => {
    const { client, received } = await rig.connect(A);
    client.handleMessage = () => undefined;
    await rig.dataPlane.send(direct({ confirmation: false }));
    await until(() => received.length === 1, "the client has the message");
  });

  it("queues nothing for a client that is away: 404", async () => {
    const away = await rig.connect(A);
    await away.client.endAsync();
    await settle();
    expect(await refusal(rig.dataPlane.send(direct()))).toEqual({ name: "ResourceNotFoundException", status: 404 });
    const back = await rig.connect(A);
    await settle();
    expect(back.received).toEqual([]);
  });

  it.each([0, 16])("refuses a timeout of %d s with 400", async (timeout) => {
    await rig.connect(A);
    expect(await refusal(rig.dataPlane.send(direct({ timeout })))).toEqual({
      name: "InvalidRequestException",
      status: 400,
    });
  });

  it("is refused on a topic that the client's policy does not let it receive", async () => {
    const bridges = await startRig({ policy: BRIDGE_POLICY });
    await bridges.connect(A);
    const answer = await refusal(bridges.dataPlane.send(direct({ topic: `hb/v1/${B}/cmd` })));
    await bridges.dataPlane.send(direct());
    await bridges.close();
    expect(answer).toEqual({ name: "ForbiddenException", status: 403 });
  });

  it("is not seen by rules or other subscribers", async () => {
    const other = await rig.connect(B);
    await other.client.subscribeAsync("#", { qos: 1 });
    await rig.connect(A);
    await rig.dataPlane.send(direct());
    await settle();
    expect(other.received).toEqual([]);
  });
});

describe("GetConnection", () => {
  it("describes a client that is connected", async () => {
    await rig.connect(A, { keepalive: 60 });
    const connection = await rig.dataPlane.send(
      new GetConnectionCommand({ clientId: A, includeSocketInformation: true }),
    );
    expect(connection).toMatchObject({
      clientId: A,
      connected: true,
      thingName: A,
      cleanSession: false,
      keepAliveDuration: 60,
      sessionExpiry: 3_600,
      connectedSince: expect.any(Number),
      sourceIp: "127.0.0.1",
    });
    expect(connection.disconnectReason).toBeUndefined();
  });

  it("says why and since when a client is gone, for half an hour", async () => {
    let nowMs = 1_000_000;
    const timed = await startRig({ nowMs: () => nowMs });
    const { client } = await timed.connect(A);
    await client.endAsync();
    await settle();
    const get = () => timed.dataPlane.send(new GetConnectionCommand({ clientId: A }));
    expect(await get()).toMatchObject({
      connected: false,
      disconnectedSince: 1_000_000,
      disconnectReason: "CLIENT_INITIATED_DISCONNECT",
    });
    nowMs += 30 * 60_000 + 1;
    expect(await refusal(get())).toEqual({ name: "ResourceNotFoundException", status: 404 });
    await timed.close();
  });

  it("knows nothing of a client that never connected: 404", async () => {
    expect(await refusal(rig.dataPlane.send(new GetConnectionCommand({ clientId: A })))).toEqual({
      name: "ResourceNotFoundException",
      status: 404,
    });
  });
});

describe("DeleteConnection", () => {
  const will = { topic: `hb/v1/${A}/up/lwt`, payload: Buffer.from("gone"), qos: 1, retain: false } as const;

  it("cuts a client off, publishes its Last Will and keeps its session", async () => {
    const watcher = await rig.connect(B);
    await watcher.client.subscribeAsync("hb/v1/+/up/lwt", { qos: 1 });
    const { client, closed } = await rig.connect(A, { will });
    await client.subscribeAsync("news", { qos: 1 });
    await rig.dataPlane.send(new DeleteConnectionCommand({ clientId: A }));
    await closed;
    await until(() => watcher.received.length === 1, "the will is there");
    expect(await rig.dataPlane.send(new GetConnectionCommand({ clientId: A }))).toMatchObject({
      connected: false,
      disconnectReason: "API_INITIATED_DISCONNECT",
    });
    expect((await rig.connect(A)).sessionPresent).toBe(true);
  });

  it("holds the Last Will back and ends the session where asked to", async () => {
    const watcher = await rig.connect(B);
    await watcher.client.subscribeAsync("hb/v1/+/up/lwt", { qos: 1 });
    const { client, closed } = await rig.connect(A, { will });
    await client.subscribeAsync("news", { qos: 1 });
    await rig.dataPlane.send(
      new DeleteConnectionCommand({ clientId: A, cleanSession: true, preventWillMessage: true }),
    );
    await closed;
    await settle();
    expect(watcher.received).toEqual([]);
    expect((await rig.connect(A)).sessionPresent).toBe(false);
  });

  it("knows nothing of a client that is not connected: 404", async () => {
    expect(await refusal(rig.dataPlane.send(new DeleteConnectionCommand({ clientId: A })))).toEqual({
      name: "ResourceNotFoundException",
      status: 404,
    });
  });
});

describe("ListSubscriptions", () => {
  it("names the filters of a client with their QoS", async () => {
    const { client } = await rig.connect(A);
    await client.subscribeAsync("a/+", { qos: 1 });
    await client.subscribeAsync("b", { qos: 0 });
    const { subscriptions } = await rig.dataPlane.send(new ListSubscriptionsCommand({ clientId: A }));
    expect(subscriptions).toEqual([
      { topicFilter: "a/+", qos: 1 },
      { topicFilter: "b", qos: 0 },
    ]);
  });
});

describe("shadows over HTTP", () => {
  const update = (state: object, more: object = {}, shadowName?: string) =>
    rig.dataPlane.send(
      new UpdateThingShadowCommand({
        thingName: A,
        ...(shadowName === undefined ? {} : { shadowName }),
        payload: Buffer.from(JSON.stringify({ state, ...more })),
      }),
    );
  const read = (payload: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(payload ?? []).toString());

  it.each([undefined, "config"])("are updated, read and deleted (name: %s)", async (shadowName) => {
    const ref = { thingName: A, ...(shadowName === undefined ? {} : { shadowName }) };
    const updated = await update({ desired: { a: 1 } }, { clientToken: "t-1" }, shadowName);
    expect(read(updated.payload)).toMatchObject({ state: { desired: { a: 1 } }, version: 1, clientToken: "t-1" });
    const got = await rig.dataPlane.send(new GetThingShadowCommand(ref));
    expect(read(got.payload)).toMatchObject({ state: { desired: { a: 1 }, delta: { a: 1 } }, version: 1 });
    const deleted = await rig.dataPlane.send(new DeleteThingShadowCommand(ref));
    expect(read(deleted.payload)).toMatchObject({ version: 1 });
    expect(await refusal(rig.dataPlane.send(new GetThingShadowCommand(ref)))).toEqual({
      name: "ResourceNotFoundException",
      status: 404,
    });
  });

  it("are listed by name, page by page", async () => {
    for (const name of ["state", "config", "extra"]) await update({ reported: { a: 1 } }, {}, name);
    await update({ reported: { a: 1 } });
    const first = await rig.dataPlane.send(new ListNamedShadowsForThingCommand({ thingName: A, pageSize: 2 }));
    expect(first.results).toEqual(["config", "extra"]);
    const second = await rig.dataPlane.send(
      new ListNamedShadowsForThingCommand({ thingName: A, pageSize: 2, nextToken: first.nextToken }),
    );
    expect(second).toMatchObject({ results: ["state"], timestamp: expect.any(Number) });
    expect(second.nextToken).toBeUndefined();
  });

  it("tell the thing's subscribers what changed", async () => {
    const { client, received } = await rig.connect(A);
    await client.subscribeAsync(`$aws/things/${A}/shadow/name/config/update/+`, { qos: 1 });
    await update({ desired: { a: 1 } }, {}, "config");
    await until(() => received.length === 3, "accepted, delta and documents are there");
    expect(received.map(({ topic }) => topic.split("/").at(-1))).toEqual(["accepted", "delta", "documents"]);
  });

  it("send no MQTT message about a failure", async () => {
    const { client, received } = await rig.connect(A);
    await client.subscribeAsync(`$aws/things/${A}/shadow/+/rejected`, { qos: 1 });
    await client.subscribeAsync(`$aws/things/${A}/shadow/update/+`, { qos: 1 });
    await refusal(update({ desired: { a: [null] } }));
    await refusal(rig.dataPlane.send(new GetThingShadowCommand({ thingName: A })));
    await settle();
    expect(received).toEqual([]);
  });

  it.each([
    [400, "InvalidRequestException", { desired: 7 }, {}],
    [409, "ConflictException", { desired: { a: 1 } }, { version: 9 }],
    [413, "RequestEntityTooLargeException", { desired: { a: "x".repeat(9_000) } }, {}],
  ])("fail with %d %s", async (status, name, state, more) => {
    expect(await refusal(update(state, more))).toEqual({ name, status });
  });

  it("fail with 415 UnsupportedDocumentEncodingException", async () => {
    const payload = Uint8Array.of(0x7b, 0xff, 0x7d);
    expect(await refusal(rig.dataPlane.send(new UpdateThingShadowCommand({ thingName: A, payload })))).toEqual({
      name: "UnsupportedDocumentEncodingException",
      status: 415,
    });
  });

  it("of a thing that is not registered are not found", async () => {
    const thingName = "stranger";
    for (const command of [
      new GetThingShadowCommand({ thingName }),
      new ListNamedShadowsForThingCommand({ thingName }),
    ]) {
      expect(await refusal(rig.dataPlane.send(command))).toMatchObject({ status: 404 });
    }
  });
});

describe("the data plane's door", () => {
  const authorization =
    `AWS4-HMAC-SHA256 Credential=local/20261120/us-east-1/iotdata/aws4_request, ` +
    `SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`;

  it("refuses a request that is not signed", async () => {
    const response = await fetch(`${rig.iot.dataPlaneUrl}/things/${A}/shadow`);
    expect(response.status).toBe(403);
    expect(response.headers.get("x-amzn-errortype")).toBe("ForbiddenException");
    expect(await response.json()).toMatchObject({ message: "Missing Authentication Token" });
  });

  it.each([
    ["PUT", `/things/${A}/shadow`, 405],
    ["GET", "/nothing/here", 404],
    ["GET", "/things/%ff/shadow", 400],
  ])("answers %s %s with %d", async (method, path, status) => {
    const response = await fetch(`${rig.iot.dataPlaneUrl}${path}`, { method, headers: { authorization } });
    expect(response.status).toBe(status);
    await response.arrayBuffer();
  });

  it("opens to this machine only", () => {
    expect(rig.iot.dataPlaneUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(rig.iot.mqttUrl).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/);
  });
});
