// Where AWS draws a line: sizes, counts and rates, retained messages, topics.
import { GetConnectionCommand } from "@aws-sdk/client-iot-data-plane";
import { describe, expect, it } from "@jest/globals";
import { A, B, rigs, settle, until } from "./support.ts";

const start = rigs();

describe("limits", () => {
  it.each([
    ["QoS 2", { topic: "a", payload: "x", qos: 2 as const }],
    ["more than 128 KB", { topic: "a", payload: "x".repeat(131_073), qos: 1 as const }],
    ["more than seven slashes", { topic: "1/2/3/4/5/6/7/8/9", payload: "x", qos: 1 as const }],
    ["a topic beyond 256 bytes", { topic: "x".repeat(257), payload: "x", qos: 1 as const }],
  ])("cut a client off that publishes with %s", async (_what, { topic, payload, qos }) => {
    const { connect } = await start();
    const { client, closed } = await connect(A);
    client.publish(topic, payload, { qos }, () => undefined);
    await closed;
    expect(client.connected).toBe(false);
  });

  it("let 128 KB through whole", async () => {
    const { connect } = await start();
    const { client, received } = await connect(A);
    await client.subscribeAsync("a", { qos: 1 });
    await client.publishAsync("a", "x".repeat(131_072), { qos: 1 });
    await until(() => received.length === 1, "it is there");
    expect(received[0]?.text).toHaveLength(131_072);
  });

  it("allow eight filters in one SUBSCRIBE and cut off at nine", async () => {
    const { connect } = await start();
    const { client, closed } = await connect(A);
    const filters = (count: number) => Array.from({ length: count }, (_, index) => `filter/${index}`);
    expect(await client.subscribeAsync(filters(8))).toHaveLength(8);
    client.subscribe(filters(9), () => undefined);
    await closed;
    expect(client.connected).toBe(false);
  });

  it("refuse the 51st subscription of a connection and keep the fifty", async () => {
    const { connect } = await start();
    const { client } = await connect(A);
    for (let index = 0; index < 50; index++) await client.subscribeAsync(`filter/${index}`);
    await expect(client.subscribeAsync("filter/50")).rejects.toThrow();
    await client.unsubscribeAsync("filter/0");
    expect(await client.subscribeAsync("filter/50")).toHaveLength(1);
  });

  it("slow a client down that sends faster than 512 KB a second", async () => {
    const { connect } = await start({ limits: { bytesPerSecond: 100_000 } });
    const { client } = await connect(A);
    const startedMs = performance.now();
    for (let index = 0; index < 14; index++) await client.publishAsync("a", "x".repeat(10_000), { qos: 1 });
    expect(performance.now() - startedMs).toBeGreaterThan(350);
  });

  it("move a short keep-alive up to 30 s and none to 20 minutes", async () => {
    const { connect, dataPlane } = await start();
    await connect(A, { keepalive: 5 });
    await connect(B, { keepalive: 0 });
    const keepAlive = async (clientId: string) =>
      (await dataPlane.send(new GetConnectionCommand({ clientId }))).keepAliveDuration;
    expect([await keepAlive(A), await keepAlive(B)]).toEqual([30, 1_200]);
  });
});

describe("retained messages", () => {
  it("reach new subscriptions without wildcards only", async () => {
    const { connect } = await start();
    const other = await connect(B);
    await other.client.publishAsync("status/a", "kept", { qos: 1, retain: true });
    const { client, received } = await connect(A);
    await client.subscribeAsync("status/+", { qos: 1 });
    await settle();
    expect(received).toEqual([]);
    await client.subscribeAsync("status/a", { qos: 1 });
    await until(() => received.length === 1, "the kept message is there");
    expect(received[0]).toMatchObject({ topic: "status/a", text: "kept", retain: true });
  });

  it("are cleared by an empty one", async () => {
    const { connect } = await start();
    const { client, received } = await connect(A);
    await client.publishAsync("status/a", "kept", { qos: 1, retain: true });
    await client.publishAsync("status/a", "", { qos: 1, retain: true });
    await client.subscribeAsync("status/a", { qos: 1 });
    await settle();
    expect(received).toEqual([]);
  });
});

describe("topics", () => {
  it("with a trailing # do not stand for their parent", async () => {
    const { connect } = await start();
    const { client, received } = await connect(A);
    await client.subscribeAsync("sensor/#", { qos: 1 });
    await client.publishAsync("sensor", "parent", { qos: 1 });
    await client.publishAsync("sensor/a", "child", { qos: 1 });
    await until(() => received.length === 1, "the child is there");
    await settle();
    expect(received.map(({ text }) => text)).toEqual(["child"]);
  });

  it("matched by two subscriptions deliver one message, at the better QoS", async () => {
    const { connect } = await start();
    const { client, received } = await connect(A);
    await client.subscribeAsync("a/+", { qos: 0 });
    await client.subscribeAsync("a/b", { qos: 1 });
    await client.publishAsync("a/b", "once", { qos: 1 });
    await settle();
    expect(received).toHaveLength(1);
  });

  it("keep QoS 1 messages that a QoS 0 message overtook", async () => {
    const { connect } = await start();
    const { client, received } = await connect(A);
    await client.subscribeAsync("a/+", { qos: 1 });
    for (let index = 0; index < 50; index++) client.publish("a/b", `${index}`, { qos: index % 2 === 0 ? 1 : 0 });
    await until(() => received.length === 50, "all fifty are there");
  });
});
