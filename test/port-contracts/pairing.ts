// What every adapter behind the Pairing port owes the daemon: a window, what is seen in it, questions and their answers,
// and that nothing is agreed to outside it.
import { BluetoothAddress } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { MAX_PAIRING_WINDOW_MS, type Pairing, type PairingEvent } from "../../bridge-firmware/src/pairing-port.ts";
import type { Bluetooth, BluetoothEvent } from "../../bridge-firmware/src/ports.ts";

/** A radio that knows nobody, and some devices that could be known. */
export type PairingWorld = {
  readonly pairing: Pairing;
  readonly bluetooth: Bluetooth;
  readonly nearby: {
    /** Called `  Patio\nSpeaker 🎉  `; pairs without a question. */
    readonly speaker: BluetoothAddress;
    readonly phone: BluetoothAddress;
    /** A speaker that shows six digits and wants to hear that the bridge shows the same. */
    readonly asksForPasskey: BluetoothAddress;
    /** A speaker whose PIN is 2468. */
    readonly asksForPin: BluetoothAddress;
  };
  /** How loud everybody nearby is heard. */
  readonly signalDbm: number;
  /** What `asksForPasskey` shows at its own end while it is being paired. */
  readonly shownPasskey: () => Promise<string>;
  /** Long enough is 10 s: what nobody is asked about is over within it. */
  readonly passTime: (ms: number) => Promise<void>;
  readonly unplugAdapter: () => void;
  readonly close: () => Promise<void>;
};

const LONG_ENOUGH_MS = 10_000;
const WINDOW_MS = 100_000;
const never = () => new AbortController().signal;

