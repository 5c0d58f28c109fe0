// The very contract that the simulator keeps, kept by the adapter for bluetoothd: against a fake one on a real D-Bus.
import { BluetoothAddress } from "@house-band/contract";
import { describeBluetoothContract } from "../port-contracts/bluetooth.ts";
import { openBluezWorld } from "./support/bluez-world.ts";

const address = (n: number): BluetoothAddress => BluetoothAddress.parse(`02:00:00:00:00:0${n}`);

const speakers = {
  willing: address(1),
  asleep: address(2),
  outOfRange: address(3),
  stolen: address(4),
  refusing: address(5),
  withoutAbsoluteVolume: address(6),
} as const;

describeBluetoothContract("bluetoothd", async () => {
  const world = await openBluezWorld({
    furnish(fake) {
      fake.addSpeaker({ address: speakers.willing, name: "Patio", delay: 1_500, batteryPercent: 80 });
      fake.addSpeaker({ address: speakers.asleep, mood: "page-timeout" });
      fake.addSpeaker({ address: speakers.outOfRange, mood: "page-timeout" });
      fake.addSpeaker({ address: speakers.stolen, mood: "busy" });
      fake.addSpeaker({ address: speakers.refusing, mood: "silent-yes" });
      fake.addSpeaker({ address: speakers.withoutAbsoluteVolume, absoluteVolume: false });
    },
  });
  return {
    bluetooth: {
      ...world.bluetooth,
      async close() {
        await world.close();
      },
    },
    speakers,
    passTime: world.clock.pass,
    breakLink: world.fake.vanish,
    callFromSpeaker: world.fake.callFromSpeaker,
    pressVolume: (who, percent) => world.fake.pressVolume(who, Math.round((percent * 127) / 100)),
    ownVolumePercent: (who) => (world.fake.volumeOf(who) * 100) / 127,
    unplugAdapter: () => world.fake.removeAdapter("hci0"),
  };
});
