// Takes the identities of all bridges away: they were made by enrolment, not by the stack, and AWS deletes no policy
// that a certificate still carries.
import {
  DeleteCertificateCommand,
  DeleteThingCommand,
  DescribeEndpointCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  type IoTClient,
  ListPrincipalThingsCommand,
  paginateListTargetsForPolicy,
  UpdateCertificateCommand,
} from "@aws-sdk/client-iot";
import { DeleteThingShadowCommand, IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import { SHADOW_NAMES } from "@house-band/contract";
import { BRIDGE_POLICY_NAME } from "../../bridge-policy.ts";
import { errorName } from "../library-errors.ts";

/** What bridges are called, and nothing else in the account is. */
const BRIDGE = /^hb-/;

/** @returns how many bridges there were. Whatever is gone already is fine, so that it can be run again. */
export async function removeBridges(client: IoTClient, region: string): Promise<number> {
  const certificates = await certificatesOf(client);
  const shadows = await shadowsOf(client, region);
  let count = 0;
  for (const principal of certificates) {
    const things = (await unlessGone(client.send(new ListPrincipalThingsCommand({ principal }))))?.things ?? [];
    for (const thingName of things.filter((name) => BRIDGE.test(name))) {
      await unlessGone(client.send(new DetachThingPrincipalCommand({ thingName, principal })));
      for (const shadowName of SHADOW_NAMES) {
        await unlessGone(shadows.send(new DeleteThingShadowCommand({ thingName, shadowName })));
      }
      await unlessGone(client.send(new DeleteThingCommand({ thingName })));
      count += 1;
    }
    await unlessGone(client.send(new DetachPolicyCommand({ policyName: BRIDGE_POLICY_NAME, target: principal })));
    const certificateId = principal.split("/").at(-1);
    await unlessGone(client.send(new UpdateCertificateCommand({ certificateId, newStatus: "INACTIVE" })));
    await unlessGone(client.send(new DeleteCertificateCommand({ certificateId })));
  }
  return count;
}

async function certificatesOf(client: IoTClient): Promise<readonly string[]> {
  const targets: string[] = [];
  const pages = paginateListTargetsForPolicy({ client }, { policyName: BRIDGE_POLICY_NAME });
  await unlessGone(
    (async () => {
      for await (const page of pages) targets.push(...(page.targets ?? []));
    })(),
  );
  return targets.filter((target) => target.includes(":cert/"));
}

/** Shadows are asked for at an address of the account's own. @see AWS IoT "DescribeEndpoint" */
async function shadowsOf(client: IoTClient, region: string): Promise<IoTDataPlaneClient> {
  if (process.env.AWS_ENDPOINT_URL_IOT_DATA_PLANE) return new IoTDataPlaneClient({ region });
  const { endpointAddress } = await client.send(new DescribeEndpointCommand({ endpointType: "iot:Data-ATS" }));
  return new IoTDataPlaneClient({ region, endpoint: `https://${endpointAddress}` });
}

async function unlessGone<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (errorName(error) === "ResourceNotFoundException") return null;
    throw error;
  }
}
