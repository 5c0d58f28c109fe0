// Publish and SendDirectMessage, as the SDK of AWS calls them.
import { PublishCommand, SendDirectMessageCommand } from "@aws-sdk/client-iot-data-plane";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { A, B, BRIDGE_POLICY, type Rig, refusal, settle, startRig, until } from "./support.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig.close();
});

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
