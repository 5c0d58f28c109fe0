// How a bridge gets its identity: a template that makes one thing, one certificate and the bridges' policy of a claim, if
// the hook lets it. @see AWS IoT "Provisioning by trusted user", "Provisioning templates"
import { PROVISIONING_TEMPLATE, THING_PREFIX } from "@house-band/contract";
import { Stack, Validations } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnProvisioningTemplate } from "aws-cdk-lib/aws-iot";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { acknowledgeWildcard, iotArn } from "./grants.ts";

/** The name comes from the hook: a parameter that the bridge itself gives is overridden. */
const TEMPLATE_BODY = (policyName: string) => ({
  Parameters: { ThingName: { Type: "String" }, "AWS::IoT::Certificate::Id": { Type: "String" } },
  Resources: {
    thing: { Type: "AWS::IoT::Thing", Properties: { ThingName: { Ref: "ThingName" } } },
    certificate: {
      Type: "AWS::IoT::Certificate",
      Properties: { CertificateId: { Ref: "AWS::IoT::Certificate::Id" }, Status: "Active" },
    },
    policy: { Type: "AWS::IoT::Policy", Properties: { PolicyName: policyName } },
  },
});

/** @param hook decides about every bridge that asks; without its word none is let in */
export function createProvisioning(scope: Construct, hook: LambdaFunction, policyName: string): void {
  const { account } = Stack.of(scope);
  const PERMISSION = "Provisioning";
  hook.addPermission(PERMISSION, {
    principal: new ServicePrincipal("iot.amazonaws.com"),
    sourceArn: iotArn(scope, `provisioningtemplate/${PROVISIONING_TEMPLATE}`),
    sourceAccount: account,
  });
  const template = new CfnProvisioningTemplate(scope, "Provisioning", {
    templateName: PROVISIONING_TEMPLATE,
    description: "Gives one bridge its identity",
    templateType: "FLEET_PROVISIONING",
    enabled: true,
    templateBody: JSON.stringify(TEMPLATE_BODY(policyName)),
    provisioningRoleArn: createRole(scope, policyName).roleArn,
    preProvisioningHook: { payloadVersion: "2020-04-01", targetArn: hook.functionArn },
  });
  // AWS IoT tries whether it may call the hook when the template is made.
  template.node.addDependency(hook.node.findChild(PERMISSION));
}

/** What AWS's own policy for it (AWSIoTThingsRegistration) allows, narrowed to what this template makes. */
function createRole(scope: Construct, policyName: string): Role {
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
  allow(["GetPolicy"], [iotArn(scope, `policy/${policyName}`)]);
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
