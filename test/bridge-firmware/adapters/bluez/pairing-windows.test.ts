// One pairing window after the other, on a clock that is told to go on; what is done around them is written down.
import { describe, expect, it } from "@jest/globals";
import { createPairingWindows } from "../../../../bridge-firmware/src/adapters/bluez/pairing-windows.ts";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import type { PairingWindow } from "../../../../bridge-firmware/src/pairing-port.ts";

const SPEAKERS: PairingWindow = { windowMs: 10_000, canAsk: false };
const SENDERS: PairingWindow = { ...SPEAKERS, who: "senders" };
const CALL_MS = 100;

/** Everything that is asked of the radio takes a moment. */
function createRig({ canBegin = true } = {}) {
  const clock = createVirtualClock();
  const done: string[] = [];
  const slowly = async (what: string) => {
    await clock.sleep(CALL_MS);
    done.push(what);
  };
  const windows = createPairingWindows({
    clock,
    async begin({ who = "speakers" }) {
      await slowly(`begun for ${who}`);
      return canBegin;
    },
    onOpen: () => done.push("open"),
    callOff: () => slowly("called off"),
    onClosed: (reason) => done.push(`closed: ${reason}`),
    lookAway: () => slowly("looked away"),
  });
  /** In a settled world. */
  const result = async (work: Promise<{ readonly ok: boolean }>) => {
    await clock.advance(1_000);
    return JSON.stringify(await work);
  };
  return { clock, done, windows, result };
}

const OPENED = JSON.stringify({ ok: true });
const CANCELLED = JSON.stringify({ ok: false, error: { code: "PAIRING_CANCELLED", retryable: true } });
const DOWN = JSON.stringify({ ok: false, error: { code: "ADAPTER_DOWN", retryable: true } });

describe("a pairing window", () => {
  it("is over when its time is, and only then looks away", async () => {
    const { clock, done, windows, result } = createRig();

    expect(await result(windows.open(SPEAKERS))).toBe(OPENED);
    expect(windows.current()).toMatchObject(SPEAKERS);
    await clock.advance(8_900); // a second has passed since it was asked for, a tenth of one before it was open
    expect(windows.current()).toMatchObject(SPEAKERS);
    expect(done).toEqual(["begun for speakers", "open"]);
    await clock.advance(1_100);

    expect(windows.current()).toBeNull();
    expect(done).toEqual(["begun for speakers", "open", "called off", "closed: over", "looked away"]);
  });

  it("takes another one's place, of which nobody hears, without looking away from the same", async () => {
    const { done, windows, result } = createRig();
    await result(windows.open(SPEAKERS));
    const first = windows.current();

    expect(await result(windows.open(SPEAKERS))).toBe(OPENED);

    expect(first?.off.signal.aborted).toBe(true);
    expect(done).toEqual(["begun for speakers", "open", "called off", "begun for speakers", "open"]);
  });

  it("looks away from speakers before it can be seen by senders", async () => {
    const { done, windows, result } = createRig();
    await result(windows.open(SPEAKERS));

    await result(windows.open(SENDERS));

    expect(done.slice(2)).toEqual(["called off", "looked away", "begun for senders", "open"]);
  });

  it("begins only when what the one before looks away from is done", async () => {
    const { done, windows, result } = createRig();
    await result(windows.open(SPEAKERS));
    const cancelled = windows.cancel();

    expect(await result(windows.open(SPEAKERS))).toBe(OPENED);
    await cancelled;

    expect(done.slice(2)).toEqual(["called off", "closed: cancelled", "looked away", "begun for speakers", "open"]);
  });

  it("is not opened where it was cancelled while it began", async () => {
    const { clock, done, windows, result } = createRig();
    const opening = windows.open(SPEAKERS);
    await clock.advance(CALL_MS / 2);
    const cancelled = windows.cancel();

    expect(await result(opening)).toBe(CANCELLED);
    await cancelled;
    expect(windows.current()).toBeNull();
    expect(done.slice(0, 3)).toEqual(["begun for speakers", "called off", "closed: cancelled"]);
    expect(done.slice(3)).toEqual(["looked away", "looked away"]);
  });

  it("that was to be opened is not, once it was cancelled", async () => {
    const { windows, result } = createRig();
    const [first, second] = [windows.open(SPEAKERS), windows.open(SENDERS)];
    const cancelled = windows.cancel();

    expect([await result(first), await result(second)]).toEqual([CANCELLED, CANCELLED]);
    await cancelled;
    expect(windows.current()).toBeNull();
  });

  it("is none where no adapter looks around, and nobody is told that it closed", async () => {
    const { done, windows, result } = createRig({ canBegin: false });

    expect(await result(windows.open(SPEAKERS))).toBe(DOWN);

    expect(windows.current()).toBeNull();
    expect(done).toEqual(["begun for speakers", "called off", "looked away"]);
  });

  it("closes once, whoever closes it", async () => {
    const { done, windows, result } = createRig();
    await result(windows.open(SENDERS));

    const closing = [windows.close("paired"), windows.close("adapter-down"), windows.cancel()];
    await result(Promise.all(closing).then(() => ({ ok: true })));

    expect(done.filter((what) => what.startsWith("closed"))).toEqual(["closed: paired"]);
  });
});
