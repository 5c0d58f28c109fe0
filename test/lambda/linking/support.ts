// Who is who, in the real table: two people's accounts, the Alexa users that they are, and a home that is kept or not.
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { HomeId, ok, ThingName } from "@house-band/contract";
import { tableDefinition } from "../../../infra/src/table-definition.ts";
import { clean } from "../../../lambda/src/account/clean.ts";
import { takeSkillEvent } from "../../../lambda/src/account/take-skill-event.ts";
import { createAccountStore } from "../../../lambda/src/adapters/account-store.ts";
import { createCleaner } from "../../../lambda/src/adapters/cleaner.ts";
import { createHome, linkUser } from "../../../lambda/src/adapters/home-seeding.ts";
import { createHomeStore } from "../../../lambda/src/adapters/home-store.ts";
import { personKeyOf } from "../../../lambda/src/adapters/identity.ts";
import { createLinkStore } from "../../../lambda/src/adapters/link-store.ts";
import { createSystemClock } from "../../../lambda/src/adapters/system-clock.ts";
import { MAY_COME_BACK_MS } from "../../../lambda/src/people-ports.ts";
import type { SkillEventKind, UserKey } from "../../../lambda/src/ports.ts";
import { createTable, startLocalDynamoDb } from "../../../local/src/dynamodb.ts";
import { home as template } from "../fakes/home.ts";
import { ids, SKILL_ID } from "../fakes/world.ts";

const signal = new AbortController().signal;

export const person = (name: string): UserKey => personKeyOf(SKILL_ID, "amazon", name);
export const alexaUser = (name: string): UserKey => ids.userKeyOf(name);

export type Household = Awaited<ReturnType<typeof openHousehold>>;

export async function openHousehold() {
  const database = await startLocalDynamoDb();
  const client = new DynamoDBClient({
    endpoint: database.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  let tables = 0;
  let table = { client, tableName: "" };
  let nowMs = 0;
  const silent = () => undefined;
  const quiet = { error: silent, warn: silent, info: silent, debug: silent };
  const clock = { ...createSystemClock(), epochMs: () => nowMs };
  const until = (atMs: number) => ({ nowMs: atMs, backUntilMs: atMs + MAY_COME_BACK_MS });
  return {
    /** An empty table, at this moment. */
    async reset(atMs: number): Promise<void> {
      tables += 1;
      nowMs = atMs;
      table = { client, tableName: `house-band-${tables}` };
      await createTable(client, table.tableName, tableDefinition);
    },
    get table() {
      return table;
    },
    nowMs: () => nowMs,
    pass(ms: number): void {
      nowMs += ms;
    },
    async home(number: number): Promise<typeof template> {
      const id = HomeId.parse(`home_01J${String(number).padStart(23, "0")}`);
      const one = { ...template, id, bridge: ThingName.parse(`hb-${String(number).padStart(16, "0")}`) };
      await createHome(table, one, signal);
      return one;
    },
    moveIn: (user: UserKey, homeId: HomeId) => linkUser(table, { user, homeId, nowMs }, signal),
    /** A request of this Alexa user's comes in with this person's token. @returns whose homes are meant */
    async asks(alexa: UserKey, who: UserKey, atMs = nowMs): Promise<UserKey> {
      const made = await createLinkStore(table).link({ alexa, person: who, atMs, ...until(nowMs) }, signal);
      if (!made.ok) throw new Error(made.error.message);
      return made.value;
    },
    async tell(kind: SkillEventKind, user: UserKey, atMs = nowMs): Promise<void> {
      await takeSkillEvent({ kind, user, atMs }, { accounts: createAccountStore(table), clock, log: quiet }, signal);
    },
    async homeOf(user: UserKey): Promise<HomeId | null | "fault"> {
      const found = await createHomeStore(table, clock).findHomeId(user, signal);
      return found.ok ? found.value : "fault";
    },
    async sweep(): Promise<void> {
      const cleaner = { ...createCleaner(table, {} as never), forgetShadows: async () => ok(undefined) }; // no bridge has any
      await clean({ cleaner, clock, log: quiet }, signal);
    },
    /** Keys of all that there is. */
    async everything(): Promise<string[]> {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: table.tableName }));
      return Items.map(({ PK, SK }) => `${PK?.S} ${SK?.S}`).sort();
    },
    async members(homeId: HomeId): Promise<string[]> {
      const all = await this.everything();
      return all.filter((key) => key.startsWith(`HOME#${homeId} USER#`)).map((key) => key.split("USER#")[1] ?? "");
    },
    async close(): Promise<void> {
      client.destroy();
      await database.close();
    },
  };
}
