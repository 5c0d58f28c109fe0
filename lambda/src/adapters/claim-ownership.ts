// Who owns a bridge, and how that changes: in one transaction, together with the end of the code that led to it.
import { randomUUID } from "node:crypto";
import { type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { type ClaimId, err, type Home, HomeId, ok, type Result, type ThingName } from "@house-band/contract";
import type { Claimed, LiveClaim } from "../claim-ports.ts";
import type { PortFault, UserKey } from "../ports.ts";
import { attempt, cancellationCodes, type Table } from "./dynamo.ts";
import { expiresAtSeconds, keys, metaItem, namedItems, numberOr, toItem } from "./home-items.ts";
import { movingIn } from "./home-seeding.ts";
import { type Profile, toProfile } from "./profiles.ts";
import { loadHome, read, readTenancy, type Tenancy } from "./tenancy.ts";

/** Something else is written of the same home at the same time: as good as never. */
const MAX_TRIES = 4;
/** Longer than Alexa repeats itself, as where somebody leaves by the app. */
const FORGET_USER_AFTER_MS = 7_200_000;

type Allowing = {
  readonly claimId: ClaimId;
  readonly thing: ThingName;
  readonly number: number;
  readonly first: Home;
  /** Null: no code of that claim works any more. */
  readonly claim: LiveClaim | null;
};

/** @see ClaimStore.allow */
export async function allow(
  table: Table,
  allowing: Allowing,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<Claimed | "gone", PortFault>> {
  const { claim, number, thing } = allowing;
  if (claim?.asked?.number !== number) return whatBecameOf(table, allowing, signal);
  const { user } = claim.asked;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const [tenancy, profile] = await Promise.all([
      readTenancy(table, thing, signal),
      read(table, keys.profile(user), signal),
    ]);
    if (!tenancy.ok) return tenancy;
    if (!profile.ok) return profile;
    const asker = toProfile(profile.value ?? {});
    if (hasLeft(asker)) return ok("gone");
    const moving = { user, nowMs, was: asker.homeId };
    const change = toChange(table.tableName, allowing, tenancy.value, moving);
    if (change === null) return ok("gone");
    const items = [...endOfCode(table.tableName, claim, change.homeId, nowMs), ...change.items];
    const done = await write(table, items, signal);
    if (!done.ok) return done;
    if (done.value === "written") return ok({ made: change.made, people: change.people });
    if (done.value === "first-failed") return whatBecameOf(table, allowing, signal);
  }
  return contended();
}

/** He has disabled the skill since he asked. */
const hasLeft = ({ disabledAtMs, eventAtMs, linkRev, alexas }: Profile): boolean =>
  (disabledAtMs !== null && disabledAtMs === eventAtMs) || (linkRev !== null && alexas.length === 0);

/** What the claim has come to before, as where the bridge's answer comes twice. */
async function whatBecameOf(
  table: Table,
  { claimId, thing, first }: Allowing,
  signal: AbortSignal,
): Promise<Result<Claimed | "gone", PortFault>> {
  const used = await read(table, keys.claimed(claimId), signal);
  if (!used.ok) return used;
  const homeId = HomeId.safeParse(used.value?.homeId);
  if (!homeId.success || used.value?.thing !== thing) return ok("gone");
  const tenancy = await readTenancy(table, thing, signal);
  if (!tenancy.ok) return tenancy;
  if (tenancy.value.homeId !== homeId.data) return ok("gone"); // it was reset since
  const made = homeId.data === first.id ? await loadHome(table, first.id, signal) : ok(null);
  return made.ok ? ok({ made: made.value, people: tenancy.value.people.length }) : made;
}

type Change = {
  readonly homeId: HomeId;
  readonly items: readonly TransactWriteItem[];
  readonly made: Home | null;
  readonly people: number;
};

/** Null where the home is not what the code was made for. */
function toChange(
  TableName: string,
  { claim, thing, first }: Allowing,
  { homeId, isStored, people }: Tenancy,
  { user, nowMs, was }: { readonly user: UserKey; readonly nowMs: number; readonly was: HomeId | null },
): Change | null {
  if (claim?.purpose === "join") {
    if (homeId === null || people.length === 0) return null;
    const stays: TransactWriteItem = {
      Update: {
        TableName,
        ...aboutHome(homeId, "SET wasLinked = :true", "bridge = :thing", { ":true": true, ":thing": thing }),
      },
    };
    const count = people.includes(user) ? people.length : people.length + 1;
    return { homeId, items: [stays, ...movingIn(TableName, { user, homeId, nowMs }, was)], made: null, people: count };
  }
  if (people.length > 0) return null;
  const owner = { ...keys.owner(thing), homeId: first.id };
  const items: TransactWriteItem[] = [
    { Put: { TableName, Item: toItem(owner), ...isStillOf(homeId) } },
    ...(homeId !== null && isStored ? [{ Update: { TableName, ...deserted(homeId) } }] : []),
    {
      Put: {
        TableName,
        Item: { ...metaItem(first), ...toItem({ wasLinked: true }) },
        ConditionExpression: "attribute_not_exists(PK)",
      },
    },
    ...[...namedItems(first).values()].map((Item) => ({ Put: { TableName, Item } })),
    ...movingIn(TableName, { user, homeId: first.id, nowMs }, was),
  ];
  return { homeId: first.id, items, made: first, people: 1 };
}

/** The code ends, and what it led to is noted, in the same write. The first condition is the code's. */
function endOfCode(TableName: string, claim: LiveClaim, homeId: HomeId, nowMs: number): readonly TransactWriteItem[] {
  const { claimId, slot, thing, asked } = claim;
  return [
    {
      Delete: {
        TableName,
        Key: toItem(keys.claim(slot)),
        ConditionExpression: "claimId = :id AND askedBy = :user AND #number = :number AND expiresAtMs > :now",
        ExpressionAttributeNames: { "#number": "number" },
        ExpressionAttributeValues: toItem({
          ":id": claimId,
          ":user": asked?.user,
          ":number": asked?.number,
          ":now": nowMs,
        }),
      },
    },
    { Put: { TableName, Item: toItem({ ...keys.claimed(claimId), thing, homeId, ttl: expiresAtSeconds(nowMs) }) } },
  ];
}

/** @see ClaimStore.reset */
export async function reset(
  table: Table,
  { claimId, thing }: { readonly claimId: ClaimId; readonly thing: ThingName },
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<{ readonly people: number }, PortFault>> {
  const { tableName: TableName } = table;
  const before = await read(table, keys.claimed(claimId), signal);
  if (!before.ok) return before;
  if (before.value) return ok({ people: numberOr(before.value.people, 0) });
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const tenancy = await readTenancy(table, thing, signal);
    if (!tenancy.ok) return tenancy;
    const { homeId, isStored, people } = tenancy.value;
    const used = { ...keys.claimed(claimId), thing, people: people.length, ttl: expiresAtSeconds(nowMs) };
    const items: TransactWriteItem[] = [
      { Put: { TableName, Item: toItem(used), ConditionExpression: "attribute_not_exists(PK)" } },
      ...(homeId === null ? [] : [{ Delete: { TableName, Key: toItem(keys.owner(thing)), ...isStillOf(homeId) } }]),
      ...(homeId !== null && isStored ? [{ Update: { TableName, ...deserted(homeId) } }] : []),
      ...people.flatMap((user) => (homeId === null ? [] : movingOut(TableName, { user, homeId, nowMs }))),
    ];
    const done = await write(table, items, signal);
    if (!done.ok) return done;
    if (done.value === "written") return ok({ people: people.length });
    if (done.value === "first-failed") {
      const other = await read(table, keys.claimed(claimId), signal);
      return other.ok ? ok({ people: numberOr(other.value?.people, 0) }) : other;
    }
  }
  return contended();
}

function movingOut(
  TableName: string,
  { user, homeId, nowMs }: { readonly user: UserKey; readonly homeId: HomeId; readonly nowMs: number },
): readonly TransactWriteItem[] {
  return [
    { Delete: { TableName, Key: toItem(keys.member(homeId, user)) } },
    {
      Update: {
        TableName,
        Key: toItem(keys.profile(user)),
        UpdateExpression: "SET #ttl = :ttl REMOVE homeId, linkedAtMs",
        ConditionExpression: "homeId = :home",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: toItem({
          ":home": homeId,
          ":ttl": Math.floor((nowMs + FORGET_USER_AFTER_MS) / 1_000),
        }),
      },
    },
  ];
}

const isStillOf = (homeId: HomeId | null) =>
  homeId === null
    ? { ConditionExpression: "attribute_not_exists(PK)" }
    : { ConditionExpression: "homeId = :was", ExpressionAttributeValues: toItem({ ":was": homeId }) };

/** Its bridge has gone to somebody else, shadows included: cleaning takes the rest away. */
const deserted = (homeId: HomeId) =>
  aboutHome(homeId, "SET wasLinked = :true REMOVE bridge", "attribute_exists(PK)", { ":true": true });

const aboutHome = (homeId: HomeId, update: string, condition: string, values: Record<string, unknown>) => ({
  Key: toItem(keys.meta(homeId)),
  UpdateExpression: update,
  ConditionExpression: condition,
  ExpressionAttributeValues: toItem(values),
});

/** `first-failed`: the first item's condition does not hold. By its token, the SDK's second attempt is the same write. */
async function write(
  { client }: Table,
  items: readonly TransactWriteItem[],
  abortSignal: AbortSignal,
): Promise<Result<"written" | "first-failed" | "changed", PortFault>> {
  const command = new TransactWriteItemsCommand({ TransactItems: [...items], ClientRequestToken: randomUUID() });
  const done = await attempt(client.send(command, { abortSignal }));
  if (done.ok) return ok("written");
  const codes = cancellationCodes(done.error);
  if (codes === null) return done;
  return ok(codes[0] === "ConditionalCheckFailed" ? "first-failed" : "changed");
}

function contended(): Result<never, PortFault> {
  const message = `a home's owners were changed by others ${MAX_TRIES} times in a row`;
  return err({ port: "store", code: "unavailable", retryable: true, message });
}
