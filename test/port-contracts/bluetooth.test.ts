import { wiredAddress } from "../../bridge-firmware/src/adapters/alsa/wired-address.ts";
import { createWiredOutputs } from "../../bridge-firmware/src/adapters/alsa/wired-outputs.ts";
import { combineLinks } from "../../bridge-firmware/src/adapters/combined-links.ts";
import { createSimBluetooth, type SimSpeaker } from "../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { createVirtualClock } from "../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { simSpeaker } from "../bridge-firmware/adapters/sim/sim-speaker-fixture.ts";
import { describeBluetoothContract, describeLinkContract } from "./bluetooth.ts";

const createSimWorld = async () => {
  const speakers = {
    willing: simSpeaker(1),
    asleep: simSpeaker(2, { mood: "asleep" }),
    outOfRange: simSpeaker(3, { mood: "out-of-range" }),
    stolen: simSpeaker(4, { mood: "stolen-by-a-phone" }),
    refusing: simSpeaker(5, { mood: "refuses-codec" }),
    withoutAbsoluteVolume: simSpeaker(6, { absoluteVolume: false }),
  } as const satisfies Record<string, SimSpeaker>;
  const clock = createVirtualClock();
  const bluetooth = createSimBluetooth({ speakers: Object.values(speakers), clock, seed: 1 });
  return {
    bluetooth,
    speakers: {
      willing: speakers.willing.address,
      asleep: speakers.asleep.address,
      outOfRange: speakers.outOfRange.address,
      stolen: speakers.stolen.address,
      refusing: speakers.refusing.address,
      withoutAbsoluteVolume: speakers.withoutAbsoluteVolume.address,
    },
    passTime: clock.advance,
    breakLink: bluetooth.vanish,
    callFromSpeaker: bluetooth.comeBack,
    pressVolume: bluetooth.pressVolume,
    ownVolumePercent: bluetooth.ownVolumePercent,
    unplugAdapter: () => bluetooth.setPowered(false),
  };
};

describeBluetoothContract("the simulator", createSimWorld);

/** Two cables: one to a card that comes and goes, one to something ALSA only calls by a name. */
const createWiredWorld = async () => {
  const clock = createVirtualClock();
  const unplugged = new Set<string>();
  const outputs = ["hw:CARD=Dac,DEV=0", "living_room"].map((device) => ({
    name: device,
    device,
    queueMs: 20,
    latencyMs: 0,
  }));
  const [willing, other] = [wiredAddress("hw:CARD=Dac,DEV=0"), wiredAddress("living_room")];
  return {
    bluetooth: createWiredOutputs({ outputs, clock, isPluggedIn: (device) => !unplugged.has(device) }),
    speakers: { willing, other },
    passTime: async (ms: number) => {
      await clock.advance(ms);
    },
    breakLink: () => void unplugged.add("hw:CARD=Dac,DEV=0"),
    // a device that was away and is plugged in again
    callFromSpeaker: () => {
      unplugged.add("hw:CARD=Dac,DEV=0");
      void clock.sleep(3_000).then(() => unplugged.delete("hw:CARD=Dac,DEV=0"));
    },
  };
};

describeLinkContract("wired outputs", createWiredWorld);

describeLinkContract("a radio and wired outputs together", async () => {
  const [sim, wired] = [await createSimWorld(), await createWiredWorld()];
  return {
    ...wired,
    bluetooth: combineLinks([sim.bluetooth, wired.bluetooth]),
    speakers: {
      ...sim.speakers,
      wired: wired.speakers.other,
      willing: wired.speakers.willing,
      sim: sim.speakers.willing,
    },
    passTime: async (ms) => {
      await Promise.all([sim.passTime(ms), wired.passTime(ms)]);
    },
  };
});
