// The home of a bridge without a cloud.
import { BluetoothAddress, ConfigDesired, SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { keepLocalHome, toLocalHome } from "../../../bridge-firmware/src/memory/local-home.ts";
import { homeConfig } from "../fakes/home.ts";
import { createFakeLog, createFakeStore } from "../fakes/ports.ts";

const device = (number: number, name: string) => ({
  address: BluetoothAddress.parse(`0A:00:00:00:00:0${number}`),
  name,
  batteryPercent: null,
  transport: null,
});
const namesOf = (home: ConfigDesired) => Object.values(home.speakers).map(({ name }) => name);
const idOf = (home: ConfigDesired, name: string) =>
  Object.entries(home.speakers).find(([, speaker]) => speaker.name === name)?.[0];

describe("a bridge without a cloud", () => {
  it("has its radio's speakers as its home, which any bridge can read", () => {
    const home = toLocalHome([device(1, "Patio"), device(2, "JBL\u202E Flip 6")], null);
    expect(ConfigDesired.safeParse(home).success).toBe(true);
    expect(namesOf(home)).toEqual(["Patio", "JBL Flip 6"]);
    expect(home.revision).toBe(0);
  });

  it("names a speaker that has no sayable name by its place", () => {
    expect(namesOf(toLocalHome([device(1, "Patio"), device(2, "\u202E")], null))).toEqual(["Patio", "Speaker 2"]);
  });

  it("keeps a speaker's id for as long as it is there, and lets go of one that is gone", () => {
    const first = toLocalHome([device(1, "Patio"), device(2, "Deck")], null);
    const second = toLocalHome([device(3, "New"), device(1, "Patio renamed")], first);
    expect(second.homeId).toBe(first.homeId);
    expect(idOf(second, "Patio renamed")).toBe(idOf(first, "Patio"));
    expect(namesOf(second)).toEqual(["New", "Patio renamed"]);
  });

  it("writes its home down before anybody asks, and leaves one that came from a cloud as it is", async () => {
    const store = createFakeStore();
    const bluetooth = { devices: () => [device(1, "Patio")] };
    await keepLocalHome({ bluetooth, isWhole: true, store, log: createFakeLog() });
    expect(namesOf(ConfigDesired.parse(store.documents.get("home")))).toEqual(["Patio"]);

    store.documents.set("home", homeConfig());
    await keepLocalHome({ bluetooth, isWhole: true, store, log: createFakeLog() });
    expect(store.documents.get("home")).toEqual(homeConfig());
    expect(SpeakerId.safeParse(Object.keys(homeConfig().speakers)[0]).success).toBe(true);
  });

  it("waits for speakers whose radio has not told yet whom it knows: they keep their ids, and new ones come to them", async () => {
    const store = createFakeStore();
    const parts = { store, log: createFakeLog() };
    await keepLocalHome({ ...parts, bluetooth: { devices: () => [device(1, "Patio")] }, isWhole: true });
    const before = ConfigDesired.parse(store.documents.get("home"));
    await keepLocalHome({ ...parts, bluetooth: { devices: () => [device(2, "A cable")] }, isWhole: false });
    const after = ConfigDesired.parse(store.documents.get("home"));

    expect(namesOf(after)).toEqual(["A cable", "Patio"]);
    expect(idOf(after, "Patio")).toBe(idOf(before, "Patio"));
  });
});
