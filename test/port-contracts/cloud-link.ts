// What every link to the cloud owes the daemon.
import { encodeCommand, type ThingName, topics } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { CloudEvent, CloudLink } from "../../bridge-firmware/src/ports.ts";
import { command, PATIO } from "../bridge-firmware/fakes/home.ts";

export type CloudLinkWorld = {
  readonly link: CloudLink;
  readonly thing: ThingName;
  /** The cloud sends a message to the bridge, at least once. */
  readonly send: (topic: string, payload: Uint8Array) => Promise<void>;
  /** What the cloud has received from the bridge on a topic. */
  readonly received: (topic: string) => readonly Uint8Array[];
  /** The connection breaks; the link may make a new one. */
  readonly breakConnection: () => Promise<void>;
  readonly cleanUp: () => Promise<void>;
};

export function describeCloudLinkContract(name: string, createWorld: () => Promise<CloudLinkWorld>): void {
  describe(`the CloudLink port, by ${name}`, () => {
    let world: CloudLinkWorld;
    let seen: CloudEvent[];
    beforeEach(async () => {
      world = await createWorld();
      seen = [];
      world.link.onEvent((event) => seen.push(event));
    });
    afterEach(async () => {
      await world.link.close();
      await world.cleanUp();
    });

    const volume = encodeCommand(command(1, "set-volume", { speakers: [PATIO], volumePercent: 30 }));
    const messages = () => seen.filter((event) => event.kind === "message");
    const count = (kind: CloudEvent["kind"]) => seen.filter((event) => event.kind === kind).length;

    it("does nothing before it is started, and says that it can't publish", async () => {
      expect(await world.link.publish(topics.outcome(world.thing), volume)).toMatchObject({
        ok: false,
        error: { port: "cloud", code: "unavailable", retryable: true },
      });
      expect(seen).toEqual([]);
    });

    it("is online once it is connected and subscribed", async () => {
      world.link.start();
      await until(() => count("online") === 1);
      await world.send(topics.command(world.thing), volume);
      await until(() => messages().length === 1);

      expect(messages()[0]).toMatchObject({ topic: topics.command(world.thing), payload: volume });
    });

    it("publishes, and resolves when the cloud has it", async () => {
      world.link.start();
      await until(() => count("online") === 1);
      expect(await world.link.publish(topics.outcome(world.thing), volume)).toEqual({ ok: true, value: undefined });
      expect(world.received(topics.outcome(world.thing)).map((bytes) => new Uint8Array(bytes))).toEqual([volume]);
    });

    it("gives a message again after a break when it was not acknowledged, and not when it was", async () => {
      world.link.start();
      await until(() => count("online") === 1);
      await world.send(topics.command(world.thing), volume);
      await until(() => messages().length === 1);
      await world.breakConnection();
      await until(() => messages().length === 2);
      for (const message of messages()) message.acknowledge();
      await until(() => count("online") === 2);
      await world.link.publish(topics.outcome(world.thing), volume);
      await world.breakConnection();
      await until(() => count("online") === 3);

      expect(messages()).toHaveLength(2);
      expect(count("offline")).toBe(2);
    });

    it("lets an acknowledgement that comes too late, or twice, do no harm", async () => {
      world.link.start();
      await until(() => count("online") === 1);
      await world.send(topics.command(world.thing), volume);
      await until(() => messages().length === 1);
      await world.breakConnection();
      messages()[0]?.acknowledge();
      messages()[0]?.acknowledge();
      await until(() => messages().length === 2);

      messages()[1]?.acknowledge();
      expect(messages()[1]).toMatchObject({ payload: volume });
    });

    it("is silent once it is closed, and may be closed twice", async () => {
      world.link.start();
      await until(() => count("online") === 1);
      await world.link.close();
      const before = seen.length;
      await world.link.close();
      await world.send(topics.command(world.thing), volume);

      expect(seen.slice(before)).toEqual([]);
    });
  });
}

/** Waits for the network, for as long as it takes it on a slow machine. */
export async function until(isTrue: () => boolean, withinMs = 20_000): Promise<void> {
  const deadlineMs = Date.now() + withinMs;
  while (!isTrue()) {
    if (Date.now() > deadlineMs) throw new Error(`not so within ${withinMs} ms: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
