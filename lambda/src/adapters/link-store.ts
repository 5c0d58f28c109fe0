// The LinkStore port on DynamoDB: which Alexa users are one person. What changes hands changes in one transaction, so that
// of requests that race, and of one that is repeated, one alone writes, and all come to the same answer.
import { randomUUID } from "node:crypto";
import { type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { err, type HomeId, ok, type Result } from "@house-band/contract";
import type { LinkStore } from "../people-ports.ts";
import type { PortFault, UserKey } from "../ports.ts";
import { attempt, cancellationCodes, type Table } from "./dynamo.ts";
import { keys, numberOr, toItem } from "./home-items.ts";
import { changing, type Profile, readProfile, unlinking } from "./profiles.ts";

/** Somebody links, leaves or moves at the same time: as good as never. */
const MAX_TRIES = 5;

/** A person's Alexa users: each time somebody enables the skill anew he is another one. The oldest are forgotten. */
const MAX_ALEXAS = 20;

/** Who comes back in the last minute finds cleaning at it. */
const MARGIN_MS = 60_000;

type Linking = Parameters<LinkStore["link"]>[0];

/** In this table. */
export function createLinkStore(table: Table): LinkStore {
  return {
    async link(linking, signal) {
      let isHomeThere = true;
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const known = await readAll(table, linking, signal);
        if (!known.ok) return known;
        const change = toChange(table.tableName, linking, known.value, isHomeThere);
        if (change.items.length === 0) return ok(change.user);
        const done = await write(table, change.items, signal);
        if (!done.ok) return done;
        if (done.value === "written") return ok(change.user);
        if (done.value === "home-gone") isHomeThere = false;
      }
      const message = `an account's links were changed by others ${MAX_TRIES} times in a row`;
      return err({ port: "store", code: "unavailable", retryable: true, message });
    },
  };
}

type Known = { readonly alexa: Profile; readonly person: Profile; readonly before: Profile | null };

async function readAll(
  table: Table,
  { alexa, person }: Linking,
  signal: AbortSignal,
): Promise<Result<Known, PortFault>> {
  const [one, other] = await Promise.all([readProfile(table, alexa, signal), readProfile(table, person, signal)]);
  if (!one.ok) return one;
  if (!other.ok) return other;
  const { account } = one.value;
  if (account === null || account === person) return ok({ alexa: one.value, person: other.value, before: null });
  const before = await readProfile(table, account, signal);
  return before.ok ? ok({ alexa: one.value, person: other.value, before: before.value }) : before;
}

type Change = { readonly user: UserKey; readonly items: readonly TransactWriteItem[] };

/** @param isHomeThere false: it was gone when it was to be moved into */
function toChange(TableName: string, linking: Linking, known: Known, isHomeThere: boolean): Change {
  const { alexa, person, atMs } = linking;
  const own = known.alexa.homeId;
  const { disabledAtMs, account } = known.alexa;
  // whoever left after this request was made is not brought back by it
  if (disabledAtMs !== null && atMs <= disabledAtMs) return { user: person, items: [] };
  // nobody loses a home by linking
  if (own !== null && known.person.homeId !== null && own !== known.person.homeId) return { user: alexa, items: [] };
  const isKnown = account === person && known.person.alexas.includes(alexa);
  // whoever an owner's reset has sent away is to be forgotten, and is here all the same
  const isLeaving = known.person.expiresAtMs !== null;
  if (isKnown && own === null && !isLeaving) return { user: person, items: [] };
  return {
    user: person,
    items: [...movingTo(TableName, linking, known, isHomeThere), ...becoming(TableName, linking, known)],
  };
}

/** The person's side. Where he moves into a home, that it is there is the first item's condition. */
function movingTo(
  TableName: string,
  linking: Linking,
  known: Known,
  isHomeThere: boolean,
): readonly TransactWriteItem[] {
  const { alexa, person, nowMs } = linking;
  const { alexas, linkRev, homeId } = known.person;
  const into = isHomeThere ? homeToMoveInto(known, nowMs) : null;
  const change = {
    alexas: [alexa, ...alexas.filter((one) => one !== alexa)].slice(0, MAX_ALEXAS),
    linkRev: numberOr(linkRev, 0) + 1,
    ...{ formerHomeId: null, ttl: null },
  };
  if (homeId !== null || into === null) return [changing(TableName, person, known.person, change)];
  return [
    { Update: { TableName, ...thatIsThere(into) } },
    changing(TableName, person, known.person, { ...change, homeId: into, linkedAtMs: nowMs }),
    { Put: { TableName, Item: toItem({ ...keys.member(into, person), linkedAtMs: nowMs }) } },
  ];
}

/** What the Alexa user has now comes before what the person had. */
function homeToMoveInto({ alexa, person }: Known, nowMs: number): HomeId | null {
  if (alexa.homeId !== null) return alexa.homeId;
  const { formerHomeId, expiresAtMs } = person;
  return expiresAtMs !== null && nowMs < expiresAtMs - MARGIN_MS ? formerHomeId : null;
}

/** A home without a bridge is nobody's any more. */
const thatIsThere = (homeId: HomeId) => ({
  Key: toItem(keys.meta(homeId)),
  UpdateExpression: "SET wasLinked = :true",
  ConditionExpression: "attribute_exists(bridge)",
  ExpressionAttributeValues: toItem({ ":true": true }),
});

/** The Alexa user's side: he has no home of his own any more, and is nobody else. */
function becoming(TableName: string, linking: Linking, known: Known): readonly TransactWriteItem[] {
  const { alexa, person, atMs, backUntilMs } = linking;
  const { homeId, account } = known.alexa;
  const change = { account: person, accountAtMs: atMs, homeId: null, linkedAtMs: null, ttl: null };
  return [
    changing(TableName, alexa, known.alexa, change),
    ...(homeId === null ? [] : [{ Delete: { TableName, Key: toItem(keys.member(homeId, alexa)) } }]),
    ...(account !== null && known.before !== null
      ? unlinking(TableName, { person: account, was: known.before, alexa }, backUntilMs)
      : []),
  ];
}

async function write(
  { client }: Table,
  items: readonly TransactWriteItem[],
  abortSignal: AbortSignal,
): Promise<Result<"written" | "home-gone" | "changed", PortFault>> {
  const command = new TransactWriteItemsCommand({ TransactItems: [...items], ClientRequestToken: randomUUID() });
  const done = await attempt(client.send(command, { abortSignal }));
  if (done.ok) return ok("written");
  const codes = cancellationCodes(done.error);
  if (codes === null) return done;
  const isOfHome = items[0]?.Update?.ConditionExpression === "attribute_exists(bridge)";
  return ok(isOfHome && codes[0] === "ConditionalCheckFailed" ? "home-gone" : "changed");
}
