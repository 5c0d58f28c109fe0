// A user's own item: where he lives, what Alexa last said of him, and who is who where accounts are linked. Every write is
// on the condition that nothing of that has changed since it was read.
import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { HomeId, ok, type Result } from "@house-band/contract";
import type { PortFault, UserKey } from "../ports.ts";
import type { Table } from "./dynamo.ts";
import { keys, numberOr, toItem } from "./home-items.ts";
import { read } from "./tenancy.ts";

/** An Alexa user's, or a linked person's: each uses its own part. Times are epoch. */
export type Profile = {
  readonly homeId: HomeId | null;
  readonly eventAtMs: number | null;
  readonly disabledAtMs: number | null;
  /** The person that this Alexa user is, and when the request was made that said so. */
  readonly account: UserKey | null;
  readonly accountAtMs: number | null;
  /** The Alexa users that this person is, the newest first. */
  readonly alexas: readonly UserKey[];
  /** Counts the changes of `alexas`; null before the first. */
  readonly linkRev: number | null;
  /** The home that was left by the last of them. */
  readonly formerHomeId: HomeId | null;
  readonly expiresAtMs: number | null;
};

/** Consistent; of somebody who is not there, all of it is null. */
export async function readProfile(
  table: Table,
  user: UserKey,
  signal: AbortSignal,
): Promise<Result<Profile, PortFault>> {
  const got = await read(table, keys.profile(user), signal);
  return got.ok ? ok(toProfile(got.value ?? {})) : got;
}

export function toProfile(item: Readonly<Record<string, unknown>>): Profile {
  const ttl = numberOrNull(item.ttl);
  return {
    homeId: homeOf(item.homeId),
    eventAtMs: numberOrNull(item.eventAtMs),
    disabledAtMs: numberOrNull(item.disabledAtMs),
    account: userOf(item.account),
    accountAtMs: numberOrNull(item.accountAtMs),
    alexas: Array.isArray(item.alexas) ? item.alexas.flatMap((one) => userOf(one) ?? []) : [],
    linkRev: numberOrNull(item.linkRev),
    formerHomeId: homeOf(item.formerHomeId),
    expiresAtMs: ttl === null ? null : ttl * 1_000,
  };
}

const numberOrNull = (value: unknown): number | null => (typeof value === "number" ? value : null);
const userOf = (value: unknown): UserKey | null => (typeof value === "string" ? (value as UserKey) : null); // a key of ours, as it was stored
function homeOf(value: unknown): HomeId | null {
  const parsed = HomeId.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Whatever decisions are made by. */
const GUARDED = [
  "homeId",
  "eventAtMs",
  "disabledAtMs",
  "account",
  "linkRev",
] as const satisfies readonly (keyof Profile)[];

/** Null takes an attribute away. */
export type ProfileChange = Readonly<Record<string, unknown>>;

/** The write that changes it, unless it is no longer what it `was`. */
export function changing(TableName: string, user: UserKey, was: Profile, change: ProfileChange): TransactWriteItem {
  const attributes = [...new Set([...Object.keys(change), ...GUARDED])];
  const nameOf = (attribute: string): string => `#${attributes.indexOf(attribute)}`;
  const set = Object.keys(change).filter((key) => change[key] !== null);
  const gone = Object.keys(change).filter((key) => change[key] === null);
  const conditions = GUARDED.map((key) =>
    was[key] === null ? `attribute_not_exists(${nameOf(key)})` : `${nameOf(key)} = :was_${key}`,
  );
  return {
    Update: {
      TableName,
      Key: toItem(keys.profile(user)),
      UpdateExpression: [
        ...(set.length > 0 ? [`SET ${set.map((key) => `${nameOf(key)} = :${key}`).join(", ")}`] : []),
        ...(gone.length > 0 ? [`REMOVE ${gone.map(nameOf).join(", ")}`] : []),
      ].join(" "),
      ConditionExpression: conditions.join(" AND "),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((attribute) => [nameOf(attribute), attribute])),
      ExpressionAttributeValues: toItem({
        ...Object.fromEntries(set.map((key) => [`:${key}`, change[key]])),
        ...Object.fromEntries(GUARDED.flatMap((key) => (was[key] === null ? [] : [[`:was_${key}`, was[key]]]))),
      }),
    },
  };
}

/** A linked person is one Alexa user less. With the last one he leaves his home, and may come back to it until then. */
export function unlinking(
  TableName: string,
  { person, was, alexa }: { readonly person: UserKey; readonly was: Profile; readonly alexa: UserKey },
  backUntilMs: number,
): readonly TransactWriteItem[] {
  if (was.alexas.length === 0) return [];
  const alexas = was.alexas.filter((one) => one !== alexa);
  const change = { alexas, linkRev: numberOr(was.linkRev, 0) + 1 };
  if (alexas.length > 0) return [changing(TableName, person, was, change)];
  const ttl = Math.floor(backUntilMs / 1_000);
  if (was.homeId === null) return [changing(TableName, person, was, { ...change, ttl })];
  const left = { homeId: null, linkedAtMs: null, formerHomeId: was.homeId, ttl };
  return [
    changing(TableName, person, was, { ...change, ...left }),
    { Delete: { TableName, Key: toItem(keys.member(was.homeId, person)) } },
  ];
}
