// Lifecycle events as AWS IoT publishes them: for rules, by the connection's number, for everyone who comes and goes.
import { afterEach, describe, expect, it } from "@jest/globals";
import type { LocalIotOptions } from "../../../local/src/iot/local-iot.ts";
import { A, B, BRIDGE_POLICY, type Rig, startRig, until } from "./support.ts";

let rig: Rig;
afterEach(() => rig.close());

type Seen = { readonly topic: string; readonly [field: string]: unknown };

async function start(options: Partial<LocalIotOptions> = {}) {
  const seen: Seen[] = [];
  const run: LocalIotOptions["rules"][number]["run"] = async ({ topic, payload }) => {
    seen.push({ topic, ...JSON.parse(Buffer.from(payload).toString("utf8")) });
  };
  rig = await startRig({ rules: [{ name: "presence", topicFilter: "$aws/events/presence/+/+", run }], ...options });
  return { ...rig, seen, seenOf: (event: string) => seen.filter(({ eventType }) => eventType === event) };
}

describe("a client that comes and goes", () => {
  it("is announced with the same number and session both times, and with how it went", async () => {
    const { connect, seen } = await start();
    const { client } = await connect(A);
    await client.endAsync();
    await until(() => seen.length === 2, "both events are there");
    const [came, went] = seen;
    expect(came).toMatchObject({
      topic: `$aws/events/presence/connected/${A}`,
      clientId: A,
      eventType: "connected",
      versionNumber: 0,
      ipAddress: "127.0.0.1",
    });
    expect(went).toMatchObject({
      topic: `$aws/events/presence/disconnected/${A}`,
      eventType: "disconnected",
      versionNumber: 0,
      sessionIdentifier: came?.sessionIdentifier,
      clientInitiatedDisconnect: true,
      disconnectReason: "CLIENT_INITIATED_DISCONNECT",
    });
    expect(Number(went?.timestamp)).toBeGreaterThanOrEqual(Number(came?.timestamp));
  });

  it("has a higher number each time, and 0 again after a long absence", async () => {
    let nowMs = 1_000_000;
    const { connect, seenOf } = await start({ nowMs: () => nowMs });
    for (const awayMs of [1_000, 3_500_000, 3_700_000]) {
      await (await connect(A)).client.endAsync();
      await until(() => seenOf("disconnected").length === seenOf("connected").length, "it has gone");
      nowMs += awayMs;
    }
    await connect(A);
    await until(() => seenOf("connected").length === 4, "it has come four times");
    expect(seenOf("connected").map(({ versionNumber }) => versionNumber)).toEqual([0, 1, 2, 0]);
  });

  it("is told apart from the one that took its place", async () => {
    const { connect, seen, seenOf } = await start();
    const first = await connect(A);
    await connect(A);
    await first.closed;
    await until(() => seen.length === 3, "all three events are there");
    expect(seenOf("connected").map(({ versionNumber }) => versionNumber)).toEqual([0, 1]);
    expect(seenOf("disconnected")).toMatchObject([{ versionNumber: 0, disconnectReason: "DUPLICATE_CLIENTID" }]);
  });

  it("is announced as gone one and a half keep-alives after it fell silent", async () => {
    const { connect, seenOf } = await start({ limits: { keepAliveMinSeconds: 0.2, keepAliveMaxSeconds: 0.2 } });
    await connect(A, { keepalive: 0 });
    await until(() => seenOf("disconnected").length === 1, "it has gone");
    expect(seenOf("disconnected")).toMatchObject([{ disconnectReason: "MQTT_KEEP_ALIVE_TIMEOUT" }]);
    const [came, went] = [seenOf("connected")[0], seenOf("disconnected")[0]];
    expect(Number(went?.timestamp) - Number(came?.timestamp)).toBeGreaterThanOrEqual(200);
  });

  it("is not announced where it is not let in", async () => {
    const { connect, seen } = await start();
    await expect(connect(A, { password: "wrong" })).rejects.toThrow();
    await connect(B);
    await until(() => seen.length > 0, "the other one is announced");
    expect(seen.map(({ clientId }) => clientId)).toEqual([B]);
  });

  it("can't announce anybody itself", async () => {
    const { connect, seen } = await start({ policy: BRIDGE_POLICY });
    const liar = await connect(A);
    liar.client.publish(`$aws/events/presence/disconnected/${B}`, "{}", { qos: 1 }, () => undefined);
    await liar.closed;
    await until(() => seen.length === 2, "it has come and gone");
    expect(seen.map(({ clientId }) => clientId)).toEqual([A, A]);
  });
});
