// A bridge's change of certificate: the hook that lets it have a new one, and the function that takes the old ones away
// once the new one is in use. A bundle of their own, and roles of which neither may do what the other does.
import { THING_PREFIX } from "@house-band/contract";
import { Duration, Validations } from "aws-cdk-lib";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { createFunction, type FunctionParts } from "./functions.ts";
import { acknowledgeWildcard, grantErrors, iotArn } from "./grants.ts";
import { rotationRule } from "./rotation-rule.ts";
import { addRule, createErrorRole } from "./rules.ts";

/** They read nothing from it, and know no table. */
const environment = {};

/** Looks which certificates a bridge has, and decides. AWS IoT waits for it for 5 s. */
export function createRotationHook(scope: Construct, parts: FunctionParts): LambdaFunction {
  const description = "Lets a bridge have a new certificate, for itself alone";
  const hook = createFunction(scope, "Rotation", parts, { description, timeout: Duration.seconds(5), environment });
  allow(hook.role, ["ListThingPrincipals"], "*");
  allow(hook.role, ["DescribeCertificate"], iotArn(scope, "cert/*"));
  acknowledgeCertificates(hook.role);
  acknowledge(hook.role, "The action that lists a thing's certificates can't be bound to a resource.");
  return hook.function;
}

/** Its rule, and the function. Invoked asynchronously: what fails three times goes to the errors. */
export function createRetirement(scope: Construct, parts: FunctionParts & { readonly errors: Queue }): void {
  const { errors } = parts;
  const retire = createFunction(scope, "Retire", parts, {
    description: "Takes a bridge's old certificates away, once a newer one is in use",
    timeout: Duration.seconds(30),
    environment,
    retryAttempts: 2,
    // The library's own destination would grant more than sending.
    onFailure: { bind: () => ({ destination: errors.queueArn }) },
  });
  allow(retire.role, ["DescribeCertificate", "UpdateCertificate", "DeleteCertificate"], iotArn(scope, "cert/*"));
  allow(retire.role, ["ListThingPrincipals", "DetachThingPrincipal"], "*");
  acknowledgeCertificates(retire.role);
  acknowledge(retire.role, "The actions that list a thing's certificates and detach one can't be bound to a resource.");
  grantErrors(retire.role, errors);
  const errorRole = createErrorRole(scope, "RetireErrorsRole", { errors, names: [rotationRule.name] });
  addRule(scope, "RotatedRule", { rule: rotationRule, target: retire.function, errors, errorRole });
}

const allow = (role: Role, names: readonly string[], resource: string) =>
  role.addToPolicy(new PolicyStatement({ actions: names.map((name) => `iot:${name}`), resources: [resource] }));

const acknowledgeCertificates = (role: Role) =>
  acknowledgeWildcard(role, "cert/*", "Which certificates a bridge has is looked up: their ids can't be foretold.");

const acknowledge = (role: Role, reason: string) =>
  Validations.of(role).acknowledge({ id: "AwsSolutions-IAM5[Resource::*]", reason: `${reason} ${ONLY_BRIDGES}` });

const ONLY_BRIDGES = `The function asks about things named ${THING_PREFIX}… alone.`;
