import { describe, expect, it } from "@jest/globals";
import { createArns, type Policy, type PolicyConnection, parsePolicy } from "../../../local/src/iot/policy.ts";

const arn = createArns("eu-west-1", "111122223333");
const THING = "${iot:Connection.Thing.ThingName}";

const policy = parsePolicy({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "iot:Connect",
      Resource: arn.client(THING),
      Condition: {
        Bool: { "iot:Connection.Thing.IsAttached": "true" },
        "ForAllValues:StringEquals": { "iot:ConnectAttributes": ["PersistentConnect", "LastWill"] },
      },
    },
    { Effect: "Allow", Action: ["iot:Publish"], Resource: [arn.topic(`hb/v1/${THING}/up/lwt`)] },
    { Effect: "Allow", Action: "iot:Subscribe", Resource: arn.topicFilter(`hb/v1/${THING}/*`) },
  ],
});

const attached: PolicyConnection = { clientId: "bridge-a", thing: "bridge-a", connectAttributes: [] };
const mayConnect = (policy: Policy, connection: PolicyConnection) =>
  policy.may("iot:Connect", arn.client(connection.clientId), connection);

describe("an IoT policy", () => {
  it("lets a thing connect under its own name", () => {
    expect(mayConnect(policy, attached)).toBe(true);
  });

  it("refuses a certificate under another client id: the thing's variables have no value then", () => {
    expect(mayConnect(policy, { ...attached, clientId: "bridge-b" })).toBe(false);
  });

  it("refuses a certificate that is attached to no thing", () => {
    expect(mayConnect(policy, { ...attached, thing: null })).toBe(false);
  });

  it("lets a connection ask for the attributes it lists, all of them", () => {
    expect(mayConnect(policy, { ...attached, connectAttributes: ["PersistentConnect", "LastWill"] })).toBe(true);
  });

  it("refuses an attribute that it does not list", () => {
    const narrow = parsePolicy({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: "iot:Connect",
        Resource: "*",
        Condition: { "ForAllValues:StringEquals": { "iot:ConnectAttributes": "LastWill" } },
      },
    });
    expect(mayConnect(narrow, { ...attached, connectAttributes: ["LastWill", "PersistentConnect"] })).toBe(false);
    expect(mayConnect(narrow, { ...attached, connectAttributes: ["LastWill"] })).toBe(true);
  });

  it("puts the thing's name in the place of the variable, literally", () => {
    const star: PolicyConnection = { clientId: "*", thing: "*", connectAttributes: [] };
    expect(policy.may("iot:Publish", arn.topic("hb/v1/bridge-a/up/lwt"), attached)).toBe(true);
    expect(policy.may("iot:Publish", arn.topic("hb/v1/bridge-b/up/lwt"), attached)).toBe(false);
    expect(policy.may("iot:Publish", arn.topic("hb/v1/bridge-b/up/lwt"), star)).toBe(false);
  });

  it("lets its own asterisk stand for levels and for MQTT wildcards", () => {
    expect(policy.may("iot:Subscribe", arn.topicFilter("hb/v1/bridge-a/down/#"), attached)).toBe(true);
    expect(policy.may("iot:Subscribe", arn.topicFilter("hb/v1/+/down"), attached)).toBe(false);
  });

  it("says no to what no statement names", () => {
    expect(policy.may("iot:Receive", arn.topic("hb/v1/bridge-a/up/lwt"), attached)).toBe(false);
    expect(policy.may("iot:RetainPublish", arn.topic("hb/v1/bridge-a/up/lwt"), attached)).toBe(false);
  });

  it("lets a denial win over any permission", () => {
    const denying = parsePolicy({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "iot:*", Resource: "*" },
        { Effect: "Deny", Action: "iot:Publish", Resource: arn.topic("secret/*") },
      ],
    });
    expect(denying.may("iot:Publish", arn.topic("open/a"), attached)).toBe(true);
    expect(denying.may("iot:Publish", arn.topic("secret/a"), attached)).toBe(false);
  });

  it("does not count for another account or region", () => {
    expect(policy.may("iot:Connect", createArns("us-east-1", "111122223333").client("bridge-a"), attached)).toBe(false);
  });

  it.each([
    ["an operator", { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }, "IpAddress"],
    [
      "a variable",
      { Resource: arn.topic("${iot:Certificate.Subject.CommonName}") },
      "iot:Certificate.Subject.CommonName",
    ],
    ["a field", { NotAction: "iot:Publish" }, "NotAction"],
  ])("is refused whole where it uses %s not understood here", (_what, part, named) => {
    const statement = { Effect: "Allow", Action: "iot:Publish", Resource: "*", ...part };
    expect(() => parsePolicy({ Version: "2012-10-17", Statement: [statement] })).toThrow(named);
  });
});
