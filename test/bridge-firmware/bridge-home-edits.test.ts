// Edits of the home that are made at the bridge: in force at once, told until the cloud has decided, kept over a restart.
import { BluetoothAddress, type ConfigDesired, type EditEvent, newSpeakerId, topics } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { HOME, homeConfig, PATIO, THING } from "./fakes/home.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const DECK = {
  kind: "add-speaker",
  speakerId: newSpeakerId(),
  name: "Deck",
  address: BluetoothAddress.parse("0A:00:00:00:00:09"),
} as const;
const told = () =>
  (world.cloud.on(topics.event(THING)) as { kind: string }[]).filter(({ kind }) => kind === "edit") as EditEvent[];
const names = () => Object.values(world.bridge.home()?.speakers ?? {}).map(({ name }) => name);
const queue = () => (world.store.documents.get("edits") as { edits: unknown[] } | undefined)?.edits ?? [];
const desired = async (config: ConfigDesired | object) => {
  world.cloud.shadow("config", "get/accepted", { state: { desired: config }, version: 1, timestamp: 1 });
  await world.clock.advance(0);
};
const withDeck = (revision: number, lastEdit?: object) => {
  const { kind: _, speakerId, ...deck } = DECK;
  const speakers = { ...homeConfig().speakers, [speakerId]: { ...deck, channel: "stereo", capPercent: 100 } };
  return { ...homeConfig({ revision }), speakers, ...(lastEdit && { lastEdit }) };
};

