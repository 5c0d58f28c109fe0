// Each role against what its function really calls: the deployed code runs on the local cloud, a witness notes every
// call, and the role must allow these and nothing else.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  EVENT_RULE,
  type HomeEdit,
  HomeId,
  LAST_WILL_RULE,
  OUTCOME_RULE,
  PRESENCE_RULE,
  ThingName,
} from "@house-band/contract";
import { tableDefinition } from "@house-band/infra/table-definition";
import { createDynamoClient } from "@house-band/lambda/adapters/dynamo";
import { createHome, linkUser } from "@house-band/lambda/adapters/home-seeding";
import { createAwsHandler, type Handle } from "@house-band/lambda/handler";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAlexa } from "../../local/src/alexa/say.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../local/src/dynamodb.ts";
import model from "../../skill-package/interactionModels/custom/en-US.json" with { type: "json" };
import { home, playingState, THING } from "../lambda/fakes/home.ts";
import { ids, SKILL_ID, USER_ID } from "../lambda/fakes/world.ts";
import { BRIDGE_POLICY, type Rig, startRig } from "../local/iot/support.ts";
import { actionsOf, SYNTHESISED_BY_MS, statementsOf, synthesiseBoth } from "./synthesise.ts";
import { dynamoDbActions, iotActions, startWitness, type Witness } from "./witness.ts";

const TABLE = "house-band";
/** Of a home that everybody leaves. */
const DESERTED = ThingName.parse("hb-eeeeeeeeeeeeeeee");
const signal = new AbortController().signal;

let granted: Record<"direct" | "publish", (role: string) => readonly string[]>;
let database: LocalDynamoDb;
let rig: Rig;
const witnesses: Witness[] = [];

beforeAll(async () => {
  const { direct, publish } = await synthesiseBoth();
  const grantedIn =
    ({ template }: typeof direct) =>
    (role: string) =>
      actionsOf(statementsOf(template, role))
        .filter((action) => !action.startsWith("logs:"))
        .sort();
  granted = { direct: grantedIn(direct), publish: grantedIn(publish) };
  database = await startLocalDynamoDb();
  rig = await startRig({ policy: BRIDGE_POLICY, things: [THING, DESERTED] });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const client = createDynamoClient(30_000);
  await createTable(client, TABLE, tableDefinition);
  await createHome({ client, tableName: TABLE }, home, signal);
  await linkUser({ client, tableName: TABLE }, { user: ids.userKeyOf(USER_ID), homeId: home.id, nowMs: 0 }, signal);
  client.destroy();
  const { handle } = await deploy("direct");
  const state = { v: 1, kind: "state", bootedAtMs: 0, count: 1, state: playingState };
  await handle({ rule: EVENT_RULE, thing: THING, payload: state, receivedAtMs: Date.now() });
}, SYNTHESISED_BY_MS);
afterAll(async () => {
  for (const witness of witnesses) await witness.close();
  await rig.close();
  await database.close();
});

/** A function of its own, as it is deployed, whose every call is seen. */
async function deploy(send: "direct" | "publish") {
  const table = await startWitness(database.url, dynamoDbActions);
  const iot = await startWitness(rig.iot.dataPlaneUrl, iotActions);
  witnesses.push(table, iot);
  Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: table.url, AWS_ENDPOINT_URL_IOT_DATA_PLANE: iot.url });
  const handle = createAwsHandler({
    HOUSE_BAND_TABLE: TABLE,
    HOUSE_BAND_SKILL_ID: SKILL_ID,
    HOUSE_BAND_SEND: send,
    HOUSE_BAND_DEMO: "on",
    HOUSE_BAND_LOG_LEVEL: "error",
  });
  return { handle, called: () => [...table.actions, ...iot.actions].sort() };
}

/** Everything that makes a difference to what is called. The clients are made by the first of it. */
async function talk(invoke: Handle): Promise<void> {
  const alexa = createAlexa({ model, invoke, skillId: SKILL_ID, userId: USER_ID, deviceId: "device" });
  for (const sentence of [
    "pause the patio",
    "how are the speakers",
    "create a group called Party with the patio and the garage",
    "delete the group party",
    "which speakers do I have",
    "claim my home with code one two three four five six seven eight",
  ]) {
    await alexa.say(`alexa, ask house band to ${sentence}`);
    await alexa.say("yes");
  }
  const stranger = createAlexa({ model, invoke, skillId: SKILL_ID, userId: "a stranger", deviceId: "theirs" });
  expect((await stranger.say("alexa, ask house band to play jazz on the deck")).speech).toMatch(/^In the demo home: /);
}

