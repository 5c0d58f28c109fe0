// What every adapter behind the Bluetooth port owes the daemon: links of any kind, then what only a radio has. The
// simulator is held to it here, wired outputs to the part about links, real radios later.

import { BluetoothAddress } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Bluetooth, BluetoothEvent } from "../../bridge-firmware/src/ports.ts";

/** Some links, none of them up, and a hand in one of them. */
export type LinkWorld = {
  readonly bluetooth: Bluetooth;
  /** Everything there is; the willing one answers whoever calls it. */
  readonly speakers: { readonly willing: BluetoothAddress };
  /** Long enough is 10 s: any call is answered within it. */
  readonly passTime: (ms: number) => Promise<void>;
  readonly breakLink: (address: BluetoothAddress) => void;
  readonly callFromSpeaker: (address: BluetoothAddress) => void;
};

/** One radio with a speaker of each kind paired. */
export type BluetoothWorld = LinkWorld & {
  readonly speakers: {
    readonly asleep: BluetoothAddress;
    readonly outOfRange: BluetoothAddress;
    readonly stolen: BluetoothAddress;
    readonly refusing: BluetoothAddress;
    readonly withoutAbsoluteVolume: BluetoothAddress;
  };
  readonly pressVolume: (address: BluetoothAddress, volumePercent: number) => void;
  readonly ownVolumePercent: (address: BluetoothAddress) => number | Promise<number>;
  readonly unplugAdapter: () => void;
};

/** What not every radio can do. */
export type BluetoothCapabilities = {
  /** Tells a speaker that refuses every codec, for good, from one that is busy with somebody else. */
  readonly tellsRefusalFromBusy: boolean;
};

const LONG_ENOUGH_MS = 10_000;
const never = () => new AbortController().signal;

/** A fresh world for each test, and what it was heard to say. */
function openWorlds<World extends LinkWorld>(createWorld: () => Promise<World>) {
  const now = { events: [] as BluetoothEvent[] } as { world: World; events: BluetoothEvent[] };
  beforeEach(async () => {
    now.world = await createWorld();
    now.events = [];
    now.world.bluetooth.onEvent((event) => now.events.push(event));
  });
  afterEach(() => now.world.bluetooth.close());
  return {
    now,
    async connect(address: BluetoothAddress) {
      const connecting = now.world.bluetooth.connect(address, never());
      await now.world.passTime(LONG_ENOUGH_MS);
      return connecting;
    },
    eventsOf: (kind: BluetoothEvent["kind"]) => now.events.filter((event) => event.kind === kind),
  };
}

