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
  it("tells how full an adapter's air is by the bitpools of its links, and leaves out who is away", () => {
    const { adapters, proposal } = adviseOn([load("hci0", 51, 51, null)]);

    expect(adapters).toEqual([{ adapter: "hci0", playing: 2, airtimeShare: expect.closeTo(0.5625, 4) }]);
    expect(proposal).toBeNull();
  });

  it("asks for another adapter where one has more speakers than it can carry, connected or not", () => {
    expect(adviseOn([load("hci0", 53, 53, 53, 53, null)]).proposal).toEqual({ kind: "add-adapter", missing: 1 });
  });

  it("asks to move one where another adapter has room", () => {
    expect(adviseOn([load("hci0", 53, 53, 53, 53, 53), load("hci1", 53)]).proposal).toEqual({
      kind: "move",
      address: "0A:00:00:00:00:00",
      to: "hci1",
    });
  });

  it("has none where nobody is paired yet", () => {
    expect(adviseOn([])).toEqual({ adapters: [], proposal: null });
    expect(adviseOn([load("hci0")]).proposal).toBeNull();
  });
});
