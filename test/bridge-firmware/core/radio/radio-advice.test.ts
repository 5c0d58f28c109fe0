// How full the air is, and what to do about it.
import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { type AdapterLoad, adviseOn } from "../../../../bridge-firmware/src/core/radio/radio-advice.ts";

const load = (adapter: string, ...bitpools: readonly (number | null)[]): AdapterLoad => ({
  adapter,
  speakers: bitpools.map((bitpool, n) => ({
    address: BluetoothAddress.parse(`0A:00:00:00:0${adapter.at(-1)}:0${n}`),
    bitpool,
  })),
});

describe("advice on the radio", () => {
  it("tells how full an adapter's air is by the bitpools of its links", () => {
    const { adapters, proposal } = adviseOn([load("hci0", 51, 51)]);

    expect(adapters).toEqual([{ adapter: "hci0", speakers: 2, airtimeShare: expect.closeTo(0.5625, 4) }]);
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

  it("has none where nobody is connected", () => {
    expect(adviseOn([])).toEqual({ adapters: [], proposal: null });
    expect(adviseOn([load("hci0")]).proposal).toBeNull();
  });
});