/** The part that does not need a radio. */
export function describeLinkContract(name: string, createWorld: () => Promise<LinkWorld>): void {
  describe(`links, by ${name}`, () => {
    const { now, connect, eventsOf } = openWorlds(createWorld);

    it("lists what is paired, connected or not", () => {
      const addresses = now.world.bluetooth.devices().map((device) => device.address);

      expect(new Set(addresses)).toEqual(new Set(Object.values(now.world.speakers)));
      expect(now.world.bluetooth.devices().every((device) => device.transport === null)).toBe(true);
    });

    it("resolves a connect with the transport that devices() and the event show", async () => {
      const connected = await connect(now.world.speakers.willing);

      if (!connected.ok) throw new Error(`not connected: ${connected.error.code}`);
      const device = now.world.bluetooth.devices().find(({ address }) => address === now.world.speakers.willing);
      expect(device?.transport).toEqual(connected.value);
      // what a speaker reports of its delay may come a moment after its link
      const { reportedDelayMs: _, ...transport } = connected.value;
      expect(eventsOf("transport-added")).toMatchObject([
        { kind: "transport-added", address: now.world.speakers.willing, transport },
      ]);
    });

    it("takes a connected speaker for a success, without another event", async () => {
      const first = await connect(now.world.speakers.willing);
      const second = await connect(now.world.speakers.willing);

      expect(second).toEqual(first);
      expect(eventsOf("transport-added")).toHaveLength(1);
    });

    it("makes one link of two calls at the same time", async () => {
      const calls = [now.world.speakers.willing, now.world.speakers.willing].map(connect);
      const [first, second] = await Promise.all(calls);

      expect(first?.ok).toBe(true);
      expect(second).toEqual(first);
      expect(eventsOf("transport-added")).toHaveLength(1);
    });

    it("refuses a speaker that was never paired, for good", async () => {
      const answer = await connect(BluetoothAddress.parse("02:00:00:00:FF:FF"));

      expect(answer).toMatchObject({ ok: false, error: { retryable: false } });
    });

    it("gives up at once when the caller does, and makes no link later", async () => {
      const giveUp = new AbortController();
      const connecting = now.world.bluetooth.connect(now.world.speakers.willing, giveUp.signal);
      giveUp.abort();

      expect(await connecting).toMatchObject({ ok: false, error: { retryable: true } });
      await now.world.passTime(LONG_ENOUGH_MS);
      expect(now.events).toEqual([]);
    });

    it("does not begin for a caller who has given up already", async () => {
      const answer = await now.world.bluetooth.connect(now.world.speakers.willing, AbortSignal.abort());

      expect(answer.ok).toBe(false);
    });

    it("tells once that a link broke, and the speaker can be connected again", async () => {
      await connect(now.world.speakers.willing);
      now.world.breakLink(now.world.speakers.willing);
      await now.world.passTime(LONG_ENOUGH_MS);

      expect(eventsOf("transport-removed")).toEqual([
        { kind: "transport-removed", address: now.world.speakers.willing },
      ]);
      expect(now.world.bluetooth.devices().every((device) => device.transport === null)).toBe(true);
    });

    it("tells of a speaker that calls by itself", async () => {
      now.world.callFromSpeaker(now.world.speakers.willing);
      await now.world.passTime(LONG_ENOUGH_MS);

      expect(eventsOf("transport-added")).toHaveLength(1);
      expect((await connect(now.world.speakers.willing)).ok).toBe(true);
    });

    it("disconnects, says so once, and takes a second time for a success", async () => {
      await connect(now.world.speakers.willing);

      expect(await now.world.bluetooth.disconnect(now.world.speakers.willing)).toEqual({ ok: true, value: undefined });
      expect(await now.world.bluetooth.disconnect(now.world.speakers.willing)).toEqual({ ok: true, value: undefined });
      expect(eventsOf("transport-removed")).toHaveLength(1);
    });

    it("calls off a connect that is under way when told to disconnect", async () => {
      const connecting = now.world.bluetooth.connect(now.world.speakers.willing, never());
      await now.world.bluetooth.disconnect(now.world.speakers.willing);

      expect((await connecting).ok).toBe(false);
      await now.world.passTime(LONG_ENOUGH_MS);
      expect(eventsOf("transport-added")).toEqual([]);
    });

    it("cannot set the volume of a speaker that is away, but may later", async () => {
      const answer = await now.world.bluetooth.setVolume(now.world.speakers.willing, 30);

      expect(answer).toMatchObject({ ok: false, error: { port: "bluetooth", code: "unavailable", retryable: true } });
    });

    it("say nothing to a listener that has left, nor to anyone once they are closed", async () => {
      const heard: BluetoothEvent[] = [];
      const leave = now.world.bluetooth.onEvent((event) => heard.push(event));
      leave();
      leave();
      await connect(now.world.speakers.willing);
      expect(heard).toEqual([]);

      await now.world.bluetooth.close();
      const before = now.events.length;
      now.world.breakLink(now.world.speakers.willing);
      now.world.callFromSpeaker(now.world.speakers.willing);
      await now.world.passTime(LONG_ENOUGH_MS);
      expect(now.events).toHaveLength(before);
    });
  });
}

