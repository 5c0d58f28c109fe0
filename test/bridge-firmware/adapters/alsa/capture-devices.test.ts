import { mkdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firstCaptureDevice } from "../../../../bridge-firmware/src/adapters/alsa/capture-devices.ts";
import { createFolder } from "../../engine/fixtures.ts";

let folder: ReturnType<typeof createFolder>;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

/** As the kernel shows a card with these devices. */
function plugIn(card: number, id: string, devices: readonly string[]): void {
  mkdirSync(folder.path(`card${card}`));
  writeFileSync(folder.path(`card${card}/id`), `${id}\n`);
  for (const device of devices) mkdirSync(folder.path(`pcmC${card}${device}`));
}

describe("the first microphone of a machine", () => {
  it("is the first device that listens, whatever order the kernel lists them in", () => {
    plugIn(10, "Later", ["D0c"]);
    plugIn(2, "Snowball", ["D1c", "D0p"]);
    plugIn(0, "Headphones", ["D0p"]);
    expect(firstCaptureDevice(folder.path("."))).toBe("plughw:CARD=Snowball,DEV=1");
  });

  it("is no card that hears what programs play into it", () => {
    plugIn(0, "Loopback", ["D0c", "D1c"]);
    expect(firstCaptureDevice(folder.path("."))).toBeNull();
    plugIn(1, "Device", ["D0c"]);
    expect(firstCaptureDevice(folder.path("."))).toBe("plughw:CARD=Device,DEV=0");
  });

  it.each(["hw:CARD=Line,DEV=0", "plughw:CARD=Line,DEV=0"])("is not the line input, %s", (taken) => {
    plugIn(0, "Line", ["D0c"]);
    expect(firstCaptureDevice(folder.path("."), taken)).toBeNull();
    plugIn(1, "Snowball", ["D0c"]);
    expect(firstCaptureDevice(folder.path("."), taken)).toBe("plughw:CARD=Snowball,DEV=0");
  });

  it("is none on a machine without sound", () => {
    expect(firstCaptureDevice(folder.path("nowhere"))).toBeNull();
  });
});
