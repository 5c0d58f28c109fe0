// The AccountStore port on DynamoDB: who lives where, and what Alexa last said of whom.
import { type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { err, ok, type Result } from "@house-band/contract";
import type { AccountStore, PortFault, SkillEvent, Until, UserKey } from "../ports.ts";
import { attempt, cancellationCodes, type Table } from "./dynamo.ts";
import { keys, toItem } from "./home-items.ts";
import { changing, type Profile, readProfile, unlinking } from "./profiles.ts";

/** Somebody moves while he leaves: as good as never. */
const MAX_TRIES = 5;

/** In this table. */
export function createAccountStore(table: Table): AccountStore {
  return {
    async takeEvent(event, until, signal) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const was = await readProfile(table, event.user, signal);
        if (!was.ok) return was;
        if (isOld(event, was.value)) return ok("ignored");
        const leaving = await readLeaving(table, event, was.value, signal);
        if (!leaving.ok) return leaving;
        const written = await write(table, { event, until, was: was.value, leaving: leaving.value }, signal);
        if (!written.ok) return written;
        if (written.value === "recorded") return ok("recorded");
      }
      const message = `a user's record was changed by others ${MAX_TRIES} times in a row`;
      return err({ port: "store", code: "unavailable", retryable: true, message });
    },
  };
}

/** As new a word of Alexa's is known, or a request that was made since has linked him. */
function isOld({ atMs, kind }: SkillEvent, { eventAtMs, accountAtMs }: Profile): boolean {
  if (eventAtMs !== null && eventAtMs >= atMs) return true;
  return kind === "disabled" && accountAtMs !== null && accountAtMs > atMs;
}

type Leaving = { readonly person: UserKey; readonly was: Profile };

/** The linked person that this user is, where he leaves. */
async function readLeaving(
  table: Table,
  { kind }: SkillEvent,
  { account }: Profile,
  signal: AbortSignal,
): Promise<Result<Leaving | null, PortFault>> {
  if (kind !== "disabled" || account === null) return ok(null);
  const was = await readProfile(table, account, signal);
  return was.ok ? ok({ person: account, was: was.value }) : was;
}

type Writing = {
  readonly event: SkillEvent;
  readonly until: Until;
  readonly was: Profile;
  readonly leaving: Leaving | null;
};

/** All at once: whoever is no member any more has no home, and the other way round. */
async function write(
  { client, tableName }: Table,
  { event, until, was, leaving }: Writing,
  abortSignal: AbortSignal,
): Promise<Result<"recorded" | "changed", PortFault>> {
  const { user, kind } = event;
  const items: TransactWriteItem[] = [
    changing(tableName, user, was, profileAfter(event, until, was)),
    ...(kind === "disabled" && was.homeId !== null
      ? [{ Delete: { TableName: tableName, Key: toItem(keys.member(was.homeId, user)) } }]
      : []),
    ...(leaving ? unlinking(tableName, { ...leaving, alexa: user }, until.backUntilMs) : []),
  ];
  const done = await attempt(client.send(new TransactWriteItemsCommand({ TransactItems: items }), { abortSignal }));
  if (done.ok) return ok("recorded");
  return cancellationCodes(done.error) ? ok("changed") : done;
}

/** Whoever has no home and is nobody is forgotten once Alexa can't be telling of him any more. */
function profileAfter({ kind, atMs }: SkillEvent, { forgetAtMs }: Until, { homeId, account }: Profile) {
  const ttl = Math.floor(forgetAtMs / 1_000);
  if (kind === "disabled") {
    const left = { homeId: null, linkedAtMs: null, account: null, accountAtMs: null };
    return { eventAtMs: atMs, disabledAtMs: atMs, ttl, ...left };
  }
  return homeId === null && account === null ? { eventAtMs: atMs, ttl } : { eventAtMs: atMs };
}
