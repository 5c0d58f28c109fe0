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
process.stderr.write("Revokes, then looks again after ten seconds …\n");
const revoked = await attempt("revoking its certificates", () => revokeBridge(new IoTClient({}), thing.data));
if (revoked.ok) {
  const { revoked: ids, isComplete } = revoked.value;
  process.stdout.write(ids.length === 0 ? `${thing.data} has no certificate\n` : `revoked: ${ids.join(", ")}\n`);
  if (!isComplete) {
    process.stderr.write("New certificates came all the while. Run it again at once, until it doesn't say so.\n");
    process.exitCode = 1;
  }
} else {
  process.stderr.write(`${revoked.error.what}.\nWhat to do: ${revoked.error.todo}.\n`);
  process.exitCode = 1;
}
