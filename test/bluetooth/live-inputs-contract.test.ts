// Who plays to the bridge, by the adapter for bluetoothd: held to the very contract that the simulator keeps.
import { UUID } from "@house-band/bridge-firmware/adapters/bluez/names";
import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { describeLiveInputsContract } from "../port-contracts/live-inputs.ts";
import { callAgent } from "./fake-bluez/pair.ts";
import { openBluezWorld } from "./support/bluez-world.ts";

const address = (n: number): BluetoothAddress => BluetoothAddress.parse(`02:00:00:00:01:0${n}`);
const devices = { echo: address(1), phone: address(2) } as const;
const KEYBOARD = address(3);
const GADGET = address(4);
const HEADSET = address(5);
const HUMAN_INTERFACE = "00001124-0000-1000-8000-00805f9b34fb";
const AVRCP = "0000110e-0000-1000-8000-00805f9b34fb";

async function openWorld() {
  const world = await openBluezWorld();
  const { fake } = world;
  // as an Echo is seen: a loudspeaker that plays to others
  fake.addCaller({ address: devices.echo, name: "Echo-A1B", uuids: [UUID.audioSource, UUID.audioSink] });
  const phone = { class: 0x5a020c, uuids: [UUID.audioSource], titles: ["One", "Two"] };
  fake.addCaller({ address: devices.phone, name: "Anna's Phone", ...phone });
  fake.addCaller({ address: KEYBOARD, name: "Keyboard", class: 0x2540, uuids: [] });
  fake.addCaller({ address: GADGET, name: "Gadget", class: 0x5a020c, uuids: [UUID.audioSource, HUMAN_INTERFACE] });
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

  it("and has nothing to compare is asked about by its name, and is refused where somebody says no", async () => {
    const world = await openWorld();
    await world.pairing.open({ windowMs: 120_000, canAsk: true, who: "senders" });
    const asked: string[] = [];
    world.pairing.onEvent((event) => {
      if (event.kind !== "question" || event.question.kind !== "may-pair") return;
      asked.push(event.question.name);
      world.pairing.answer(event.address, { kind: "no" });
    });
    world.fake.pairFromDevice(devices.phone);
    await world.clock.pass(10_000);

    expect(asked).toEqual(["Anna's Phone"]);
    expect(world.inputs.senders()).toEqual([]);
    await world.close();
  });

  it.each([
    ["plays no music", KEYBOARD],
    ["plays and types", GADGET],
  ])("and %s is let go of when the waiting is over", async (_, device) => {
    const world = await openWorld();
    await world.pairing.open({ windowMs: 60_000, canAsk: false, who: "senders" });
    world.fake.pairFromDevice(device);
    await world.clock.pass(5_000);
    await world.pairing.cancel();
    await world.clock.pass(2_000);

    expect(world.fake.callsOf("RemoveDevice")).toHaveLength(1);
    expect(world.fake.isTrusted(device)).toBe(false);
    expect(world.inputs.senders()).toEqual([]);
    await world.close();
  });

  it("is noticed where bluetoothd tells of it only when it has paired", async () => {
    const world = await openWorld();
    world.fake.state.tellsOfCallersLate = true;
    const told: string[] = [];
    world.pairing.onEvent(({ kind }) => told.push(kind));
    await world.pairing.open({ windowMs: 60_000, canAsk: false, who: "senders" });
    world.fake.pairFromDevice(devices.phone);
    await world.clock.pass(10_000);

    expect(told).toEqual(["paired", "window-closed"]);
    expect(world.fake.isTrusted(devices.phone)).toBe(true);
    await world.close();
  });

  it("has a moment to tell what it is when the waiting ends meanwhile", async () => {
    const world = await openWorld();
    await world.pairing.open({ windowMs: 60_000, canAsk: false, who: "senders" });
    world.fake.pairFromDevice(devices.phone);
    const isPaired = () => [...world.objects.now().values()].some(({ device }) => device?.Paired) || null;
    expect(await world.objects.until(isPaired, { withinMs: 60_000 })).toBe(true);
    expect(world.inputs.senders()).toEqual([]);
    await world.pairing.cancel();

    expect(world.inputs.senders()).toMatchObject([{ id: devices.phone }]);
    expect(world.fake.isTrusted(devices.phone)).toBe(true);
    expect(world.fake.callsOf("RemoveDevice")).toEqual([]);
    await world.close();
  });

  it("is trusted at the second try where bluetoothd refuses the first, and counts from then on", async () => {
    const world = await openWorld();
    await world.pairing.open({ windowMs: 60_000, canAsk: false, who: "senders" });
    const paired: string[] = [];
    world.pairing.onEvent((event) => event.kind === "paired" && paired.push(event.address));
    world.fake.failNext("Set", { name: "org.bluez.Error.Failed", message: "Failed" });
    world.fake.pairFromDevice(devices.phone);
    await world.clock.pass(5_000);
    expect(paired).toEqual([]);
    expect(world.log.lines.map(({ level }) => level)).toContain("warn");

    world.fake.callFromSpeaker(devices.phone);
    await world.clock.pass(5_000);
    expect(paired).toEqual([devices.phone]);
    expect(world.fake.isTrusted(devices.phone)).toBe(true);
    await world.close();
  });

  it("is the only one that waiting may end for: what was paired all along keeps its key, though it is told late", async () => {
    const world = await openWorld();
    await world.pairing.open({ windowMs: 60_000, canAsk: false, who: "senders" });
    world.fake.addSpeaker({ address: HEADSET, name: "Headset", uuids: [] });
    await world.clock.pass(5_000);
    await world.pairing.cancel();
    await world.clock.pass(2_000);

    expect(world.fake.callsOf("RemoveDevice")).toEqual([]);
    await world.close();
  });

  it("may use sound where it is paired, and nothing where another adapter only hears it", async () => {
    const world = await openWorld();
    world.fake.addAdapter("hci1", "00:AA:01:00:00:01");
    const phone = { address: devices.phone, name: "Anna's Phone", class: 0x5a020c, uuids: [UUID.audioSource] };
    world.fake.addSpeaker(phone);
    world.fake.addSpeaker({ ...phone, paired: false }, "hci1");
    await world.clock.pass(5_000);
    const mayUse = async (adapter: string, service: string) => {
      const path = `/org/bluez/${adapter}/dev_${devices.phone.replaceAll(":", "_")}`;
      return (await callAgent(world.fake.state, "AuthorizeService", "os", [path, service])).ok;
    };

    expect(await mayUse("hci0", AVRCP)).toBe(true);
    expect(await mayUse("hci0", HUMAN_INTERFACE)).toBe(false);
    expect(await mayUse("hci1", AVRCP)).toBe(false);
    await world.close();
  });

  it("finds the bridge by its name", async () => {
    const world = await openWorld();
    await world.pairing.open({ windowMs: 60_000, canAsk: false, who: "senders" });

    expect(world.fake.aliasOf("hci0")).toBe("House Band");
    await world.close();
  });
});

