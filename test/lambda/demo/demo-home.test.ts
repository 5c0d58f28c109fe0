// The demo home, as it is spoken to: the deployed function on the local database, by somebody who has no home.
import { tableDefinition } from "@house-band/infra/table-definition";
import { createClaimStore } from "@house-band/lambda/adapters/claim-store";
import { scanAll } from "@house-band/lambda/adapters/cleaner";
import { createDemoHomes } from "@house-band/lambda/adapters/demo-homes";
import { createDynamoClient, type Table } from "@house-band/lambda/adapters/dynamo";
import { createHomeStore } from "@house-band/lambda/adapters/home-store";
import { createIngestStore } from "@house-band/lambda/adapters/ingest-store";
import { createSystemClock } from "@house-band/lambda/adapters/system-clock";
import { createHandler } from "@house-band/lambda/handler";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAlexa } from "../../../local/src/alexa/say.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../../local/src/dynamodb.ts";
import model from "../../../skill-package/interactionModels/custom/en-US.json" with { type: "json" };
import { createWorld, ids, SKILL_ID } from "../fakes/world.ts";

/** A busy machine is no fault here. */
const PATIENT_MS = 20_000;

let database: LocalDynamoDb;
let table: Table;
beforeAll(async () => {
  database = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  table = { client: createDynamoClient(PATIENT_MS), tableName: "house-band" };
  await createTable(table.client, table.tableName, tableDefinition);
});
afterAll(async () => {
  table.client.destroy();
  await database.close();
});

/** Somebody who has no home, before a deployment with demo homes, or without. */
function alexaOf(userId: string, demo: "on" | "off" = "on") {
  const { tableName } = table;
  const clock = createSystemClock();
  const store = createHomeStore(table, clock);
  const demoHomes = createDemoHomes({ table, store, ingest: createIngestStore(table, clock), clock });
  const { ports, accounts } = createWorld();
  const own = {
    ...ports,
    store,
    clock,
    ids,
    claims: createClaimStore(table),
    ...(demo === "on" && { demo: demoHomes }),
  };
  const refuse = async () => {
    throw new Error("nothing of a demo home comes here");
  };
  const invoke = createHandler(
    { tableName, skillId: SKILL_ID, send: "direct", demo, linking: { kind: "none" }, logLevel: "error" },
    { turn: async () => own, ingest: refuse, cleaner: refuse, accounts: async () => accounts, clock, log: ports.log },
  );
  return createAlexa({ model, invoke, skillId: SKILL_ID, userId, deviceId: `of ${userId}` });
}

function somebody(userId: string, demo: "on" | "off" = "on") {
  const alexa = alexaOf(userId, demo);
  return async (sentence: string) => (await alexa.say(`alexa, ask house band to ${sentence}`)).speech;
}

describe("a demo home", () => {
  it("answers like any home, and says each time that it is one", async () => {
    const say = somebody("one");
    expect(await say("play jazz in the backyard")).toBe("In the demo home: Playing Jazz on Backyard.");
    expect(await say("what's playing")).toBe(
      "In the demo home: Back Porch Swing by The Porch Quartet is playing on Backyard.",
    );
    expect(await say("set the patio to thirty percent")).toMatch(/^In the demo home: .*30/);
    expect(await say("pause the deck")).toBe("In the demo home: Paused Deck.");
    expect(await say("create a group called party with the patio and the bedroom")).toMatch(
      /^In the demo home: .*Party/i,
    );
    expect(await say("stop the music in party")).toMatch(/^In the demo home: /);
  }, 60_000);

  it("goes at the end of its day with all that was made and changed in it", async () => {
    const say = somebody("editor");
    expect(await say("create a group called party with the patio and the bedroom")).toMatch(/Party/i);
    expect(await say("rename the deck to terrace")).toMatch(/Terrace/i);
    const items = await scanAll(table, new AbortController().signal);
    if (!items.ok) throw new Error(items.error.message);
    const of = (kinds: RegExp) => items.value.filter(({ SK }) => kinds.test(SK?.S ?? ""));
    const ends = new Map(of(/^META$/u).map(({ PK, ttl }) => [PK?.S, ttl?.N]));
    const named = of(/^(?:SPK|GRP)#/u);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter(({ PK, ttl }) => ttl?.N === undefined || ttl.N !== ends.get(PK?.S))).toEqual([]);
  }, 60_000);

  it("is each user's own", async () => {
    const [one, other] = [somebody("a"), somebody("b")];
    await one("play rock everywhere");
    expect(await other("what's playing")).toBe("In the demo home: Nothing is playing.");
  }, 60_000);

  it("says in its welcome what it is, and what one of one's own takes", async () => {
    const alexa = alexaOf("new");
    const { speech } = await alexa.say("alexa, open house band");
    expect(speech).toMatch(
      /^This is a demo home, in which nothing sounds\. .* needs a bridge .* Welcome to House Band/,
    );
  }, 60_000);

  it.each([
    "pair a new speaker",
    "calibrate the backyard",
    "check the sync in the backyard",
    "which speaker is the deck",
    "set a sleep timer for ten minutes on the deck",
    "turn shuffle on in the deck",
    "save this as sunday morning on the deck",
    "announce dinner is ready",
  ])(
    "pretends nothing beyond music and volume: %s",
    async (sentence) => {
      expect(await somebody("two")(sentence)).toBe("In the demo home: that takes a bridge and speakers of your own.");
    },
    60_000,
  );

  it("has its own music, and says what it has not", async () => {
    const say = somebody("three");
    expect(await say("play bossa nova on the deck")).toMatch(/^In the demo home: (?!Playing)/);
    expect(await say("play my phone on the deck")).toMatch(/^In the demo home: (?!Playing)/);
  }, 60_000);

  it("is nobody's where the deployment has none", async () => {
    expect(await somebody("four", "off")("play jazz in the backyard")).toMatch(/^House Band needs a bridge/);
  }, 60_000);
});
