// Demo homes on the table: one for each user who has no home, made when it is first spoken to, gone after a day. All of it is
// as in any home, but for the bridge, which is the function itself.
import { type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import {
  type Command,
  CommandId,
  err,
  type Home,
  type HomeId,
  type Outcome,
  ok,
  type Result,
  WIRE_VERSION,
} from "@house-band/contract";
import { demoHome, demoState } from "../demo/demo-home.ts";
import { DEMO_KINDS, obey } from "../demo/virtual-bridge.ts";
import type { BridgeLink, Clock, Delivery, DemoHomes, HomeStore, IngestStore, PortFault, UserKey } from "../ports.ts";
import { attempt, cancellationCodes, type Table } from "./dynamo.ts";
import { saveEdit } from "./home-edits.ts";
import { expiresAtSeconds, keys, metaItem, namedItems, numberOr, toItem } from "./home-items.ts";
import { commandIdOf } from "./identity.ts";
import { read } from "./tenancy.ts";

type Parts = {
  readonly table: Table;
  readonly store: Pick<HomeStore, "readBridge">;
  readonly ingest: Pick<IngestStore, "recordOutcome" | "recordState">;
  readonly clock: Pick<Clock, "epochMs">;
};

/** A command is carried out before `send` returns. */
export function createDemoHomes(parts: Parts): DemoHomes {
  return {
    does: (kind) => DEMO_KINDS.has(kind),
    async open(user, signal) {
      const home = demoHome(CommandId.parse(idOf(user)));
      const made = await makeHome(parts, home, signal);
      return made.ok
        ? ok({
            homeId: home.id,
            link: virtualLink(parts, home.id),
            saveEdit: (edit, within) => saveEditOfDay(parts, edit, within),
          })
        : made;
    },
  };
}

/** The same for the same user; of no time. */
const idOf = (user: UserKey): string => commandIdOf(`a demo home of ${user}`, 0);

/** One that is there stays as it is. */
async function makeHome(
  { table, clock }: Parts,
  home: Home,
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  const { client, tableName: TableName } = table;
  const nowMs = clock.epochMs();
  const ttl = toItem({ ttl: expiresAtSeconds(nowMs) });
  const told = { bootedAtMs: 0, count: 0, heardAtMs: nowMs, state: demoState(home) };
  const items: TransactWriteItem[] = [
    { Put: { TableName, Item: { ...metaItem(home), ...ttl }, ConditionExpression: "attribute_not_exists(PK)" } },
    { Put: { TableName, Item: { ...toItem({ ...keys.state(home.id, home.bridge), ...told }), ...ttl } } },
    ...[...namedItems(home).values()].map((item) => ({ Put: { TableName, Item: { ...item, ...ttl } } })),
  ];
  const done = await attempt(client.send(new TransactWriteItemsCommand({ TransactItems: items }), { abortSignal }));
  if (done.ok) return ok(undefined);
  return cancellationCodes(done.error)?.[0] === "ConditionalCheckFailed" ? ok(undefined) : done;
}

/** What is edited goes with the home that it belongs to, at the end of its day. */
async function saveEditOfDay(
  { table }: Parts,
  edit: Parameters<HomeStore["saveEdit"]>[0],
  signal: AbortSignal,
): ReturnType<HomeStore["saveEdit"]> {
  const meta = await read(table, keys.meta(edit.before.id), signal);
  if (!meta.ok) return meta;
  return saveEdit(table, edit, signal, numberOr(meta.value?.ttl, expiresAtSeconds(edit.nowMs)));
}

function virtualLink(parts: Parts, homeId: HomeId): BridgeLink {
  return {
    send: (thing, command, signal) => carryOut(parts, { homeId, thing, command }, signal),
    findConnection: async () => ok({ isConnected: true, sinceMs: null }),
    publishConfig: async () => ok(undefined),
    publishClaim: async () => ok(undefined),
  };
}

type Order = {
  readonly homeId: HomeId;
  readonly thing: Parameters<BridgeLink["send"]>[0];
  readonly command: Command;
};

async function carryOut(
  { store, ingest, clock }: Parts,
  { homeId, thing, command }: Order,
  signal: AbortSignal,
): Promise<Result<Delivery, PortFault>> {
  const known = await store.readBridge(homeId, thing, signal);
  if (!known.ok) return known;
  if (!known.value)
    return err({ port: "bridge", code: "unavailable", retryable: true, message: "the demo home is gone" });
  const { state, outcome } = obey(known.value.state, command);
  const told: Outcome = {
    ...{ v: WIRE_VERSION, commandId: command.id, seq: command.seq, timings: { acceptedMs: 0, settledMs: 0 } },
    ...outcome,
  };
  // later commands have higher numbers: what two of them make of one state, the later one has the last word on
  const event = { v: WIRE_VERSION, kind: "state", bootedAtMs: 0, count: command.seq, state } as const;
  const nowMs = clock.epochMs();
  const reported = await ingest.recordState(homeId, thing, event, Math.max(nowMs, command.issuedAtMs + 1), signal);
  if (!reported.ok) return reported;
  const recorded = await ingest.recordOutcome({ homeId, commandId: command.id }, thing, told, signal);
  return recorded.ok ? ok("journaled") : recorded;
}
