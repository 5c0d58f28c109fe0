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
import { BRIDGE_POLICY_NAMES } from "../../bridge-policy.ts";
import { errorName } from "../library-errors.ts";

/** What bridges are called, and nothing else in the account is. */
const BRIDGE = /^hb-/;

/** @returns how many bridges there were. Whatever is gone already is fine, so that it can be run again. */
export async function removeBridges(client: IoTClient, region: string): Promise<number> {
  const certificates = await certificatesOf(client);
  const shadows = await shadowsOf(client, region);
  const bridges = await bridgesWith(client, certificates);
  for (const [thingName, principals] of bridges) {
    for (const principal of principals) {
      await unlessGone(client.send(new DetachThingPrincipalCommand({ thingName, principal })));
    }
    for (const shadowName of SHADOW_NAMES) {
      await unlessGone(shadows.send(new DeleteThingShadowCommand({ thingName, shadowName })));
    }
    await unlessGone(client.send(new DeleteThingCommand({ thingName })));
  }
  for (const principal of certificates) await removeCertificate(client, principal);
  return bridges.size;
}

/** A thing is not deleted while a certificate is attached to it, and a bridge that changes its own has two. */
async function bridgesWith(client: IoTClient, certificates: Iterable<string>): Promise<Map<string, string[]>> {
  const bridges = new Map<string, string[]>();
  for (const principal of certificates) {
    const things = (await unlessGone(client.send(new ListPrincipalThingsCommand({ principal }))))?.things ?? [];
    for (const name of things.filter((thing) => BRIDGE.test(thing))) {
      bridges.set(name, [...(bridges.get(name) ?? []), principal]);
    }
  }
  return bridges;
}

async function removeCertificate(client: IoTClient, principal: string): Promise<void> {
  for (const policyName of BRIDGE_POLICY_NAMES) {
    await unlessGone(client.send(new DetachPolicyCommand({ policyName, target: principal })));
  }
  const certificateId = principal.split("/").at(-1);
  await unlessGone(client.send(new UpdateCertificateCommand({ certificateId, newStatus: "INACTIVE" })));
  await unlessGone(client.send(new DeleteCertificateCommand({ certificateId })));
}

/** Whatever carries a policy of bridges. */
async function certificatesOf(client: IoTClient): Promise<ReadonlySet<string>> {
  const targets = new Set<string>();
  for (const policyName of BRIDGE_POLICY_NAMES) {
    const pages = paginateListTargetsForPolicy({ client }, { policyName });
    await unlessGone(
      (async () => {
        for await (const page of pages) for (const target of page.targets ?? []) targets.add(target);
      })(),
    );
  }
  return new Set([...targets].filter((target) => target.includes(":cert/")));
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