describe("a player that bluetoothd has", () => {
  const paired = async () => {
    const world = await openWorld();
    world.fake.addSpeaker({
      ...{ address: devices.phone, name: "Anna's Phone", plays: true, class: 0x5a020c, uuids: [UUID.audioSource] },
      titles: ["One", "Two"],
    });
    world.fake.callFromSpeaker(devices.phone);
    await world.clock.pass(5_000);
    return world;
  };

  it.each(["NotSupported", "Failed", "NotConnected"])("and that answers %s has refused", async (name) => {
    const world = await paired();
    world.fake.failNext("Next", { name: `org.bluez.Error.${name}`, message: name });

    expect(await world.inputs.tell(devices.phone, "next")).toMatchObject({ ok: false, error: { code: "refused" } });
    expect(world.inputs.senders()[0]?.link?.player).toMatchObject({ title: "One" });
    expect((await world.inputs.tell(devices.phone, "next")).ok).toBe(true);
    await world.close();
  });

  it("is told by its own object, and by nothing else of the device", async () => {
    const world = await paired();
    await world.inputs.tell(devices.phone, "pause");

    expect(world.fake.callsOf("Pause").map(({ path }) => path)).toEqual([
      `/org/bluez/hci0/dev_${devices.phone.replaceAll(":", "_")}/player0`,
    ]);
    await world.close();
  });
});
