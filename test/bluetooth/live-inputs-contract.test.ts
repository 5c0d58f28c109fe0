// Who plays to the bridge, by the adapter for bluetoothd: held to the very contract that the simulator keeps.
import { UUID } from "@house-band/bridge-firmware/adapters/bluez/names";
import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { describeLiveInputsContract } from "../port-contracts/live-inputs.ts";
import { openBluezWorld } from "./support/bluez-world.ts";

const address = (n: number): BluetoothAddress => BluetoothAddress.parse(`02:00:00:00:01:0${n}`);
const devices = { echo: address(1), phone: address(2) } as const;
const KEYBOARD = address(3);

async function openWorld() {
  const world = await openBluezWorld();
  const { fake } = world;
  // as an Echo is seen: a loudspeaker that plays to others
  fake.addCaller({ address: devices.echo, name: "Echo-A1B", uuids: [UUID.audioSource, UUID.audioSink] });
  fake.addCaller({ address: devices.phone, name: "Anna's Phone", class: 0x5a020c, uuids: [UUID.audioSource] });
  fake.addCaller({ address: KEYBOARD, name: "Keyboard", class: 0x2540, uuids: [] });
  return world;
}

describeLiveInputsContract("bluetoothd", async () => {
  const world = await openWorld();
  const { fake } = world;
  return {
    inputs: world.inputs,
    pairing: world.pairing,
    bluetooth: world.bluetooth,
    devices,
    pairFromItsSide: fake.pairFromDevice,
    connect: fake.callFromSpeaker,
    disconnect: fake.hangUp,
    setSending: fake.setSending,
    isVisible: () => fake.isDiscoverable("hci0"),
    passTime: world.clock.pass,
    close: world.close,
  };
});

describe("a device that pairs from its own side", () => {
  it("is shown its digits where somebody can compare them, and is refused where he says no", async () => {
    const world = await openWorld();
    await world.pairing.open({ windowMs: 120_000, canAsk: true, who: "senders" });
    const until = async (condition: () => boolean): Promise<void> => {
      for (let round = 0; round < 15 && !condition(); round++) await world.clock.pass(5_000);
    };
    const asked: string[] = [];
    world.pairing.onEvent((event) => {
      if (event.kind !== "question" || event.question.kind !== "same-passkey") return;
      asked.push(event.question.passkey);
      world.pairing.answer(event.address, { kind: asked.length === 1 ? "no" : "yes" });
    });

    world.fake.pairFromDevice(devices.phone, { kind: "same-passkey", passkey: 4_711 });
    await until(() => asked.length > 0);
    await world.clock.pass(5_000);
    expect(asked).toEqual(["004711"]);
    expect(world.inputs.senders()).toEqual([]);

    world.fake.pairFromDevice(devices.phone, { kind: "same-passkey", passkey: 4_711 });
    await until(() => world.inputs.senders().length > 0);
    expect(world.inputs.senders()).toHaveLength(1);
    expect(world.fake.isTrusted(devices.phone)).toBe(true);
    await world.close();
  });

  it("and plays no music is let go of when the waiting is over", async () => {
    const world = await openWorld();
    await world.pairing.open({ windowMs: 60_000, canAsk: false, who: "senders" });
    world.fake.pairFromDevice(KEYBOARD);
    await world.clock.pass(5_000);
    await world.pairing.cancel();
    await world.clock.pass(2_000);

    expect(world.fake.callsOf("RemoveDevice")).toHaveLength(1);
    expect(world.inputs.senders()).toEqual([]);
    await world.close();
  });

  it("finds the bridge by its name", async () => {
    const world = await openWorld();
    await world.pairing.open({ windowMs: 60_000, canAsk: false, who: "senders" });

    expect(world.fake.aliasOf("hci0")).toBe("House Band");
    await world.close();
  });
});
