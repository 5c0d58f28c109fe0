// How a bridge gets its identity: a template that makes one thing, one certificate and the bridges' policies of a claim, if
// the hook lets it; and another that gives a thing that is there one more certificate. @see AWS IoT "Provisioning by trusted user", "Provisioning templates"
import { PROVISIONING_TEMPLATE, ROTATION_TEMPLATE, THING_PREFIX } from "@house-band/contract";
import { Stack, Validations } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnProvisioningTemplate } from "aws-cdk-lib/aws-iot";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { acknowledgeWildcard, iotArn } from "./grants.ts";

/** The name comes from the hook: a parameter that the bridge itself gives is overridden. */
const templateBody = (policyNames: readonly string[]) => ({
  Parameters: { ThingName: { Type: "String" }, "AWS::IoT::Certificate::Id": { Type: "String" } },
  Resources: {
    thing: { Type: "AWS::IoT::Thing", Properties: { ThingName: { Ref: "ThingName" } } },
    certificate: {
      Type: "AWS::IoT::Certificate",
      Properties: { CertificateId: { Ref: "AWS::IoT::Certificate::Id" }, Status: "Active" },
    },
    ...Object.fromEntries(
      policyNames.map((PolicyName, n) => [
        n === 0 ? "policy" : `policy${n + 1}`,
        { Type: "AWS::IoT::Policy", Properties: { PolicyName } },
      ]),
    ),
  },
});

const TEMPLATES = {
  Provisioning: { name: PROVISIONING_TEMPLATE, description: "Gives one bridge its identity" },
  Rotation: { name: ROTATION_TEMPLATE, description: "Gives a bridge that is in another certificate" },
} as const;

/** Of each template: decides about every bridge that asks; without its word none gets anything. */
export type Hooks = Readonly<Record<keyof typeof TEMPLATES, LambdaFunction>>;

/** @param policyNames all that every certificate of a bridge carries */
export function createProvisioning(scope: Construct, hooks: Hooks, policyNames: readonly string[]): void {
  const provisioningRoleArn = createRole(scope, policyNames).roleArn;
  createTemplate(scope, "Provisioning", { hook: hooks.Provisioning, policyNames, provisioningRoleArn });
  createTemplate(scope, "Rotation", { hook: hooks.Rotation, policyNames, provisioningRoleArn });
}

type Parts = {
  readonly hook: LambdaFunction;
  readonly policyNames: readonly string[];
  readonly provisioningRoleArn: string;
};

function createTemplate(scope: Construct, id: keyof typeof TEMPLATES, { hook, policyNames, ...role }: Parts): void {
  const { account } = Stack.of(scope);
  const { name, description } = TEMPLATES[id];
  hook.addPermission(id, {
    principal: new ServicePrincipal("iot.amazonaws.com"),
    sourceArn: iotArn(scope, `provisioningtemplate/${name}`),
    sourceAccount: account,
  });
  const template = new CfnProvisioningTemplate(scope, id, {
    ...role,
    templateName: name,
    description,
    templateType: "FLEET_PROVISIONING",
    enabled: true,
    templateBody: JSON.stringify(templateBody(policyNames)),
    preProvisioningHook: { payloadVersion: "2020-04-01", targetArn: hook.functionArn },
  });
  // AWS IoT tries whether it may call the hook when the template is made.
  template.node.addDependency(hook.node.findChild(id));
}

/** What AWS's own policy for it (AWSIoTThingsRegistration) allows, narrowed to what these templates make. */
function createRole(scope: Construct, policyNames: readonly string[]): Role {
  const { account } = Stack.of(scope);
  const role = new Role(scope, "ProvisioningRole", {
    assumedBy: new ServicePrincipal("iot.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": account } },
    }),
  });
  const certificates = iotArn(scope, "cert/*");
  const allow = (names: readonly string[], resources: string[]) =>
    role.addToPolicy(new PolicyStatement({ actions: names.map((name) => `iot:${name}`), resources }));
  allow(["CreateThing", "DescribeThing", "UpdateThing"], [iotArn(scope, `thing/${THING_PREFIX}*`)]);
  allow(["DescribeCertificate", "UpdateCertificate", "AttachPolicy"], [certificates]);
  allow(
    ["GetPolicy"],
    policyNames.map((name) => iotArn(scope, `policy/${name}`)),
  );
  // These know no resources. @see Service Authorization Reference "AWS IoT"
  allow(["AttachThingPrincipal", "ListPrincipalPolicies", "ListThingPrincipals", "RegisterThing"], ["*"]);
  acknowledgeWildcard(role, `thing/${THING_PREFIX}*`, "Bridges get their names when they are enrolled.");
  acknowledgeWildcard(role, "cert/*", "A bridge's certificate gets its id when the bridge is enrolled.");
  Validations.of(role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "The four actions that attach a certificate and look what is attached can't be bound to a resource.",
  });
  return role;
}
