// The AccountStore port on DynamoDB: who lives where, and what Alexa last said of whom.
import { GetItemCommand, type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { err, HomeId, ok, type Result } from "@house-band/contract";
import type { AccountStore, PortFault, SkillEvent, UserKey } from "../ports.ts";
import { attempt, cancellationCodes, type Table } from "./dynamo.ts";
import { fromItem, keys, toItem } from "./home-items.ts";

/** Somebody moves while he leaves: as good as never. */
const MAX_TRIES = 3;

/** In this table. */
export function createAccountStore(table: Table): AccountStore {
  return {
    async takeEvent(event, forgetAtMs, signal) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const profile = await readProfile(table, event.user, signal);
        if (!profile.ok) return profile;
        const { eventAtMs, homeId } = profile.value;
        if (eventAtMs !== null && eventAtMs >= event.atMs) return ok("ignored");
        const written = await write(table, { event, forgetAtMs, homeId, eventAtMs }, signal);
        if (!written.ok) return written;
        if (written.value === "recorded") return ok("recorded");
      }
      const message = `a user's record was changed by others ${MAX_TRIES} times in a row`;
      return err({ port: "store", code: "unavailable", retryable: true, message });
    },
  };
}

type Profile = { readonly homeId: HomeId | null; readonly eventAtMs: number | null };

async function readProfile(
  { client, tableName }: Table,
  user: UserKey,
  abortSignal: AbortSignal,
): Promise<Result<Profile, PortFault>> {
  const get = new GetItemCommand({ TableName: tableName, Key: toItem(keys.profile(user)), ConsistentRead: true });
  const got = await attempt(client.send(get, { abortSignal }));
  if (!got.ok) return got;
  const item = got.value.Item ? fromItem(got.value.Item) : {};
  const homeId = HomeId.safeParse(item.homeId);
  return ok({
    homeId: homeId.success ? homeId.data : null,
    eventAtMs: typeof item.eventAtMs === "number" ? item.eventAtMs : null,
  });
}

/** Both at once: whoever is no member any more has no home, and the other way round. */
async function write(
  { client, tableName }: Table,
  { event, forgetAtMs, ...was }: { readonly event: SkillEvent; readonly forgetAtMs: number } & Profile,
  abortSignal: AbortSignal,
): Promise<Result<"recorded" | "changed", PortFault>> {
  const leaves = event.kind === "disabled" ? was.homeId : null;
  const items: TransactWriteItem[] = [
    { Update: { TableName: tableName, ...profileAfter(event, forgetAtMs, was) } },
    ...(leaves ? [{ Delete: { TableName: tableName, Key: toItem(keys.member(leaves, event.user)) } }] : []),
  ];
  const done = await attempt(client.send(new TransactWriteItemsCommand({ TransactItems: items }), { abortSignal }));
  if (done.ok) return ok("recorded");
  return cancellationCodes(done.error) ? ok("changed") : done;
}

/** Whoever has no home is forgotten once Alexa can't be telling of him any more. */
function profileAfter({ kind, user, atMs }: SkillEvent, forgetAtMs: number, was: Profile) {
  const staysHome = was.homeId !== null && kind !== "disabled";
  return {
    Key: toItem(keys.profile(user)),
    UpdateExpression: staysHome ? "SET eventAtMs = :at" : "SET eventAtMs = :at, #ttl = :ttl REMOVE homeId, linkedAtMs",
    ConditionExpression: [
      was.homeId === null ? "attribute_not_exists(homeId)" : "homeId = :home",
      was.eventAtMs === null ? "attribute_not_exists(eventAtMs)" : "eventAtMs = :was",
    ].join(" AND "),
    ...(staysHome ? {} : { ExpressionAttributeNames: { "#ttl": "ttl" } }),
    ExpressionAttributeValues: toItem({
      ":at": atMs,
      ...(staysHome ? {} : { ":ttl": Math.floor(forgetAtMs / 1_000) }),
      ...(was.homeId === null ? {} : { ":home": was.homeId }),
      ...(was.eventAtMs === null ? {} : { ":was": was.eventAtMs }),
    }),
  };
}
