// GetConnection, DeleteConnection and ListSubscriptions, as the SDK of AWS calls them.
import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  ListSubscriptionsCommand,
} from "@aws-sdk/client-iot-data-plane";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { A, B, type Rig, refusal, settle, startRig, until } from "./support.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig.close();
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
