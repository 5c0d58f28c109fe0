// The functions, of one bundle: voice answers Alexa, ingest takes what the bridges report, enrol names new bridges.
// Each has a log of its own and a role that may do what its code does and nothing else.
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  type Alias,
  Architecture,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { grantErrors, grantIngest, grantKeep, grantVoice } from "./grants.ts";
import type { Settings } from "./settings.ts";

export type FunctionParts = {
  /** Folder of the bundle; its `handler.mjs` exports `handler`. */
  readonly codeDirectory: string;
  readonly table: Table;
  readonly settings: Settings;
};

export type Voice = { readonly alias: Alias; readonly function: LambdaFunction; readonly log: LogGroup };

/** The alias is what the skill's manifest names. Without the event source token any developer's skill could call it. */
export function createVoice(scope: Construct, parts: FunctionParts): Voice {
  const { settings, table } = parts;
  const voice = createFunction(scope, "Voice", parts, {
    description: "Answers the Alexa skill",
    timeout: Duration.seconds(7), // Alexa gives up at about 8 s; the handler answers within 6.5 s
    ...(settings.reservedConcurrency === undefined
      ? {}
      : { reservedConcurrentExecutions: settings.reservedConcurrency }),
  });
  grantVoice(voice.role, table, settings.send);
  const alias = voice.function.addAlias("live");
  const doors = { Alexa: "alexa-appkit", ...(settings.smartHome === "yes" && { SmartHome: "alexa-connectedhome" }) };
  for (const [id, service] of Object.entries(doors)) {
    alias.addPermission(id, {
      principal: new ServicePrincipal(`${service}.amazon.com`),
      eventSourceToken: settings.skillId,
    });
  }
  return { alias, function: voice.function, log: voice.log };
}

/** Invoked asynchronously, so that what fails three times would be lost: it goes to the errors instead. */
export function createIngest(scope: Construct, parts: FunctionParts & { readonly errors: Queue }): LambdaFunction {
  const ingest = createFunction(scope, "Ingest", parts, {
    description: "Takes outcomes and states from the bridges",
    timeout: Duration.seconds(10),
    retryAttempts: 2,
    // The library's own destination would grant more than sending.
    onFailure: { bind: () => ({ destination: parts.errors.queueArn }) },
  });
  grantIngest(ingest.role, parts.table);
  grantErrors(ingest.role, parts.errors);
  return ingest.function;
}

/** It needs nothing but its input: its role may write its log. AWS IoT waits for it for 5 s. */
export function createEnrol(scope: Construct, parts: FunctionParts): LambdaFunction {
  const description = "Lets bridges be enrolled, and gives them their names";
  return createFunction(scope, "Enrol", parts, { description, timeout: Duration.seconds(5) }).function;
}

/** Comes by several times a day, so that what everybody has left is gone within hours, and what expired with it. */
export function createKeep(scope: Construct, parts: FunctionParts): LambdaFunction {
  const keep = createFunction(scope, "Keep", parts, {
    description: "Takes away homes that everybody has left",
    timeout: Duration.minutes(1),
  });
  grantKeep(keep.role, parts.table);
  new Rule(scope, "KeepSchedule", {
    description: "When the House Band table is cleaned",
    schedule: Schedule.rate(Duration.hours(6)),
    targets: [new LambdaTarget(keep.function, { event: RuleTargetInput.fromObject({ task: "clean" }) })],
  });
  return keep.function;
}

/** With a log and a role of its own, which may write that and nothing else yet. */
export function createFunction(
  scope: Construct,
  id: "Voice" | "Ingest" | "Enrol" | "Keep" | "Rotation" | "Retire",
  parts: FunctionParts,
  own: Partial<FunctionProps>,
) {
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  const logGroup = new LogGroup(scope, `${id}Log`, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  logGroup.grantWrite(role);
  const made = new LambdaFunction(scope, `${id}Function`, {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    code: Code.fromAsset(parts.codeDirectory),
    handler: "handler.handler",
    role,
    logGroup,
    environment: {
      HOUSE_BAND_TABLE: parts.table.tableName,
      HOUSE_BAND_SKILL_ID: parts.settings.skillId,
      HOUSE_BAND_SEND: parts.settings.send,
      HOUSE_BAND_DEMO: parts.settings.demoHome === "yes" ? "on" : "off",
    },
    ...own,
  });
  return { role, function: made, log: logGroup };
}
