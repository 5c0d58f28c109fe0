// The IoT rules: what a bridge reports goes to the ingest function, and what cannot be handed over to a queue.
import type { RuleName } from "@house-band/contract";
import { Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnTopicRule } from "aws-cdk-lib/aws-iot";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { grantErrors } from "./grants.ts";
import { RULE_SQL_VERSION, ruleDefinitions } from "./rule-definitions.ts";

const IDS = {
  hb_outcome: "OutcomeRule",
  hb_event: "EventRule",
  hb_last_will: "LastWillRule",
  hb_presence: "PresenceRule",
} as const satisfies Record<RuleName, string>;

/** One rule per definition, each allowed to call the ingest function, with the queue for what fails. */
export function createRules(scope: Construct, ingest: LambdaFunction, errors: Queue): void {
  const errorRole = createErrorRole(scope, "RuleErrorsRole", {
    errors,
    names: ruleDefinitions.map(({ name }) => name),
  });
  for (const rule of ruleDefinitions) addRule(scope, IDS[rule.name], { rule, target: ingest, errors, errorRole });
}

export type RuleParts = {
  readonly rule: { readonly name: string; readonly sql: string };
  readonly target: LambdaFunction;
  readonly errors: Queue;
  readonly errorRole: Role;
};

/** A rule that hands what its SQL makes of a message to the target, and to the queue what it can't hand over. */
export function addRule(
  scope: Construct,
  id: string,
  { rule: { name, sql }, target, errors, errorRole }: RuleParts,
): void {
  new CfnTopicRule(scope, id, {
    ruleName: name,
    topicRulePayload: {
      sql,
      awsIotSqlVersion: RULE_SQL_VERSION,
      actions: [{ lambda: { functionArn: target.functionArn } }],
      errorAction: { sqs: { queueUrl: errors.queueUrl, roleArn: errorRole.roleArn, useBase64: false } },
    },
  });
  // Without the account, and the rule, any account's rule could call the function.
  target.addPermission(id, {
    principal: new ServicePrincipal("iot.amazonaws.com"),
    sourceArn: ruleArn(scope, name),
    sourceAccount: Stack.of(scope).account,
  });
}

/** @see AWS IoT "Cross-service confused deputy prevention" */
export function createErrorRole(
  scope: Construct,
  id: string,
  { errors, names }: { readonly errors: Queue; readonly names: readonly string[] },
): Role {
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal("iot.amazonaws.com", {
      conditions: {
        StringEquals: { "aws:SourceAccount": Stack.of(scope).account },
        ArnLike: { "aws:SourceArn": names.map((name) => ruleArn(scope, name)) },
      },
    }),
  });
  grantErrors(role, errors);
  return role;
}

const ruleArn = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({ service: "iot", resource: "rule", resourceName: name });
