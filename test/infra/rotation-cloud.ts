// The two functions about a bridge's change of certificate, on a control plane whose every call is seen.
import { generateKeyPairSync } from "node:crypto";
import { ROTATION_TEMPLATE } from "@house-band/contract";
import { createBridgeCertificates } from "../../lambda/src/adapters/bridge-certificates.ts";
import { createRotationHandler } from "../../lambda/src/rotation-handler.ts";
import { type Certificates, createCertificates } from "../../local/src/iot/certificates.ts";
import { startControlPlane } from "../../local/src/iot/control-plane.ts";
import { createAuthority } from "../../local/src/iot/x509.ts";
import { createFakeLog } from "../bridge-firmware/fakes/ports.ts";
import { A, B } from "../local/iot/support.ts";
import { ACCOUNT, REGION } from "./synthesise.ts";
import { startWitness } from "./witness.ts";

/** Each certificate is a second newer than the one before. */
export async function deployRotation() {
  let nowMs = Date.now();
  const tick = () => nowMs;
  const certificates = createCertificates(new Set([A, B]), createAuthority(tick), tick);
  /** A slow cloud detaches when a wait of the function is over; a stuck one never does. */
  const cloud = {
    isSlow: false,
    isStuck: false,
    detaching: [] as (() => void)[],
    activeWhenDetached: [] as (readonly string[])[],
    waitedMs: 0,
  };
  const clock = {
    async sleep(ms: number) {
      cloud.waitedMs += ms;
      if (!cloud.isStuck) for (const detach of cloud.detaching.splice(0)) detach();
    },
  };
  const control = await startControlPlane({
    certificates,
    arnOf: (id) => `arn:aws:iot:${REGION}:${ACCOUNT}:cert/${id}`,
    isThing: (thing) => thing === A || thing === B,
    onInactive: () => undefined,
    putOff(detach) {
      cloud.activeWhenDetached.push(certificates.activeOf(A));
      if (cloud.isSlow) cloud.detaching.push(detach);
      else detach();
    },
  });
  const witness = await startWitness(control.url, ({ method, path }) => [`iot:${actionOf(method, path)}`]);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_IOT: witness.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const log = createFakeLog();
  const handle = createRotationHandler({ certificates: createBridgeCertificates(), clock, log });
  const make = (thing: string) => {
    nowMs += 1_000;
    return issueFor(certificates, thing);
  };
  const called = () => [...witness.actions].sort();
  const close = async (): Promise<void> => {
    await witness.close();
    await control.close();
  };
  return { certificates, cloud, make, handle, called, log, close };
}

function issueFor(certificates: Certificates, thing: string): string {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { id } = certificates.issuePending(publicKey.export({ type: "spki", format: "der" }));
  certificates.activate(id, thing);
  return id;
}

/** @see AWS IoT API Reference */
function actionOf(method: string, path: string): string {
  const known: readonly (readonly [string, RegExp, string])[] = [
    ["GET", /^\/things\/[^/]+\/principals/, "ListThingPrincipals"],
    ["DELETE", /^\/things\/[^/]+\/principals/, "DetachThingPrincipal"],
    ["GET", /^\/certificates\//, "DescribeCertificate"],
    ["PUT", /^\/certificates\//, "UpdateCertificate"],
    ["DELETE", /^\/certificates\//, "DeleteCertificate"],
  ];
  return known.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2] ?? `${method} ${path}`;
}

/** What AWS IoT asks the hook. @see AWS IoT "Pre-provisioning hooks" */
export const asks = (claimCertificateId: string, clientId: string, own: object = {}) => ({
  claimCertificateId,
  certificateId: "f".repeat(64),
  certificatePem: "any",
  templateArn: `arn:aws:iot:${REGION}:${ACCOUNT}:provisioningtemplate/${ROTATION_TEMPLATE}`,
  clientId,
  parameters: {},
  ...own,
});
/** What the rule makes of a bridge's word. */
export const tells = (principal: string, thing: string, clientId = thing, receivedAtMs = Date.now()) => ({
  rule: "hb_rotated",
  thing,
  principal,
  clientId,
  receivedAtMs,
});
