// The synthesised template, as it would be deployed to one account and region.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { bridgePolicyDocument } from "@house-band/infra/bridge-policy";
import { HouseBandStack } from "@house-band/infra/house-band-stack";
import { parseSettings } from "@house-band/infra/settings";
import { tableDefinition } from "@house-band/infra/table-definition";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { createTable, startLocalDynamoDb } from "../../local/src/dynamodb.ts";

const REGION = "eu-west-1";
const ACCOUNT = "111122223333";
const SKILL = "amzn1.ask.skill.12345678-1234-1234-1234-123456789abc";

async function synthesise(context: Readonly<Record<string, unknown>>) {
  const directory = await mkdtemp(join(tmpdir(), "house-band-infra-"));
  const codeDirectory = join(directory, "code");
  await mkdir(codeDirectory);
  await writeFile(join(codeDirectory, "handler.mjs"), "export const handler = () => undefined;\n");
  const app = new App({ outdir: join(directory, "out"), analyticsReporting: false });
  const stack = new HouseBandStack(app, "HouseBand", {
    settings: parseSettings((key) => context[key]),
    codeDirectory,
    env: { region: REGION, account: ACCOUNT },
  });
  const template = Template.fromStack(stack);
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  await rm(directory, { recursive: true });
  return { template, violations };
}

let direct: Awaited<ReturnType<typeof synthesise>>;
let publish: Awaited<ReturnType<typeof synthesise>>;
beforeAll(async () => {
  direct = await synthesise({ skillId: SKILL });
  publish = await synthesise({ skillId: SKILL, send: "publish", reservedConcurrency: "20" });
}, 60_000);

type Statement = {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};
type Resource<Properties> = { readonly Properties: Properties; readonly DeletionPolicy?: string };

const resources = <Properties>(template: Template, type: string): Resource<Properties>[] =>
  Object.values(template.findResources(type)) as Resource<Properties>[]; // what CloudFormation's schema of the type says

/** Of the policies of the role whose id begins so. */
function statementsOf(template: Template, role: string): Statement[] {
  type Policy = { PolicyDocument: { Statement: Statement[] }; Roles: { Ref: string }[] };
  return resources<Policy>(template, "AWS::IAM::Policy")
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }) => Ref.startsWith(role)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}
const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action);

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

  it("has the keys and the index of the table on the laptop", async () => {
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
      GlobalSecondaryIndexes: local?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    });
  });
});

describe("the functions", () => {
  it("run the bundle on the newest Node on arm64, and know the table, the skill and the way to the bridge", () => {
    type Properties = { Runtime: string; Architectures: string[]; Handler: string; Environment: { Variables: object } };
    const functions = resources<Properties>(direct.template, "AWS::Lambda::Function");
    expect(functions).toHaveLength(2);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "handler.handler",
        MemorySize: 512,
        Environment: {
          Variables: {
            HOUSE_BAND_TABLE: { Ref: expect.stringMatching(/^Table/) },
            HOUSE_BAND_SKILL_ID: SKILL,
            HOUSE_BAND_SEND: "direct",
          },
        },
      });
    }
  });

  it("answer Alexa within 7 s, and keep their logs for 30 days", () => {
    direct.template.hasResourceProperties("AWS::Lambda::Function", { Description: Match.anyValue(), Timeout: 7 });
    const logs = resources<{ RetentionInDays: number }>(direct.template, "AWS::Logs::LogGroup");
    expect(logs.map(({ Properties }) => Properties.RetentionInDays)).toEqual([30, 30]);
  });

  it("limit how many voice functions run at once only where that was asked for", () => {
    const limits = ({ template }: typeof direct) =>
      resources<{ ReservedConcurrentExecutions?: number }>(template, "AWS::Lambda::Function").map(
        ({ Properties }) => Properties.ReservedConcurrentExecutions,
      );
    expect(limits(direct)).toEqual([undefined, undefined]);
    expect(limits(publish)).toEqual([20, undefined]);
  });

  it("let Alexa call the alias `live`, for our skill alone", () => {
    const alias = Object.keys(direct.template.findResources("AWS::Lambda::Alias", { Properties: { Name: "live" } }));
    expect(alias).toHaveLength(1);
    direct.template.hasResourceProperties("AWS::Lambda::Permission", {
      Action: "lambda:InvokeFunction",
      Principal: "alexa-appkit.amazon.com",
      EventSourceToken: SKILL,
      FunctionName: { Ref: alias[0] },
    });
    direct.template.hasOutput("VoiceFunctionArn", { Value: { Ref: alias[0] } });
  });
});