/** All of it. */
export function describeBluetoothContract(
  name: string,
  createWorld: () => Promise<BluetoothWorld>,
  { tellsRefusalFromBusy }: BluetoothCapabilities = { tellsRefusalFromBusy: true },
): void {
  describeLinkContract(name, createWorld);
  describe(`the Bluetooth port, by ${name}`, () => {
    const { now, connect, eventsOf } = openWorlds(createWorld);

    it.each([
      ["sleeps", "asleep", ["SPEAKER_ASLEEP", "SPEAKER_OFFLINE"], true],
      ["is out of range", "outOfRange", ["SPEAKER_OFFLINE"], true],
      ["plays for a phone", "stolen", ["SPEAKER_BUSY"], true],
      [
        "refuses every codec",
        "refusing",
        [tellsRefusalFromBusy ? "SPEAKER_REFUSED" : "SPEAKER_BUSY"],
        !tellsRefusalFromBusy,
      ],
    ] as const)("says of a speaker that %s why there is no link", async (_, who, codes, retryable) => {
      const answer = await connect(now.world.speakers[who]);

      if (answer.ok) throw new Error("connected");
      expect(codes).toContain(answer.error.code);
      expect(answer.error.retryable).toBe(retryable);
      expect(now.events).toEqual([]);
    });

    it.each([0, 1, 35, 50, 99, 100])(
      "sets the speaker's own volume to %i per cent, and takes it for no button",
      async (volumePercent) => {
        await connect(now.world.speakers.willing);

        expect((await now.world.bluetooth.setVolume(now.world.speakers.willing, volumePercent)).ok).toBe(true);
        await now.world.passTime(LONG_ENOUGH_MS);
        const ownPercent = await now.world.ownVolumePercent(now.world.speakers.willing);
        expect(Math.abs(ownPercent - volumePercent)).toBeLessThanOrEqual(1);
        expect(eventsOf("volume-changed")).toEqual([]);
      },
    );

    it("refuses to set a volume where the speaker has none, or none like that", async () => {
      await connect(now.world.speakers.withoutAbsoluteVolume);
      await connect(now.world.speakers.willing);

      const answers = [
        await now.world.bluetooth.setVolume(now.world.speakers.withoutAbsoluteVolume, 30),
        await now.world.bluetooth.setVolume(now.world.speakers.willing, 101),
        await now.world.bluetooth.setVolume(now.world.speakers.willing, Number.NaN),
      ];
      for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: "refused" } });
    });

    it("tells of a press on the speaker's buttons, rounded to the speaker's own steps", async () => {
      await connect(now.world.speakers.willing);
      now.world.pressVolume(now.world.speakers.willing, 42);
      await now.world.passTime(LONG_ENOUGH_MS);

      const [event] = eventsOf("volume-changed");
      if (event?.kind !== "volume-changed") throw new Error("no volume-changed event came");
      expect(Math.abs(event.volumePercent - 42)).toBeLessThanOrEqual(1);
    });

    it("loses every link with its adapter, and says that it is the adapter's fault", async () => {
      await connect(now.world.speakers.willing);
      now.world.unplugAdapter();
      await now.world.passTime(LONG_ENOUGH_MS);

      expect(eventsOf("transport-removed")).toHaveLength(1);
      expect(await connect(now.world.speakers.willing)).toEqual({
        ok: false,
        error: { code: "ADAPTER_DOWN", retryable: true },
      });
    });

    it("says nothing to a listener that has left, nor to anyone once it is closed", async () => {
      const heard: BluetoothEvent[] = [];
      const leave = now.world.bluetooth.onEvent((event) => heard.push(event));
      leave();
      leave();
      await connect(now.world.speakers.willing);
      expect(heard).toEqual([]);

      const connecting = now.world.bluetooth.connect(now.world.speakers.asleep, never());
      await now.world.bluetooth.close();
      const before = now.events.length;
      expect((await connecting).ok).toBe(false);
      now.world.callFromSpeaker(now.world.speakers.refusing);
      await now.world.passTime(LONG_ENOUGH_MS);
      expect(now.events).toHaveLength(before);
    });
  });
}
