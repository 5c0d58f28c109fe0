import { err, ok } from "@house-band/contract";
import { Variant } from "@jellybrick/dbus-next";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { watchAudioService } from "../../../../bridge-firmware/src/adapters/bluez/audio-service.ts";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { createFakeLog } from "../../fakes/ports.ts";
import { createFakeBus } from "./fake-bus.ts";

let fake: ReturnType<typeof createFakeBus>;
let clock: ReturnType<typeof createVirtualClock>;
let log: ReturnType<typeof createFakeLog>;
beforeEach(() => {
  fake = createFakeBus();
  clock = createVirtualClock();
  log = createFakeLog();
});
const watch = () => watchAudioService({ bus: fake.bus, clock, log });
const version = (text: string) => fake.answers.set("Get", ok([new Variant("s", text)]));
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("bluez-alsa, as the status has it", () => {
  it.each([
    ["v4.0.0", null],
    ["4.3.1", null],
    ["v3.1.0", "old-audio-service"],
    ["something", null],
  ])("that is %s is in trouble: %s", async (text, trouble) => {
    version(text);
    const audio = watch();
    await settled();

    expect(audio.trouble()).toBe(trouble);
    expect(fake.calls).toEqual([
      {
        path: "/org/bluealsa",
        interface: "org.freedesktop.DBus.Properties",
        member: "Get",
        signature: "ss",
        body: ["org.bluealsa.Manager1", "Version"],
      },
    ]);
    await audio.close();
  });

  it("that does not run is told, and said once in the log; one that comes later is asked anew", async () => {
    version("v3.1.0");
    fake.setUp(false);
    const audio = watch();
    expect(audio.trouble()).toBe("no-audio-service");
    await clock.advance(60_000);
    expect(log.lines.filter(({ message }) => message.includes("bluez-alsa is not running"))).toHaveLength(1);

    fake.setUp(true);
    await settled();
    expect(audio.trouble()).toBe("old-audio-service");
    fake.setUp(false);
    version("v4.3.1");
    fake.setUp(true);
    await settled();
    expect(audio.trouble()).toBeNull();
    await audio.close();
  });

  it("that does not tell its version is believed", async () => {
    fake.answers.set("Get", err({ name: "org.freedesktop.DBus.Error.UnknownMethod", message: "" }));
    const audio = watch();
    await settled();

    expect(audio.trouble()).toBeNull();
    await audio.close();
  });
});
