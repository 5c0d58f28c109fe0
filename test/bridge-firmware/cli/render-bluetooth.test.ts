// What `house-band status` says of the Bluetooth adapters.
import { describe, expect, it } from "@jest/globals";
import { renderBluetooth } from "../../../bridge-firmware/src/cli/render-bluetooth.ts";
import { toBluetoothView } from "../../../bridge-firmware/src/control/views.ts";

const hci0 = { adapter: "hci0", speakers: 3, airtimeShare: 0.8437 };

describe("the status of the Bluetooth adapters", () => {
  it.each([
    ["one that has room", [hci0], null, "hci0: 3 speakers, about 84 % of its air time when all play"],
    [
      "two, one of them idle",
      [
        { ...hci0, speakers: 1, airtimeShare: 0.281 },
        { adapter: "hci1", speakers: 0, airtimeShare: 0 },
      ],
      null,
      "hci0: 1 speaker, about 28 % of its air time when all play; hci1: 0 speakers",
    ],
    [
      "too few",
      [{ adapter: "hci0", speakers: 0, airtimeShare: 0 }],
      { kind: "add-adapter", missing: 1 },
      "hci0: 0 speakers; that leaves too little for what is sent again: add a Bluetooth adapter",
    ],
    [
      "one that is overfull beside one that is not",
      [],
      { kind: "move", address: "0A:00:00:00:00:01", to: "hci1" },
      "that leaves too little for what is sent again: pair 0A:00:00:00:00:01 with hci1 instead",
    ],
  ] as const)("says of %s what it carries, and what to do", (_, adapters, proposal, line) => {
    expect(renderBluetooth({ adapters: [...adapters], proposal })).toBe(line);
  });

  it("is left out where there is no adapter", () => {
    expect(toBluetoothView([])).toEqual({});
  });
});
