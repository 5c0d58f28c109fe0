// What one stream takes of an adapter's time, against figures worked out by hand from the specifications.
import { describe, expect, it } from "@jest/globals";
import { airtimeShare, mediaPacketOf, sbcFrameBytes } from "../../../../bridge-firmware/src/core/radio/airtime.ts";

const stream = { bitpool: 51, rateHz: 48_000, mtuBytes: 672, linkMbps: 3 } as const;

describe("the airtime of an SBC stream", () => {
  it.each([
    [53, 119],
    [51, 115],
    [35, 83],
    [31, 75],
  ])("comes from frames: at bitpool %i one has %i bytes", (bitpool, bytes) => {
    expect(sbcFrameBytes(bitpool)).toBe(bytes);
  });

  it("puts as many frames into a packet as the speaker's MTU holds: five at 672 bytes, every 13.3 ms", () => {
    const packet = mediaPacketOf(stream);

    expect(packet).toMatchObject({ frames: 5, bytes: 588, slots: 6 });
    expect(packet.everyMs).toBeCloseTo(13.333, 3);
  });

  it("never has more than the 15 frames that the header can count", () => {
    expect(mediaPacketOf({ ...stream, bitpool: 31, mtuBytes: 1_500 }).frames).toBe(15);
  });

  it.each([
    ["bitpool 51 at an MTU of 672", {}, 0.281],
    ["a larger MTU", { mtuBytes: 941 }, 0.176],
    ["bitpool 35 at 44.1 kHz", { bitpool: 35, rateHz: 44_100 }, 0.185],
    ["a link of 2 Mbit/s, into whose largest packet it just fits", { linkMbps: 2 }, 0.281],
    ["a link of 1 Mbit/s, which needs two packets", { linkMbps: 1 }, 0.563],
  ] as const)("%s takes its share", (_, changes, share) => {
    expect(airtimeShare({ ...stream, ...changes })).toBeCloseTo(share, 3);
  });

  it("can't be told of an MTU that holds no frame", () => {
    expect(() => airtimeShare({ ...stream, mtuBytes: 100 })).toThrow(
      new RangeError("an MTU of 100 bytes holds no SBC frame of 115"),
    );
  });
});
