// What somebody must act on, and whom it is told to. At most ten alarms, since each is paid for; what mends itself is on
// the dashboard alone.
import { Duration, Stack } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Operation, type Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, type LogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

export type Watched = {
  readonly voice: IFunction;
  readonly voiceLog: LogGroup;
  readonly ingest: IFunction;
  readonly keep: IFunction;
  readonly errors: Queue;
  readonly table: Table;
};

/** Everything that is watched, as metrics: the alarms and the dashboard show the same. */
export type Metrics = Readonly<Record<MetricName, IMetric>>;
type MetricName =
  | "voiceFailed"
  | "voiceTroubled"
  | "voiceSlow"
  | "voiceThrottled"
  | "ingestFailed"
  | "keepFailed"
  | "messagesLost"
  | "tableRefused"
  | "bridgesRefused";

type AlarmDefinition = {
  readonly id: string;
  readonly metric: MetricName;
  readonly above: number;
  /** Of five minutes each, all of which must be above. */
  readonly periods: number;
  readonly description: string;
};

const PERIOD = Duration.minutes(5);

const ALARMS: readonly AlarmDefinition[] = [
  {
    id: "VoiceFailed",
    metric: "voiceFailed",
    above: 0,
    periods: 1,
    description: "Alexa got no answer: look at the voice function's log",
  },
  {
    id: "VoiceTroubled",
    metric: "voiceTroubled",
    above: 0,
    periods: 1,
    description: "A bug, or Alexa refused a response: look for level error in the voice function's log",
  },
  {
    id: "VoiceSlow",
    metric: "voiceSlow",
    above: 4_500,
    periods: 3,
    description: "Answers take over 4.5 s, and Alexa gives up at about 8 s: look at the dashboard for what is slow",
  },
  {
    id: "VoiceThrottled",
    metric: "voiceThrottled",
    above: 0,
    periods: 1,
    description: "Requests were turned away: raise -c reservedConcurrency, or the account's limit",
  },
  {
    id: "IngestFailed",
    metric: "ingestFailed",
    above: 2,
    periods: 3,
    description: "Outcomes are stored late or never, and replies say 'not confirmed': look at the ingest's log",
  },
  {
    id: "KeepFailed",
    metric: "keepFailed",
    above: 0,
    periods: 1,
    description: "A home that everybody has left may not be gone within a day: look at the keeping function's log",
  },
  {
    id: "MessagesLost",
    metric: "messagesLost",
    above: 0,
    periods: 1,
    description: "A bridge's message was given up: it lies in the error queue with the reason",
  },
  {
    id: "TableRefused",
    metric: "tableRefused",
    above: 0,
    periods: 2,
    description: "DynamoDB throttles or fails: look at the table's metrics and the AWS health page",
  },
  {
    id: "BridgesRefused",
    metric: "bridgesRefused",
    above: 4,
    periods: 1,
    description: "A certificate was refused again and again: revoked, stolen, or a bridge that asks for too much",
  },
];

/** @param email where alarms go; null: they are seen in the console only */
export function createAlarms(scope: Construct, metrics: Metrics, email: string | null): void {
  const action = email === null ? null : new SnsAction(createTopic(scope, email));
  for (const { id, metric, above, periods, description } of ALARMS) {
    const alarm = new Alarm(scope, `${id}Alarm`, {
      metric: metrics[metric],
      alarmDescription: description,
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING, // a home that is asleep is no fault
    });
    if (action) alarm.addAlarmAction(action);
  }
}

function createTopic(scope: Construct, email: string): Topic {
  const topic = new Topic(scope, "Alarms", { enforceSSL: true });
  topic.addSubscription(new EmailSubscription(email));
  // A policy of its own replaces the one that lets the account's alarms in.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } },
    }),
  );
  return topic;
}

/** @see Lambda "Types of metrics for Lambda functions", DynamoDB "Metrics and dimensions", AWS IoT "Metrics and dimensions" */
export function createMetrics(scope: Construct, { voice, voiceLog, ingest, keep, errors, table }: Watched): Metrics {
  const sum = { statistic: Stats.SUM, period: PERIOD };
  return {
    voiceFailed: voice.metricErrors(sum),
    // A bug is answered with a sentence, so that the function itself does not fail.
    voiceTroubled: new MetricFilter(scope, "VoiceErrorLines", {
      logGroup: voiceLog,
      filterPattern: FilterPattern.stringValue("$.level", "=", "error"),
      metricNamespace: "HouseBand",
      metricName: "VoiceErrorLines",
      metricValue: "1",
    }).metric(sum),
    voiceSlow: voice.metricDuration({ statistic: Stats.percentile(99), period: PERIOD }),
    voiceThrottled: voice.metricThrottles(sum),
    ingestFailed: ingest.metricErrors(sum),
    keepFailed: keep.metricErrors(sum),
    messagesLost: errors.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: PERIOD }),
    tableRefused: tableRefused(table),
    bridgesRefused: addedUp(
      "bridges refused",
      ["Connect", "PublishIn", "Subscribe"].map((what) => authErrors(what)),
    ),
  };
}

/** What the functions call; a transaction is one operation of its own. */
const OPERATIONS = [
  Operation.GET_ITEM,
  Operation.QUERY,
  Operation.PUT_ITEM,
  Operation.UPDATE_ITEM,
  Operation.TRANSACT_WRITE_ITEMS,
];

function tableRefused(table: Table): IMetric {
  const each = OPERATIONS.flatMap((operation) =>
    ["ThrottledRequests", "SystemErrors"].map((metricName) =>
      table.metric(metricName, {
        dimensionsMap: { TableName: table.tableName, Operation: operation },
        statistic: Stats.SUM,
        period: PERIOD,
      }),
    ),
  );
  return addedUp("table refused", each);
}

const authErrors = (what: string): IMetric =>
  new Metric({
    namespace: "AWS/IoT",
    metricName: `${what}.AuthError`,
    dimensionsMap: { Protocol: "MQTT" },
    statistic: Stats.SUM,
    period: PERIOD,
  });

/** Metrics that have no data count as 0. An alarm may be made of ten. */
function addedUp(label: string, metrics: readonly IMetric[]): IMetric {
  const named = metrics.map((metric, index) => [`m${index}`, metric] as const);
  return new MathExpression({
    expression: named.map(([name]) => `FILL(${name}, 0)`).join(" + "),
    usingMetrics: Object.fromEntries(named),
    label,
    period: PERIOD,
  });
}
