import { SendDirectMessageCommand } from "@aws-sdk/client-iot-data-plane";
import { describe, expect, it } from "@jest/globals";
import { createFaults, type MessageFaults } from "../../../local/src/iot/faults.ts";
import { A, settle, startRig, until } from "./support.ts";

const FAULTS: MessageFaults = {
  seed: 42,
  toBridges: { lossRate: 0.05, duplicateRate: 0.05, delayRate: 0.05, reorderRate: 0.05 },
  maxDelayMs: 5,
};

/** How often each of so many messages on one topic arrives, once everything that was late is there. */
async function deliveriesOf(faults: MessageFaults, count: number, before: () => void = () => undefined) {
  const { pass, close, counts } = createFaults(faults);
  const deliveries = Array.from({ length: count }, () => 0);
  const order: number[] = [];
  for (let index = 0; index < count; index++) {
    before();
    pass("toBridges", "a", "cmd", () => {
      deliveries[index] = (deliveries[index] ?? 0) + 1;
      order.push(index);
    });
  }
  await settle();
  close();
  return { deliveries, order, counts: counts("toBridges") };
}

describe("message faults", () => {
  it("hit the same messages for the same seed, and others for another", async () => {
    const first = await deliveriesOf(FAULTS, 2_000);
    const second = await deliveriesOf(FAULTS, 2_000);
    const other = await deliveriesOf({ ...FAULTS, seed: 43 }, 2_000);
    expect(second.deliveries).toEqual(first.deliveries);
    expect(second.counts).toEqual(first.counts);
    expect(other.deliveries).not.toEqual(first.deliveries);
  });

  it("hit each message of a topic the same, whatever other topics carry meanwhile", async () => {
    const quiet = await deliveriesOf(FAULTS, 500);
    const noisy = createFaults(FAULTS);
    const deliveries = Array.from({ length: 500 }, () => 0);
    for (let index = 0; index < 500; index++) {
      noisy.pass("toBridges", "a", "cmd", () => {
        deliveries[index] = (deliveries[index] ?? 0) + 1;
      });
      noisy.pass("toBridges", "a", `noise/${index % 7}`, () => undefined);
    }
    await settle();
    noisy.close();
    expect(deliveries).toEqual(quiet.deliveries);
  });

  it("come as often as asked, within what chance allows", async () => {
    const { counts } = await deliveriesOf(FAULTS, 10_000);
    expect(counts.lost + counts.passed).toBe(10_000);
    for (const count of [counts.lost, counts.duplicated, counts.delayed, counts.reordered]) {
      expect(count).toBeGreaterThan(400);
      expect(count).toBeLessThan(600);
    }
  });

  it("lose nothing but what they count as lost, and repeat nothing but what they count as duplicated", async () => {
    const { deliveries, counts } = await deliveriesOf(FAULTS, 5_000);
    expect(deliveries.filter((times) => times === 0)).toHaveLength(counts.lost);
    expect(deliveries.filter((times) => times === 2)).toHaveLength(counts.duplicated);
    expect(deliveries.filter((times) => times > 2)).toEqual([]);
  });

  it("let a reordered message be overtaken by the next one", async () => {
    const { order } = await deliveriesOf({ seed: 7, toBridges: { reorderRate: 0.3 } }, 100);
    expect(order).toHaveLength(100);
    expect(order).not.toEqual([...order].sort((left, right) => left - right));
    expect([...order].sort((left, right) => left - right)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it("without rates hand everything on at once", () => {
    const { pass } = createFaults(null);
    const order: number[] = [];
    for (let index = 0; index < 3; index++) pass("toBridges", "a", "cmd", () => order.push(index));
    expect(order).toEqual([0, 1, 2]);
  });
});

describe("faults on the way to a bridge", () => {
  it("make a lost direct message end in 504 and a repeated one arrive twice", async () => {
    const rig = await startRig({ faults: { seed: 1, toBridges: { lossRate: 1 } } });
    const { received } = await rig.connect(A);
    const direct = (text: string) =>
      rig.dataPlane.send(
        new SendDirectMessageCommand({ clientId: A, topic: "cmd", payload: text, confirmation: true, timeout: 1 }),
      );
    await expect(direct("lost")).rejects.toMatchObject({ name: "GatewayTimeoutException" });
    rig.iot.faults.set({ seed: 1, toBridges: { duplicateRate: 1 } });
    await direct("twice");
    await until(() => received.length === 2, "both copies are there");
    expect(received.map(({ text }) => text)).toEqual(["twice", "twice"]);
    expect(rig.iot.faults.counts("toBridges")).toEqual({
      passed: 1,
      lost: 0,
      duplicated: 1,
      delayed: 0,
      reordered: 0,
    });
    await rig.close();
  });

  it("bring a lost QoS 1 message again on the next connection", async () => {
    const rig = await startRig();
    const { client, received } = await rig.connect(A);
    await client.subscribeAsync("news", { qos: 1 });
    rig.iot.faults.set({ seed: 1, toBridges: { lossRate: 1 } });
    await client.publishAsync("news", "lost", { qos: 1 });
    await settle();
    expect(received).toEqual([]);
    rig.iot.faults.set(null);
    await client.endAsync();
    const back = await rig.connect(A);
    await until(() => back.received.length === 1, "it comes again");
    expect(back.received[0]?.text).toBe("lost");
    await rig.close();
  });
});

describe("faults on the way to rules", () => {
  it("lose and repeat outcomes after the bridge had its PUBACK", async () => {
    const seen: string[] = [];
    const rig = await startRig({
      faults: { seed: 5, toRules: { lossRate: 0.2, duplicateRate: 0.2 } },
      rules: [
        { name: "hb_outcome", topicFilter: null, run: async ({ payload }) => void seen.push(payload.toString()) },
      ],
    });
    const { client } = await rig.connect(A);
    for (let index = 0; index < 100; index++) {
      await client.publishAsync(`$aws/rules/hb_outcome/${A}`, `${index}`, { qos: 1 });
    }
    await settle();
    const { passed, lost, duplicated } = rig.iot.faults.counts("toRules");
    expect(passed + lost).toBe(100);
    expect(lost).toBeGreaterThan(0);
    expect(duplicated).toBeGreaterThan(0);
    expect(seen).toHaveLength(passed + duplicated);
    await rig.close();
  });
});
