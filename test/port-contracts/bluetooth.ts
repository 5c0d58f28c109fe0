// What every adapter behind the Bluetooth port owes the daemon. The simulator is held to it here, real radios later.

import { BluetoothAddress } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Bluetooth, BluetoothEvent } from "../../bridge-firmware/src/ports.ts";

/** One radio with a speaker of each kind paired and none connected, and a hand in their lives. */
export type BluetoothWorld = {
  readonly bluetooth: Bluetooth;
  readonly speakers: {
    readonly willing: BluetoothAddress;
    readonly asleep: BluetoothAddress;
    readonly outOfRange: BluetoothAddress;
    readonly stolen: BluetoothAddress;
    readonly refusing: BluetoothAddress;
    readonly withoutAbsoluteVolume: BluetoothAddress;
  };
  /** Long enough is 10 s: any call is answered within it. */
  readonly passTime: (ms: number) => Promise<void>;
  readonly breakLink: (address: BluetoothAddress) => void;
  readonly callFromSpeaker: (address: BluetoothAddress) => void;
  readonly pressVolume: (address: BluetoothAddress, volumePercent: number) => void;
  readonly ownVolumePercent: (address: BluetoothAddress) => number;
  readonly unplugAdapter: () => void;
};

const LONG_ENOUGH_MS = 10_000;
const never = () => new AbortController().signal;

