// The state that goes up in the `state` shadow, and every way in which it can go wrong.
import { type BridgeState, topics } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { command, PATIO, play, THING } from "./fakes/home.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const STATE = topics.shadow(THING, "state");
const states = () => world.cloud.on(`${STATE}/update`) as { state: { reported: BridgeState } }[];

describe("the state that is reported", () => {
  const begin = async (reported: object = {}) => {
    world.cloud.shadow("state", "get/accepted", { state: { reported } });
    await world.clock.advance(0);
  };

  it("waits until the shadow was read, and makes it where there is none (404)", async () => {
    world = await startWorld();
    expect(states()).toEqual([]);
    world.cloud.shadow("state", "get/rejected", { code: 404, message: "No shadow exists" });
    await world.clock.advance(0);

    expect(states()).toHaveLength(1);
    expect(states()[0]?.state.reported).toEqual(world.bridge.snapshot());
  });

  it("nulls what the shadow still holds of former zones and speakers", async () => {
    world = await startWorld();
    await begin({ zones: { zone_old: { state: "playing" } }, speakers: { [PATIO]: { batteryPercent: 20 } } });

    expect(states()[0]?.state.reported).toMatchObject({
      zones: { zone_old: null },
      speakers: { [PATIO]: { link: "connected", batteryPercent: null } },
    });
  });

  it("goes out at most once a second, with the newest at the end", async () => {
    world = await startWorld();
    await begin();
    for (let number = 1; number <= 50; number++) {
      world.cloud.send(command(number, "set-volume", { speakers: [PATIO], volumePercent: number }));
      await world.clock.advance(100);
    }
    await world.clock.advance(1_000);

    expect(states().length).toBeLessThanOrEqual(7);
    expect(states().at(-1)?.state.reported.speakers[PATIO]?.volumePercent).toBe(50);
  });

  it("is not sent when nothing has changed", async () => {
    world = await startWorld();
    await begin();
    await world.clock.advance(60_000);
    expect(states()).toHaveLength(1);
  });

  it("nulls a zone once it is over", async () => {
    world = await startWorld();
    await begin();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(1_000);
    world.cloud.shadow("state", "update/accepted", {});
    const [zone] = Object.keys(world.bridge.snapshot().zones);
    world.cloud.send(command(2, "stop", { speakers: [PATIO] }));
    await world.clock.advance(1_000);

    expect(zone).toBeDefined();
    expect(states().at(-1)?.state.reported.zones).toEqual({ [String(zone)]: null });
  });

  it("leaves out what is nice to have when the cloud finds it too large (413)", async () => {
    world = await startWorld();
    await begin();
    expect(states()[0]?.state.reported.speakers[PATIO]).toHaveProperty("codec");
    world.cloud.shadow("state", "update/rejected", { code: 413, message: "The document is too large" });
    await world.clock.advance(1_000);

    expect(states()[1]?.state.reported.speakers[PATIO]).not.toHaveProperty("codec");
  });

  it("waits longer when the cloud says that it is too much (429)", async () => {
    world = await startWorld();
    await begin();
    world.cloud.shadow("state", "update/rejected", { code: 429, message: "Too many requests" });
    await world.clock.advance(1_999);
    expect(states()).toHaveLength(1);
    await world.clock.advance(1);
    expect(states()).toHaveLength(2);
  });

  it("reads the shadow again after a conflict (409), then reports", async () => {
    world = await startWorld();
    await begin();
    world.cloud.shadow("state", "update/rejected", { code: 409, message: "Version conflict" });
    await world.clock.advance(0);
    expect(world.cloud.on(`${STATE}/get`)).toHaveLength(2);
    await begin({ zones: { zone_other: {} } });
    await world.clock.advance(1_000);

    expect(states().at(-1)?.state.reported.zones).toEqual({ zone_other: null });
  });
});
