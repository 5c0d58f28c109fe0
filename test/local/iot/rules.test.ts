import { describe, expect, it } from "@jest/globals";
import type { RuleFailure, RuleMessage } from "../../../local/src/iot/local-iot.ts";
import { A, B, BRIDGE_POLICY, rigs, settle, until } from "./support.ts";

const start = rigs();

const recorder = () => {
  const messages: RuleMessage[] = [];
  return { messages, run: async (message: RuleMessage) => void messages.push(message) };
};

describe("Basic Ingest", () => {
  it("hands a message to the rule it names, with the topic as the rule's SQL sees it", async () => {
    const outcome = recorder();
    const event = recorder();
    const { connect } = await start({
      policy: BRIDGE_POLICY,
      nowMs: () => 1_700_000_000_000,
      rules: [
        { name: "hb_outcome", topicFilter: null, run: outcome.run },
        { name: "hb_event", topicFilter: null, run: event.run },
      ],
    });
    const { client } = await connect(A);
    await client.publishAsync(`$aws/rules/hb_outcome/${A}`, '{"v":1}', { qos: 1 });
    await until(() => outcome.messages.length === 1, "the rule ran");
    expect(outcome.messages[0]).toEqual({
      topic: A,
      payload: Buffer.from('{"v":1}'),
      clientId: A,
      principal: null,
      timestampMs: 1_700_000_000_000,
    });
    expect(event.messages).toEqual([]);
  });

  it("reaches no subscriber and drops what names no rule", async () => {
    const outcome = recorder();
    const { connect } = await start({ rules: [{ name: "hb_outcome", topicFilter: null, run: outcome.run }] });
    const watcher = await connect(B);
    await watcher.client.subscribeAsync(["#", "$aws/+/+/+"], { qos: 1 });
    const { client } = await connect(A);
    await client.publishAsync(`$aws/rules/hb_outcome/${A}`, "1", { qos: 1 });
    await client.publishAsync(`$aws/rules/unknown/${A}`, "2", { qos: 1 });
    await settle();
    expect(watcher.received).toEqual([]);
    expect(outcome.messages).toHaveLength(1);
  });
});

describe("a rule on an ordinary topic", () => {
  it("runs for every message that its filter stands for, beside the subscribers", async () => {
    const lastWill = recorder();
    const { connect } = await start({
      rules: [{ name: "hb_last_will", topicFilter: "hb/v1/+/up/lwt", run: lastWill.run }],
    });
    const lost = await connect(A, {
      will: { topic: `hb/v1/${A}/up/lwt`, payload: Buffer.from("gone"), qos: 1, retain: false },
    });
    lost.client.stream.destroy();
    await until(() => lastWill.messages.length === 1, "the rule ran");
    expect(lastWill.messages[0]).toMatchObject({ topic: `hb/v1/${A}/up/lwt`, clientId: A });
  });
});

describe("an action that fails", () => {
  it("is tried three times in all, as Lambda does", async () => {
    let tries = 0;
    const failures: RuleFailure[] = [];
    const { connect } = await start({
      ruleRetryDelaysMs: [1, 1],
      rules: [
        {
          name: "r",
          topicFilter: "a",
          run: async () => {
            tries += 1;
            if (tries < 3) throw new Error("not yet");
          },
          onError: (failure) => failures.push(failure),
        },
      ],
    });
    const { client } = await connect(A);
    await client.publishAsync("a", "x", { qos: 1 });
    await until(() => tries === 3, "the third try was made");
    await settle();
    expect({ tries, failures }).toEqual({ tries: 3, failures: [] });
  });

  it("ends in the error action with the message and every reason, and the publisher does not notice", async () => {
    const failures: RuleFailure[] = [];
    let tries = 0;
    const { connect } = await start({
      ruleRetryDelaysMs: [1, 1],
      rules: [
        {
          name: "r",
          topicFilter: null,
          run: () => Promise.reject(new Error(`reason ${++tries}`)),
          onError: (failure) => failures.push(failure),
        },
      ],
    });
    const { client } = await connect(A);
    await client.publishAsync("$aws/rules/r/here", "x", { qos: 1 });
    await until(() => failures.length === 1, "the error action ran");
    expect(client.connected).toBe(true);
    expect(failures[0]).toEqual({
      ruleName: "r",
      topic: "here",
      clientId: A,
      base64OriginalPayload: "eA==",
      failures: [
        { failedAction: "LambdaAction", errorMessage: "reason 1" },
        { failedAction: "LambdaAction", errorMessage: "reason 2" },
        { failedAction: "LambdaAction", errorMessage: "reason 3" },
      ],
    });
  });
});
