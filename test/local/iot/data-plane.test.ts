// Shadows over HTTP, and who is let in at all.
import {
  DeleteThingShadowCommand,
  GetThingShadowCommand,
  ListNamedShadowsForThingCommand,
  UpdateThingShadowCommand,
} from "@aws-sdk/client-iot-data-plane";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { A, type Rig, refusal, settle, startRig, until } from "./support.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig.close();
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
