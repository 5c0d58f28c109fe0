import { describe, expect, it } from "@jest/globals";
import { createSubscriptionIndex } from "../../../local/src/iot/subscription-index.ts";
import { filterMatches } from "../../../local/src/iot/topic-filter.ts";

const NAMES = ["a", "b", "$aws", ""];
const FILTER_NAMES = [...NAMES, "+", "#"];

/** All of one to three levels; `#` is last. */
function pathsOf(names: readonly string[]): readonly string[] {
  const one = names.map((name) => [name]);
  const two = one.flatMap((path) => names.map((name) => [...path, name]));
  const three = two.flatMap((path) => names.map((name) => [...path, name]));
  return [...one, ...two, ...three].filter((path) => !path.slice(0, -1).includes("#")).map((path) => path.join("/"));
}

describe("an index of subscriptions", () => {
  const filters = pathsOf(FILTER_NAMES);
  const topics = pathsOf(NAMES);

  it("finds for every topic exactly those whose filter stands for it", () => {
    const index = createSubscriptionIndex();
    for (const filter of filters) index.add(filter, filter);
    for (const topic of topics) {
      const matching = filters.filter((filter) => filterMatches(filter, topic));
      expect([topic, [...index.clientsOf(topic)].sort()]).toEqual([topic, matching.sort()]);
    }
  });

  it("finds a client once, however many of its filters stand for the topic, and until the last of them is gone", () => {
    const index = createSubscriptionIndex();
    for (const filter of ["a/b", "a/+", "a/#"]) index.add(filter, "one");
    index.add("a/#", "two");
    expect([...index.clientsOf("a/b")].sort()).toEqual(["one", "two"]);
    index.remove("a/b", "one");
    index.remove("a/+", "one");
    expect(index.clientsOf("a/b")).toContain("one");
    index.remove("a/#", "one");
    expect([...index.clientsOf("a/b")]).toEqual(["two"]);
  });

  it("does not mind the end of a subscription that is none", () => {
    const index = createSubscriptionIndex();
    index.add("a/b", "one");
    index.remove("a/c", "one");
    index.remove("a/b/c", "one");
    index.remove("a/b", "two");
    expect([...index.clientsOf("a/b")]).toEqual(["one"]);
  });
});
