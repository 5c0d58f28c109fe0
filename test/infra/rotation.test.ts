// What changes a bridge's certificate, as it is deployed: the templates, the rule, and two roles against what their
// functions really call.
import { generateKeyPairSync } from "node:crypto";
import { ROTATION_TEMPLATE } from "@house-band/contract";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createBridgeCertificates } from "../../lambda/src/adapters/bridge-certificates.ts";
import { createRotationHandler } from "../../lambda/src/rotation-handler.ts";
import { type Certificates, createCertificates } from "../../local/src/iot/certificates.ts";
import { startControlPlane } from "../../local/src/iot/control-plane.ts";
import { createAuthority } from "../../local/src/iot/x509.ts";
import { createFakeLog } from "../bridge-firmware/fakes/ports.ts";
import { A, B } from "../local/iot/support.ts";
import {
  ACCOUNT,
  actionsOf,
  REGION,
  resources,
  SKILL,
  SYNTHESISED_BY_MS,
  statementsOf,
  synthesise,
} from "./synthesise.ts";
import { startWitness } from "./witness.ts";

let template: Awaited<ReturnType<typeof synthesise>>["template"];
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  ({ template } = await synthesise({ skillId: SKILL }));
}, SYNTHESISED_BY_MS);
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The functions on a control plane whose every call is seen. Each certificate is a second newer than the one before. */
async function deploy() {
  let nowMs = Date.now();
  const tick = () => nowMs;
  const certificates = createCertificates(new Set([A, B]), createAuthority(tick), tick);
  const control = await startControlPlane({
    certificates,
    arnOf: (id) => `arn:aws:iot:${REGION}:${ACCOUNT}:cert/${id}`,
    isThing: (thing) => thing === A || thing === B,
    onInactive: () => undefined,
  });
  const witness = await startWitness(control.url, ({ method, path }) => [`iot:${actionOf(method, path)}`]);
  ends.push(control.close, witness.close);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_IOT: witness.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const log = createFakeLog();
  const handle = createRotationHandler({ certificates: createBridgeCertificates(), log });
  const make = (thing: string) => {
    nowMs += 1_000;
    return issueFor(certificates, thing);
  };
  const called = () => [...witness.actions].sort();
  return { certificates, make, handle, called, log };
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

const grantedTo = (role: string): readonly string[] =>
  actionsOf(statementsOf(template, role))
    .filter((action) => !action.startsWith("logs:"))
    .sort();

const asks = (claimCertificateId: string, clientId: string, own: object = {}) => ({
  claimCertificateId,
  certificateId: "f".repeat(64),
  certificatePem: "any",
  templateArn: `arn:aws:iot:${REGION}:${ACCOUNT}:provisioningtemplate/${ROTATION_TEMPLATE}`,
  clientId,
  parameters: {},
  ...own,
});
const tells = (principal: string, thing: string, clientId = thing) => ({
  rule: "hb_rotated",
  thing,
  principal,
  clientId,
});

describe("the hook of the rotation's template", () => {
  it("lets a bridge have a certificate for the thing whose certificate it asks with, whatever it asks for", async () => {
    const { make, handle, called } = await deploy();
    const own = make(A);
    const allowed = { allowProvisioning: true, parameterOverrides: { ThingName: A } };
    expect(await handle(asks(own, A))).toEqual(allowed);
    expect(await handle(asks(own, A, { parameters: { ThingName: B } }))).toEqual(allowed);
    expect(called()).toEqual(grantedTo("RotationRole"));
  });

  it("lets nobody have one for another, nor with a certificate that is nobody's, as a claim's is", async () => {
    const { make, handle } = await deploy();
    const [own, other] = [make(A), make(B)];
    const refused = { allowProvisioning: false };
    expect(await handle(asks(own, B))).toEqual(refused);
    expect(await handle(asks(other, A))).toEqual(refused);
    expect(await handle(asks("e".repeat(64), A))).toEqual(refused);
    expect(await handle(asks(own, "hb-cccccccccccccccc"))).toEqual(refused);
    expect(await handle(asks(own, "anything"))).toEqual(refused);
    const enrolling = `arn:aws:iot:${REGION}:${ACCOUNT}:provisioningtemplate/house-band-bridge`;
    expect(await handle(asks(own, A, { templateArn: enrolling }))).toEqual(refused);
  });

  it("lets no bridge collect more than ten", async () => {
    const { make, handle } = await deploy();
    const own = make(A);
    for (let count = 2; count < 10; count += 1) make(A);
    expect(await handle(asks(own, A))).toMatchObject({ allowProvisioning: true });
    make(A);
    expect(await handle(asks(own, A))).toEqual({ allowProvisioning: false });
  });
});

describe("the function that takes old certificates away", () => {
  it("takes those of the bridge that were made before the one in use, and calls what its role allows, and nothing else", async () => {
    const { certificates, make, handle, called } = await deploy();
    const [first, second, others, used, newer] = [make(A), make(A), make(B), make(A), make(A)];
    await handle(tells(used, A));
    expect(certificates.attachedTo(A)).toEqual([used, newer]);
    for (const gone of [first, second]) expect(certificates.madeAtMs(gone)).toBeNull();
    expect(certificates.attachedTo(B)).toEqual([others]);
    expect([...called(), "sqs:SendMessage"].sort()).toEqual(grantedTo("RetireRole"));
    await handle(tells(used, A)); // told again
    expect(certificates.attachedTo(A)).toEqual([used, newer]);
  });

  it("believes who it is, not what is said: another's word, or a certificate that is not the bridge's, does nothing", async () => {
    const { certificates, make, handle, called } = await deploy();
    const [old, used] = [make(A), make(A)];
    const thief = make(B);
    for (const event of [
      tells(thief, A),
      tells(thief, A, B),
      tells(used, A, B),
      tells("n/a", A),
      tells(used, "other"),
    ]) {
      await handle(event);
    }
    expect(certificates.attachedTo(A)).toEqual([old, used]);
    expect(called()).toEqual(["iot:ListThingPrincipals"]);
  });

  it("goes on where it was broken off", async () => {
    const { certificates, make, handle } = await deploy();
    const [old, used] = [make(A), make(A)];
    certificates.setStatus(old, "inactive"); // and then the function was stopped
    await handle(tells(used, A));
    expect(certificates.attachedTo(A)).toEqual([used]);
    expect(certificates.madeAtMs(old)).toBeNull();
  });

  it("has what it can't do delivered again", async () => {
    const { make, handle } = await deploy();
    const used = make(A);
    for (const end of ends.splice(0).reverse()) await end();
    await expect(handle(tells(used, A))).rejects.toThrow();
    await expect(handle({ rule: "hb_event" })).rejects.toThrow(/neither/);
  });
});

describe("both templates", () => {
  type Template = {
    TemplateName: string;
    TemplateBody: string;
    PreProvisioningHook: { TargetArn: { "Fn::GetAtt": string[] } };
  };
  const templates = () =>
    resources<Template>(template, "AWS::IoT::ProvisioningTemplate").map(({ Properties }) => Properties);

  it("ask a hook of their own, and give a certificate both policies", () => {
    expect(
      templates().map(({ TemplateName, PreProvisioningHook }) => [
        TemplateName,
        PreProvisioningHook.TargetArn["Fn::GetAtt"][0]?.replace(/Function.*$/, ""),
      ]),
    ).toEqual([
      ["house-band-bridge", "Enrol"],
      ["house-band-rotation", "Rotation"],
    ]);
    for (const { TemplateBody } of templates()) {
      const { Resources } = JSON.parse(TemplateBody);
      const policies = Object.values<{ Type: string; Properties: { PolicyName?: string } }>(Resources);
      expect(policies.flatMap(({ Properties }) => Properties.PolicyName ?? [])).toEqual([
        "house-band-bridge",
        "house-band-rotation",
      ]);
    }
  });

  it("and the rule are each let in to their own function alone, from this account", () => {
    const sources = (name: string) =>
      resources<{ FunctionName: { "Fn::GetAtt": string[] }; SourceArn: unknown; SourceAccount?: string }>(
        template,
        "AWS::Lambda::Permission",
      )
        .filter(({ Properties }) => Properties.FunctionName["Fn::GetAtt"]?.[0]?.startsWith(name))
        .map(({ Properties }) => [Properties.SourceAccount, JSON.stringify(Properties.SourceArn)]);
    expect(sources("RotationFunction")).toEqual([
      [ACCOUNT, expect.stringContaining("provisioningtemplate/house-band-rotation")],
    ]);
    expect(sources("RetireFunction")).toEqual([[ACCOUNT, expect.stringContaining("rule/hb_rotated")]]);
  });
});
