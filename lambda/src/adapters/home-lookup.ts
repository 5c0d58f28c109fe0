// Which home a user or a bridge belongs to: one item, read once a minute at most.
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { type HomeId, ok, type Result } from "@house-band/contract";
import type { Clock, PortFault } from "../ports.ts";
import { attempt, type Table } from "./dynamo.ts";
import { fromItem, keys, toItem } from "./home-items.ts";
import { toProfile } from "./profiles.ts";

/** Who lives where changes with enrolment only; a warm function need not ask every time. */
const REMEMBERED_MS = 60_000;

export type HomeLookup<Key> = (key: Key, signal: AbortSignal) => Promise<Result<HomeId | null, PortFault>>;

/**
 * Looks homes up by the item under `toItemKey`, and remembers what it found; that there is none is asked anew each time.
 * @param maxRemembered how many homes are remembered; beyond that all are forgotten
 */
export function createHomeLookup<Key>(
  table: Table,
  clock: Clock,
  { toItemKey, maxRemembered }: { toItemKey: (key: Key) => Record<string, string>; maxRemembered: number },
): HomeLookup<Key> {
  const remembered = new Map<Key, { readonly homeId: HomeId; readonly untilMs: number }>();
  return async (key, signal) => {
    const known = remembered.get(key);
    if (known && known.untilMs > clock.nowMs()) return ok(known.homeId);
    const found = await readHomeId(table, toItemKey(key), signal);
    if (found.ok && found.value) {
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(key, { homeId: found.value, untilMs: clock.nowMs() + REMEMBERED_MS });
    }
    return found;
  };
}

async function readHomeId(
  table: Table,
  key: Record<string, string>,
  abortSignal: AbortSignal,
  isOfAccount = false,
): Promise<Result<HomeId | null, PortFault>> {
  // who has just been linked, or has moved in, did so in this very request, or in the one before
  const get = new GetItemCommand({ TableName: table.tableName, Key: toItem(key), ConsistentRead: true });
  const got = await attempt(table.client.send(get, { abortSignal }));
  if (!got.ok) return got;
  const { homeId, account } = toProfile(got.value.Item ? fromItem(got.value.Item) : {});
  if (homeId !== null || account === null || isOfAccount) return ok(homeId);
  // he was linked when people still linked accounts: his home is that person's
  return readHomeId(table, keys.profile(account), abortSignal, true);
}
