// A stolen bridge against another home's: the very document that CDK synthesises, enforced by the local broker.
// Whatever bridge A tries on B's topics, shadows and client id is denied, and B notices nothing.

import { rotationRule } from "@house-band/infra/rotation-rule";
import { ruleDefinitions } from "@house-band/infra/rule-definitions";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { TraceEvent } from "../../local/src/iot/local-iot.ts";
import { A, B, type Rig, startRig, until } from "../local/iot/support.ts";
import { ACCOUNT, REGION, resources, SKILL, SYNTHESISED_BY_MS, synthesise } from "./synthesise.ts";

const shadowsOf = (thing: string) =>
  ["config", "state", "claim"].map((name) => `$aws/things/${thing}/shadow/name/${name}`);

const PUBLISHED: readonly string[] = [
  `hb/v1/${B}/cmd`,
  `hb/v1/${B}/up/lwt`,
  `hb/v1/${A}/cmd`,
  `$aws/rules/hb_outcome/${B}`,
  `$aws/rules/hb_event/${B}`,
  `$aws/rules/hb_last_will/${B}`,
  `$aws/rules/hb_presence/${B}`,
  `$aws/rules/hb_outcome/${A}/${B}`,
  `$aws/events/presence/disconnected/${B}`,
  `$aws/things/${B}/shadow/update`,
  `$aws/things/${B}/shadow/get`,
  ...shadowsOf(B).flatMap((shadow) => [`${shadow}/get`, `${shadow}/update`, `${shadow}/delete`]),
  ...shadowsOf(B).map((shadow) => `${shadow}/update/delta`),
  ...shadowsOf(A).map((shadow) => `${shadow}/delete`),
  `$aws/things/${B}/jobs/get`,
  // another's certificate is not new by this one's word, and enrolling takes a claim
  `$aws/rules/hb_rotated/${B}`,
  `$aws/rules/hb_rotated/${A}/${B}`,
  "$aws/provisioning-templates/house-band-bridge/provision/json",
  "$aws/certificates/create/json",
];

const SUBSCRIBED: readonly string[] = [
  `hb/v1/${B}/cmd`,
  "hb/v1/+/cmd",
  `hb/v1/${B}/#`,
  `hb/v1/${B}/up/lwt`,
  "hb/#",
  "#",
  "$aws/#",
  "$aws/things/+/shadow/name/config/update/+",
  `$aws/things/${B}/shadow/#`,
  "$aws/events/presence/+/+",
  `$aws/rules/hb_outcome/${B}`,
  "$aws/certificates/#",
  "$aws/provisioning-templates/house-band-bridge/provision/json/accepted",
  ...shadowsOf(B).flatMap((shadow) => [`${shadow}/get/+`, `${shadow}/update/+`, `${shadow}/update/documents`]),
];

/** With A's certificate. */
const CLIENT_IDS: readonly string[] = [B, `${A}-2`, A.toUpperCase(), "hb-*", "anything"];

const seen: TraceEvent[] = [];
const taken: string[] = [];
let rig: Rig;
let victim: Awaited<ReturnType<Rig["connect"]>>;

beforeAll(async () => {
  const { template } = await synthesise({ skillId: SKILL });
  const policies = resources<{ PolicyDocument: unknown }>(template, "AWS::IoT::Policy");
  rig = await startRig({
    policy: policies.map(({ Properties }) => Properties.PolicyDocument),
    region: REGION,
    account: ACCOUNT,
    onTrace: (event) => void seen.push(event),
    rules: [...ruleDefinitions, { ...rotationRule, topicFilter: null }].map(({ name, topicFilter, thingLevel }) => ({
      name,
      topicFilter,
      run: async ({ topic }) => void taken.push(`${name} ${topic.split("/")[thingLevel - 1]}`),
    })),
  });
  victim = await rig.connect(B);
  const filters = [`hb/v1/${B}/cmd`, ...shadowsOf(B).flatMap((shadow) => [`${shadow}/get/+`, `${shadow}/update/+`])];
  await victim.client.subscribeAsync(filters, { qos: 1 });
}, SYNTHESISED_BY_MS);
afterAll(() => rig.close());

const deniedOn = (topic: string) => seen.filter((event) => event.kind === "denied" && event.topic === topic).length;

describe("a stolen bridge", () => {
  it.each(PUBLISHED)("is cut off when it publishes to %s", async (topic) => {
    const thief = await rig.connect(A);
    thief.client.publish(topic, '{"v":1,"kind":"lost","state":{"desired":{"a":1}}}', { qos: 1 }, () => undefined);
    await thief.closed;
    expect(seen).toContainEqual(expect.objectContaining({ kind: "denied", clientId: A, topic }));
  });

  it.each(SUBSCRIBED)("gets no subscription to %s", async (filter) => {
    const thief = await rig.connect(A);
    await expect(thief.client.subscribeAsync(filter, { qos: 1 })).rejects.toThrow();
    await thief.client.endAsync();
    expect(thief.received).toEqual([]);
  });

  it.each(CLIENT_IDS)("does not get in as %s", async (clientId) => {
    await expect(rig.connect(A, { clientId })).rejects.toThrow();
  });

  it("leaves no last will of another's", async () => {
    const topic = `hb/v1/${B}/up/lwt`;
    const thief = await rig.connect(A, { will: { topic, payload: Buffer.from("{}"), qos: 1, retain: false } });
    const before = deniedOn(topic);
    thief.client.stream.destroy();
    await until(() => deniedOn(topic) > before, "it is denied");
  });
});

describe("the other bridge, after all of that", () => {
  it("was tried on forty times and more", () => {
    expect(PUBLISHED.length + SUBSCRIBED.length + CLIENT_IDS.length + 1).toBeGreaterThanOrEqual(40);
  });

  it("was not disturbed: connected all the time, told nothing, its rules never set off", () => {
    expect(victim.client.connected).toBe(true);
    expect(victim.received).toEqual([]);
    expect(seen.filter(({ kind, clientId }) => kind === "disconnected" && clientId === B)).toEqual([]);
    expect(taken.filter((one) => one.endsWith(B))).toEqual([`hb_presence ${B}`]); // that it came
  });

  it("still does what it may", async () => {
    victim.client.publish(`${shadowsOf(B)[1]}/update`, '{"state":{"reported":{"a":1}}}', { qos: 1 }, () => undefined);
    await until(() => victim.received.some(({ topic }) => topic.endsWith("/update/accepted")), "its shadow answers");
    expect(victim.received.every(({ topic }) => topic.includes(B))).toBe(true);
  });
});
