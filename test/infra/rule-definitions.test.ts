// The rules against the topics of the contract: the level that is read must be the one that names the thing.
import { type RuleName, ThingName, topics } from "@house-band/contract";
import { ruleDefinitions } from "@house-band/infra/rule-definitions";
import { describe, expect, it } from "@jest/globals";

const THING = ThingName.parse("hb-0123456789abcdef");
const TOPICS: Readonly<Record<RuleName, string>> = {
  hb_outcome: topics.outcome(THING),
  hb_event: topics.event(THING),
  hb_last_will: topics.lastWill(THING),
  hb_presence: topics.presence("disconnected", THING),
};

describe("each rule", () => {
  it.each(ruleDefinitions.map((rule) => [rule.name, rule] as const))(
    "%s reads the thing from its topic",
    (name, rule) => {
      const levels = TOPICS[name].replace(`$aws/rules/${name}/`, "").split("/");
      expect(levels[rule.thingLevel - 1]).toBe(THING);
      expect(rule.sql).toContain(`topic(${rule.thingLevel}) AS thing`);
    },
  );

  it("listens on the broker only where a message cannot go by Basic Ingest: a last will, and AWS IoT's own", () => {
    expect(ruleDefinitions.map(({ name, topicFilter }) => [name, topicFilter])).toEqual([
      ["hb_outcome", null],
      ["hb_event", null],
      ["hb_last_will", "hb/v1/+/up/lwt"],
      ["hb_presence", "$aws/events/presence/+/+"],
    ]);
  });

  it("of presence leaves the account's other clients alone", () => {
    expect(ruleDefinitions.find(({ name }) => name === "hb_presence")?.sql).toMatch(
      / WHERE startswith\(topic\(5\), 'hb-'\)$/,
    );
  });
});
