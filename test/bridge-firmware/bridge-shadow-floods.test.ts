// A cloud that says too much: shadow messages by the hundred, while the disk is slow.
import { topics } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { homeConfig, THING } from "./fakes/home.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const CONFIG = topics.shadow(THING, "config");
const STATE = topics.shadow(THING, "state");

function tell(revision: number): void {
  const state = { desired: homeConfig({ revision }) };
  world.cloud.shadow("config", "get/accepted", { state, version: revision, timestamp: 1 });
}

describe("the config shadow", () => {
  it("that comes by the hundred while the disk is slow is saved twice: the first, and the newest of those that waited", async () => {
    world = await startWorld();
    const saved: unknown[] = [];
    const { save } = world.store;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    world.store.save = async (name, document) => {
      if (name === "home") saved.push((document as { revision: number }).revision);
      await held;
      return save(name, document);
    };
    for (let revision = 2; revision <= 300; revision++) {
      tell(revision);
      await world.clock.advance(1);
    }
    release();
    await world.clock.advance(10);

    expect(saved).toEqual([2, 300]);
    expect(world.bridge.snapshot().configRevision).toBe(300);
    expect(world.cloud.on(`${CONFIG}/update`).at(-1)).toMatchObject({ state: { reported: { revision: 300 } } });
  });

  it("is asked for once a second at most, however many deltas and refusals come", async () => {
    world = await startWorld();
    for (let times = 0; times < 300; times++) {
      world.cloud.shadow("config", "update/delta", { state: { revision: times }, version: times });
      world.cloud.shadow("state", "update/rejected", { code: 409, message: "Version conflict" });
      world.cloud.shadow("state", "get/rejected", { code: 500, message: "Internal" });
      await world.clock.advance(10);
    }
    expect(world.cloud.on(`${CONFIG}/get`).length).toBeLessThanOrEqual(5);
    expect(world.cloud.on(`${STATE}/get`).length).toBeLessThanOrEqual(5);
    await world.clock.advance(60_000);
    tell(2);
    await world.clock.advance(0);
    expect(world.bridge.snapshot().configRevision).toBe(2);
  });
});
