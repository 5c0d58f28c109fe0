// A cloud that enrols bridges: the local IoT with the very hook that is deployed.
import { type Enrolment, PROVISIONING_TEMPLATE } from "@house-band/contract";
import { createHandler } from "../../../../lambda/src/handler.ts";
import type { LocalIotOptions } from "../../../../local/src/iot/local-iot.ts";
import type { ProvisioningOptions } from "../../../../local/src/iot/provisioning.ts";
import { BRIDGE_POLICY, startRig } from "../../../local/iot/support.ts";

const TEMPLATE_ARN = `arn:aws:iot:us-east-1:000000000000:provisioningtemplate/${PROVISIONING_TEMPLATE}`;
const silent = () => undefined;
const log = { error: silent, warn: silent, info: silent, debug: silent };
const unused = () => Promise.reject(new Error("nobody asks for this"));

/** Decides as the deployed function does. */
export const hook = createHandler(
  { tableName: "any", skillId: "any", send: "direct", demo: "off", linking: { kind: "none" }, logLevel: "error" },
  { turn: unused, ingest: unused, accounts: unused, cleaner: unused, clock: { epochMs: () => 0 }, log },
);

export async function startEnrollingCloud(
  own: Partial<ProvisioningOptions> = {},
  options: Partial<LocalIotOptions> = {},
) {
  const provisioning = { template: PROVISIONING_TEMPLATE, templateArn: TEMPLATE_ARN, hook, ...own };
  const rig = await startRig({ policy: BRIDGE_POLICY, ...options, provisioning });
  const enrols = rig.iot.provisioning;
  if (!enrols) throw new Error("this cloud enrols nobody");
  return { ...rig, enrols, claim: (): Enrolment => enrols.createClaim() };
}
