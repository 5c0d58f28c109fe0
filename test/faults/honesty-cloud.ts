// The cloud of several homes on this machine: real Lambda handler, real database, real broker, and messages that get
// lost. The homes' users reach it by `handle`, their bridges by MQTT.
import { DeleteConnectionCommand } from "@aws-sdk/client-iot-data-plane";
import { type Home, ok, type ThingName } from "@house-band/contract";
import { bridgePolicyDocument } from "@house-band/infra/bridge-policy";
import { ruleDefinitions } from "@house-band/infra/rule-definitions";
import { tableDefinition } from "@house-band/infra/table-definition";
import { createAccountStore } from "../../lambda/src/adapters/account-store.ts";
import { createBridgeLink } from "../../lambda/src/adapters/bridge-link.ts";
import { createClaimStore } from "../../lambda/src/adapters/claim-store.ts";
import { createCleaner } from "../../lambda/src/adapters/cleaner.ts";
import { createDynamoClient } from "../../lambda/src/adapters/dynamo.ts";
import { createHome, linkUser } from "../../lambda/src/adapters/home-seeding.ts";
import { createHomeStore } from "../../lambda/src/adapters/home-store.ts";
import { createIds } from "../../lambda/src/adapters/identity.ts";
import { createIngestStore } from "../../lambda/src/adapters/ingest-store.ts";
import { createIotClient } from "../../lambda/src/adapters/iot.ts";
import { createSystemClock } from "../../lambda/src/adapters/system-clock.ts";
import { createHandler } from "../../lambda/src/handler.ts";
import { createTable, startLocalDynamoDb } from "../../local/src/dynamodb.ts";
import { startLocalIot } from "../../local/src/iot/local-iot.ts";

export const SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000001";
const PLACE = { region: "us-east-1", account: "000000000000" } as const;
const TABLE = "house-band";
const SETUP_MS = 30_000;

export type Cloud = Awaited<ReturnType<typeof startCloud>>;

/** Starts it with these homes; the owner of a home is `userOf(home)`. */
export async function startCloud(homes: readonly Home[]) {
  const database = await startLocalDynamoDb();
  const rules = ruleDefinitions.map(({ name, topicFilter, thingLevel }) => ({
    name,
    topicFilter,
    run: async ({ topic, payload, timestampMs }: { topic: string; payload: Uint8Array; timestampMs: number }) => {
      const thing = topic.split("/")[thingLevel - 1] ?? "";
      await handle({
        rule: name,
        thing,
        payload: JSON.parse(Buffer.from(payload).toString()),
        receivedAtMs: timestampMs,
      });
    },
  }));
  const things = homes.map(({ bridge }) => bridge);
  const iot = await startLocalIot({ ...PLACE, policy: bridgePolicyDocument(PLACE), things, rules });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_ENDPOINT_URL_IOT_DATA_PLANE: iot.dataPlaneUrl,
    AWS_REGION: PLACE.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  });
  const client = createDynamoClient(30_000);
  const dataPlane = createIotClient();
  const clock = createSystemClock();
  const table = { client, tableName: TABLE };
  const store = createHomeStore(table, clock);
  const ids = createIds(SKILL_ID);
  const link = createBridgeLink(dataPlane, "direct");
  const log = createQuietLog();
  const alexa = { speakMeanwhile: async () => ok(undefined) };
  const handle = createHandler(
    { tableName: TABLE, skillId: SKILL_ID, send: "direct", demo: "off", linking: { kind: "none" }, logLevel: "error" },
    {
      log,
      turn: async () => ({ store, link, claims: createClaimStore(table), alexa, clock, ids, log }),
      ingest: async () => createIngestStore(table, clock),
      accounts: async () => createAccountStore(table),
      cleaner: async () => createCleaner(table, dataPlane),
      clock,
    },
  );
  await createTable(client, TABLE, tableDefinition);
  for (const home of homes) {
    const signal = AbortSignal.timeout(SETUP_MS);
    await createHome(table, home, signal);
    await linkUser(table, { user: ids.userKeyOf(userOf(home)), homeId: home.id, nowMs: Date.now() }, signal);
    await link.publishConfig(home, signal);
    await store.noteShadow(home.id, home.revision, signal);
  }
  return {
    handle,
    store,
    ids,
    faults: iot.faults,
    mqttUrl: iot.mqttUrl,
    credentialsFor: iot.credentialsFor,
    /** The bridge's connection is gone, as when its network is. False where it had none. */
    async cutOff(thing: ThingName): Promise<boolean> {
      try {
        await dataPlane.send(new DeleteConnectionCommand({ clientId: thing }));
        return true;
      } catch {
        return false; // it was between two connections
      }
    },
    async close() {
      client.destroy();
      dataPlane.destroy();
      await iot.close();
      await database.close();
    },
  };
}

export const userOf = (home: Home): string => `amzn1.ask.account.${home.id}`;

/** Faults are the point here: they are expected, and what is made of them is judged elsewhere. */
export function createQuietLog() {
  const ignore = () => undefined;
  return { error: ignore, warn: ignore, info: ignore, debug: ignore };
}
