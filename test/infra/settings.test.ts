// What can be chosen with `-c`, and what is said about a choice that cannot be.
import { checkRegion, NO_SKILL, parseSettings } from "@house-band/infra/settings";
import { describe, expect, it } from "@jest/globals";

const parse = (context: Readonly<Record<string, unknown>>) => parseSettings((key) => context[key]);

describe("a deployment's settings", () => {
  it("admit no skill, send directly and limit nothing where nothing is given", () => {
    expect(parse({})).toEqual({
      skillId: NO_SKILL,
      send: "direct",
      accountLinking: "none",
      monthlyBudgetUsd: 5,
      smartHome: "no",
      demoHome: "no",
    });
  });

  it("take numbers as the command line gives them", () => {
    expect(parse({ reservedConcurrency: "5", send: "publish" })).toMatchObject({
      reservedConcurrency: 5,
      send: "publish",
    });
  });

  it("name the key, the value and what is expected where one cannot be used", () => {
    expect(() => parse({ skillId: "house band" })).toThrow(
      "-c skillId=house band cannot be used: expected amzn1.ask.skill.<uuid>",
    );
    expect(() => parse({ send: "pigeon" })).toThrow(
      '-c send=pigeon cannot be used: Invalid option: expected one of "direct"|"publish"',
    );
    expect(() => parse({ reservedConcurrency: "0" })).toThrow(/-c reservedConcurrency=0 cannot be used: .*>=1/);
    expect(() => parse({ alarmEmail: "me" })).toThrow("-c alarmEmail=me cannot be used: expected an email address");
  });
});

describe("a region", () => {
  it("is one that Alexa calls functions in, or is chosen later", () => {
    for (const region of ["eu-west-1", "us-east-1", undefined]) expect(() => checkRegion(region)).not.toThrow();
    expect(() => checkRegion("eu-central-1")).toThrow(/Alexa calls no functions in eu-central-1: .*eu-west-1/);
  });
});
