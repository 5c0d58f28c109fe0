// The two functions and what their roles allow, in the synthesised template.
import { beforeAll, describe, expect, it } from "@jest/globals";
import { Match, type Template } from "aws-cdk-lib/assertions";
import {
  ACCOUNT,
  REGION,
  resources,
  SKILL,
  SYNTHESISED_BY_MS,
  statementsOf,
  type synthesise,
  synthesiseBoth,
} from "./synthesise.ts";

let direct: Awaited<ReturnType<typeof synthesise>>;
let publish: Awaited<ReturnType<typeof synthesise>>;
beforeAll(async () => {
  ({ direct, publish } = await synthesiseBoth());
}, SYNTHESISED_BY_MS);

describe("the functions", () => {
  it("run the bundle on the newest Node on arm64, and know the table, the skill and the way to the bridge", () => {
    type Properties = { Runtime: string; Architectures: string[]; Handler: string; Environment: { Variables: object } };
    const all = resources<Properties>(direct.template, "AWS::Lambda::Function");
    expect(all).toHaveLength(6);
    const functions = all.filter(({ Properties }) => Properties.Environment !== undefined);
    expect(functions).toHaveLength(4); // those about certificates need none of it
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
            HOUSE_BAND_DEMO: "off",
          },
        },
      });
    }
  });

  it("answer Alexa within 7 s, and keep their logs for 30 days", () => {
    direct.template.hasResourceProperties("AWS::Lambda::Function", { Description: Match.anyValue(), Timeout: 7 });
    const logs = resources<{ RetentionInDays: number }>(direct.template, "AWS::Logs::LogGroup");
    expect(logs.map(({ Properties }) => Properties.RetentionInDays)).toEqual([30, 30, 30, 30, 30, 30]);
  });

  it("limit how many voice functions run at once only where that was asked for", () => {
    const limits = ({ template }: typeof direct) =>
      resources<{ ReservedConcurrentExecutions?: number }>(template, "AWS::Lambda::Function").map(
        ({ Properties }) => Properties.ReservedConcurrentExecutions,
      );
    expect(limits(direct).filter((limit) => limit !== undefined)).toEqual([]);
    expect(limits(publish).filter((limit) => limit !== undefined)).toEqual([20]);
    expect(limits(publish)[0]).toBe(20);
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

  it("let the smart home call it, for our skill alone, only where that was asked for", () => {
    const permission = (template: Template) =>
      template.findResources("AWS::Lambda::Permission", {
        Properties: { Principal: "alexa-connectedhome.amazon.com", EventSourceToken: SKILL },
      });
    expect(Object.keys(permission(direct.template))).toHaveLength(0);
    expect(Object.keys(permission(publish.template))).toHaveLength(1);
  });
});

describe("the roles", () => {
  it("have no managed policy", () => {
    for (const { Properties } of resources<object>(direct.template, "AWS::IAM::Role")) {
      expect(Properties).not.toHaveProperty("ManagedPolicyArns");
    }
  });

  it("send to bridges' command topics alone, whichever way", () => {
    const bridges = (kind: string) => `arn:aws:iot:${REGION}:${ACCOUNT}:${kind}/hb-*`;
    const granted = ({ template }: typeof direct, action: string) =>
      statementsOf(template, "VoiceRole").find(({ Action }) => Action === action);
    expect(granted(direct, "iot:SendDirectMessage")).toMatchObject({
      Resource: bridges("client"),
      Condition: { StringLike: { "iot:Topic": "hb/v1/hb-*/cmd" } },
    });
    expect(granted(publish, "iot:Publish")).toMatchObject({ Resource: `${bridges("topic/hb/v1")}/cmd` });
    expect(granted(direct, "iot:GetConnection")).toMatchObject({ Resource: bridges("client") });
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
