// The two functions and what their roles allow, in the synthesised template.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import {
  ACCOUNT,
  actionsOf,
  REGION,
  resources,
  SKILL,
  statementsOf,
  type synthesise,
  synthesiseBoth,
} from "./synthesise.ts";

let direct: Awaited<ReturnType<typeof synthesise>>;
let publish: Awaited<ReturnType<typeof synthesise>>;
beforeAll(async () => {
  ({ direct, publish } = await synthesiseBoth());
}, 60_000);

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
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
      "iot:GetThingShadow",
      "iot:UpdateThingShadow",
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
