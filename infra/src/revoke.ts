// `npm run revoke -w infra -- hb-…`: takes a bridge's identity back, with the account's credentials from the environment.
import { IoTClient } from "@aws-sdk/client-iot";
import { ThingName } from "@house-band/contract";
import { attempt } from "./deploy/attempt.ts";
import { revokeBridge } from "./revoke-bridge.ts";

const thing = ThingName.safeParse(process.argv[2]);
if (!thing.success) {
  process.stderr.write("usage: npm run revoke -w infra -- hb-… (house-band status on the bridge says its name)\n");
  process.exit(2);
}
const revoked = await attempt("revoking its certificates", () => revokeBridge(new IoTClient({}), thing.data));
if (revoked.ok) {
  const ids = revoked.value.join(", ");
  process.stdout.write(ids === "" ? `${thing.data} has no certificate\n` : `revoked: ${ids}\n`);
} else {
  process.stderr.write(`${revoked.error.what}.\nWhat to do: ${revoked.error.todo}.\n`);
  process.exitCode = 1;
}