/** The whole contract. */
export function describePairingContract(name: string, createWorld: () => Promise<PairingWorld>): void {
  let world: PairingWorld;
  let events: PairingEvent[];
  let links: BluetoothEvent[];
  const eventsOf = (kind: PairingEvent["kind"]) => events.filter((event) => event.kind === kind);

  beforeEach(async () => {
    world = await createWorld();
    events = [];
    links = [];
    world.pairing.onEvent((event) => events.push(event));
    world.bluetooth.onEvent((event) => links.push(event));
  });
  afterEach(() => world.close());

  /** A window in which everybody nearby was seen. */
  async function lookAround(canAsk = false): Promise<void> {
    expect(await world.pairing.open({ windowMs: WINDOW_MS, canAsk })).toEqual({ ok: true, value: undefined });
    await world.passTime(LONG_ENOUGH_MS);
  }
  async function pair(address: BluetoothAddress) {
    const pairing = world.pairing.pair(address, never());
    await world.passTime(LONG_ENOUGH_MS);
    return pairing;
  }
  const paired = () => world.bluetooth.devices().map(({ address }) => address);

  describe(`the Pairing port, by ${name}`, () => {
    it("sees nobody before the window is open", async () => {
      await world.passTime(LONG_ENOUGH_MS);

      expect(world.pairing.found()).toEqual([]);
      expect(events).toEqual([]);
    });

    it("tells everybody nearby once, by a name of one line, and what he is", async () => {
      await lookAround();

      const { speaker, phone, asksForPasskey, asksForPin } = world.nearby;
      const found = new Map(world.pairing.found().map((device) => [device.address, device]));
      expect(new Set(found.keys())).toEqual(new Set([speaker, phone, asksForPasskey, asksForPin]));
      expect(found.get(speaker)).toEqual({
        address: speaker,
        name: "Patio Speaker 🎉",
        icon: "audio-headphones",
        signalDbm: world.signalDbm,
        isSpeaker: true,
        isPaired: false,
      });
      expect(found.get(phone)).toMatchObject({ icon: "phone", isSpeaker: false });
      expect(eventsOf("found")).toHaveLength(4);
    });

    it.each([0, -1, MAX_PAIRING_WINDOW_MS + 1, Number.NaN])("opens no window of %d ms", async (windowMs) => {
      expect(await world.pairing.open({ windowMs, canAsk: false })).toMatchObject({
        ok: false,
        error: { code: "WINDOW_TOO_LONG", retryable: false },
      });
      await world.passTime(LONG_ENOUGH_MS);
      expect(world.pairing.found()).toEqual([]);
    });

    it("closes the window when its time is over, says so once, and shows nobody any more", async () => {
      await world.pairing.open({ windowMs: 5_000, canAsk: false });
      await world.passTime(LONG_ENOUGH_MS);

      expect(eventsOf("window-closed")).toEqual([{ kind: "window-closed", reason: "over" }]);
      expect(world.pairing.found()).toEqual([]);
      expect(await pair(world.nearby.speaker)).toMatchObject({ ok: false, error: { code: "WINDOW_CLOSED" } });
      expect(paired()).toEqual([]);
    });

    it("begins the window anew when it is opened again, and says nothing of the first one's end", async () => {
      await world.pairing.open({ windowMs: 8_000, canAsk: false });
      await world.passTime(4_000);
      await world.pairing.open({ windowMs: 60_000, canAsk: false });
      await world.passTime(LONG_ENOUGH_MS);

      expect(eventsOf("window-closed")).toEqual([]);
      expect(world.pairing.found()).toHaveLength(4);
    });

    it("pairs and connects a speaker, which is known from then on", async () => {
      await lookAround();
      const answer = await pair(world.nearby.speaker);

      if (!answer.ok) throw new Error(`not paired: ${answer.error.code}`);
      expect(eventsOf("paired")).toEqual([{ kind: "paired", address: world.nearby.speaker }]);
      const device = world.bluetooth.devices().find(({ address }) => address === world.nearby.speaker);
      expect(device?.transport).toEqual(answer.value);
      expect(links.filter(({ kind }) => kind === "transport-added")).toHaveLength(1);
      expect(world.pairing.found().find(({ address }) => address === world.nearby.speaker)?.isPaired).toBe(true);
      expect(eventsOf("question")).toEqual([]);
    });

    it("pairs nobody it has not seen, and nobody that is no speaker", async () => {
      await lookAround();

      const stranger = BluetoothAddress.parse("02:00:00:00:FF:FF");
      expect(await pair(stranger)).toMatchObject({ ok: false, error: { code: "DEVICE_UNKNOWN" } });
      expect(await pair(world.nearby.phone)).toEqual({
        ok: false,
        error: { code: "NOT_A_SPEAKER", retryable: false },
      });
      expect(paired()).toEqual([]);
    });

    it("pairs one after the other", async () => {
      await lookAround();
      const first = world.pairing.pair(world.nearby.speaker, never());
      const second = await world.pairing.pair(world.nearby.asksForPasskey, never());

      expect(second).toEqual({ ok: false, error: { code: "PAIRING_BUSY", retryable: true } });
      await world.passTime(LONG_ENOUGH_MS);
      expect((await first).ok).toBe(true);
      expect(paired()).toEqual([world.nearby.speaker]);
    });

    it("shows a passkey to whoever can compare it, and pairs when he says yes", async () => {
      await lookAround(true);
      const pairing = world.pairing.pair(world.nearby.asksForPasskey, never());
      await world.passTime(LONG_ENOUGH_MS);

      const address = world.nearby.asksForPasskey;
      const passkey = await world.shownPasskey();
      const question = { kind: "same-passkey", passkey };
      expect(passkey).toMatch(/^\d{6}$/);
      expect(eventsOf("question")).toEqual([{ kind: "question", address, question }]);
      expect(world.pairing.answer(address, { kind: "code", code: passkey })).toBe(false);
      expect(world.pairing.answer(world.nearby.speaker, { kind: "yes" })).toBe(false);
      expect(world.pairing.answer(address, { kind: "yes" })).toBe(true);
      expect(world.pairing.answer(address, { kind: "yes" })).toBe(false);
      await world.passTime(LONG_ENOUGH_MS);
      expect((await pairing).ok).toBe(true);
      expect(eventsOf("question-over")).toEqual([{ kind: "question-over", address }]);
    });

    it("does not pair when he says no", async () => {
      await lookAround(true);
      const pairing = world.pairing.pair(world.nearby.asksForPasskey, never());
      await world.passTime(LONG_ENOUGH_MS);
      world.pairing.answer(world.nearby.asksForPasskey, { kind: "no" });
      await world.passTime(LONG_ENOUGH_MS);

      expect(await pairing).toMatchObject({ ok: false, error: { code: "PAIRING_REFUSED" } });
      expect(paired()).toEqual([]);
    });

    it("pairs without the comparison where nobody can make it: somebody asked for this very speaker", async () => {
      await lookAround();

      expect((await pair(world.nearby.asksForPasskey)).ok).toBe(true);
      expect(eventsOf("question")).toEqual([]);
    });

    it.each([
      ["2468", true],
      ["1111", false],
    ])("asks for a PIN: %s pairs: %s", async (code, isRight) => {
      await lookAround(true);
      const address = world.nearby.asksForPin;
      const pairing = world.pairing.pair(address, never());
      await world.passTime(LONG_ENOUGH_MS);

      expect(eventsOf("question")).toEqual([{ kind: "question", address, question: { kind: "enter-pin" } }]);
      expect(world.pairing.answer(address, { kind: "yes" })).toBe(false);
      expect(world.pairing.answer(address, { kind: "code", code: "12345678901234567" })).toBe(false);
      expect(world.pairing.answer(address, { kind: "code", code })).toBe(true);
      await world.passTime(LONG_ENOUGH_MS);
      expect((await pairing).ok).toBe(isRight);
      expect(paired()).toEqual(isRight ? [address] : []);
    });

    it("ends what is being paired with the window, and takes its question back", async () => {
      await lookAround(true);
      const pairing = world.pairing.pair(world.nearby.asksForPasskey, never());
      await world.passTime(LONG_ENOUGH_MS);
      await world.pairing.cancel();

      expect(await pairing).toMatchObject({ ok: false, error: { code: "PAIRING_CANCELLED", retryable: true } });
      expect(world.pairing.answer(world.nearby.asksForPasskey, { kind: "yes" })).toBe(false);
      expect(events.slice(-2)).toEqual([
        { kind: "question-over", address: world.nearby.asksForPasskey },
        { kind: "window-closed", reason: "cancelled" },
      ]);
      await world.passTime(LONG_ENOUGH_MS);
      expect(paired()).toEqual([]);
    });

    it("opens a window while the one before is still closing, and looks around in it", async () => {
      await lookAround(true);
      const pairing = world.pairing.pair(world.nearby.asksForPasskey, never());
      await world.passTime(LONG_ENOUGH_MS);
      const closing = world.pairing.cancel();
      const opened = await world.pairing.open({ windowMs: WINDOW_MS, canAsk: false });
      await closing;
      await world.passTime(LONG_ENOUGH_MS);

      expect(opened).toEqual({ ok: true, value: undefined });
      expect(await pairing).toMatchObject({ ok: false, error: { code: "PAIRING_CANCELLED" } });
      expect(eventsOf("window-closed")).toEqual([{ kind: "window-closed", reason: "cancelled" }]);
      expect((await pair(world.nearby.speaker)).ok).toBe(true);
    });

    it("does not open a window that is called off meanwhile, and opens the next one", async () => {
      const opening = world.pairing.open({ windowMs: WINDOW_MS, canAsk: true });
      await world.pairing.cancel();
      const next = world.pairing.open({ windowMs: WINDOW_MS, canAsk: false });

      expect(await opening).toEqual({ ok: false, error: { code: "PAIRING_CANCELLED", retryable: true } });
      expect(await next).toEqual({ ok: true, value: undefined });
      await world.passTime(LONG_ENOUGH_MS);
      expect(world.pairing.found()).toHaveLength(4);
    });

    it("leaves the window as it is where it can't be opened with another adapter", async () => {
      await lookAround();

      expect(await world.pairing.open({ windowMs: WINDOW_MS, canAsk: false, adapter: "hci7" })).toMatchObject({
        ok: false,
        error: { code: "ADAPTER_UNKNOWN" },
      });
      expect((await pair(world.nearby.speaker)).ok).toBe(true);
    });

    it("gives up when the caller does; the window stays open", async () => {
      await lookAround(true);
      const giveUp = new AbortController();
      const pairing = world.pairing.pair(world.nearby.asksForPin, giveUp.signal);
      await world.passTime(LONG_ENOUGH_MS);
      giveUp.abort();

      expect(await pairing).toMatchObject({ ok: false, error: { code: "PAIRING_CANCELLED" } });
      await world.passTime(LONG_ENOUGH_MS);
      expect(paired()).toEqual([]);
      expect((await pair(world.nearby.speaker)).ok).toBe(true);
    });

    it("calls a speaker what it is told to, and knows none that is not paired", async () => {
      await lookAround();
      await pair(world.nearby.speaker);
      const nameNow = () => world.bluetooth.devices().find(({ address }) => address === world.nearby.speaker)?.name;

      expect(await world.pairing.rename(world.nearby.speaker, "Deck")).toEqual({ ok: true, value: undefined });
      await world.passTime(1_000);
      expect(nameNow()).toBe("Deck");
      expect(await world.pairing.rename(world.nearby.asksForPin, "Attic")).toMatchObject({
        ok: false,
        error: { code: "DEVICE_UNKNOWN" },
      });
    });

    it("forgets a speaker: its link ends, it is not listed any more, and a second time is a success", async () => {
      await lookAround();
      await pair(world.nearby.speaker);

      expect(await world.pairing.forget(world.nearby.speaker)).toEqual({ ok: true, value: undefined });
      await world.passTime(LONG_ENOUGH_MS);
      expect(await world.pairing.forget(world.nearby.speaker)).toEqual({ ok: true, value: undefined });
      expect(eventsOf("forgotten")).toEqual([{ kind: "forgotten", address: world.nearby.speaker }]);
      expect(links.filter(({ kind }) => kind === "transport-removed")).toHaveLength(1);
      expect(paired()).toEqual([]);
    });

    it("opens no window without an adapter", async () => {
      world.unplugAdapter();
      await world.passTime(LONG_ENOUGH_MS);

      expect(await world.pairing.open({ windowMs: WINDOW_MS, canAsk: false })).toEqual({
        ok: false,
        error: { code: "ADAPTER_DOWN", retryable: true },
      });
      expect(events).toEqual([]);
    });

    it("says nothing to a listener that has left, nor to anyone once it is closed", async () => {
      const heard: PairingEvent[] = [];
      const leave = world.pairing.onEvent((event) => heard.push(event));
      leave();
      leave();
      await lookAround(true);
      const pairing = world.pairing.pair(world.nearby.asksForPasskey, never());
      await world.passTime(LONG_ENOUGH_MS);
      const before = events.length;
      await world.pairing.close();
      await world.passTime(LONG_ENOUGH_MS);

      expect((await pairing).ok).toBe(false);
      expect(heard).toEqual([]);
      expect(events).toHaveLength(before);
    });
  });
}
