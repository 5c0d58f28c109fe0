// What the daemon knows of its machine's Wi-Fi, and when it looks again.
import { beforeEach, describe, expect, it } from "@jest/globals";
import { watchNeighbours } from "../../../../bridge-firmware/src/adapters/audit/watch-neighbours.ts";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { absent, type Seen, seen } from "../../../../bridge-firmware/src/audit/finding.ts";

const USB = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/bluetooth/hci1";
const UART = "/sys/devices/platform/soc/fe201000.serial/serial0/bluetooth/hci0";
const CHANNEL_6 = "\t\tchannel 6 (2437 MHz), width: 20 MHz, center1: 2437 MHz\n";

let printed: Seen<string>;
let looks: number;
const tools = {
  run: async () => {
    looks += 1;
    return printed;
  },
  list: async () => seen(["hci0", "hci1", "hci1:11"]),
  resolve: async (path: string) => seen(path.endsWith("hci0") ? UART : USB),
};
beforeEach(() => {
  looks = 0;
  printed = seen(CHANNEL_6);
});

describe("the neighbours in Bluetooth's air", () => {
  it("are this machine's Wi-Fi, and adapters that are built in beside it; looked at again every minute", async () => {
    const clock = createVirtualClock();
    const watch = watchNeighbours(tools, clock);
    expect(watch.now()).toEqual({ wifi: [], adapters: new Set(), builtIn: new Set() });
    await clock.advance(1);
    expect(watch.now()).toEqual({
      wifi: [{ channel: 6, centreMhz: 2_437, widthMhz: 20 }],
      adapters: new Set(["hci0", "hci1"]),
      builtIn: new Set(["hci0"]),
    });

    printed = seen("");
    await clock.advance(60_000);
    expect(watch.now().wifi).toEqual([]);
    expect(looks).toBe(2);
    await watch.close();
    expect(clock.pending()).toBe(0);
  });

  it("are none on a machine that has nothing to look with", async () => {
    const clock = createVirtualClock();
    printed = absent("iw");
    const watch = watchNeighbours(tools, clock);
    await clock.advance(1);

    expect(watch.now().wifi).toEqual([]);
    await watch.close();
  });
});