const NO_HOME = { speakers: [], groups: [] };

async function report(handle: Handle): Promise<void> {
  const tell = (rule: string, payload: unknown) => handle({ rule, thing: THING, payload, receivedAtMs: Date.now() });
  const editId = (name: string) => ids.commandIdOf(name, 5);
  const edit = (name: string, made: HomeEdit) =>
    tell(EVENT_RULE, { v: 1, kind: "edit", editId: editId(name), homeId: home.id, edit: made });
  const speakerId = ids.speakerIdOf(editId("add"));
  await tell(EVENT_RULE, { v: 1, kind: "state", bootedAtMs: 1, count: 1, state: playingState });
  await tell(OUTCOME_RULE, {
    ...{ v: 1, commandId: editId("command"), seq: 1, state: "done", code: "OK", perSpeaker: {} },
    timings: { acceptedMs: 1, settledMs: 2 },
  });
  await tell(LAST_WILL_RULE, { v: 1, kind: "lost" });
  await tell(PRESENCE_RULE, { clientId: THING, eventType: "connected", timestamp: Date.now(), versionNumber: 1 });
  const deck = { speakerId, name: "Deck", address: "00:00:00:00:00:09" };
  await edit("add", { kind: "add-speaker", ...deck } as HomeEdit);
  await edit("remove", { kind: "remove-speaker", speakerId });
  const claimId = editId("claim");
  await tell(EVENT_RULE, { v: 1, kind: "claim-offer", claimId, purpose: "join", codeHash: "0".repeat(64) });
  await tell(EVENT_RULE, { v: 1, kind: "claim-answer", claimId, number: 10, isAllowed: true, home: NO_HOME });
  await tell(EVENT_RULE, { v: 1, kind: "claim-cancel", claimId });
}

describe("the role of the function that", () => {
  it.each(["direct", "publish"] as const)(
    "answers Alexa allows what it calls, and nothing else, where commands go by %s",
    async (send) => {
      const bridge = await rig.connect(THING);
      const { handle, called } = await deploy(send);
      await talk(handle);
      await bridge.client.endAsync();
      expect(called()).toEqual(granted[send]("VoiceRole"));
    },
    60_000,
  );

  it("takes in what bridges report allows what it calls, and to hand over what failed, and nothing else", async () => {
    const { handle, called } = await deploy("direct");
    await report(handle);
    expect([...called(), "sqs:SendMessage"]).toEqual(granted.direct("IngestRole"));
  }, 60_000);
});

describe("the role of the function that cleans", () => {
  it("allows what it calls, and nothing else", async () => {
    const deserted = { ...home, id: HomeId.parse("home_01JZZZZZZZZZZZZZZZZZZZZZZZ"), bridge: DESERTED };
    const client = createDynamoClient(30_000);
    const table = { client, tableName: TABLE };
    const user = ids.userKeyOf("whoever leaves");
    await createHome(table, deserted, signal);
    await linkUser(table, { user, homeId: deserted.id, nowMs: 0 }, signal);
    await linkUser(table, { user, homeId: home.id, nowMs: 0 }, signal);
    client.destroy();
    const { handle, called } = await deploy("direct"); // what was made above is not what it called
    await handle({ task: "clean" });
    expect(called()).toEqual(granted.direct("KeepRole"));
  }, 60_000);
});

describe("the roles together", () => {
  it("allow every call that there is in the code", async () => {
    const adapters = fileURLToPath(new URL("../../lambda/src/adapters", import.meta.url));
    const sources = await Promise.all((await readdir(adapters)).map((file) => readFile(join(adapters, file), "utf8")));
    const calls = sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)].map((call) => call[1] ?? ""));
    const names = ["VoiceRole", "IngestRole", "KeepRole", "RotationRole", "RetireRole"]
      .flatMap((role) => [...granted.direct(role), ...granted.publish(role)])
      .map((action) => action.replace(/^\w+:/, ""));
    // A transaction is allowed by what it consists of.
    expect(calls.filter((call) => call !== "TransactWriteItems" && !names.includes(call))).toEqual([]);
    expect(new Set(calls).size).toBeGreaterThan(5);
  });
});
