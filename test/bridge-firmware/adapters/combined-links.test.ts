import { BluetoothAddress, err } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { combineLinks } from "../../../bridge-firmware/src/adapters/combined-links.ts";
import type { ConnectFault } from "../../../bridge-firmware/src/ports.ts";
import { createFakeBluetooth } from "../fakes/ports.ts";

const NOBODYS = BluetoothAddress.parse("02:00:00:00:FF:FF");

describe("several kinds of links, asked for a speaker that none of them lists", () => {
  const kind = (fault: ConnectFault) => ({
    ...createFakeBluetooth(),
    devices: () => [],
    connect: async () => err(fault),
  });
  const stranger = kind({ code: "SPEAKER_OFFLINE", retryable: false });
  const broken = kind({ code: "ADAPTER_DOWN", retryable: true });
  const connect = (kinds: readonly (typeof stranger)[]) =>
    combineLinks(kinds).connect(NOBODYS, new AbortController().signal);

  it("say no for good where every one of them knows whom it knows", async () => {
    expect(await connect([stranger, stranger])).toEqual(err({ code: "SPEAKER_OFFLINE", retryable: false }));
  });

  it("say that it may be tried again where one of them does not work now: it can't tell whom it knows", async () => {
    expect(await connect([stranger, broken])).toEqual(err({ code: "ADAPTER_DOWN", retryable: true }));
  });

  it("say no where there are none", async () => {
    expect(await connect([])).toEqual(err({ code: "SPEAKER_OFFLINE", retryable: false }));
  });
});
