// What each function may do: the calls its adapters make, on the one table and on bridges alone.
import { POLICY_THING, THING_PREFIX, topics } from "@house-band/contract";
import { Stack, Token, Validations } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Settings } from "./settings.ts";

/** Bridges are things of such a name, and nothing else in the account is. */
const ANY_BRIDGE = `${THING_PREFIX}*`;
const ANY_COMMAND = topics.command(POLICY_THING).replace(POLICY_THING, ANY_BRIDGE);

/** Loads a home, records commands, edits in transactions, asks for the bridge, sends to it, brings it its configuration; tells it who wants in. */
export function grantVoice(role: Role, table: Table, send: Settings["send"]): void {
  grantTable(role, table, ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"]);
  if (send === "direct")
    grantBridges(role, ["SendDirectMessage"], `client/${ANY_BRIDGE}`, { "iot:Topic": ANY_COMMAND });
  else grantBridges(role, ["Publish"], `topic/${ANY_COMMAND}`);
  grantBridges(role, ["GetConnection"], `client/${ANY_BRIDGE}`);
  grantBridges(role, ["GetThingShadow", "UpdateThingShadow"], `thing/${ANY_BRIDGE}`);
}

/**
 * Finds the home of a bridge and writes under conditions; edits that homes, and lets people in, in transactions, and brings
 * the bridge the answer.
 */
export function grantIngest(role: Role, table: Table): void {
  grantTable(role, table, ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"]);
  grantBridges(role, ["GetThingShadow", "UpdateThingShadow"], `thing/${ANY_BRIDGE}`);
}

/** Sees every home, takes items away, and forgets the shadows of bridges that are nobody's. */
export function grantKeep(role: Role, table: Table): void {
  grantTable(role, table, ["Scan", "DeleteItem"]);
  grantBridges(role, ["DeleteThingShadow"], `thing/${ANY_BRIDGE}`);
}

/** For what failed for good: Lambda, or a rule, puts it there in the role's name. */
export function grantErrors(role: Role, errors: Queue): void {
  role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [errors.queueArn] }));
}

function grantTable(role: Role, table: Table, actions: readonly string[]): void {
  role.addToPolicy(
    new PolicyStatement({ actions: actions.map((name) => `dynamodb:${name}`), resources: [table.tableArn] }),
  );
}

function grantBridges(
  role: Role,
  actions: readonly string[],
  resource: string,
  condition?: Readonly<Record<string, string>>,
): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: actions.map((name) => `iot:${name}`),
      resources: [iotArn(role, resource)],
      ...(condition ? { conditions: { StringLike: condition } } : {}),
    }),
  );
  const reason =
    "Bridges join later, by enrolment: the name's prefix, which only bridges have, is as narrow as it gets.";
  acknowledgeWildcard(role, resource, reason);
}

/** Regions with an Alexa trigger all lie in the partition `aws`. @param resource `thing/hb-*` and the like */
export function iotArn(scope: Construct, resource: string): string {
  const { region, account } = Stack.of(scope);
  return `arn:aws:iot:${region}:${account}:${resource}`;
}

/** Says to the AWS Solutions rules why a role's resource has a wildcard. */
export function acknowledgeWildcard(role: Role, resource: string, reason: string): void {
  const { region, account } = Stack.of(role);
  const shown = `arn:aws:iot:${shownAs(region, "AWS::Region")}:${shownAs(account, "AWS::AccountId")}:${resource}`;
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${shown}]`, reason });
}

/** The rule writes a value that is settled at deployment by its name. */
const shownAs = (value: string, name: string): string => (Token.isUnresolved(value) ? `<${name}>` : value);
