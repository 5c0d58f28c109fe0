// `npm run revoke -w infra -- hb-…`: takes a bridge's identity back, with the account's credentials from the environment.
import { IoTClient } from "@aws-sdk/client-iot";
import { ThingName } from "@house-band/contract";
import { revokeBridge } from "./revoke-bridge.ts";

const thing = ThingName.safeParse(process.argv[2]);
if (!thing.success) {
  process.stderr.write("usage: npm run revoke -w infra -- hb-… (house-band status on the bridge says its name)\n");
  process.exit(2);
}
const revoked = await revokeBridge(new IoTClient({}), thing.data);
process.stdout.write(revoked.length === 0 ? `${thing.data} has no certificate\n` : `revoked: ${revoked.join(", ")}\n`);
