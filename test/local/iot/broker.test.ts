// Who comes in at the broker, and what the bridges' own policy lets them do.
import { describe, expect, it } from "@jest/globals";
import mqtt from "mqtt";
import type { TraceEvent } from "../../../local/src/iot/local-iot.ts";
import { A, B, BRIDGE_POLICY, rigs, settle, until } from "./support.ts";

const start = rigs();

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
