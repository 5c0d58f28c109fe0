// How full the air is, and what to do about it.
import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import {
  type AdapterLoad,
  adviseOn,
  loweredBitpools,
  placeSpeaker,
} from "../../../../bridge-firmware/src/core/radio/radio-advice.ts";

const load = (adapter: string, ...bitpools: readonly (number | null)[]): AdapterLoad => ({
  adapter,
  sharedWithWifi: false,
  speakers: bitpools.map((bitpool, n) => ({
    address: BluetoothAddress.parse(`0A:00:00:00:0${adapter.at(-1)}:0${n}`),
    isConnected: true,
    bitpool,
  })),
  senders: [],
});
/** The same adapter with phones that are paired with it: connected with a bitpool, or not there. */
const heard = (on: AdapterLoad, ...bitpools: readonly (number | "away")[]): AdapterLoad => ({
  ...on,
  senders: bitpools.map((bitpool, n) => ({
    address: BluetoothAddress.parse(`0B:00:00:00:0${on.adapter.at(-1)}:0${n}`),
    isConnected: bitpool !== "away",
    bitpool: bitpool === "away" ? null : bitpool,
  })),
});

describe("advice on the radio", () => {
  it("tells how full an adapter's air is by the bitpools of its links", () => {
    const { adapters, proposal } = adviseOn([load("hci0", 51, 51)]);

    expect(adapters).toEqual([{ adapter: "hci0", speakers: 2, senders: 0, airtimeShare: expect.closeTo(0.5625, 4) }]);
    expect(proposal).toBeNull();
  });

  it("counts a speaker of another codec like one of SBC at its best", () => {
    expect(adviseOn([load("hci0", null)])).toEqual(adviseOn([load("hci0", 53)]));
  });

  it("asks for another adapter as soon as the bitpools that there are leave no room: nobody lowers them", () => {
    expect(adviseOn([load("hci0", 53, 53, 53)]).proposal).toEqual({ kind: "add-adapter", missing: 1 });
    expect(adviseOn([load("hci0", 53, 53, 53, 53, null)]).proposal).toEqual({ kind: "add-adapter", missing: 1 });
  });

  it("asks to move one where another adapter has room", () => {
    expect(adviseOn([load("hci0", 53, 53, 53), load("hci1", 53)]).proposal).toEqual({
      kind: "move",
      address: "0A:00:00:00:00:00",
      to: "hci1",
    });
  });

  it("counts who is connected: who is off takes no air", () => {
    const { speakers, ...adapter } = load("hci0", 53, 53, 53);
    const off = speakers.map((speaker, n) => ({ ...speaker, isConnected: n === 0 }));

    const { adapters, proposal } = adviseOn([{ ...adapter, speakers: off }]);
    expect(adapters).toMatchObject([{ speakers: 1 }]);
    expect(proposal).toBeNull();
  });

  it("asks for Wi-Fi to leave where an adapter shares its time with it and it costs quality", () => {
    expect(adviseOn([{ ...load("hci0", 51), sharedWithWifi: true }]).proposal).toBeNull();
    expect(adviseOn([{ ...load("hci0", 53), sharedWithWifi: true }, load("hci1")]).proposal).toBeNull();
    expect(adviseOn([{ ...load("hci0", 20, 20), sharedWithWifi: true }]).proposal).toBeNull();
    expect(adviseOn([{ ...load("hci0", 51, 51), sharedWithWifi: true }]).proposal).toEqual({
      kind: "leave-wifi",
      adapter: "hci0",
    });
    expect(adviseOn([{ ...load("hci0", 51, 51, 51), sharedWithWifi: true }]).proposal).toEqual({
      kind: "add-adapter",
      missing: 1,
    });
  });

  it("counts a phone that is connected: a stream at 44.1 kHz, which nobody can lower or move", () => {
    const { adapters, proposal } = adviseOn([heard(load("hci0", 51, 51), 53)]);

    expect(adapters).toEqual([
      { adapter: "hci0", speakers: 2, senders: 1, airtimeShare: expect.closeTo(0.5625 + 0.2584, 4) },
    ]);
    expect(proposal).toEqual({ kind: "add-adapter", missing: 1 });
    expect(adviseOn([heard(load("hci0", 51), 53)]).proposal).toBeNull();
    expect(adviseOn([heard(load("hci0", 51, 51), 53), load("hci1")]).proposal).toMatchObject({
      kind: "move",
      to: "hci1",
    });
  });

  it("takes a phone that is away for no load, and keeps room for one of several all the same", () => {
    const { adapters, proposal } = adviseOn([heard(load("hci0", 51), "away", "away", "away")]);

    expect(adapters).toEqual([{ adapter: "hci0", speakers: 1, senders: 0, airtimeShare: expect.closeTo(0.28125, 4) }]);
    expect(proposal).toBeNull();
  });

  it("has none where nobody is connected", () => {
    expect(adviseOn([])).toEqual({ adapters: [], proposal: null });
    expect(adviseOn([load("hci0")]).proposal).toBeNull();
  });
});

describe("the adapter for a speaker that is new", () => {
  const off = (adapter: string, count: number): AdapterLoad => {
    const { speakers, ...rest } = load(adapter, ...Array.from({ length: count }, () => null));
    return { ...rest, speakers: speakers.map((speaker) => ({ ...speaker, isConnected: false })) };
  };

  it.each([
    ["has most room", [load("hci0", 51), load("hci1")], ["hci0", "hci1"], "hci1"],
    ["has most room when all that are paired are on", [off("hci0", 2), load("hci1", 51)], ["hci0", "hci1"], "hci1"],
    ["comes first, of several alike", [load("hci0"), load("hci1")], ["hci1", "hci0"], "hci0"],
    ["hears it", [load("hci0", 51), load("hci1")], ["hci0"], "hci0"],
    ["no phone plays by", [heard(load("hci0"), 53), load("hci1")], ["hci0", "hci1"], "hci1"],
    ["no phone could play by", [heard(load("hci0"), "away"), load("hci1")], ["hci0", "hci1"], "hci1"],
    ["shares no time with Wi-Fi", [{ ...load("hci0"), sharedWithWifi: true }, load("hci1")], ["hci0", "hci1"], "hci1"],
  ])("is the one that %s", (_, loads, hearing, expected) => {
    expect(placeSpeaker(loads, hearing)).toBe(expected);
  });

  it("is none where nobody hears it, or each has as many as it can", () => {
    expect(placeSpeaker([load("hci0")], [])).toBeNull();
    expect(placeSpeaker([off("hci0", 7)], ["hci0"])).toBeNull();
    expect(placeSpeaker([heard(off("hci0", 6), 53)], ["hci0"])).toBeNull();
  });
});

describe("the bitpools of an adapter that a phone may play by", () => {
  const bitpools = (...loads: readonly AdapterLoad[]) => [...loweredBitpools(loads).values()];

  it("leave room for its stream, whether it is there now or not, and for one phone of several", () => {
    expect(bitpools(load("hci0", 53, 53))).toEqual([]);
    expect(bitpools(heard(load("hci0", 53, 53), 53))).toEqual([45, 45]);
    expect(bitpools(heard(load("hci0", 53, 53), "away"))).toEqual([45, 45]);
    expect(bitpools(heard(load("hci0", 53, 53), "away", "away"))).toEqual([45, 45]);
    expect(bitpools(heard(load("hci0", 53), 53))).toEqual([]);
  });
});
