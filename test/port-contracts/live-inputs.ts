// What every adapter behind the LiveInputs port owes the daemon: who plays to the bridge, as it is now, and that nobody
// becomes known to it whom nobody waited for.
import { type BluetoothAddress, LiveInputId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { LiveInputSpec } from "../../bridge-firmware/src/engine/protocol.ts";
import type { LiveInputEvent, LiveInputs, Sender } from "../../bridge-firmware/src/live-inputs-port.ts";
import type { Pairing, PairingEvent } from "../../bridge-firmware/src/pairing-port.ts";
import type { Bluetooth } from "../../bridge-firmware/src/ports.ts";

/** A radio that knows nobody, and two devices that would play to it. */
export type LiveInputsWorld = {
  readonly inputs: LiveInputs;
  readonly pairing: Pairing;
  readonly bluetooth: Bluetooth;
  readonly devices: {
    /** Calls itself "Echo-A1B", and offers to be a speaker, too. */
    readonly echo: BluetoothAddress;
    /** Called "Anna's Phone"; has a player, which tells of the titles "One" and "Two", one after the other. The Echo has none. */
    readonly phone: BluetoothAddress;
  };
  /** From its own side; whether that has come to anything is seen elsewhere. */
  readonly pairFromItsSide: (address: BluetoothAddress) => void;
  readonly connect: (address: BluetoothAddress) => void;
  readonly disconnect: (address: BluetoothAddress) => void;
  readonly setSending: (address: BluetoothAddress, sending: boolean) => void;
  /** Can phones see the bridge? */
  readonly isVisible: () => boolean;
  /** Long enough is 10 s. */
  readonly passTime: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

const LONG_ENOUGH_MS = 10_000;
const WINDOW_MS = 60_000;

/** The whole contract. */
export function describeLiveInputsContract(name: string, createWorld: () => Promise<LiveInputsWorld>): void {
  let world: LiveInputsWorld;
  let events: LiveInputEvent[];
  let pairings: PairingEvent[];

  beforeEach(async () => {
    world = await createWorld();
    events = [];
    pairings = [];
    world.inputs.onEvent((event) => events.push(event));
    world.pairing.onEvent((event) => pairings.push(event));
  });
  afterEach(() => world.close());

  const settle = () => world.passTime(LONG_ENOUGH_MS);
  const senderAt = (address: BluetoothAddress): Sender | undefined =>
    world.inputs.senders().find(({ id }) => id === address);
  const lastOf = (address: BluetoothAddress): Sender | undefined => {
    const last = events.findLast((event) => event.kind === "sender-changed" && event.sender.id === address);
    return last?.kind === "sender-changed" ? last.sender : undefined;
  };
  /** A window in which the device pairs and connects; then it is closed. */
  async function pair(address: BluetoothAddress): Promise<void> {
    const opened = await world.pairing.open({ windowMs: WINDOW_MS, canAsk: false, who: "senders" });
    expect(opened).toEqual({ ok: true, value: undefined });
    world.pairFromItsSide(address);
    await settle();
    await world.pairing.cancel();
    world.connect(address);
    await settle();
  }

  describe(`the LiveInputs port, by ${name}`, () => {
    it("knows nobody at first, and the bridge can't be seen", async () => {
      await settle();

      expect(world.inputs.senders()).toEqual([]);
      expect(world.isVisible()).toBe(false);
    });

    it.each([
      ["nobody waits", null],
      ["a speaker is waited for", "speakers"],
    ] as const)("lets nobody pair while %s", async (_, who) => {
      if (who !== null) await world.pairing.open({ windowMs: WINDOW_MS, canAsk: false, who });
      world.pairFromItsSide(world.devices.phone);
      await settle();

      expect(world.inputs.senders()).toEqual([]);
      expect(pairings.filter(({ kind }) => kind === "paired")).toEqual([]);
    });

    it("can be seen while somebody is waited for, and not afterwards", async () => {
      await world.pairing.open({ windowMs: 20_000, canAsk: false, who: "senders" });
      await world.passTime(1_000);
      expect(world.isVisible()).toBe(true);

      await world.passTime(30_000);
      expect(pairings).toContainEqual({ kind: "window-closed", reason: "over" });
      expect(world.isVisible()).toBe(false);
      world.pairFromItsSide(world.devices.phone);
      await settle();
      expect(world.inputs.senders()).toEqual([]);
    });

    it("waits for one: once he has paired, nobody else can, until somebody is waited for again", async () => {
      await world.pairing.open({ windowMs: WINDOW_MS, canAsk: false, who: "senders" });
      world.pairFromItsSide(world.devices.phone);
      await settle();
      expect(pairings.slice(-2)).toEqual([
        { kind: "paired", address: world.devices.phone },
        { kind: "window-closed", reason: "paired" },
      ]);
      expect(world.isVisible()).toBe(false);

      world.pairFromItsSide(world.devices.echo);
      await settle();
      expect(world.inputs.senders().map(({ id }) => id)).toEqual([world.devices.phone]);
    });

    it("knows whoever has paired meanwhile, by what it is, and says so once; it is no speaker", async () => {
      await pair(world.devices.echo);
      await pair(world.devices.phone);

      expect(pairings.filter(({ kind }) => kind === "paired")).toEqual([
        { kind: "paired", address: world.devices.echo },
        { kind: "paired", address: world.devices.phone },
      ]);
      expect(senderAt(world.devices.echo)).toMatchObject({ name: "Echo-A1B", kind: "echo" });
      expect(senderAt(world.devices.phone)).toMatchObject({ name: "Anna's Phone", kind: "phone" });
      expect(world.bluetooth.devices()).toEqual([]);
    });

    it("tells how the engine hears it once it is connected, and by which codec", async () => {
      await pair(world.devices.phone);

      const { link } = senderAt(world.devices.phone) ?? {};
      expect(link).toMatchObject({ codec: "SBC", isSending: false });
      expect(LiveInputSpec.safeParse(link?.input).success).toBe(true);
      expect(lastOf(world.devices.phone)).toEqual(senderAt(world.devices.phone));
    });

    it("tells when sound comes and when it stops, once each", async () => {
      await pair(world.devices.echo);
      const before = events.length;
      world.setSending(world.devices.echo, true);
      await settle();
      expect(lastOf(world.devices.echo)?.link?.isSending).toBe(true);

      world.setSending(world.devices.echo, false);
      await settle();
      expect(lastOf(world.devices.echo)?.link?.isSending).toBe(false);
      expect(events).toHaveLength(before + 2);
    });

    it("tells of a player what it plays and whether it does, and of one who has none that he has none", async () => {
      await pair(world.devices.echo);
      await pair(world.devices.phone);
      expect(senderAt(world.devices.echo)?.link?.player).toBeNull();
      expect(senderAt(world.devices.phone)?.link?.player).toMatchObject({
        isPlaying: false,
        title: "One",
        artist: null,
      });

      world.setSending(world.devices.phone, true);
      await settle();
      expect(lastOf(world.devices.phone)?.link).toMatchObject({ isSending: true, player: { isPlaying: true } });
    });

    it("has a player go on, pause, and go a track further and back; what comes of it is told", async () => {
      const { phone } = world.devices;
      await pair(phone);
      const tell = async (order: Parameters<LiveInputs["tell"]>[1]) => {
        expect(await world.inputs.tell(phone, order)).toEqual({ ok: true, value: undefined });
        await settle();
        return lastOf(phone)?.link;
      };

      expect(await tell("play")).toMatchObject({ isSending: true, player: { isPlaying: true, title: "One" } });
      const first = senderAt(phone)?.link?.player?.trackId;
      const second = await tell("next");
      expect(second?.player?.title).toBe("Two");
      expect(second?.player?.trackId).not.toBe(first);
      expect(await tell("previous")).toMatchObject({ player: { title: "One", trackId: first } });
      expect(await tell("pause")).toMatchObject({ isSending: false, player: { isPlaying: false } });
    });

    it("refuses to tell anything to whoever has no player, is not connected, or is unknown", async () => {
      const refused = { ok: false, error: { port: "inputs", code: "refused" } };
      expect(await world.inputs.tell(world.devices.phone, "next")).toMatchObject(refused);
      await pair(world.devices.echo);
      expect(await world.inputs.tell(world.devices.echo, "next")).toMatchObject(refused);
      await pair(world.devices.phone);
      world.disconnect(world.devices.phone);
      await settle();
      expect(await world.inputs.tell(world.devices.phone, "play")).toMatchObject(refused);
      expect(senderAt(world.devices.phone)?.link).toBeNull();
    });

    it("tells nobody who is unknown anything, and knows no level of him", async () => {
      const stranger = LiveInputId.parse("airplay:nobody");
      expect(await world.inputs.tell(stranger, "play")).toMatchObject({ ok: false, error: { code: "refused" } });
      expect(world.inputs.levels().has(stranger)).toBe(false);
    });

    it("calls each by an id that is nobody else's and stays, and measures nobody whom it does not know", async () => {
      await pair(world.devices.echo);
      await pair(world.devices.phone);
      const ids = world.inputs.senders().map(({ id }) => id);
      expect(new Set(ids).size).toBe(2);
      for (const id of world.inputs.levels().keys()) expect(ids).toContain(id);

      world.disconnect(world.devices.phone);
      await settle();
      expect(world.inputs.senders().map(({ id }) => id)).toEqual(ids);
    });

    it("still knows whoever has left, and tells when it is back", async () => {
      await pair(world.devices.echo);
      world.setSending(world.devices.echo, true);
      world.disconnect(world.devices.echo);
      await settle();
      expect(senderAt(world.devices.echo)?.link).toBeNull();

      world.connect(world.devices.echo);
      await settle();
      expect(lastOf(world.devices.echo)?.link).toMatchObject({ isSending: false });
    });

    it("calls it what people do, and forgets it like a speaker", async () => {
      await pair(world.devices.phone);
      expect((await world.pairing.rename(world.devices.phone, "Kitchen Tablet")).ok).toBe(true);
      await settle();
      expect(senderAt(world.devices.phone)?.name).toBe("Kitchen Tablet");

      expect((await world.pairing.forget(world.devices.phone)).ok).toBe(true);
      await settle();
      expect(world.inputs.senders()).toEqual([]);
      expect(events.at(-1)).toEqual({ kind: "sender-forgotten", id: world.devices.phone });
    });

    it("says nothing to a listener that has left, nor to anyone once it is closed", async () => {
      await pair(world.devices.phone);
      const heard: LiveInputEvent[] = [];
      const leave = world.inputs.onEvent((event) => heard.push(event));
      leave();
      leave();
      await world.inputs.close();
      const before = events.length;
      world.setSending(world.devices.phone, true);
      await settle();

      expect(heard).toEqual([]);
      expect(events).toHaveLength(before);
    });
  });
}
