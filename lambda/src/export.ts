// `npm run export -w lambda -- home_…`: prints what the cloud has of a home, with the account's credentials, region and
// HOUSE_BAND_TABLE from the environment.
import { HomeId } from "@house-band/contract";
import { createDynamoClient } from "./adapters/dynamo.ts";
import { exportHome } from "./adapters/export-home.ts";

const homeId = HomeId.safeParse(process.argv[2]);
const tableName = process.env.HOUSE_BAND_TABLE;
if (!homeId.success || !tableName) {
  process.stderr.write(
    "usage: HOUSE_BAND_TABLE=… npm run export -w lambda -- home_… (the stack's output names the table)\n",
  );
  process.exit(2);
}
const client = createDynamoClient(30_000);
const exported = await exportHome({ client, tableName }, homeId.data, Date.now(), AbortSignal.timeout(60_000));
client.destroy();
if (exported.ok) process.stdout.write(`${JSON.stringify(exported.value, null, 2)}\n`);
else {
  const { error } = exported;
  process.stderr.write(error === "unknown-home" ? "no such home is in this table\n" : `${error.message}\n`);
  process.exitCode = 1;
}
