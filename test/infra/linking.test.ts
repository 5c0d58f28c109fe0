// Account linking in the template: what the function is told, and the user pool where there is one.
import { parseSettings } from "@house-band/infra/settings";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { actionsOf, resources, SKILL, SYNTHESISED_BY_MS, statementsOf, synthesise } from "./synthesise.ts";

const CLIENT = `amzn1.application-oa2-client.${"0123456789abcdef".repeat(2)}`;
const VENDOR = "M1234567890ABC";

let none: Awaited<ReturnType<typeof synthesise>>;
let amazon: Awaited<ReturnType<typeof synthesise>>;
let cognito: Awaited<ReturnType<typeof synthesise>>;
beforeAll(async () => {
  none = await synthesise({ skillId: SKILL });
  amazon = await synthesise({ skillId: SKILL, accountLinking: "amazon", linkingClientId: CLIENT });
  cognito = await synthesise({ skillId: SKILL, accountLinking: "cognito", alexaVendorId: VENDOR });
}, SYNTHESISED_BY_MS);

type Function = { Description: string; Environment: { Variables: Record<string, unknown> } };
/** What one function has of linking in its environment. */
function linkingOf(template: Template, description: RegExp): Record<string, unknown> {
  const found = resources<Function>(template, "AWS::Lambda::Function").find(({ Properties }) =>
    description.test(Properties.Description),
  );
  const variables = Object.entries(found?.Properties.Environment.Variables ?? {});
  expect(variables.length).toBeGreaterThan(3);
  return Object.fromEntries(variables.filter(([name]) => /LINKING|USER_POOL|AMAZON/.test(name)));
}
const VOICE = /Answers the Alexa skill/;

describe("account linking", () => {
  it("is off by default, and nothing of it is there", () => {
    expect(linkingOf(none.template, VOICE)).toEqual({});
    none.template.resourceCountIs("AWS::Cognito::UserPool", 0);
  });

  it("by Login with Amazon tells the voice function the client, and nobody else anything, and makes nothing", () => {
    expect(linkingOf(amazon.template, VOICE)).toEqual({
      HOUSE_BAND_LINKING: "amazon",
      HOUSE_BAND_LINKING_CLIENT: CLIENT,
    });
    for (const other of [/Takes outcomes/, /enrolled/, /everybody has left/])
      expect(linkingOf(amazon.template, other)).toEqual({});
    const types = ({ template }: typeof none) =>
      Object.values<{ Type: string }>(template.toJSON().Resources).map(({ Type }) => Type);
    expect(types(amazon)).toEqual(types(none));
  });

  it("grants no function anything more", () => {
    for (const role of ["VoiceRole", "IngestRole", "EnrolRole", "KeepRole"]) {
      const actions = ({ template }: typeof none) => actionsOf(statementsOf(template, role));
      expect(actions(amazon)).toEqual(actions(none));
      expect(actions(cognito)).toEqual(actions(none));
    }
  });

  it.each([
    [{ accountLinking: "amazon" }, /needs -c linkingClientId=/],
    [{ accountLinking: "cognito" }, /needs -c alexaVendorId=/],
    [{ accountLinking: "facebook" }, /accountLinking=facebook cannot be used/],
    [{ accountLinking: "amazon", linkingClientId: "mine" }, /linkingClientId=mine cannot be used: expected amzn1/],
    [{ accountLinking: "cognito", alexaVendorId: "../x" }, /alexaVendorId=\.\.\/x cannot be used/],
  ])("that lacks something is refused with what it lacks: %j", (context: Record<string, string>, message) => {
    expect(() => parseSettings((key) => context[key])).toThrow(message);
  });
});

describe("the user pool", () => {
  it("is told to the voice function, with its client", () => {
    const [pool] = Object.keys(cognito.template.findResources("AWS::Cognito::UserPool"));
    const [client] = Object.keys(cognito.template.findResources("AWS::Cognito::UserPoolClient"));
    expect(linkingOf(cognito.template, VOICE)).toEqual({
      HOUSE_BAND_LINKING: "cognito",
      HOUSE_BAND_LINKING_CLIENT: { Ref: client },
      HOUSE_BAND_USER_POOL: { Ref: pool },
    });
    for (const output of ["UserPoolId", "LinkingClientId", "SignInUrl"]) cognito.template.hasOutput(output, {});
  });

  it("lets nobody sign himself up, wants long passwords, takes a second factor, and outlives the stack", () => {
    cognito.template.hasResource("AWS::Cognito::UserPool", {
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        DeletionProtection: "ACTIVE",
        MfaConfiguration: "OPTIONAL",
        EnabledMfas: ["SOFTWARE_TOKEN_MFA"],
        Policies: {
          PasswordPolicy: Match.objectLike({
            MinimumLength: 12,
            RequireLowercase: true,
            RequireUppercase: true,
            RequireNumbers: true,
            RequireSymbols: true,
          }),
        },
      },
    });
  });

  it("has one client, Alexa's: by a code and a secret, back to Alexa's own three addresses, and in no other way", () => {
    cognito.template.resourceCountIs("AWS::Cognito::UserPoolClient", 1);
    cognito.template.hasResourceProperties("AWS::Cognito::UserPoolClient", {
      GenerateSecret: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid"],
      CallbackURLs: [
        `https://pitangui.amazon.com/api/skill/link/${VENDOR}`,
        `https://layla.amazon.com/api/skill/link/${VENDOR}`,
        `https://alexa.amazon.co.jp/api/skill/link/${VENDOR}`,
      ],
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      SupportedIdentityProviders: ["COGNITO"],
      PreventUserExistenceErrors: "ENABLED",
      EnableTokenRevocation: true,
    });
    cognito.template.resourceCountIs("AWS::Cognito::UserPoolDomain", 1);
  });

  it("breaks none of the AWS Solutions rules that is not passed over with a reason", () => {
    expect(amazon.violations).toEqual([]);
    expect(cognito.violations).toEqual([]);
    const reasons = cognito.suppressions.filter(({ id }) => /-COG/.test(id));
    expect(reasons.length).toBeGreaterThan(0);
    for (const { id, reason } of reasons)
      expect({ id, isReasoned: reason.length > 40 }).toEqual({ id, isReasoned: true });
  });
});
