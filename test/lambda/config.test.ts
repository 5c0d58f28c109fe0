import { describe, expect, it } from "@jest/globals";
import { loadConfig } from "../../lambda/src/config.ts";

const whole = { HOUSE_BAND_TABLE: "table", HOUSE_BAND_SKILL_ID: "amzn1.ask.skill.x" };

describe("the Lambda's settings", () => {
  it("need a table and a skill id, and have a default for the rest", () => {
    expect(loadConfig(whole)).toEqual({
      tableName: "table",
      skillId: "amzn1.ask.skill.x",
      send: "direct",
      demo: "off",
      linking: { kind: "none" },
      logLevel: "info",
    });
  });

  it("can't be changed afterwards", () => {
    expect(Object.isFrozen(loadConfig(whole))).toBe(true);
  });

  it.each([
    [{ HOUSE_BAND_LINKING: "amazon" }, { kind: "amazon", clientId: "ours", url: "https://api.amazon.com" }],
    [
      { HOUSE_BAND_LINKING: "amazon", HOUSE_BAND_AMAZON_URL: "http://127.0.0.1:9" },
      { kind: "amazon", clientId: "ours", url: "http://127.0.0.1:9" },
    ],
    [
      { HOUSE_BAND_LINKING: "cognito", HOUSE_BAND_USER_POOL: "eu-west-1_A" },
      { kind: "cognito", clientId: "ours", userPoolId: "eu-west-1_A" },
    ],
    [{ HOUSE_BAND_LINKING: "none" }, { kind: "none" }],
  ])("say by which account people are told apart: %j", (own, linking) => {
    expect(loadConfig({ ...whole, HOUSE_BAND_LINKING_CLIENT: "ours", ...own })).toMatchObject({ linking });
  });

  it.each([
    [{ ...whole, HOUSE_BAND_LINKING: "amazon" }, /HOUSE_BAND_LINKING_CLIENT is not set/u],
    [
      { ...whole, HOUSE_BAND_LINKING: "cognito", HOUSE_BAND_LINKING_CLIENT: "ours" },
      /HOUSE_BAND_USER_POOL is not set/u,
    ],
    [{ ...whole, HOUSE_BAND_TABLE: " " }, /HOUSE_BAND_TABLE is not set/u],
    [{ HOUSE_BAND_TABLE: "table" }, /HOUSE_BAND_SKILL_ID is not set/u],
    [
      { ...whole, HOUSE_BAND_SEND: "carrier pigeon" },
      /HOUSE_BAND_SEND is "carrier pigeon": it must be one of direct, publish/u,
    ],
    [{ ...whole, HOUSE_BAND_LOG_LEVEL: "loud" }, /HOUSE_BAND_LOG_LEVEL is "loud"/u],
  ])("name the variable that is wrong, its value and what it may be", (env, message) => {
    expect(() => loadConfig(env)).toThrow(message);
  });
});
