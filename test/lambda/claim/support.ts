// A cloud as far as claiming goes: the real store on the local database, and what bridges and people do with it.
import { setMaxListeners } from "node:events";
import {
  CLAIM_LIFE_MS,
  type ClaimDesired,
  type ClaimEvent,
  type ClaimPurpose,
  type Home,
  hashClaimCode,
  newCommandId,
  ok,
  ThingName,
} from "@house-band/contract";
import { tableDefinition } from "../../../infra/src/table-definition.ts";
import { createClaimStore } from "../../../lambda/src/adapters/claim-store.ts";
import { createDynamoClient } from "../../../lambda/src/adapters/dynamo.ts";
import { createHomeStore } from "../../../lambda/src/adapters/home-store.ts";
import { type ClaimIngestPorts, takeClaim } from "../../../lambda/src/ingest/take-claim.ts";
import { claimHome } from "../../../lambda/src/turn/act/claim-home.ts";
import type { Turn } from "../../../lambda/src/turn/turn.ts";
import { createTable, startLocalDynamoDb } from "../../../local/src/dynamodb.ts";
import { home } from "../fakes/home.ts";
import { createWorld, heard, ids } from "../fakes/world.ts";

export const signal = new AbortController().signal;
setMaxListeners(0, signal); // a hundred people at once
/** A busy machine is no fault here. */
const PATIENT_MS = 20_000;
export const CODE = "12345678";
/** Noon, so that a test's minutes lie on one day. */
export const NOON_MS = Date.UTC(2026, 10, 20, 12);

export type Cloud = Awaited<ReturnType<typeof openCloud>>;

export async function openCloud() {
  const database = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const client = createDynamoClient(PATIENT_MS);
  const table = { client, tableName: "house-band" };
  await createTable(client, table.tableName, tableDefinition);
  const world = createWorld();
  const claims = createClaimStore(table);
  const shadows = new Map<ThingName, ClaimDesired>();
  const configs: Home[] = [];
  let nowMs = NOON_MS;
  const clock = { ...world.ports.clock, epochMs: () => nowMs };
  const link = {
    ...world.ports.link,
    publishConfig: async (made: Home) => {
      configs.push(made);
      return ok(undefined);
    },
    publishClaim: async (thing: ThingName, claim: ClaimDesired) => {
      shadows.set(thing, claim);
      return ok(undefined);
    },
  };
  const store = createHomeStore(table, clock);
  const ports = { ...world.ports, store, claims, link, clock };
  let requests = 0;
  type Changes = { readonly ports?: Partial<ClaimIngestPorts>; readonly receivedAtMs?: number };
  const tell = async (thing: ThingName, event: ClaimEvent, { receivedAtMs = nowMs, ...own }: Changes = {}) => {
    const taken = await takeClaim({ ...ports, ...own.ports }, { thing, event, receivedAtMs }, signal);
    return { taken, claim: shadows.get(thing) };
  };
  return {
    table,
    claims,
    shadows,
    configs,
    store,
    tell,
    passTime: (ms: number): void => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
    /** A bridge makes a code. */
    async offer(thing: ThingName, { purpose = "own" as ClaimPurpose, code = CODE } = {}) {
      const claimId = newCommandId();
      const codeHash = await hashClaimCode(code, claimId);
      const event = { v: 1, kind: "claim-offer", claimId, purpose, codeHash } as const;
      return { event, claimId, ...(await tell(thing, event)) };
    },
    /** Somebody says a code to Alexa. @returns what is heard */
    async say(who: string, code: string | null = CODE): Promise<string> {
      requests += 1;
      const request = { kind: "claim", code } as const;
      const turn: Turn = {
        ...{
          request,
          pending: null,
          requestId: `request.${requests}`,
          requestedAtMs: nowMs,
          userId: who,
          accessToken: null,
        },
        ...{ deviceId: "device", locale: "en-US", meanwhile: null },
      };
      return heard((await claimHome({ turn, ports, signal, user: ids.userKeyOf(who) }, code)).ssml);
    },
    /** At the bridge somebody answers whoever asks. */
    answer(thing: ThingName, isAllowed: boolean, changes: object = {}) {
      const claim = shadows.get(thing);
      const number = claim?.state === "asked" ? claim.number : 10;
      const claimId = claim?.claimId ?? newCommandId();
      const { speakers, groups } = home;
      const answered = { v: 1, kind: "claim-answer", claimId, number, isAllowed, home: { speakers, groups } } as const;
      return tell(thing, { ...answered, ...changes });
    },
    /** Where this person lives. */
    async homeOf(who: string) {
      const found = await createHomeStore(table, clock).findHomeId(ids.userKeyOf(who), signal);
      return found.ok ? found.value : found.error;
    },
    async close() {
      client.destroy();
      await database.close();
    },
  };
}

let things = 0;
/** A bridge that no other test knows. */
export function newThing(): ThingName {
  things += 1;
  return ThingName.parse(`hb-${String(things).padStart(16, "c")}`);
}

export const AFTER_ITS_LIFE_MS = CLAIM_LIFE_MS + 1;
