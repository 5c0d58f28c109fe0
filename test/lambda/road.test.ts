// The whole cloud half of the road on the local cloud: the shipped model, the real handler, DynamoDB and AWS IoT faces,
// and a bridge of ten lines that answers every command at once.
import { randomUUID } from "node:crypto";
import {
  decodeCommand,
  EVENT_RULE,
  encodeEvent,
  encodeOutcome,
  LAST_WILL_RULE,
  OUTCOME_RULE,
  topics,
} from "@house-band/contract";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import mqtt, { type MqttClient } from "mqtt";
import { bridgePolicyDocument } from "../../infra/src/bridge-policy.ts";
import { tableDefinition } from "../../infra/src/table-definition.ts";
import { createDynamoClient } from "../../lambda/src/adapters/dynamo.ts";
import { createHome, linkUser } from "../../lambda/src/adapters/home-seeding.ts";
import { createHomeStore } from "../../lambda/src/adapters/home-store.ts";
import { createSystemClock } from "../../lambda/src/adapters/system-clock.ts";
import { handler } from "../../lambda/src/handler.ts";
import { type Alexa, createAlexa } from "../../local/src/alexa/say.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../local/src/dynamodb.ts";
import { type LocalIot, startLocalIot } from "../../local/src/iot/local-iot.ts";
import model from "../../skill-package/interactionModels/custom/en-US.json" with { type: "json" };
import { home, playingState, THING } from "./fakes/home.ts";
import { ids, perSpeaker, SKILL_ID, USER_ID } from "./fakes/world.ts";

const tableName = "house-band";
const place = { region: "us-east-1", account: "000000000000" };
const signal = new AbortController().signal;

let database: LocalDynamoDb;
let iot: LocalIot;
let client: ReturnType<typeof createDynamoClient>;
let bridge: MqttClient;
let alexa: Alexa;
let received: string[] = [];

const rule = (name: string, topicFilter: string | null, thingLevel: number) => ({
  name,
  topicFilter,
  run: async ({ topic, payload, timestampMs }: { topic: string; payload: Uint8Array; timestampMs: number }) => {
    const thing = topic.split("/")[thingLevel - 1] ?? "";
    const event = {
      rule: name,
      thing,
      payload: JSON.parse(Buffer.from(payload).toString("utf8")),
      receivedAtMs: timestampMs,
    };
    await handler(event);
  },
});

beforeAll(async () => {
  database = await startLocalDynamoDb();
  iot = await startLocalIot({
    policy: bridgePolicyDocument(place),
    ...place,
    things: [THING],
    rules: [rule(OUTCOME_RULE, null, 1), rule(EVENT_RULE, null, 1), rule(LAST_WILL_RULE, topics.lastWill("+"), 3)],
  });
  Object.assign(process.env, {
    HOUSE_BAND_TABLE: tableName,
    HOUSE_BAND_SKILL_ID: SKILL_ID,
    HOUSE_BAND_LOG_LEVEL: "error",
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_ENDPOINT_URL_IOT_DATA_PLANE: iot.dataPlaneUrl,
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  client = createDynamoClient(30_000);
  await createTable(client, tableName, tableDefinition);
  await createHome({ client, tableName }, home, signal);
  await linkUser({ client, tableName }, { user: ids.userKeyOf(USER_ID), homeId: home.id, nowMs: 0 }, signal);
  alexa = createAlexa({ model, invoke: handler, skillId: SKILL_ID, userId: USER_ID, deviceId: "device" });
  bridge = await connectBridge();
});

afterAll(async () => {
  await bridge.endAsync(true);
  await iot.close();
  client.destroy();
  await database.close();
});

async function connectBridge(): Promise<MqttClient> {
  const options = { clientId: THING, clean: false, reconnectPeriod: 0, ...iot.credentialsFor(THING) };
  const will = {
    topic: topics.lastWill(THING),
    payload: Buffer.from('{"v":1,"kind":"lost"}'),
    qos: 1,
    retain: false,
  } as const;
  const connected = await mqtt.connectAsync(iot.mqttUrl, { ...options, will });
  connected.on("message", (topic, payload) => {
    const command = decodeCommand(payload);
    if (topic !== topics.command(THING) || !command.ok) return;
    received.push(command.value.kind);
    const timings = { acceptedMs: 1, settledMs: 2 };
    const outcome = {
      v: 1,
      commandId: command.value.id,
      seq: command.value.seq,
      state: "done",
      code: "OK",
      timings,
    } as const;
    connected.publish(
      topics.outcome(THING),
      Buffer.from(encodeOutcome({ ...outcome, perSpeaker: perSpeaker(command.value, "OK") })),
      {
        qos: 1,
      },
    );
  });
  const state = { v: 1, kind: "state", bootedAtMs: Date.now(), count: 1, state: playingState } as const;
  await connected.publishAsync(topics.event(THING), Buffer.from(encodeEvent(state)), { qos: 1 });
  return connected;
}

describe("one sentence through the whole cloud", () => {
  it("reaches the bridge, and comes back as what the bridge confirmed", async () => {
    received = [];
    const spoken = await alexa.say("alexa, ask house band to play jazz in the backyard and the kitchen");
    expect(spoken.speech).toBe("Playing jazz on Backyard and Kitchen.");
    expect(spoken.endsSession).toBe(true);
    expect(received).toEqual(["play"]);
  });

  it("changes the home, and the bridge's copy of it", async () => {
    await alexa.say("alexa, ask house band to rename fire pit to campfire");
    const store = createHomeStore({ client, tableName }, createSystemClock());
    const loaded = await store.load(home.id, "latest", signal);
    expect(loaded).toMatchObject({ ok: true, value: { home: { revision: 8 }, shadowRevision: 8 } });
  });

  it("is asked back, and completed by the bare answer", async () => {
    await alexa.say("alexa, ask house band to stop everywhere"); // else it would go on where it was just spoken of
    const asked = await alexa.say("alexa, ask house band to play jazz");
    expect(asked.endsSession).toBe(false);
    const answered = await alexa.say("the garage");
    expect(answered.speech).toBe("Playing jazz on Garage.");
  });

  it("tells the truth about a bridge that is gone", async () => {
    await bridge.endAsync(true);
    const spoken = await alexa.say("alexa, ask house band to pause the patio");
    expect(spoken.speech).toBe("I can't reach your bridge. Check that it has power and is on your network.");
    bridge = await connectBridge();
    expect((await alexa.say("alexa, ask house band to pause the patio")).speech).toBe("Paused Patio.");
  });

  it("does not speak for a stranger", async () => {
    const stranger = createAlexa({
      model,
      invoke: handler,
      skillId: SKILL_ID,
      userId: randomUUID(),
      deviceId: "device",
    });
    expect((await stranger.say("alexa, ask house band to stop the patio")).speech).toContain(
      "House Band needs a bridge",
    );
  });
});
