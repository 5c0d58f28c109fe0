// The policy document alone: what it lets a bridge do, statement by statement.
import { bridgePolicyDocument, rotationPolicyDocument } from "@house-band/infra/bridge-policy";
import { ALEXA_REGIONS } from "@house-band/infra/settings";
import { describe, expect, it } from "@jest/globals";

const policy = bridgePolicyDocument({ region: "us-east-1", account: "111122223333" });
const statement = (action: string) => policy.Statement.find(({ Action }) => Action === action);
const THING = "${iot:Connection.Thing.ThingName}";

describe("the bridges' policy", () => {
  it("allows to connect under the thing's own name, with a certificate attached to it, a session and a last will", () => {
    expect(statement("iot:Connect")).toEqual({
      Effect: "Allow",
      Action: "iot:Connect",
      Resource: [`arn:aws:iot:us-east-1:111122223333:client/${THING}`],
      Condition: {
        Bool: { "iot:Connection.Thing.IsAttached": "true" },
        "ForAllValues:StringEquals": { "iot:ConnectAttributes": ["PersistentConnect", "LastWill"] },
      },
    });
  });

  it("allows to publish outcomes, events, the last will and what its own shadows need", () => {
    expect(statement("iot:Publish")?.Resource.map((arn) => arn.replace(/^.*:topic\//, ""))).toEqual([
      `hb/v1/${THING}/up/lwt`,
      `$aws/rules/hb_outcome/${THING}`,
      `$aws/rules/hb_event/${THING}`,
      `$aws/things/${THING}/shadow/name/*/get`,
      `$aws/things/${THING}/shadow/name/*/update`,
    ]);
  });

  it("allows to subscribe to commands and shadow answers, and to receive them", () => {
    expect(statement("iot:Subscribe")?.Resource[0]).toBe(
      `arn:aws:iot:us-east-1:111122223333:topicfilter/hb/v1/${THING}/cmd`,
    );
    expect(statement("iot:Receive")?.Resource[0]).toBe(`arn:aws:iot:us-east-1:111122223333:topic/hb/v1/${THING}/cmd`);
    expect(statement("iot:Receive")?.Resource).toContain(
      `arn:aws:iot:us-east-1:111122223333:topic/$aws/things/${THING}/shadow/name/*/delta`,
    );
  });

  it("has four statements, and no wildcard but behind the thing's own name", () => {
    expect(policy.Statement.map(({ Action }) => Action)).toEqual([
      "iot:Connect",
      "iot:Publish",
      "iot:Subscribe",
      "iot:Receive",
    ]);
    for (const arn of policy.Statement.flatMap(({ Resource }) => Resource)) {
      const [before = "", ...behind] = arn.split(THING);
      expect(before).not.toContain("*");
      expect(behind).toHaveLength(1);
    }
  });

  it("and the one for changing certificates are no longer than AWS IoT takes, in any region", () => {
    for (const document of [bridgePolicyDocument, rotationPolicyDocument]) {
      const lengths = ALEXA_REGIONS.map(
        (region) => JSON.stringify(document({ region, account: "111122223333" })).replaceAll(/\s/gu, "").length,
      );
      expect(Math.max(...lengths)).toBeLessThanOrEqual(2_048);
    }
  });
});

describe("the bridges' second policy", () => {
  const rotation = rotationPolicyDocument({ region: "us-east-1", account: "111122223333" });
  const CSR = "$aws/certificates/create-from-csr/json";
  const TEMPLATE = "$aws/provisioning-templates/house-band-rotation/provision/json";
  const named = (action: string) =>
    rotation.Statement.filter(({ Action }) => Action === action).flatMap(({ Resource }) =>
      Resource.map((arn) => arn.replace(/^arn:aws:iot:us-east-1:111122223333:topic(filter)?\//, "")),
    );

  it("allows to ask for a certificate, to hear the answer, and to say of its own thing that it is in use", () => {
    const answers = [CSR, TEMPLATE].flatMap((topic) => [`${topic}/accepted`, `${topic}/rejected`]);
    expect(named("iot:Publish")).toEqual([CSR, TEMPLATE, `$aws/rules/hb_rotated/${THING}`]);
    expect(named("iot:Subscribe")).toEqual(answers);
    expect(named("iot:Receive")).toEqual(answers);
  });

  it("lets nobody connect, and has no wildcard", () => {
    expect(rotation.Statement.map(({ Action }) => Action)).toEqual(["iot:Publish", "iot:Subscribe", "iot:Receive"]);
    expect(JSON.stringify(rotation)).not.toContain("*");
  });
});
