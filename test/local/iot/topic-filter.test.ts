import { describe, expect, it } from "@jest/globals";
import { AWS_LIMITS, publishProblem, topicProblem } from "../../../local/src/iot/limits.ts";
import { bestQos, filterMatches, isTopicFilter } from "../../../local/src/iot/topic-filter.ts";

describe("a topic filter", () => {
  it.each([
    ["sensor/temperature", "sensor/temperature", true],
    ["sensor/+", "sensor/temperature", true],
    ["sensor/+", "sensor/temperature/room1", false],
    ["sensor/+", "sensor", false],
    ["+/temperature", "sensor/temperature", true],
    ["sensor/#", "sensor/", true],
    ["sensor/#", "sensor/temperature/room1", true],
    ["sensor/+/room1", "sensor/temperature/room1", true],
    ["#", "sensor/temperature", true],
  ])("%s stands for %s: %s", (filter, topic, expected) => {
    expect(filterMatches(filter, topic)).toBe(expected);
  });

  it("ending in # does not stand for its own parent, as on AWS", () => {
    expect(filterMatches("sensor/#", "sensor")).toBe(false);
  });

  it("with a wildcard in front does not stand for reserved topics", () => {
    expect(filterMatches("#", "$aws/things/a/shadow/update")).toBe(false);
    expect(filterMatches("+/things/a/shadow/update", "$aws/things/a/shadow/update")).toBe(false);
  });

  it.each(["", "a#", "a/#/b", "a+/b", "#/a"])("%j is none", (filter) => {
    expect(isTopicFilter(filter)).toBe(false);
  });
});

describe("the QoS of a message to a subscriber", () => {
  it.each<[string, readonly [string, 0 | 1][], 0 | 1 | null]>([
    ["none, where no filter stands for its topic", [["b/#", 1]], null],
    ["none, without subscriptions", [], null],
    ["0", [["a/+", 0]], 0],
    [
      "the better of two that stand for it",
      [
        ["a/+", 0],
        ["a/b", 1],
      ],
      1,
    ],
    [
      "not that of another topic",
      [
        ["a/b", 0],
        ["b/#", 1],
      ],
      0,
    ],
  ])("is %s", (_, subscriptions, qos) => {
    expect(bestQos(new Map(subscriptions), "a/b")).toBe(qos);
  });
});

describe("a topic to publish to", () => {
  it("may have seven slashes and no more", () => {
    expect(topicProblem("1/2/3/4/5/6/7/8", AWS_LIMITS)).toBeNull();
    expect(topicProblem("1/2/3/4/5/6/7/8/9", AWS_LIMITS)).toBe(
      'the topic "1/2/3/4/5/6/7/8/9" has 8 slashes, at most 7 are allowed',
    );
  });

  it("is not charged for the three levels of Basic Ingest", () => {
    expect(topicProblem("$aws/rules/a_rule/1/2/3/4/5/6/7/8", AWS_LIMITS)).toBeNull();
  });

  it("may have 256 bytes, counted in UTF-8", () => {
    expect(topicProblem("ü".repeat(128), AWS_LIMITS)).toBeNull();
    expect(topicProblem("ü".repeat(129), AWS_LIMITS)).toBe("the topic has 258 bytes, at most 256 are allowed");
  });

  it("holds no wildcard", () => {
    expect(topicProblem("a/+", AWS_LIMITS)).toContain("wildcard");
  });

  it("takes 128 KB and QoS 1 at most", () => {
    const payload = new Uint8Array(131_072);
    expect(publishProblem({ topic: "a", payload, qos: 1 }, AWS_LIMITS)).toBeNull();
    expect(publishProblem({ topic: "a", payload: new Uint8Array(131_073), qos: 1 }, AWS_LIMITS)).toContain(
      "131073 bytes",
    );
    expect(publishProblem({ topic: "a", payload, qos: 2 }, AWS_LIMITS)).toContain("QoS 2");
  });
});
