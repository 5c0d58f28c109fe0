// A command's record in the table, by the ports that the functions use: which home the bridge belongs to, what came back,
// and what its speakers are called.
import { type CommandId, err, type HomeId, ok, type ThingName } from "@house-band/contract";
import { explain } from "@house-band/infra/deploy/explain";
import { errorName, errorText } from "@house-band/infra/deploy/library-errors";
import type { Try } from "@house-band/infra/deploy/ports";
import { createDynamoClient } from "@house-band/lambda/adapters/dynamo";
import { createHomeStore } from "@house-band/lambda/adapters/home-store";
import { createIngestStore } from "@house-band/lambda/adapters/ingest-store";
import { createSystemClock } from "@house-band/lambda/adapters/system-clock";
import type { PortFault } from "@house-band/lambda/ports";
import type { Found } from "./found.ts";

export type RecordFound = Pick<Found, "homeId" | "record" | "names">;

const NOTHING: RecordFound = { homeId: null, record: null, names: {} };
/** Nobody waits by voice. */
const WITHIN_MS = 20_000;

/** Two GetItem and a Query, at most. */
export async function readRecord(
  tableName: string,
  of: { readonly commandId: CommandId; readonly thing: ThingName },
  signal: AbortSignal,
): Try<RecordFound> {
  const client = createDynamoClient(WITHIN_MS);
  try {
    const clock = createSystemClock();
    const table = { client, tableName };
    const owner = await createIngestStore(table, clock).ownerOf(of.thing, signal);
    if (!owner.ok) return refused(owner.error);
    return owner.value === null ? ok(NOTHING) : await inHome(owner.value);
  } finally {
    client.destroy();
  }

  async function inHome(homeId: HomeId): Try<RecordFound> {
    const store = createHomeStore({ client, tableName }, createSystemClock());
    const [record, home] = await Promise.all([
      store.readCommand({ homeId, commandId: of.commandId }, signal),
      store.load(homeId, "latest", signal),
    ]);
    if (!record.ok) return refused(record.error);
    // without names the ids say it
    const speakers = home.ok ? (home.value?.home.speakers ?? []) : [];
    return ok({ homeId, record: record.value, names: Object.fromEntries(speakers.map(({ id, name }) => [id, name])) });
  }
}

const refused = ({ message, cause }: PortFault) =>
  err(explain("aws", "reading the table", cause === undefined ? message : `${errorName(cause)}: ${errorText(cause)}`));
