import { GetConnectionCommand, PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { afterEach, describe, expect, it } from "@jest/globals";
import mqtt from "mqtt";
import type { LocalIotOptions, TraceEvent } from "../../../local/src/iot/local-iot.ts";
import { A, B, BRIDGE_POLICY, type Rig, settle, startRig, until } from "./support.ts";

let rig: Rig | null = null;
afterEach(async () => {
  await rig?.close();
  rig = null;
});
async function start(options: Partial<LocalIotOptions> = {}): Promise<Rig> {
  rig = await startRig(options);
  return rig;
}

describe("connecting", () => {
  it.each([
    ["no credentials", { username: "", password: "" }],
    ["a wrong password", { password: "wrong" }],
    ["another thing's name", { clientId: B }],
    ["a name of its own", { clientId: "stranger" }],
  ])("is refused with %s", async (_what, wrong) => {
    const { connect } = await start({ policy: BRIDGE_POLICY });
    await expect(connect(A, wrong)).rejects.toMatchObject({ code: 7 });
  });

  it("is refused with MQTT 5, which this broker does not speak", async () => {
    const { iot } = await start();
    const client = mqtt.connect(iot.mqttUrl, { protocolVersion: 5, clientId: A, reconnectPeriod: 0 });
    const error = await new Promise<unknown>((resolve) => client.once("error", resolve));
    await client.endAsync(true);
    expect(error).toMatchObject({ code: 1 });
  });

  it("hands out other credentials at every start, for registered things only", async () => {
    const first = await start();
    const { password } = first.iot.credentialsFor(A);
    await first.close();
    const second = await start();
    expect(second.iot.credentialsFor(A).password).not.toBe(password);
    expect(() => second.iot.credentialsFor("stranger")).toThrow(`No thing is registered as "stranger"`);
  });

  it("under an id that is connected cuts the older client off and keeps its session", async () => {
    const { connect } = await start();
    const older = await connect(A);
    await older.client.subscribeAsync("hb/v1/all", { qos: 1 });
    const newer = await connect(A);
    await older.closed;
    const other = await connect(B);
    await other.client.publishAsync("hb/v1/all", "to the newer", { qos: 1 });
    await until(() => newer.received.length === 1, "the newer client has the message");
    expect(newer.sessionPresent).toBe(true);
    expect(older.received).toEqual([]);
  });
});

describe("a bridge under the bridges' policy", () => {
  it("may do what the contract says", async () => {
    const { connect } = await start({ policy: BRIDGE_POLICY });
    const { client } = await connect(A, {
      will: { topic: `hb/v1/${A}/up/lwt`, payload: "gone", qos: 1, retain: false },
    });
    const granted = await client.subscribeAsync(
      [`hb/v1/${A}/cmd`, `$aws/things/${A}/shadow/name/config/get/+`, `$aws/things/${A}/shadow/name/config/update/+`],
      { qos: 1 },
    );
    expect(granted.map(({ qos }) => qos)).toEqual([1, 1, 1]);
    await client.publishAsync(`$aws/rules/hb_outcome/${A}`, "{}", { qos: 1 });
    await client.publishAsync(`$aws/things/${A}/shadow/name/state/get`, "", { qos: 1 });
    expect(client.connected).toBe(true);
  });

  it.each([
    `hb/v1/${B}/cmd`,
    `hb/v1/${B}/up/lwt`,
    `hb/v1/${A}/cmd`,
    `$aws/rules/hb_outcome/${B}`,
    `$aws/rules/hb_event/${B}`,
    `$aws/rules/hb_last_will/${A}`,
    `$aws/things/${B}/shadow/name/state/update`,
    `$aws/things/${B}/shadow/name/config/get`,
    `$aws/things/${B}/shadow/update`,
    `$aws/things/${A}/shadow/update`,
    `$aws/things/${A}/shadow/name/config/delete`,
    "anything/else",
  ])("is cut off when it publishes to %s, and the other bridge is not disturbed", async (topic) => {
    const seen: TraceEvent[] = [];
    const reached: string[] = [];
    const { connect } = await start({
      policy: BRIDGE_POLICY,
      onTrace: (event) => seen.push(event),
      rules: ["hb_outcome", "hb_event", "hb_last_will"].map((name) => ({
        name,
        topicFilter: name === "hb_last_will" ? "hb/v1/+/up/lwt" : null,
        run: async (message) => void reached.push(message.topic),
      })),
    });
    const victim = await connect(B);
    await victim.client.subscribeAsync([`hb/v1/${B}/cmd`, `$aws/things/${B}/shadow/name/config/update/+`], { qos: 1 });
    const thief = await connect(A);
    thief.client.publish(topic, '{"state":{"desired":{"a":1}}}', { qos: 1 }, () => undefined);
    await thief.closed;
    await settle();
    expect(seen).toContainEqual(expect.objectContaining({ kind: "denied", clientId: A, topic }));
    expect(seen).toContainEqual(
      expect.objectContaining({ kind: "disconnected", clientId: A, note: "FORBIDDEN_ACCESS" }),
    );
    expect({ victim: victim.received, reached, connected: victim.client.connected }).toEqual({
      victim: [],
      reached: [],
      connected: true,
    });
  });

  it.each([
    `hb/v1/${B}/cmd`,
    "hb/v1/+/cmd",
    "#",
    `$aws/things/${B}/shadow/name/config/update/+`,
    `$aws/things/${A}/shadow/#`,
    `$aws/rules/hb_outcome/${A}`,
  ])("gets its subscription to %s refused in the SUBACK", async (filter) => {
    const { connect } = await start({ policy: BRIDGE_POLICY });
    const thief = await connect(A);
    await expect(thief.client.subscribeAsync(filter, { qos: 1 })).rejects.toThrow();
    const good = await thief.client.subscribeAsync(`hb/v1/${A}/cmd`, { qos: 1 });
    expect(good[0]?.qos).toBe(1);
  });

  it("receives nothing that iot:Receive does not name, though its subscription matches", async () => {
    const { connect } = await start({ policy: BRIDGE_POLICY });
    const { client, received } = await connect(A);
    await client.subscribeAsync(`$aws/things/${A}/shadow/name/config/update/+`, { qos: 1 });
    await client.publishAsync(`$aws/things/${A}/shadow/name/config/update`, '{"state":{"reported":{"a":1}}}', {
      qos: 1,
    });
    await until(() => received.length > 0, "the update is accepted");
    await settle();
    expect(received.map(({ topic }) => topic)).toEqual([`$aws/things/${A}/shadow/name/config/update/accepted`]);
  });

  it("may not keep a message on the broker", async () => {
    const { connect } = await start({ policy: BRIDGE_POLICY });
    const { client, closed } = await connect(A);
    client.publish(`hb/v1/${A}/up/lwt`, "kept", { qos: 1, retain: true }, () => undefined);
    await closed;
    expect(client.connected).toBe(false);
  });
});

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
