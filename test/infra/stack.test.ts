// The synthesised template, as it would be deployed to one account and region; the functions have a file of their own.
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { bridgePolicyDocument } from "@house-band/infra/bridge-policy";
import { tableDefinition } from "@house-band/infra/table-definition";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { App, Stack } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/assertions";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { createTable, startLocalDynamoDb } from "../../local/src/dynamodb.ts";
import { ACCOUNT, REGION, resources, type synthesise, synthesiseBoth } from "./synthesise.ts";

let direct: Awaited<ReturnType<typeof synthesise>>;
let publish: Awaited<ReturnType<typeof synthesise>>;
beforeAll(async () => {
  ({ direct, publish } = await synthesiseBoth());
}, 60_000);

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

  it("are the three that bridges report through, and take the thing from the topic", () => {
    expect(rules().map(({ RuleName, TopicRulePayload }) => [RuleName, TopicRulePayload.Sql])).toEqual([
      ["hb_outcome", "SELECT 'hb_outcome' AS rule, topic(1) AS thing, * AS payload, timestamp() AS receivedAtMs"],
      ["hb_event", "SELECT 'hb_event' AS rule, topic(1) AS thing, * AS payload, timestamp() AS receivedAtMs"],
      [
        "hb_last_will",
        "SELECT 'hb_last_will' AS rule, topic(3) AS thing, * AS payload, timestamp() AS receivedAtMs FROM 'hb/v1/+/up/lwt'",
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

  it("may call the ingest function one by one, from this account", () => {
    for (const name of ["hb_outcome", "hb_event", "hb_last_will"]) {
      direct.template.hasResourceProperties("AWS::Lambda::Permission", {
        Principal: "iot.amazonaws.com",
        SourceAccount: ACCOUNT,
        SourceArn: { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, `:iot:${REGION}:${ACCOUNT}:rule/${name}`]] },
      });
    }
  });
});

describe("the bridges' policy", () => {
  it("is the very document that the local cloud enforces", () => {
    const [policy] = resources<{ PolicyDocument: unknown; PolicyName: string }>(direct.template, "AWS::IoT::Policy");
    expect(policy?.Properties.PolicyName).toBe("house-band-bridge");
    expect(policy?.Properties.PolicyDocument).toEqual(bridgePolicyDocument({ region: REGION, account: ACCOUNT }));
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
});
