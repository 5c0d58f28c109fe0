// The synthesised template, as it would be deployed to one account and region; the functions have a file of their own.
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { bridgePolicyDocument, rotationPolicyDocument } from "@house-band/infra/bridge-policy";
import { tableDefinition } from "@house-band/infra/table-definition";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { App, Stack } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/assertions";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { createTable, startLocalDynamoDb } from "../../local/src/dynamodb.ts";
import {
  ACCOUNT,
  EMAIL,
  REGION,
  resources,
  SKILL,
  SYNTHESISED_BY_MS,
  synthesise,
  synthesiseBoth,
} from "./synthesise.ts";

let direct: Awaited<ReturnType<typeof synthesise>>;
let publish: Awaited<ReturnType<typeof synthesise>>;
beforeAll(async () => {
  ({ direct, publish } = await synthesiseBoth());
}, SYNTHESISED_BY_MS);

describe("the table", () => {
  it("outlives the stack, can be restored to any second, and is paid by use", () => {
    direct.template.hasResource("AWS::DynamoDB::Table", {
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        BillingMode: "PAY_PER_REQUEST",
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      },
    });
  });

  it("has the keys of the table on the laptop", async () => {
    const database = await startLocalDynamoDb();
    const client = new DynamoDBClient({
      endpoint: database.url,
      region: REGION,
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
    });
    await createTable(client, "house-band", tableDefinition);
    const { Table: local } = await client.send(new DescribeTableCommand({ TableName: "house-band" }));
    client.destroy();
    await database.close();

    direct.template.hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: local?.KeySchema,
      AttributeDefinitions: Match.arrayWith(local?.AttributeDefinitions ?? []),
    });
  });
});

describe("the rules", () => {
  type Rule = {
    RuleName: string;
    TopicRulePayload: { Sql: string; ErrorAction?: { Sqs?: { QueueUrl: { Ref: string } } }; Actions: object[] };
  };
  const rules = () => resources<Rule>(direct.template, "AWS::IoT::TopicRule").map(({ Properties }) => Properties);

  it("are those that bridges report through, and AWS IoT's own, and take the thing from the topic", () => {
    expect(rules().map(({ RuleName, TopicRulePayload }) => [RuleName, TopicRulePayload.Sql])).toEqual([
      ["hb_outcome", "SELECT 'hb_outcome' AS rule, topic(1) AS thing, * AS payload, timestamp() AS receivedAtMs"],
      ["hb_event", "SELECT 'hb_event' AS rule, topic(1) AS thing, * AS payload, timestamp() AS receivedAtMs"],
      [
        "hb_last_will",
        "SELECT 'hb_last_will' AS rule, topic(3) AS thing, * AS payload, timestamp() AS receivedAtMs FROM 'hb/v1/+/up/lwt'",
      ],
      [
        "hb_presence",
        "SELECT 'hb_presence' AS rule, topic(5) AS thing, * AS payload, timestamp() AS receivedAtMs FROM '$aws/events/presence/+/+' WHERE startswith(topic(5), 'hb-')",
      ],
      [
        "hb_rotated",
        "SELECT 'hb_rotated' AS rule, topic(1) AS thing, principal() AS principal, clientid() AS clientId, timestamp() AS receivedAtMs",
      ],
    ]);
  });

  it("each put what they cannot hand over into the encrypted queue", () => {
    const [queue] = Object.keys(
      direct.template.findResources("AWS::SQS::Queue", { Properties: { SqsManagedSseEnabled: true } }),
    );
    expect(queue).toBeDefined();
    for (const { TopicRulePayload } of rules()) {
      expect(TopicRulePayload.ErrorAction?.Sqs?.QueueUrl.Ref).toBe(queue);
      expect(TopicRulePayload.Actions).toHaveLength(1);
    }
    direct.template.hasResourceProperties("AWS::SQS::QueuePolicy", {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } })],
      },
    });
  });

  it("may call their functions one by one, from this account", () => {
    for (const name of ["hb_outcome", "hb_event", "hb_last_will", "hb_presence", "hb_rotated"]) {
      direct.template.hasResourceProperties("AWS::Lambda::Permission", {
        Principal: "iot.amazonaws.com",
        SourceAccount: ACCOUNT,
        SourceArn: { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, `:iot:${REGION}:${ACCOUNT}:rule/${name}`]] },
      });
    }
  });
});