describe("an edit that is made at the bridge", () => {
  it("holds at once, and is told to the cloud under an id of its own", async () => {
    world = await startWorld();
    expect(await world.bridge.editHome(DECK)).toEqual({ ok: true, value: undefined });
    await world.clock.advance(0);

    expect(names()).toEqual(["Patio", "Fire Pit", "Kitchen", "Deck"]);
    expect(world.bridge.snapshot().speakers).toHaveProperty(DECK.speakerId);
    expect(told()).toEqual([{ v: 1, kind: "edit", editId: expect.any(String), homeId: HOME, edit: DECK }]);
    expect(world.bridge.home()?.revision).toBe(1);
  });

  it("is over when the configuration answers it", async () => {
    world = await startWorld();
    await world.bridge.editHome(DECK);
    await world.clock.advance(0);
    await desired(withDeck(2, { id: told()[0]?.editId }));

    expect(queue()).toEqual([]);
    expect(names()).toEqual(["Patio", "Fire Pit", "Kitchen", "Deck"]);
    await world.clock.advance(3_600_000);
    expect(told()).toHaveLength(1);
  });

  it("is taken back where the cloud refuses it", async () => {
    world = await startWorld();
    await world.bridge.editHome(DECK);
    await world.clock.advance(0);
    await desired({ ...homeConfig({ revision: 2 }), lastEdit: { id: told()[0]?.editId, refused: "name-taken" } });

    expect(names()).toEqual(["Patio", "Fire Pit", "Kitchen"]);
    expect(queue()).toEqual([]);
    expect(world.log.lines.filter(({ level }) => level === "warn").map(({ message }) => message)).toContain(
      "the cloud has refused an edit of this bridge's: the home is as the cloud says",
    );
  });

  it("holds on under a newer home that does not answer it yet", async () => {
    world = await startWorld();
    await world.bridge.editHome(DECK);
    await desired(homeConfig({ revision: 2, groups: {} }));

    expect(names()).toEqual(["Patio", "Fire Pit", "Kitchen", "Deck"]);
    expect(queue()).toHaveLength(1);
  });

  it("waits for its turn: the next one is told when the one before it is over", async () => {
    world = await startWorld();
    await world.bridge.editHome(DECK);
    await world.bridge.editHome({ kind: "remove-speaker", speakerId: PATIO });
    await world.clock.advance(0);
    expect(told()).toHaveLength(1);
    expect(names()).toEqual(["Fire Pit", "Kitchen", "Deck"]);

    await desired(withDeck(2, { id: told()[0]?.editId }));
    expect(told().map(({ edit }) => edit.kind)).toEqual(["add-speaker", "remove-speaker"]);
    expect(names()).toEqual(["Fire Pit", "Kitchen", "Deck"]);
  });

  it("is told again while nothing answers, more and more rarely, and the configuration is asked for", async () => {
    world = await startWorld();
    await world.bridge.editHome(DECK);
    await world.clock.advance(0);
    const asked = () => world.cloud.on(`${topics.shadow(THING, "config")}/get`).length;
    const before = asked();
    await world.clock.advance(11_000);
    expect(told()).toHaveLength(2);
    expect(new Set(told().map(({ editId }) => editId)).size).toBe(1);
    expect(asked()).toBeGreaterThan(before);
    await world.clock.advance(3_600_000);
    expect(told().length).toBeGreaterThan(5);
    expect(told().length).toBeLessThan(12);
  });

  it("waits while the cloud is out of reach, also over a restart", async () => {
    world = await startWorld();
    world.cloud.offline();
    await world.bridge.editHome(DECK);
    await world.clock.advance(60_000);
    expect(told()).toEqual([]);
    expect(names()).toContain("Deck");
    await world.bridge.stop();

    world = await startWorld({ store: world.store });
    expect(names()).toContain("Deck");
    expect(world.bridge.snapshot().speakers).toHaveProperty(DECK.speakerId);
    expect(told().map(({ edit }) => edit)).toEqual([DECK]);
  });

  it("is over after a restart, too, where the answer was saved and the queue was not", async () => {
    world = await startWorld();
    await world.bridge.editHome(DECK);
    await world.clock.advance(0);
    const edits = world.store.documents.get("edits");
    await desired(withDeck(2, { id: told()[0]?.editId }));
    await world.bridge.stop();
    world.store.documents.set("edits", edits);

    world = await startWorld({ store: world.store });
    expect(told()).toEqual([]);
    expect(names()).toEqual(["Patio", "Fire Pit", "Kitchen", "Deck"]);
  });

  it("is forgotten when the bridge is given to another home", async () => {
    world = await startWorld();
    await world.bridge.editHome(DECK);
    await desired(homeConfig({ homeId: "home_01JZZZZZZZZZZZZZZZZZZZZZZZ" as typeof HOME, revision: 1 }));
    await world.clock.advance(60_000);

    expect(names()).toEqual(["Patio", "Fire Pit", "Kitchen"]);
    expect(told()).toHaveLength(1);
  });

  it("is refused where it does not fit, can't be written down, or there is no home", async () => {
    world = await startWorld();
    expect(await world.bridge.editHome({ ...DECK, name: "the patio" })).toMatchObject({
      error: { code: "name-taken" },
    });
    world.store.state.failing = true;
    expect(await world.bridge.editHome(DECK)).toMatchObject({ error: { code: "not-saved" } });
    expect(names()).toEqual(["Patio", "Fire Pit", "Kitchen"]);
    await world.bridge.stop();

    world = await startWorld({ hasHome: false });
    expect(await world.bridge.editHome(DECK)).toMatchObject({ error: { code: "no-home" } });
  });

  it("has a limit to how many wait", async () => {
    world = await startWorld();
    world.cloud.offline();
    const rename = (n: number) => world.bridge.editHome({ kind: "rename", targetId: PATIO, name: `Patio ${n}` });
    for (let n = 0; n < 64; n += 1) expect(await rename(n)).toMatchObject({ ok: true });
    expect(await rename(64)).toMatchObject({ error: { code: "queue-full" } });
  });
});

describe("a configuration whose answer to an edit makes no sense", () => {
  it("is followed without it, and the key is reported", async () => {
    world = await startWorld();
    await desired({ ...homeConfig({ revision: 2 }), lastEdit: "yes" });

    expect(world.bridge.snapshot().configRevision).toBe(2);
    expect(world.cloud.on(`${topics.shadow(THING, "config")}/update`).at(-1)).toMatchObject({
      state: { reported: { revision: 2, refused: ["lastEdit"] } },
    });
  });
});
