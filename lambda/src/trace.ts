// `npm run trace -w lambda -- 01J8…`: one command's road with its times, as the table tells it, with the account's credentials,
// region and HOUSE_BAND_TABLE from the environment.
import { CommandId } from "@house-band/contract";
import { createDynamoClient } from "./adapters/dynamo.ts";
import { readTrace } from "./adapters/read-trace.ts";
import { traceLines } from "./trace-lines.ts";

const commandId = CommandId.safeParse(process.argv[2]);
const tableName = process.env.HOUSE_BAND_TABLE;
if (!commandId.success || !tableName) {
  process.stderr.write(
    "usage: HOUSE_BAND_TABLE=… npm run trace -w lambda -- COMMAND_ID (26 letters and digits, as in every log)\n",
  );
  process.exit(2);
}
const client = createDynamoClient(30_000);
const trace = await readTrace({ client, tableName }, commandId.data, AbortSignal.timeout(60_000));
client.destroy();
if (trace.ok) process.stdout.write(`${traceLines(trace.value).join("\n")}\n`);
else {
  const { error } = trace;
  process.stderr.write(
    error === "unknown-command" ? "no such command is in this table: it is kept for a day\n" : `${error.message}\n`,
  );
  process.exitCode = 1;
}
