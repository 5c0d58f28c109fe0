import { createSimBluetooth, type SimSpeaker } from "../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { createVirtualClock } from "../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { simSpeaker } from "../bridge-firmware/adapters/sim/sim-speaker-fixture.ts";
import { describeBluetoothContract } from "./bluetooth.ts";

describeBluetoothContract("the simulator", async () => {
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
});
