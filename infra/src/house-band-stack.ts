// Everything one household's cloud is made of, in the order in which the parts need one another.
import { CfnOutput, Duration, Stack, type StackProps, Validations } from "aws-cdk-lib";
import { CfnPolicy } from "aws-cdk-lib/aws-iot";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { createAlarms, createMetrics, type Watched } from "./alarms.ts";
import {
  BRIDGE_POLICY_NAME,
  BRIDGE_POLICY_NAMES,
  bridgePolicyDocument,
  ROTATION_POLICY_NAME,
  rotationPolicyDocument,
} from "./bridge-policy.ts";
import { createBudget } from "./budget.ts";
import { createDashboard } from "./dashboard.ts";
import { createEnrol, createIngest, createKeep, createVoice } from "./functions.ts";
import { createLinking } from "./linking.ts";
import { createProvisioning } from "./provisioning.ts";
import { createRetirement, createRotationHook } from "./rotation.ts";
import { createRules } from "./rules.ts";
import type { Settings } from "./settings.ts";
import { createTable } from "./table.ts";

export type HouseBandStackProps = StackProps & {
  readonly settings: Settings;
  /** Folder of the functions' bundle. */
  readonly codeDirectory: string;
  /** Folder of the bundle of the two functions about a bridge's change of certificate. */
  readonly rotationDirectory: string;
};

/** One household's cloud in one stack: a class because CDK wants it. */
export class HouseBandStack extends Stack {
  constructor(scope: Construct, id: string, props: HouseBandStackProps) {
    super(scope, id, props);
    const table = createTable(this);
    const errors = createErrorQueue(this);
    const parts = { table, codeDirectory: props.codeDirectory, settings: props.settings };
    const voice = createVoice(this, parts);
    for (const [name, value] of Object.entries(createLinking(this, props.settings))) {
      voice.function.addEnvironment(name, value);
    }
    const ingest = createIngest(this, { ...parts, errors });
    createRules(this, ingest, errors);
    const keep = createKeep(this, parts);
    const rotation = { ...parts, codeDirectory: props.rotationDirectory };
    const hooks = { Provisioning: createEnrol(this, parts), Rotation: createRotationHook(this, rotation) };
    createProvisioning(this, hooks, BRIDGE_POLICY_NAMES);
    createRetirement(this, { ...rotation, errors });
    const place = { region: this.region, account: this.account };
    new CfnPolicy(this, "BridgePolicy", {
      policyName: BRIDGE_POLICY_NAME,
      policyDocument: bridgePolicyDocument(place),
    });
    new CfnPolicy(this, "RotationPolicy", {
      policyName: ROTATION_POLICY_NAME,
      policyDocument: rotationPolicyDocument(place),
    });
    watch(this, { voice: voice.function, voiceLog: voice.log, ingest, keep, errors, table }, props.settings);
    new CfnOutput(this, "VoiceFunctionArn", {
      value: voice.alias.functionArn,
      description: "For the skill's manifest",
    });
    new CfnOutput(this, "TableName", { value: table.tableName });
    new CfnOutput(this, "BridgePolicyName", { value: BRIDGE_POLICY_NAME });
    new CfnOutput(this, "VoiceLogName", { value: voice.log.logGroupName });
    new CfnOutput(this, "IngestLogName", { value: ingest.logGroup.logGroupName });
  }
}

function watch(scope: Construct, watched: Watched, { alarmEmail, monthlyBudgetUsd }: Settings): void {
  const metrics = createMetrics(scope, watched);
  createAlarms(scope, metrics, alarmEmail ?? null);
  createDashboard(scope, watched, metrics);
  createBudget(scope, monthlyBudgetUsd, alarmEmail ?? null);
}

/** What no function took: looked at by people, kept as long as a queue keeps anything. */
function createErrorQueue(scope: Construct): Queue {
  const queue = new Queue(scope, "IngestErrors", {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: "AwsSolutions-SQS3",
    reason: "This queue is where failed messages end up; nothing consumes it, so nothing can fail behind it.",
  });
  return queue;
}
