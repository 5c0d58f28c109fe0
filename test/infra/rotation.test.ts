// What changes a bridge's certificate: what the two functions do, and the templates and the rule as they are deployed.
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { A, B } from "../local/iot/support.ts";
import { asks, deployRotation, tells } from "./rotation-cloud.ts";
import { ACCOUNT, REGION, resources, SKILL, SYNTHESISED_BY_MS, synthesise } from "./synthesise.ts";

const DAY_MS = 86_400_000;
let template: Awaited<ReturnType<typeof synthesise>>["template"];
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  ({ template } = await synthesise({ skillId: SKILL }));
}, SYNTHESISED_BY_MS);
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function deploy() {
  const deployed = await deployRotation();
  ends.push(deployed.close);
  return deployed;
}

describe("the hook of the rotation's template", () => {
  it("lets a bridge have a certificate for the thing whose certificate it asks with, whatever it asks for", async () => {
    const { make, handle } = await deploy();
    const own = make(A);
    const allowed = { allowProvisioning: true, parameterOverrides: { ThingName: A } };
    expect(await handle(asks(own, A))).toEqual(allowed);
    expect(await handle(asks(own, A, { parameters: { ThingName: B } }))).toEqual(allowed);
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

  it("lets nobody have one with a certificate that is not active, though it is attached and still connected", async () => {
    for (const status of ["revoked", "inactive"] as const) {
      const { certificates, make, handle } = await deploy();
      const own = make(A);
      make(A); // another one that is active helps nothing
      certificates.setStatus(own, status);
      expect(await handle(asks(own, A))).toEqual({ allowProvisioning: false });
    }
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
  it("takes those of the bridge that were made before the one in use", async () => {
    const { certificates, make, handle } = await deploy();
    const [first, second, others, used, newer] = [make(A), make(A), make(B), make(A), make(A)];
    await handle(tells(used, A));
    expect(certificates.attachedTo(A)).toEqual([used, newer]);
    for (const gone of [first, second]) expect(certificates.madeAtMs(gone)).toBeNull();
    expect(certificates.attachedTo(B)).toEqual([others]);
    await handle(tells(used, A)); // told again
    expect(certificates.attachedTo(A)).toEqual([used, newer]);
  });

  it("takes newer ones, too, that had come to nothing for a day when it was said: a bridge that is full gets room", async () => {
    const { certificates, make, handle } = await deploy();
    const own = make(A);
    const brokenOff = Array.from({ length: 9 }, () => make(A));
    const dayAfter = (id: string) => (certificates.madeAtMs(id) ?? 0) + DAY_MS;
    expect(await handle(asks(own, A))).toEqual({ allowProvisioning: false });
    await handle(tells(own, A, A, dayAfter(brokenOff[0] ?? "")));
    expect(certificates.attachedTo(A)).toEqual([own, ...brokenOff]);
    await handle(tells(own, A, A, dayAfter(brokenOff[4] ?? "") + 1));
    expect(certificates.attachedTo(A)).toEqual([own, ...brokenOff.slice(5)]);
    await handle(tells(own, A, A, dayAfter(brokenOff[8] ?? "") + 1));
    expect(certificates.attachedTo(A)).toEqual([own]);
    expect(await handle(asks(own, A))).toMatchObject({ allowProvisioning: true });
  });

  it("leaves the new one where the old one's word comes weeks late, for it was said before", async () => {
    const { certificates, make, handle } = await deploy();
    const old = make(A);
    const used = make(A);
    const goesOverAtMs = (certificates.madeAtMs(used) ?? 0) + 60_000;
    await handle(tells(old, A, A, goesOverAtMs));
    expect(certificates.activeOf(A)).toEqual([old, used]);
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

  it("takes none on the word of one that is not active: it was revoked, and is still connected", async () => {
    const { certificates, make, handle } = await deploy();
    const [old, used] = [make(A), make(A)];
    certificates.setStatus(used, "revoked");
    await handle(tells(used, A));
    expect(certificates.attachedTo(A)).toEqual([old, used]);
  });

  it("goes on where it was broken off", async () => {
    const { certificates, make, handle } = await deploy();
    const [old, used] = [make(A), make(A)];
    certificates.setStatus(old, "inactive"); // and then the function was stopped
    await handle(tells(used, A));
    expect(certificates.attachedTo(A)).toEqual([used]);
    expect(certificates.madeAtMs(old)).toBeNull();
  });

  it("waits until AWS has detached them, and leaves none behind", async () => {
    const { certificates, cloud, make, handle } = await deploy();
    const [first, second, used] = [make(A), make(A), make(A)];
    cloud.isSlow = true;
    await handle(tells(used, A));
    expect(certificates.attachedTo(A)).toEqual([used]);
    for (const gone of [first, second]) expect(certificates.madeAtMs(gone)).toBeNull();
    expect(cloud.waitedMs).toBeGreaterThan(0);
  });

  it("has it delivered again where they are attached for long, and inactive they are by then", async () => {
    const { certificates, cloud, make, handle, log } = await deploy();
    const [first, second, used] = [make(A), make(A), make(A)];
    Object.assign(cloud, { isSlow: true, isStuck: true });
    await expect(handle(tells(used, A))).rejects.toThrow(/2 certificates of hb-\S+ are attached still/);
    expect(certificates.activeOf(A)).toEqual([used]);
    expect(cloud.waitedMs).toBeLessThan(20_000); // of the 25 s that it has
    expect(log.lines.at(-1)).toMatchObject({ level: "warn", fields: { certificates: `${first} ${second}` } });
    cloud.isStuck = false;
    await handle(tells(used, A)); // delivered again
    expect(certificates.attachedTo(A)).toEqual([used]);
    for (const gone of [first, second]) expect(certificates.madeAtMs(gone)).toBeNull();
  });

  it("sets all of them inactive before it does anything that takes time", async () => {
    const { cloud, make, handle } = await deploy();
    make(A);
    make(A);
    const used = make(A);
    await handle(tells(used, A));
    expect(cloud.activeWhenDetached).toEqual([[used], [used]]);
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
