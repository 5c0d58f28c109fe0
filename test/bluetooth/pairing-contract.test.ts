// Pairing by the adapter for bluetoothd, held to the very contract that the simulator keeps.
import { UUID } from "@house-band/bridge-firmware/adapters/bluez/names";
import { BluetoothAddress } from "@house-band/contract";
import { describePairingContract } from "../port-contracts/pairing.ts";
import { openBluezWorld } from "./support/bluez-world.ts";

const address = (n: number): BluetoothAddress => BluetoothAddress.parse(`02:00:00:00:00:0${n}`);

const nearby = { speaker: address(1), phone: address(2), asksForPasskey: address(3), asksForPin: address(4) } as const;
const PHONE = { icon: "phone", class: 0x5a020c, uuids: [UUID.audioSource] };

describePairingContract("bluetoothd", async () => {
  const world = await openBluezWorld({
    furnish(fake) {
      fake.addStranger({ address: nearby.speaker, name: "  Patio\nSpeaker 🎉  " });
      fake.addStranger({ address: nearby.phone, name: "Phone", ...PHONE });
      fake.addStranger({ address: nearby.asksForPasskey, name: "Deck" }, { kind: "same-passkey", passkey: 42_042 });
      fake.addStranger({ address: nearby.asksForPin, name: "Old" }, { kind: "enter-pin", pin: "2468" });
    },
  });
  return {
    pairing: world.pairing,
    bluetooth: world.bluetooth,
    nearby,
    signalDbm: -60,
    shownPasskey: async () => "042042",
    passTime: world.clock.pass,
    unplugAdapter: () => world.fake.removeAdapter("hci0"),
    close: world.close,
  };
});