describe("the roles", () => {
  it("have no managed policy", () => {
    for (const { Properties } of resources<object>(direct.template, "AWS::IAM::Role")) {
      expect(Properties).not.toHaveProperty("ManagedPolicyArns");
    }
  });

  it("let the voice function do what its adapters call, and no more", () => {
    const statements = statementsOf(direct.template, "VoiceRole");
    expect(actionsOf(statements).sort()).toEqual([
      "dynamodb:ConditionCheckItem",
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
      "iot:GetThingShadow",
      "iot:SendDirectMessage",
      "iot:UpdateThingShadow",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]);
    expect(statements.find(({ Action }) => Action === "iot:SendDirectMessage")).toMatchObject({
      Resource: `arn:aws:iot:${REGION}:${ACCOUNT}:client/hb-*`,
      Condition: { StringLike: { "iot:Topic": "hb/v1/hb-*/cmd" } },
    });
  });

  it("grant every call that the Lambda's adapters make, in one of the two ways to send", async () => {
    const adapters = fileURLToPath(new URL("../../lambda/src/adapters", import.meta.url));
    const sources = await Promise.all((await readdir(adapters)).map((file) => readFile(join(adapters, file), "utf8")));
    const calls = new Set(
      sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)].map((call) => call[1])),
    );
    // A transaction is granted by what it consists of. @see Amazon DynamoDB "IAM permissions for transactions"
    calls.delete("TransactWriteItems");
    const granted = [direct, publish].flatMap(({ template }) => actionsOf(statementsOf(template, "VoiceRole")));
    const names = new Set(granted.map((action) => action.replace(/^\w+:/, "")));

    expect(calls.size).toBeGreaterThan(5);
    expect([...calls].filter((call) => !names.has(call ?? ""))).toEqual([]);
  });

  it("let it publish to command topics, instead of direct messages, where that is chosen", () => {
    const statements = statementsOf(publish.template, "VoiceRole");
    expect(actionsOf(statements)).not.toContain("iot:SendDirectMessage");
    expect(statements).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Action: "iot:Publish",
          Resource: `arn:aws:iot:${REGION}:${ACCOUNT}:topic/hb/v1/hb-*/cmd`,
        }),
        expect.objectContaining({
          Action: "iot:GetConnection",
          Resource: `arn:aws:iot:${REGION}:${ACCOUNT}:client/hb-*`,
        }),
      ]),
    );
  });

  it("let the ingest function read and update items and hand over what failed, and no more", () => {
    expect(actionsOf(statementsOf(direct.template, "IngestRole")).sort()).toEqual([
      "dynamodb:GetItem",
      "dynamodb:UpdateItem",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:SendMessage",
    ]);
  });

  it("name their resources, but for bridges, which join later", () => {
    for (const { template } of [direct, publish]) {
      const granted = ["VoiceRole", "IngestRole", "RuleErrorsRole"].flatMap((role) => statementsOf(template, role));
      const wildcards = granted.flatMap(({ Resource }) => Resource).filter((arn) => JSON.stringify(arn).includes("*"));
      expect(granted.filter(({ Action }) => JSON.stringify(Action).includes("*"))).toEqual([]);
      expect(wildcards.filter((arn) => !/:(client|thing|topic\/hb\/v1)\/hb-\*(\/cmd)?$/.test(String(arn)))).toEqual([]);
    }
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
