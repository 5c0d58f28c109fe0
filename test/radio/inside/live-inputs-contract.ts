// What simulated phones and those of the fake bluetoothd keep, kept by phones on the real one.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { BluetoothAddress } from "@house-band/contract";
import { describeLiveInputsContract, type LiveInputsWorld } from "../../port-contracts/live-inputs.ts";
import { tell } from "./door.ts";
import { addressOf, OWN_ADDRESS, openRealBluez, passTime, SETTLES_MS } from "./real-bluez.ts";

/** Their controllers' numbers are the tests' to say. */
const [echo, phone] = (process.env.HOUSE_BAND_RADIO_SENDERS ?? "")
  .split(",")
  .map((number) => addressOf(Number(number)));
if (echo === undefined || phone === undefined) throw new Error("HOUSE_BAND_RADIO_SENDERS names no two controllers");
const devices = { echo, phone } as const;
const PROGRAMS = new Map([
  [echo, "echo"],
  [phone, "phone"],
]);

const createRealWorld = async (): Promise<LiveInputsWorld> => {
  const bluez = await openRealBluez();
  for (const address of Object.values(devices)) {
    await bluez.pairing.forget(address);
    await tell(programOf(address), "forget");
    letBridgeKnow(address);
  }
  await passTime(SETTLES_MS);
  const say = (kind: string, address: BluetoothAddress, message: object = {}) => {
    void tell(programOf(address), kind, message).catch(() => undefined);
  };
  const bridge = { address: OWN_ADDRESS };
  return {
    inputs: bluez.inputs,
    pairing: bluez.pairing,
    bluetooth: bluez.bluetooth,
    devices,
    pairFromItsSide: (who) => say("look_and_pair", who, bridge),
    connect: (who) => say("connect", who, bridge),
    disconnect: (who) => say("disconnect", who, bridge),
    setSending: (who, sending) => say(sending ? "play" : "pause", who),
    isVisible: () => execFileSync("dbus-send", IS_DISCOVERABLE, { encoding: "utf8" }).includes("boolean true"),
    passTime,
    close: bluez.close,
  };
};

describeLiveInputsContract("the real bluetoothd", createRealWorld);

const IS_DISCOVERABLE = [
  ...["--system", "--print-reply", "--dest=org.bluez", "/org/bluez/hci0"],
  ...["org.freedesktop.DBus.Properties.Get", "string:org.bluez.Adapter1", "string:Discoverable"],
];

function programOf(address: BluetoothAddress): string {
  const program = PROGRAMS.get(address);
  if (program === undefined) throw new Error(`nobody is at ${address}`);
  return program;
}

/** As support/phone.ts does before the first time: bluetoothd forgets it with the device. */
function letBridgeKnow(address: BluetoothAddress): void {
  const endPoints = "[General]\nName=phone\n\n[Endpoints]\n01=00:00:00:ffff0235\n";
  writeFileSync(`/var/lib/bluetooth/${OWN_ADDRESS}/cache/${address}`, endPoints);
}
