// What Wi-Fi takes of Bluetooth's channels, against figures worked out by hand.
import { describe, expect, it } from "@jest/globals";
import { parseIwDev } from "../../../../bridge-firmware/src/audit/parse-iw.ts";
import { overlapOf } from "../../../../bridge-firmware/src/core/radio/wifi-overlap.ts";

const channel = (number: number, centreMhz: number, widthMhz = 20) => ({ channel: number, centreMhz, widthMhz });

describe("Wi-Fi beside Bluetooth", () => {
  it.each([
    ["in the middle of the band", [channel(6, 2_437)], { channel: 6, lostChannels: 22 }],
    // 2,401.5 to 2,423
    ["at its lower end", [channel(1, 2_412)], { channel: 1, lostChannels: 22 }],
    // 2,461 to 2,480.5
    ["at its upper end", [channel(13, 2_472)], { channel: 13, lostChannels: 20 }],
    ["of double width", [channel(6, 2_447, 40)], { channel: 6, lostChannels: 42 }],
    ["on 5 GHz", [channel(36, 5_180)], null],
    ["of two radios", [channel(36, 5_210, 80), channel(11, 2_462)], { channel: 11, lostChannels: 22 }],
    ["of two networks on 2.4 GHz", [channel(1, 2_412), channel(9, 2_442, 40)], { channel: 9, lostChannels: 42 }],
    ["that is not connected", [], null],
  ])("%s takes so many channels", (_, channels, expected) => {
    expect(overlapOf(channels)).toEqual(expected);
  });
});

describe("what `iw dev` prints", () => {
  it.each([
    ["\t\tchannel 6 (2437 MHz), width: 20 MHz, center1: 2437 MHz\n", [channel(6, 2_437)]],
    ["\t\tchannel 1 (2412 MHz), width: 20 MHz (no HT), center1: 2412 MHz\n", [channel(1, 2_412)]],
    ["\t\tchannel 6 (2437 MHz), width: 40 MHz, center1: 2447 MHz\n", [channel(6, 2_447, 40)]],
    ["\t\tchannel 36 (5180 MHz), width: 80 MHz, center1: 5210 MHz\n", [channel(36, 5_210, 80)]],
    ["\t\tchannel 11 (2462 MHz)\n", [channel(11, 2_462)]],
    ["phy#0\n\tUnnamed/non-netdev interface\n\t\twdev 0x2\n\t\ttype P2P-device\n", []],
    ["channel six (2437 MHz)\nchannel (2437 MHz)\n", []],
    ["", []],
  ])("%j means these channels", (printed, channels) => {
    expect(parseIwDev(printed)).toEqual(channels);
  });

  it("names a channel once, however many interfaces are on it", () => {
    const line = "\t\tchannel 6 (2437 MHz), width: 20 MHz, center1: 2437 MHz\n";
    expect(parseIwDev(`phy#0\n\tInterface wlan0\n${line}\tInterface ap0\n${line}`)).toHaveLength(1);
  });
});
