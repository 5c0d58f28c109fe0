// The MQTT link where it can go wrong: refusals, silence, half-open connections, twins, and time.
import { createServer } from "node:net";
import { bridgeTopics, encodeCommand, topics } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createSystemClock } from "../../../../bridge-firmware/src/adapters/clock/system-clock.ts";
import { createCloudLink } from "../../../../bridge-firmware/src/adapters/mqtt/cloud-link.ts";
import { parseCloudUrl } from "../../../../bridge-firmware/src/adapters/mqtt/cloud-url.ts";
import type { Clock, CloudEvent } from "../../../../bridge-firmware/src/ports.ts";
import { until } from "../../../port-contracts/cloud-link.ts";
import { command, PATIO, THING } from "../../fakes/home.ts";
import { createFakeLog } from "../../fakes/ports.ts";
import { startBroker, type TestBroker } from "./broker.ts";

const payload = encodeCommand(command(1, "set-volume", { speakers: [PATIO], volumePercent: 30 }));
const access = { kind: "login", username: "bridge", password: "of this test" } as const;

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Every deadline comes after at most this long, so that no test waits for a real one. */
function hurried(longestMs: number): Clock & { readonly asked: number[] } {
  const clock = createSystemClock();
  const asked: number[] = [];
  return {
    ...clock,
    asked,
    sleep(ms, signal) {
      asked.push(ms);
      return clock.sleep(Math.min(ms, longestMs), signal);
    },
  };
}

function link(url: string, options: { readonly clock?: Clock; readonly random?: () => number } = {}) {
  const log = createFakeLog();
  const events: CloudEvent[] = [];
  const { clock = createSystemClock(), random = () => 0 } = options;
  const cloud = createCloudLink({ url, thing: THING, access, clock, log, random });
  cloud.onEvent((event) => events.push(event));
  cleanUps.push(() => cloud.close());
  return {
    ...cloud,
    log,
    events,
    kinds: () => events.map(({ kind }) => kind),
    messages: () => events.filter((event) => event.kind === "message"),
    online: () => events.some(({ kind }) => kind === "online"),
  };
}

async function broker(options?: Parameters<typeof startBroker>[0]): Promise<TestBroker> {
  const started = await startBroker(options);
  cleanUps.push(started.close);
  return started;
}

