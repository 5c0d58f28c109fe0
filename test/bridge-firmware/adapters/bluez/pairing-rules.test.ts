// What may be opened, and which copy of a device is paired: tables, nothing behind them.
import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Copy, Seen } from "../../../../bridge-firmware/src/adapters/bluez/found-devices.ts";
import type { Mirror, MirroredObject } from "../../../../bridge-firmware/src/adapters/bluez/object-mirror.ts";
import { chooseCopy, mayOpen } from "../../../../bridge-firmware/src/adapters/bluez/pairing-rules.ts";
import type { FoundDevice } from "../../../../bridge-firmware/src/pairing-port.ts";

const adapters = (...addresses: readonly string[]): Mirror =>
  new Map(
    addresses.map((Address, index): [string, MirroredObject] => [
      `/org/bluez/hci${index}`,
      { adapter: { Address: BluetoothAddress.parse(Address), Powered: true } },
    ]),
  );
const BOTH = adapters("00:AA:01:00:00:00", "00:AA:02:00:00:00");

describe("a pairing window", () => {
  it.each<[string, Partial<Parameters<typeof mayOpen>[0]>, Mirror, readonly string[] | null, string | null]>([
    ["of its longest", { windowMs: 120_000 }, BOTH, null, null],
    ["of a moment more", { windowMs: 120_001 }, BOTH, null, "WINDOW_TOO_LONG"],
    ["of no time", { windowMs: 0 }, BOTH, null, "WINDOW_TOO_LONG"],
    ["of no number", { windowMs: Number.NaN }, BOTH, null, "WINDOW_TOO_LONG"],
    ["of too long a time, where there is no adapter either", { windowMs: 0 }, adapters(), null, "WINDOW_TOO_LONG"],
    ["where there is no adapter", {}, adapters(), null, "ADAPTER_DOWN"],
    ["where none is the bridge's", {}, BOTH, ["hci7"], "ADAPTER_DOWN"],
    ["on an adapter by name", { adapter: "hci1" }, BOTH, null, null],
    ["on an adapter by address", { adapter: "00:AA:02:00:00:00" }, BOTH, ["hci1"], null],
    ["on an adapter that is not there", { adapter: "hci7" }, BOTH, null, "ADAPTER_UNKNOWN"],
    ["on an adapter that is not the bridge's", { adapter: "hci0" }, BOTH, ["hci1"], "ADAPTER_UNKNOWN"],
  ])("%s", (_, wish, mirror, scope, code) => {
    const may = mayOpen({ windowMs: 60_000, canAsk: false, ...wish }, mirror, scope);

    expect(may.ok ? null : may.error.code).toBe(code);
  });
});

const DEVICE: FoundDevice = {
  address: BluetoothAddress.parse("02:00:00:00:00:01"),
  name: "Patio",
  icon: null,
  signalDbm: null,
  isSpeaker: true,
  isPaired: false,
};
const copy = (hci: string, signalDbm: number | null): Copy => ({
  path: `/org/bluez/${hci}/dev_1`,
  adapterPath: `/org/bluez/${hci}`,
  device: { ...DEVICE, signalDbm },
});
const seen = (copies: readonly Copy[], changes: Partial<FoundDevice> = {}): Seen => ({
  device: { ...DEVICE, ...changes },
  copies,
});
const HEARD_BY_BOTH = [copy("hci0", -50), copy("hci1", -60)];

describe("a device that somebody has chosen", () => {
  it.each<[string, readonly Copy[], string | null, string]>([
    ["where the plan wants it", HEARD_BY_BOTH, "hci1", "hci1"],
    ["where it is heard best, without a plan", HEARD_BY_BOTH, null, "hci0"],
    ["where it is heard best, if the plan's adapter does not hear it", HEARD_BY_BOTH, "hci7", "hci0"],
    ["where it is heard, whatever the plan wants", [copy("hci0", -50), copy("hci1", -70)], "hci1", "hci0"],
    [
      "where the plan wants it, though nobody hears it by itself",
      [copy("hci0", null), copy("hci1", null)],
      "hci1",
      "hci1",
    ],
  ])("is paired %s", (_, copies, wanted, adapter) => {
    const chosen = chooseCopy(seen(copies), { isBusy: false, place: () => wanted });

    expect(chosen.ok && chosen.value.adapterPath).toBe(`/org/bluez/${adapter}`);
  });

  it("is placed among the adapters that hear it well", () => {
    const asked: (readonly string[])[] = [];
    chooseCopy(seen([copy("hci0", -50), copy("hci1", -60), copy("hci2", -80)]), {
      isBusy: false,
      place(hearing) {
        asked.push(hearing);
        return null;
      },
    });

    expect(asked).toEqual([["hci0", "hci1"]]);
  });

  it.each<[string, Seen | undefined, boolean, string]>([
    ["while another is being paired", seen(HEARD_BY_BOTH), true, "PAIRING_BUSY"],
    ["while another is being paired, whoever it is", undefined, true, "PAIRING_BUSY"],
    ["that nobody has seen", undefined, false, "DEVICE_UNKNOWN"],
    ["that says that it is no speaker", seen(HEARD_BY_BOTH, { isSpeaker: false }), false, "NOT_A_SPEAKER"],
  ])("%s: no", (_, device, isBusy, code) => {
    const chosen = chooseCopy(device, { isBusy, place: () => null });

    expect(!chosen.ok && chosen.error.code).toBe(code);
  });

  it("may be one that has not told whether it is a speaker", () => {
    expect(chooseCopy(seen(HEARD_BY_BOTH, { isSpeaker: null }), { isBusy: false, place: () => null }).ok).toBe(true);
  });
});