export function describeBluetoothContract(name: string, createWorld: () => Promise<BluetoothWorld>): void {
  describe(`the Bluetooth port, by ${name}`, () => {
    let world: BluetoothWorld;
    let events: BluetoothEvent[];
    const connect = async (address: BluetoothAddress) => {
      const connecting = world.bluetooth.connect(address, never());
      await world.passTime(LONG_ENOUGH_MS);
      return connecting;
    };
    const eventsOf = (kind: BluetoothEvent["kind"]) => events.filter((event) => event.kind === kind);

    beforeEach(async () => {
      world = await createWorld();
      events = [];
      world.bluetooth.onEvent((event) => events.push(event));
    });
    afterEach(() => world.bluetooth.close());

    it("lists what is paired, connected or not", () => {
      const addresses = world.bluetooth.devices().map((device) => device.address);

      expect(new Set(addresses)).toEqual(new Set(Object.values(world.speakers)));
      expect(world.bluetooth.devices().every((device) => device.transport === null)).toBe(true);
    });

    it("resolves a connect with the transport that devices() and the event show", async () => {
      const connected = await connect(world.speakers.willing);

      if (!connected.ok) throw new Error(`not connected: ${connected.error.code}`);
      const device = world.bluetooth.devices().find(({ address }) => address === world.speakers.willing);
      expect(device?.transport).toEqual(connected.value);
      expect(eventsOf("transport-added")).toEqual([
        { kind: "transport-added", address: world.speakers.willing, transport: connected.value },
      ]);
    });

    it("takes a connected speaker for a success, without another event", async () => {
      const first = await connect(world.speakers.willing);
      const second = await connect(world.speakers.willing);

      expect(second).toEqual(first);
      expect(eventsOf("transport-added")).toHaveLength(1);
    });

    it("makes one link of two calls at the same time", async () => {
      const calls = [world.speakers.willing, world.speakers.willing].map(connect);
      const [first, second] = await Promise.all(calls);

      expect(first?.ok).toBe(true);
      expect(second).toEqual(first);
      expect(eventsOf("transport-added")).toHaveLength(1);
    });

    it.each([
      ["sleeps", "asleep", ["SPEAKER_ASLEEP", "SPEAKER_OFFLINE"], true],
      ["is out of range", "outOfRange", ["SPEAKER_OFFLINE"], true],
      ["plays for a phone", "stolen", ["SPEAKER_BUSY"], true],
      ["refuses every codec", "refusing", ["SPEAKER_REFUSED"], false],
    ] as const)("says of a speaker that %s why there is no link", async (_, who, codes, retryable) => {
      const answer = await connect(world.speakers[who]);

      if (answer.ok) throw new Error("connected");
      expect(codes).toContain(answer.error.code);
      expect(answer.error.retryable).toBe(retryable);
      expect(events).toEqual([]);
    });

    it("refuses a speaker that was never paired, for good", async () => {
      const answer = await connect(BluetoothAddress.parse("02:00:00:00:FF:FF"));

      expect(answer).toMatchObject({ ok: false, error: { retryable: false } });
    });

    it("gives up at once when the caller does, and makes no link later", async () => {
      const giveUp = new AbortController();
      const connecting = world.bluetooth.connect(world.speakers.willing, giveUp.signal);
      giveUp.abort();

      expect(await connecting).toMatchObject({ ok: false, error: { retryable: true } });
      await world.passTime(LONG_ENOUGH_MS);
      expect(events).toEqual([]);
    });

    it("does not begin for a caller who has given up already", async () => {
      const answer = await world.bluetooth.connect(world.speakers.willing, AbortSignal.abort());

      expect(answer.ok).toBe(false);
    });

    it("tells once that a link broke, and the speaker can be connected again", async () => {
      await connect(world.speakers.willing);
      world.breakLink(world.speakers.willing);
      await world.passTime(LONG_ENOUGH_MS);

      expect(eventsOf("transport-removed")).toEqual([{ kind: "transport-removed", address: world.speakers.willing }]);
      expect(world.bluetooth.devices().every((device) => device.transport === null)).toBe(true);
    });

    it("tells of a speaker that calls by itself", async () => {
      world.callFromSpeaker(world.speakers.willing);
      await world.passTime(LONG_ENOUGH_MS);

      expect(eventsOf("transport-added")).toHaveLength(1);
      expect((await connect(world.speakers.willing)).ok).toBe(true);
    });

    it("disconnects, says so once, and takes a second time for a success", async () => {
      await connect(world.speakers.willing);

      expect(await world.bluetooth.disconnect(world.speakers.willing)).toEqual({ ok: true, value: undefined });
      expect(await world.bluetooth.disconnect(world.speakers.willing)).toEqual({ ok: true, value: undefined });
      expect(eventsOf("transport-removed")).toHaveLength(1);
    });

    it("calls off a connect that is under way when told to disconnect", async () => {
      const connecting = world.bluetooth.connect(world.speakers.willing, never());
      await world.bluetooth.disconnect(world.speakers.willing);

      expect((await connecting).ok).toBe(false);
      await world.passTime(LONG_ENOUGH_MS);
      expect(eventsOf("transport-added")).toEqual([]);
    });

    it.each([0, 1, 35, 50, 99, 100])(
      "sets the speaker's own volume to %i per cent, and takes it for no button",
      async (volumePercent) => {
        await connect(world.speakers.willing);

        expect((await world.bluetooth.setVolume(world.speakers.willing, volumePercent)).ok).toBe(true);
        await world.passTime(LONG_ENOUGH_MS);
        expect(Math.abs(world.ownVolumePercent(world.speakers.willing) - volumePercent)).toBeLessThanOrEqual(1);
        expect(eventsOf("volume-changed")).toEqual([]);
      },
    );

    it("cannot set the volume of a speaker that is away, but may later", async () => {
      const answer = await world.bluetooth.setVolume(world.speakers.willing, 30);

      expect(answer).toMatchObject({ ok: false, error: { port: "bluetooth", code: "unavailable", retryable: true } });
    });

    it("refuses to set a volume where the speaker has none, or none like that", async () => {
      await connect(world.speakers.withoutAbsoluteVolume);
      await connect(world.speakers.willing);

      const answers = [
        await world.bluetooth.setVolume(world.speakers.withoutAbsoluteVolume, 30),
        await world.bluetooth.setVolume(world.speakers.willing, 101),
        await world.bluetooth.setVolume(world.speakers.willing, Number.NaN),
      ];
      for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: "refused" } });
    });

    it("tells of a press on the speaker's buttons, rounded to the speaker's own steps", async () => {
      await connect(world.speakers.willing);
      world.pressVolume(world.speakers.willing, 42);
      await world.passTime(LONG_ENOUGH_MS);

      const [event] = eventsOf("volume-changed");
      if (event?.kind !== "volume-changed") throw new Error("no volume-changed event came");
      expect(Math.abs(event.volumePercent - 42)).toBeLessThanOrEqual(1);
    });

    it("loses every link with its adapter, and says that it is the adapter's fault", async () => {
      await connect(world.speakers.willing);
      world.unplugAdapter();
      await world.passTime(LONG_ENOUGH_MS);

      expect(eventsOf("transport-removed")).toHaveLength(1);
      expect(await connect(world.speakers.willing)).toEqual({
        ok: false,
        error: { code: "ADAPTER_DOWN", retryable: true },
      });
    });

    it("says nothing to a listener that has left, nor to anyone once it is closed", async () => {
      const heard: BluetoothEvent[] = [];
      const leave = world.bluetooth.onEvent((event) => heard.push(event));
      leave();
      leave();
      await connect(world.speakers.willing);
      expect(heard).toEqual([]);

      const connecting = world.bluetooth.connect(world.speakers.asleep, never());
      await world.bluetooth.close();
      const before = events.length;
      expect((await connecting).ok).toBe(false);
      world.callFromSpeaker(world.speakers.refusing);
      await world.passTime(LONG_ENOUGH_MS);
      expect(events).toHaveLength(before);
    });
  });
}