describe("the link to the cloud", () => {
  it("subscribes exactly to what the contract names, at most eight filters at once", async () => {
    const filters: string[] = [];
    const there = await broker({
      authorizeSubscribe(_, subscription, done) {
        filters.push(subscription.topic);
        done(null, subscription);
      },
    });
    const cloud = link(there.url);
    cloud.start();
    await until(cloud.online);

    expect(filters.sort()).toEqual([...bridgeTopics(THING).subscribe].sort());
    expect(filters.length).toBeLessThanOrEqual(8);
  });

  it("holds the PUBACK back until the message is acknowledged", async () => {
    const there = await broker();
    const cloud = link(there.url);
    cloud.start();
    await until(cloud.online);
    const before = there.acknowledged.length;
    await there.send(topics.command(THING), payload);
    await until(() => cloud.messages().length === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(there.acknowledged.length).toBe(before);

    cloud.messages()[0]?.acknowledge();
    await until(() => there.acknowledged.length === before + 1);
  });

  it("answers at once: an acknowledgement and an outcome do not wait for each other on the wire", async () => {
    const there = await broker();
    const cloud = link(there.url);
    cloud.start();
    await until(cloud.online);
    const tookMs: number[] = [];
    for (let round = 1; round <= 15; round++) {
      const beganMs = performance.now();
      await there.send(topics.command(THING), payload);
      while (cloud.messages().length < round) await new Promise((resolve) => setImmediate(resolve));
      cloud.messages().at(-1)?.acknowledge();
      await new Promise((resolve) => setTimeout(resolve, 3)); // the command is carried out
      await cloud.publish(topics.outcome(THING), payload);
      tookMs.push(performance.now() - beganMs);
    }

    // Nagle's algorithm and a delayed ACK together would make every round 40 ms
    expect(tookMs.sort((a, b) => a - b)[7]).toBeLessThan(30);
  });

  it("counts a refused subscription as a failed connection, says why, and tries again", async () => {
    const there = await broker({
      authorizeSubscribe(_, subscription, done) {
        const isRefused = subscription.topic.endsWith("/cmd") && there.connects.length < 3;
        done(null, isRefused ? null : subscription);
      },
    });
    const cloud = link(there.url);
    cloud.start();
    await until(cloud.online);

    expect(there.connects).toHaveLength(3);
    expect(cloud.kinds()).toEqual(["online"]);
    expect(cloud.log.lines).toMatchObject([
      {
        level: "warn",
        fields: { reason: "the cloud refused a subscription: look at the policy of this bridge", failures: 1 },
      },
      { level: "debug", fields: { failures: 2 } },
    ]);
  });

  it("counts a missing SUBACK as a failed connection after 5 s", async () => {
    let isSilent = true;
    const there = await broker({
      authorizeSubscribe(_, subscription, done) {
        if (!isSilent) done(null, subscription);
      },
    });
    const clock = hurried(50);
    const cloud = link(there.url, { clock });
    cloud.start();
    await until(() => there.connects.length >= 2);
    isSilent = false;
    await until(cloud.online);

    expect(clock.asked).toContain(5_000);
  });

  it("ends a connection on which a publish is not acknowledged within 10 s: it is open at one end only", async () => {
    // a publish that is never authorized is never acknowledged either
    const there = await broker({ authorizePublish: () => undefined });
    const clock = hurried(100);
    const cloud = link(there.url, { clock });
    cloud.start();
    await until(cloud.online);
    const published = await cloud.publish(topics.outcome(THING), payload);

    expect(published).toMatchObject({ ok: false, error: { port: "cloud", code: "timeout", retryable: true } });
    expect(clock.asked).toContain(10_000);
    await until(() => cloud.kinds().includes("offline"));
  });

  it("gives a publish up with its connection", async () => {
    const there = await broker({ authorizePublish: () => undefined });
    const cloud = link(there.url);
    cloud.start();
    await until(cloud.online);
    const publishing = cloud.publish(topics.outcome(THING), payload);
    await there.breakAll();

    expect(await publishing).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });

  it("connects for ever, with full jitter between nothing and a doubling wait of 5 minutes at most", async () => {
    const port = await closedPort();
    const clock = hurried(1);
    const cloud = link(`mqtt://127.0.0.1:${port}`, { clock, random: () => 0.5 });
    cloud.start();
    await until(() => cloud.log.lines.length >= 12);

    const waits = cloud.log.lines.slice(0, 12).map(({ fields }) => (fields as { waitMs: number }).waitMs);
    expect(waits).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 150_000, 150_000, 150_000,
    ]);
  });

  it("counts a session that dies within a minute as a failure, and calls three of them in two minutes an alarm", async () => {
    const there = await broker();
    const cloud = link(there.url);
    cloud.start();
    for (let count = 1; count <= 3; count++) {
      await until(() => cloud.kinds().filter((kind) => kind === "online").length === count);
      await there.breakAll();
    }
    await until(() => cloud.kinds().filter((kind) => kind === "offline").length >= 3);

    const failures = cloud.log.lines.map(({ fields }) => fields).filter((fields) => "failures" in fields);
    expect(failures.slice(0, 3)).toMatchObject([{ failures: 1 }, { failures: 2 }, { failures: 3 }]);
    expect(cloud.log.lines.filter(({ level }) => level === "error")).toMatchObject([
      { message: expect.stringContaining("another bridge may be using this one's identity") },
    ]);
  });

  it("begins with a short wait again after a session that held for a minute", async () => {
    const there = await broker();
    const real = createSystemClock();
    let laterMs = 0;
    const cloud = link(there.url, { clock: { ...real, nowMs: () => real.nowMs() + laterMs } });
    cloud.start();
    await until(cloud.online);
    await there.breakAll();
    await until(() => cloud.kinds().filter((kind) => kind === "online").length === 2);
    laterMs = 60_000;
    await there.breakAll();
    await until(() => cloud.kinds().filter((kind) => kind === "online").length === 3);

    const failures = cloud.log.lines.map(({ fields }) => fields).filter((fields) => "failures" in fields);
    expect(failures).toMatchObject([{ failures: 1 }, { failures: 1 }]);
  });

  it("leaves a Last Will that is published when it is lost, and not when it says goodbye", async () => {
    const there = await broker();
    const lost = () => there.published.concat(wills).filter(({ topic }) => topic === topics.lastWill(THING)).length;
    const wills: { topic: string; payload: Uint8Array }[] = [];
    there.aedes.on("publish", ({ topic, payload: will }, client) => {
      if (!client && topic === topics.lastWill(THING))
        wills.push({ topic, payload: new Uint8Array(Buffer.from(will)) });
    });
    const cloud = link(there.url);
    cloud.start();
    await until(cloud.online);
    await there.breakAll();
    await until(() => cloud.kinds().filter((kind) => kind === "online").length === 2);
    await until(() => lost() === 1);
    await cloud.close();
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(lost()).toBe(1);
  });
});

describe("an address of the cloud", () => {
  it.each([
    "mqtts://abc-ats.iot.eu-west-1.amazonaws.com:8883",
    "mqtt://127.0.0.1:1883",
    "mqtt://localhost:1",
    "mqtt://[::1]:1",
  ])("%s is used", (url) => {
    expect(parseCloudUrl(url)).toMatchObject({ ok: true });
  });

  it.each([
    ["mqtt://192.168.1.2:1883", "in the clear"],
    ["mqtt://127.0.0.1.example.com:1883", "in the clear"],
    ["https://example.com", "expected mqtts://"],
    ["mqtts://user:secret@example.com", "name a file for it"],
    ["the cloud", "is no address"],
  ])("%s is refused, with the reason", (url, reason) => {
    expect(parseCloudUrl(url)).toMatchObject({ ok: false, error: expect.stringContaining(reason) });
    expect(() => link(url)).toThrow(reason);
  });
});

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
