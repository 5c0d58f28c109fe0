// What the broker keeps for a client that is away, and what it says in its name when it is lost.
import { GetConnectionCommand, PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { describe, expect, it } from "@jest/globals";
import { A, B, rigs, settle, until } from "./support.ts";

const start = rigs();

describe("a persistent session", () => {
  it("gets what came while its client was away, in order and no faster than ten a second", async () => {
    const { connect } = await start();
    const away = await connect(A);
    await away.client.subscribeAsync("news/+", { qos: 1 });
    await away.client.endAsync();
    const other = await connect(B);
    for (const text of ["1", "2", "3", "4"]) await other.client.publishAsync("news/a", text, { qos: 1 });
    await other.client.publishAsync("news/a", "QoS 0 is not kept", { qos: 0 });
    const startedMs = performance.now();
    const back = await connect(A);
    await until(() => back.received.length === 4, "the four messages are there");
    expect(back.sessionPresent).toBe(true);
    expect(back.received.map(({ text }) => text)).toEqual(["1", "2", "3", "4"]);
    expect(performance.now() - startedMs).toBeGreaterThan(280);
  });

  it("sends again what was not acknowledged, marked as such", async () => {
    const { connect } = await start();
    const slow = await connect(A);
    slow.client.handleMessage = () => undefined;
    await slow.client.subscribeAsync("news", { qos: 1 });
    const other = await connect(B);
    await other.client.publishAsync("news", "important", { qos: 1 });
    await settle();
    slow.client.stream.destroy();
    await slow.closed;
    const back = await connect(A);
    await until(() => back.received.length === 1, "the message comes again");
    expect(back.received[0]).toMatchObject({ text: "important", dup: true });
    await settle();
    await back.client.endAsync();
    const later = await connect(A);
    await settle();
    expect(later.received).toEqual([]);
  });

  it("is forgotten after an hour, with its subscriptions", async () => {
    let nowMs = 0;
    const { connect } = await start({ nowMs: () => nowMs });
    const away = await connect(A);
    await away.client.subscribeAsync("news", { qos: 1 });
    await away.client.endAsync();
    await settle();
    nowMs = 3_600_001;
    const back = await connect(A);
    expect(back.sessionPresent).toBe(false);
  });

  it("drops what expired meanwhile", async () => {
    let nowMs = 0;
    const { connect, dataPlane } = await start({ nowMs: () => nowMs });
    const away = await connect(A);
    await away.client.subscribeAsync("news", { qos: 1 });
    await away.client.endAsync();
    await settle();
    await dataPlane.send(new PublishCommand({ topic: "news", qos: 1, messageExpiry: 10, payload: "play" }));
    await dataPlane.send(new PublishCommand({ topic: "news", qos: 1, payload: "settings" }));
    nowMs = 10_001;
    const back = await connect(A);
    await until(() => back.received.length === 1, "what did not expire is there");
    await settle();
    expect(back.received.map(({ text }) => text)).toEqual(["settings"]);
  });

  it("ends when its client comes back clean", async () => {
    const { connect } = await start();
    const away = await connect(A);
    await away.client.subscribeAsync("news", { qos: 1 });
    await away.client.endAsync();
    const clean = await connect(A, { clean: true });
    expect(clean.sessionPresent).toBe(false);
    await clean.client.endAsync();
    const other = await connect(B);
    await other.client.publishAsync("news", "missed", { qos: 1 });
    const back = await connect(A);
    await settle();
    expect({ received: back.received, sessionPresent: back.sessionPresent }).toEqual({
      received: [],
      sessionPresent: false,
    });
  });
});

describe("a Last Will", () => {
  const will = { topic: `hb/v1/${A}/up/lwt`, payload: Buffer.from("gone"), qos: 1, retain: false } as const;

  it("is published when the connection is lost, not when the client says goodbye", async () => {
    const { connect } = await start();
    const watcher = await connect(B);
    await watcher.client.subscribeAsync("hb/v1/+/up/lwt", { qos: 1 });
    const polite = await connect(A, { will });
    await polite.client.endAsync();
    await settle();
    expect(watcher.received).toEqual([]);
    const lost = await connect(A, { will });
    lost.client.stream.destroy();
    await until(() => watcher.received.length === 1, "the will is there");
    expect(watcher.received[0]).toMatchObject({ topic: `hb/v1/${A}/up/lwt`, text: "gone" });
  });

  it("is published when the keep-alive runs out", async () => {
    const { connect, dataPlane } = await start({ limits: { keepAliveMinSeconds: 0.1, keepAliveMaxSeconds: 0.1 } });
    const watcher = await connect(B);
    await watcher.client.subscribeAsync("hb/v1/+/up/lwt", { qos: 1 });
    const pinging = setInterval(() => watcher.client.sendPing(), 40);
    const silent = await connect(A, { keepalive: 0, will });
    await silent.closed;
    await until(() => watcher.received.length === 1, "the will is there");
    const connection = await dataPlane.send(new GetConnectionCommand({ clientId: A }));
    clearInterval(pinging);
    expect(connection).toMatchObject({ connected: false, disconnectReason: "MQTT_KEEP_ALIVE_TIMEOUT" });
  });

  it("is not heeded on a reserved topic", async () => {
    const { connect } = await start();
    const watcher = await connect(B);
    await watcher.client.subscribeAsync(`$aws/things/${A}/shadow/update/+`, { qos: 1 });
    const topic = `$aws/things/${A}/shadow/update`;
    const lost = await connect(A, { will: { ...will, topic, payload: Buffer.from('{"state":{"reported":{"a":1}}}') } });
    lost.client.stream.destroy();
    await settle();
    expect(watcher.received).toEqual([]);
  });
});
