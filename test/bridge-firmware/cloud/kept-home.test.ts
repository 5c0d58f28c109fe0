// The home that the bridge keeps, where a disk fails and where a cloud speaks while it is written.
import {
  BluetoothAddress,
  type ConfigDesired,
  type EditEvent,
  HomeId,
  newSpeakerId,
  topics,
} from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { createKeptHome, type KeptHome } from "../../../bridge-firmware/src/cloud/kept-home.ts";
import { recallEdits } from "../../../bridge-firmware/src/memory/queued-edits.ts";
import { keepUnknownKeys } from "../../../bridge-firmware/src/memory/unknown-keys.ts";
import { homeConfig, PATIO, THING } from "../fakes/home.ts";
import { createFakeCloud, createFakeLog, createFakeStore } from "../fakes/ports.ts";

const DECK = {
  kind: "add-speaker",
  speakerId: newSpeakerId(),
  name: "Deck",
  address: BluetoothAddress.parse("0A:00:00:00:00:09"),
} as const;
const TERRACE = { kind: "rename", targetId: PATIO, name: "Terrace" } as const;

const nothing = () => undefined;

let store: ReturnType<typeof createFakeStore>;
let cloud: ReturnType<typeof createFakeCloud>;
let log: ReturnType<typeof createFakeLog>;
let clock: ReturnType<typeof createVirtualClock>;
let kept: KeptHome;
/** What happens while a home of the bridge's own is being written. */
let meanwhile: () => void;

/** From this home, with whatever edits are on the disk. */
async function open(home: ConfigDesired): Promise<void> {
  const edits = await recallEdits({ store: keepUnknownKeys(store), log }, home);
  const save: typeof store.save = (name, document) => {
    const isOwn = name === "home" && (document as ConfigDesired).revision === 0;
    if (isOwn) meanwhile();
    return store.save(name, document);
  };
  const ports = { cloud, store: { ...store, save }, clock, log, thing: THING };
  kept = createKeptHome({ ...ports, onHome: nothing, onRefused: nothing, onUnanswered: nothing }, home, edits);
  cloud.state.online = true;
  kept.online();
  await clock.advance(0);
}
const told = () => cloud.on(topics.event(THING)) as EditEvent[];
const names = () => Object.values(kept.now()?.speakers ?? {}).map(({ name }) => name);
const waiting = () => (store.documents.get("edits") as { edits: unknown[] }).edits;
const terrace = (revision: number, lastEdit: object): ConfigDesired => {
  const home = homeConfig();
  const speakers = { ...home.speakers, [PATIO]: { ...home.speakers[PATIO], name: "Terrace" } };
  return { ...home, revision, speakers, lastEdit } as ConfigDesired;
};

beforeEach(() => {
  meanwhile = () => undefined;
  [store, cloud, log, clock] = [
    createFakeStore(),
    createFakeCloud(),
    createFakeLog(),
    createVirtualClock({ epochMs: 0 }),
  ];
});
afterEach(async () => {
  await kept.close();
});

describe("edits that were decided about and could not be taken off the disk", () => {
  /** Two, the first one decided, of which the disk was not told. */
  async function failToSave(): Promise<void> {
    await open(homeConfig());
    await kept.edit(TERRACE);
    await kept.edit(DECK);
    store.state.failing = true;
    kept.follow(terrace(2, { id: told()[0]?.editId }));
    await clock.advance(0);
  }

  it("are taken off it as soon as it can be written, and the fault is logged once", async () => {
    await failToSave();
    await clock.advance(5_000);
    expect(waiting()).toHaveLength(2);
    store.state.failing = false;
    await clock.advance(60_000);

    expect(waiting()).toMatchObject([{ edit: DECK }]);
    expect(log.lines.filter(({ level }) => level === "error").map(({ message }) => message)).toEqual([
      "the edits that wait for the cloud can't be saved: no space left",
    ]);
  });

  it("are not told or made again after a restart, when the last of them was answered, too", async () => {
    await failToSave();
    const second = told()[1];
    expect(second).toMatchObject({ edit: DECK });
    const answer = terrace(3, { id: second?.editId, refused: "too-large" });
    kept.follow(answer);
    await kept.close();
    expect(waiting()).toHaveLength(2);

    store.state.failing = false;
    await open(answer);
    expect(told()).toHaveLength(2);
    expect(names()).toEqual(["Terrace", "Fire Pit", "Kitchen"]);
  });
});

describe("a home of the bridge's own", () => {
  it("that a cloud replaces while an edit is written stays the cloud's, with the edit on top", async () => {
    await open(homeConfig({ revision: 0 }));
    const cloudHome = homeConfig({ homeId: HomeId.parse("home_01JZZZZZZZZZZZZZZZZZZZZZZZ"), revision: 7 });
    meanwhile = () => {
      store.documents.set("home", cloudHome);
      kept.follow(cloudHome);
    };

    expect(await kept.edit(DECK)).toEqual({ ok: true, value: undefined });
    expect(kept.now()).toMatchObject({ homeId: cloudHome.homeId, revision: 7 });
    expect(names()).toEqual(["Patio", "Fire Pit", "Kitchen", "Deck"]);
    expect(store.documents.get("home")).toEqual(cloudHome);
    expect(waiting()).toMatchObject([{ edit: DECK }]);
    await clock.advance(0);
    expect(told()).toMatchObject([{ homeId: cloudHome.homeId, edit: DECK }]);
  });
});