describe("the bridges' policies", () => {
  it("are the very documents that the local cloud enforces, each within what AWS IoT takes", () => {
    const policies = resources<{ PolicyDocument: unknown; PolicyName: string }>(direct.template, "AWS::IoT::Policy");
    const place = { region: REGION, account: ACCOUNT };
    expect(policies.map(({ Properties }) => [Properties.PolicyName, Properties.PolicyDocument])).toEqual([
      ["house-band-bridge", bridgePolicyDocument(place)],
      ["house-band-rotation", rotationPolicyDocument(place)],
    ]);
  });
});

describe("what is watched", () => {
  type Alarm = {
    AlarmDescription: string;
    AlarmActions?: unknown[];
    TreatMissingData: string;
    Metrics?: object[];
    Namespace?: string;
    MetricName?: string;
  };
  const alarms = ({ template }: typeof direct) =>
    resources<Alarm>(template, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);

  it("raises at most ten alarms, which are what is paid for, and none because a home is asleep", () => {
    expect(alarms(direct).length).toBeGreaterThan(5);
    expect(alarms(direct).length).toBeLessThanOrEqual(10);
    for (const alarm of alarms(direct)) {
      expect(alarm.TreatMissingData).toBe("notBreaching");
      expect(alarm.AlarmDescription.length).toBeGreaterThan(20);
      expect(alarm.Metrics?.length ?? 1).toBeLessThanOrEqual(11); // ten, and their sum
    }
  });

  it("counts a bug, though it is answered with a sentence, by what the log says of it", () => {
    direct.template.hasResourceProperties("AWS::Logs::MetricFilter", {
      FilterPattern: '{ $.level = "error" }',
      MetricTransformations: [Match.objectLike({ MetricNamespace: "HouseBand", MetricName: "VoiceErrorLines" })],
    });
    expect(alarms(direct)).toContainEqual(
      expect.objectContaining({ Namespace: "HouseBand", MetricName: "VoiceErrorLines" }),
    );
  });

  it("is told by email where one was given, by CloudWatch of this account alone, over TLS", async () => {
    expect(alarms(direct).flatMap(({ AlarmActions = [] }) => AlarmActions)).toEqual([]);
    direct.template.resourceCountIs("AWS::SNS::Topic", 0);
    const [topic] = Object.keys(publish.template.findResources("AWS::SNS::Topic"));
    for (const { AlarmActions } of alarms(publish)) expect(AlarmActions).toEqual([{ Ref: topic }]);
    publish.template.hasResourceProperties("AWS::SNS::Subscription", { Protocol: "email", Endpoint: EMAIL });
    publish.template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
          Match.objectLike({
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
          }),
        ]),
      },
    });
  });

  it("has a budget, whose warnings go where alarms go", () => {
    const limit = (amount: number) => ({
      Budget: { BudgetLimit: { Amount: amount, Unit: "USD" }, TimeUnit: "MONTHLY" },
    });
    direct.template.hasResourceProperties("AWS::Budgets::Budget", {
      ...limit(5),
      NotificationsWithSubscribers: Match.absent(),
    });
    const subscribers = [{ SubscriptionType: "EMAIL", Address: EMAIL }];
    publish.template.hasResourceProperties("AWS::Budgets::Budget", {
      ...limit(20),
      NotificationsWithSubscribers: [
        Match.objectLike({ Subscribers: subscribers }),
        Match.objectLike({ Subscribers: subscribers }),
      ],
    });
  });

  it("is on one dashboard", () => {
    direct.template.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
  });
});

describe("the AWS Solutions rules", () => {
  it("would find a queue that anybody may read in the clear", () => {
    const stack = new Stack(new App(), "Probe");
    new CfnQueue(stack, "Queue", { sqsManagedSseEnabled: false });
    const { violations } = new AwsSolutionsChecks().validateScope(stack);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual(expect.arrayContaining(["AwsSolutions-SQS4"]));
  });

  it("find nothing, whichever way commands are sent", () => {
    expect(direct.violations).toEqual([]);
    expect(publish.violations).toEqual([]);
  });

  it(
    "find nothing in the other region that homes are deployed to, where the stack is the same",
    async () => {
      const american = await synthesise({ skillId: SKILL }, "us-east-1");
      expect(american.violations).toEqual([]);
      const types = ({ template }: typeof direct) =>
        Object.values<{ Type: string }>(template.toJSON().Resources).map(({ Type }) => Type);
      expect(types(american).sort()).toEqual(types(direct).sort());
    },
    SYNTHESISED_BY_MS,
  );

  it("are passed over nowhere without a reason", () => {
    expect(direct.suppressions.length).toBeGreaterThan(3);
    for (const { id, reason } of [...direct.suppressions, ...publish.suppressions]) {
      expect({ id, isReasoned: reason.length > 40 }).toEqual({ id, isReasoned: true });
    }
  });
});
