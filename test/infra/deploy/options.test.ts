// The command line: what it takes, and what it says about what it does not take.
import { parseOptions } from "@house-band/infra/deploy/options";
import { regionFor } from "@house-band/infra/deploy/region";
import { describe, expect, it } from "@jest/globals";

const SKILL = "amzn1.ask.skill.00000000-0000-4000-8000-000000000001";

describe("the command line", () => {
  it("takes everything a deployment may be told", () => {
    const args = ["--dry-run", "--region", "eu-west-1", "--skill-id", SKILL, "--set", "send=publish", "--set", "a=b=c"];
    expect(parseOptions(["deploy", ...args])).toEqual({
      ok: true,
      value: {
        kind: "deploy",
        isDryRun: true,
        region: "eu-west-1",
        skillId: SKILL,
        settings: { send: "publish", a: "b=c" },
      },
    });
  });

  it("asks about table and skill unless it is told", () => {
    expect(parseOptions(["destroy"])).toEqual({
      ok: true,
      value: { kind: "destroy", isDryRun: false, table: "ask", skill: "ask" },
    });
    expect(parseOptions(["destroy", "--delete-table", "--keep-skill"])).toEqual({
      ok: true,
      value: { kind: "destroy", isDryRun: false, table: "delete", skill: "keep" },
    });
  });

  it.each([
    [["deploy", "--region", "mars"], "--region mars can't be used: expected us-east-1 or eu-west-1"],
    [["deploy", "--skill-id", "mine"], "--skill-id mine is no skill's id"],
    [["deploy", "--set", "send"], "--set send can't be read: expected name=value"],
    [["deploy", "--set", "skillId=x"], "--set skillId can't be used: give --skill-id"],
    [["deploy", "--dry"], "Unknown option '--dry'"],
    [["destroy", "--keep-table", "--delete-table"], "the table can't be both kept and deleted"],
  ])("%j is refused: %s", (args, says) => {
    const parsed = parseOptions(args);
    expect(parsed).toEqual({ ok: false, error: expect.stringContaining(says) });
  });
});

describe("the region", () => {
  it.each([
    [["en-US", "de-DE"], "us-east-1"],
    [["en-CA"], "us-east-1"],
    [["de-DE", "en-US"], "eu-west-1"],
    [["en-GB"], "eu-west-1"],
    [[], "us-east-1"],
  ])("of a skill in %j is %s", (locales, region) => {
    expect(regionFor(locales)).toBe(region);
  });
});
