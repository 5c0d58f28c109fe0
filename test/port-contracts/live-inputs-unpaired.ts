// What every adapter behind the LiveInputs port owes the daemon where nobody pairs: a cable, and receivers of the home's
// network. One sender of its kind, which is always known, whether it is connected or not; the rest is as of those that
// pair (live-inputs.ts).
import { LiveInputId, type LiveSourceKind } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { PlayerOrder } from "../../bridge-firmware/src/core/model.ts";
import { LiveInputSpec } from "../../bridge-firmware/src/engine/protocol.ts";
import type { LiveInputEvent, LiveInputs, Sender } from "../../bridge-firmware/src/live-inputs-port.ts";

/** One input that nobody plays to. */
export type UnpairedWorld = {
  readonly inputs: LiveInputs;
  readonly kind: Exclude<LiveSourceKind, "echo" | "phone">;
  /** What people call it while it is not connected, and while it is. */
  readonly names: { readonly away: string; readonly connected: string };
  readonly codec: string | null;
  /** What it says that it plays, once it is connected; null where it says nothing. */
  readonly title: string | null;
  /** What it can be told. */
  readonly takes: readonly PlayerOrder[];
  /** Its cable is plugged in, or a device chooses the bridge; there is no sound yet. */
  readonly connect: () => void;
  readonly disconnect: () => void;
  readonly setSending: (sending: boolean) => void;
  /** What its device has been told, where it is a double that does not obey by itself; it is made to. Absent: it obeys. */
  readonly obey?: (order: PlayerOrder) => void;
};

const ORDERS = ["play", "pause", "next", "previous"] as const;
const REFUSED = { ok: false, error: { port: "inputs", code: "refused" } };

/** The whole contract. */
export function describeUnpairedInputsContract(name: string, createWorld: () => UnpairedWorld): void {
  let world: UnpairedWorld;
  let events: LiveInputEvent[];
  beforeEach(() => {
    world = createWorld();
    events = [];
    world.inputs.onEvent((event) => events.push(event));
  });
  afterEach(() => world.inputs.close());

  const id = () => LiveInputId.parse(world.kind);
  const sender = (): Sender | undefined => world.inputs.senders().find((one) => one.id === id());
  const last = (): Sender | undefined => {
    const event = events.at(-1);
    return event?.kind === "sender-changed" ? event.sender : undefined;
  };

  describe(`the LiveInputs port without pairing, by ${name}`, () => {
    it("is known from the first, by its kind alone, and not connected", () => {
      expect(world.inputs.senders()).toEqual([{ id: id(), kind: world.kind, name: world.names.away, link: null }]);
      expect(world.inputs.levels().size).toBe(0);
    });

    it("tells how the engine hears it once it is connected, by which codec, and under which name", () => {
      world.connect();
      expect(sender()).toMatchObject({ name: world.names.connected, link: { codec: world.codec, isSending: false } });
      expect(LiveInputSpec.safeParse(sender()?.link?.input).success).toBe(true);
      expect(last()).toEqual(sender());
    });

    it("tells when sound comes and when it stops, once each", () => {
      world.connect();
      const before = events.length;
      world.setSending(true);
      expect(last()?.link?.isSending).toBe(true);
      world.setSending(true);
      world.setSending(false);
      expect(last()?.link?.isSending).toBe(false);
      expect(events).toHaveLength(before + 2);
    });

    it("says what it plays and whether it does, where it says anything", () => {
      world.connect();
      world.setSending(true);
      const player = last()?.link?.player;
      if (world.title === null) expect(player).toBeNull();
      else expect(player).toMatchObject({ isPlaying: true, title: world.title });
    });

    it("is told what it takes, and refuses the rest without a change", async () => {
      world.connect();
      world.setSending(true);
      for (const order of ORDERS) {
        const before = events.length;
        const told = await world.inputs.tell(id(), order);
        if (!world.takes.includes(order)) {
          expect({ order, told }).toMatchObject({ order, told: REFUSED });
          expect(events).toHaveLength(before);
          continue;
        }
        world.obey?.(order);
        expect({ order, told }).toMatchObject({ order, told: { ok: true } });
        if (order === "pause" || order === "play") expect(sender()?.link?.isSending).toBe(order === "play");
      }
    });

    it("goes to another track and back, where it takes that", async () => {
      world.connect();
      world.setSending(true);
      if (!world.takes.includes("next")) return expect(await world.inputs.tell(id(), "next")).toMatchObject(REFUSED);
      const first = sender()?.link?.player?.trackId;
      await world.inputs.tell(id(), "next");
      world.obey?.("next");
      expect(sender()?.link?.player?.trackId).not.toBe(first);
      await world.inputs.tell(id(), "previous");
      world.obey?.("previous");
      expect(sender()?.link?.player?.trackId).toBe(first);
    });

    it("refuses to be told anything while it is not connected, and so does whoever is unknown", async () => {
      for (const order of ORDERS) expect(await world.inputs.tell(id(), order)).toMatchObject(REFUSED);
      world.connect();
      expect(await world.inputs.tell(LiveInputId.parse("02:00:00:00:01:09"), "play")).toMatchObject(REFUSED);
    });

    it("is still known when it has left, under the same id, and silent when it is back", () => {
      world.connect();
      world.setSending(true);
      world.disconnect();
      expect(sender()).toMatchObject({ id: id(), name: world.names.away, link: null });
      expect(last()).toEqual(sender());
      world.connect();
      expect(last()).toMatchObject({ id: id(), link: { isSending: false } });
    });

    it("measures nobody but itself, and only while it is connected", () => {
      world.connect();
      world.setSending(true);
      for (const one of world.inputs.levels().keys()) expect(one).toBe(id());
      world.disconnect();
      expect(world.inputs.levels().size).toBe(0);
    });

    it("says nothing to a listener that has left, nor to anyone once it is closed", async () => {
      world.connect();
      const heard: LiveInputEvent[] = [];
      const leave = world.inputs.onEvent((event) => heard.push(event));
      leave();
      leave();
      await world.inputs.close();
      const before = events.length;
      world.setSending(true);
      expect(heard).toEqual([]);
      expect(events).toHaveLength(before);
    });
  });
}
