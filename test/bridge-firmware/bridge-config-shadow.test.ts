// The home that comes down in the `config` shadow, and every way in which it can go wrong.
import { toConfigDesired, topics } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { addressOf, command, HOME, homeConfig, KITCHEN, PATIO, play, THING } from "./fakes/home.ts";
import { createFakeStore } from "./fakes/ports.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const CONFIG = topics.shadow(THING, "config");
const STATE = topics.shadow(THING, "state");
const reports = () => world.cloud.on(`${CONFIG}/update`);
/** The cloud's answer to a get. */
const desired = async (config: object) => {
  world.cloud.shadow("config", "get/accepted", { state: { desired: config }, version: 1, timestamp: 1 });
  await world.clock.advance(0);
};

describe("the config shadow", () => {
  it("is fetched after every connect, and so is the state's", async () => {
    world = await startWorld();
    world.cloud.offline();
    world.cloud.online();
    await world.clock.advance(0);

    expect(world.cloud.on(`${CONFIG}/get`)).toHaveLength(2);
    expect(world.cloud.on(`${STATE}/get`)).toHaveLength(2);
  });

  it("is saved before its revision is reported, and in force at once", async () => {
    world = await startWorld({ hasHome: false });
    expect(world.bridge.snapshot()).toEqual({ configRevision: 0, speakers: {}, zones: {} });
    await desired(homeConfig({ revision: 4 }));

    expect(world.store.documents.get("home")).toEqual(homeConfig({ revision: 4 }));
    expect(reports()).toEqual([{ state: { reported: { revision: 4, refused: [] } }, clientToken: "config-1" }]);
    expect(world.bridge.snapshot().speakers[PATIO]?.link).toBe("connected");
  });

  it("is not reported when it can't be saved, but followed all the same", async () => {
    world = await startWorld();
    world.store.state.failing = true;
    await desired(homeConfig({ revision: 2 }));
    expect(reports()).toEqual([]);
    expect(world.bridge.snapshot().configRevision).toBe(2);

    world.store.state.failing = false;
    await desired(homeConfig({ revision: 2 }));
    expect(reports()).toMatchObject([{ state: { reported: { revision: 2 } } }]);
  });

  it("of an older revision changes nothing, whatever the shadow's version says", async () => {
    world = await startWorld();
    await desired(homeConfig({ revision: 7 }));
    await desired({ ...homeConfig({ revision: 3 }), speakers: {} });

    expect(world.bridge.snapshot().configRevision).toBe(7);
    expect(Object.keys(world.bridge.snapshot().speakers)).toHaveLength(3);
  });

  it("that is not there yet (404) is waited for, and asked for when the cloud has made it", async () => {
    world = await startWorld({ hasHome: false });
    world.cloud.shadow("config", "get/rejected", { code: 404, message: "No shadow exists" });
    await world.clock.advance(60_000);
    expect(world.cloud.on(`${CONFIG}/get`)).toHaveLength(1);

    world.cloud.shadow("config", "update/delta", { state: { revision: 1 }, version: 1 });
    await world.clock.advance(0);
    expect(world.cloud.on(`${CONFIG}/get`)).toHaveLength(2);
  });

  it("is asked for again, later and later, while the cloud says that it is too much (429)", async () => {
    world = await startWorld();
    const gets = () => world.cloud.on(`${CONFIG}/get`).length;
    world.cloud.shadow("config", "get/rejected", { code: 429, message: "Too many requests" });
    await world.clock.advance(1_000);
    expect(gets()).toBe(2);
    world.cloud.shadow("config", "get/rejected", { code: 429, message: "Too many requests" });
    await world.clock.advance(1_999);
    expect(gets()).toBe(2);
    await world.clock.advance(1);
    expect(gets()).toBe(3);
  });

  it("is asked for again when no answer comes", async () => {
    world = await startWorld();
    await world.clock.advance(10_000);
    expect(world.cloud.on(`${CONFIG}/get`)).toHaveLength(2);
  });

  it("is reported again when the report was rejected by a conflict (409)", async () => {
    world = await startWorld();
    await desired(homeConfig({ revision: 2 }));
    world.cloud.shadow("config", "update/rejected", {
      code: 409,
      message: "Version conflict",
      clientToken: "config-1",
    });
    await world.clock.advance(1_000);
    await desired(homeConfig({ revision: 2 }));

    expect(reports()).toMatchObject([{ clientToken: "config-1" }, { clientToken: "config-2" }]);
  });

  it("with a speaker of nonsense refuses that key, keeps what it knew of it, and takes the rest", async () => {
    world = await startWorld();
    const config = homeConfig({ revision: 2 });
    await desired({
      ...config,
      speakers: { ...config.speakers, [KITCHEN]: { name: "Kitchen", capPercent: 400 }, "not an id": {} },
      groups: { grp_01J00000000000000000000000: ["an array"] },
      shuffle: true,
    });

    expect(reports()).toMatchObject([
      {
        state: {
          reported: {
            revision: 2,
            refused: [`speakers.${KITCHEN}`, "speakers.not an id", "groups.grp_01J00000000000000000000000", "shuffle"],
          },
        },
      },
    ]);
    expect(Object.keys(world.bridge.snapshot().speakers)).toHaveLength(3);
  });

  it("forgets a speaker that was nulled or is there no more: it falls silent and its link is let go", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO, KITCHEN));
    await world.clock.advance(10);
    const { speakers } = homeConfig();
    await desired(
      homeConfig({ revision: 2, speakers: { ...speakers, [KITCHEN]: null } as unknown as typeof speakers }),
    );

    expect(Object.keys(world.bridge.snapshot().speakers)).not.toContain(KITCHEN);
    expect(world.engine.of("close-output")).toEqual([{ kind: "close-output", output: KITCHEN }]);
    expect(world.bluetooth.disconnects).toEqual([addressOf(KITCHEN)]);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["an array", []],
    ["a text", "home"],
    ["a home without speakers", { homeId: HOME, revision: 9, groups: {} }],
    ["speakers in an array", { homeId: HOME, revision: 9, speakers: [], groups: {} }],
    ["a revision of text", { ...homeConfig(), revision: "9" }],
  ])("that is %s is refused whole, and the bridge keeps the home it knows", async (_, nonsense) => {
    world = await startWorld();
    await desired(nonsense as object);

    expect(world.bridge.snapshot().configRevision).toBe(1);
    expect(Object.keys(world.bridge.snapshot().speakers)).toHaveLength(3);
  });

  it("without metadata, or in a message that is none, does no harm", async () => {
    world = await startWorld();
    world.cloud.shadow("config", "get/accepted", { state: {} });
    world.cloud.shadow("config", "get/accepted", { version: 3 });
    world.cloud.shadow("config", "update/delta", 7);
    world.cloud.shadow("config", "update/rejected", "no");
    world.cloud.shadow("config", "nobody/knows", {});
    world.cloud.deliver(`${CONFIG}/get/accepted`, Uint8Array.of(0xff));
    await world.clock.advance(10);

    expect(Object.keys(world.bridge.snapshot().speakers)).toHaveLength(3);
  });

  it("with another channel for a speaker is heard at once", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO, KITCHEN));
    await world.clock.advance(10);
    const { speakers } = homeConfig();
    const patio = { ...speakers[PATIO], channel: "left" } as (typeof speakers)[typeof PATIO];
    await desired(homeConfig({ revision: 2, speakers: { ...speakers, [PATIO]: patio } }));

    expect(world.engine.of("set-channel")).toEqual([{ kind: "set-channel", output: PATIO, channel: "left" }]);
  });

  it("with a lower cap makes a speaker quieter at once", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    const { speakers } = homeConfig();
    const patio = { ...speakers[PATIO], capPercent: 30 } as (typeof speakers)[typeof PATIO];
    await desired(homeConfig({ revision: 2, speakers: { ...speakers, [PATIO]: patio } }));

    expect(world.engine.of("set-volume")).toMatchObject([{ output: PATIO, volumePercent: 30 }]);
  });

  it("with a tone for a speaker is heard at once, and again whenever its output is opened", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    const { speakers } = homeConfig();
    const tone = { trimDb: 3, equaliser: [{ kind: "low-shelf" as const, frequencyHz: 120, gainDb: 6, q: 0.7 }] };
    const patio = { ...speakers[PATIO], tone } as (typeof speakers)[typeof PATIO];
    await desired(homeConfig({ revision: 2, speakers: { ...speakers, [PATIO]: patio } }));
    expect(world.engine.of("set-tone")).toEqual([{ kind: "set-tone", output: PATIO, tone }]);

    await desired(homeConfig({ revision: 3, speakers: { ...speakers, [PATIO]: patio } }));
    expect(world.engine.of("set-tone")).toHaveLength(1);

    world.engine.restart();
    await world.clock.advance(10);
    expect(world.engine.of("open-output").filter(({ output }) => output === PATIO)).toMatchObject([{}, { tone }]);
    expect(world.engine.of("set-tone")).toHaveLength(1);

    await desired(homeConfig({ revision: 4 }));
    const neutral = { trimDb: 0, equaliser: [] };
    expect(world.engine.of("set-tone").at(-1)).toEqual({ kind: "set-tone", output: PATIO, tone: neutral });
  });

  it("of another home starts the order of commands anew", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    world.cloud.send(command(900, "set-volume", { speakers: [PATIO], volumePercent: 10 }));
    await world.clock.advance(10);
    const other = HOME.replace(/.$/, "K") as typeof HOME;
    await desired(homeConfig({ homeId: other, revision: 1 }));
    world.cloud.send(command(1, "set-volume", { speakers: [PATIO], volumePercent: 20 }));
    await world.clock.advance(10);
    expect(world.cloud.outcomes().at(-1)).toMatchObject({ state: "done" });
    await world.bridge.stop();

    world = await startWorld({ store });
    world.cloud.send(command(2, "set-volume", { speakers: [PATIO], volumePercent: 30 }));
    await world.clock.advance(10);
    expect(world.cloud.outcomes().at(-1)).toMatchObject({ state: "done" });
  });

  it("is the document the cloud makes of a home", () => {
    const speakers = Object.entries(homeConfig().speakers).map(([id, speaker]) => ({ id, ...speaker }));
    const home = { id: HOME, revision: 1, bridge: THING, speakers, groups: [], echos: [] };
    expect(toConfigDesired(home as unknown as Parameters<typeof toConfigDesired>[0])).toEqual(homeConfig());
  });
});
