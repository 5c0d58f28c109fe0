// Every error that bluetoothd is known to give, given by it: what comes of it, how often it was asked, and that the next
// call works.
import { BluetoothAddress } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { until } from "../port-contracts/cloud-link.ts";
import { failed } from "./fake-bluez/devices.ts";
import { type BluezWorld, openBluezWorld } from "./support/bluez-world.ts";

const PATIO = BluetoothAddress.parse("02:00:00:00:00:01");
const DECK = BluetoothAddress.parse("02:00:00:00:00:02");
const PORCH = BluetoothAddress.parse("02:00:00:00:00:03");
const LONG_ENOUGH_MS = 10_000;
const never = () => new AbortController().signal;

const OFFLINE = { code: "SPEAKER_OFFLINE", retryable: true };
const GONE = { code: "SPEAKER_OFFLINE", retryable: false };
const BUSY = { code: "SPEAKER_BUSY", retryable: true };
const UNPAIRED = { code: "SPEAKER_UNPAIRED", retryable: false };
const REFUSED = { code: "SPEAKER_REFUSED", retryable: false };
const FULL = { code: "ADAPTER_FULL", retryable: true };
const NO_AUDIO = { code: "AUDIO_SERVICE_DOWN", retryable: true };
const ADAPTER = { code: "ADAPTER_DOWN", retryable: true };
/** Nothing is wrong: what holds is looked at, and then it is asked once more. */
const ASKED_TWICE = null;

const br = (reason: string) => failed(`br-connection-${reason}`);
const bluez = (name: string) => ({ name: `org.bluez.Error.${name}`, message: name });
const dbus = (name: string) => ({ name: `org.freedesktop.DBus.Error.${name}`, message: name });

const CONNECT_ERRORS = [
  [br("page-timeout"), OFFLINE],
  [br("timeout"), OFFLINE],
  [br("unknown"), BUSY],
  [br("canceled"), OFFLINE],
  [br("sdp-search"), OFFLINE],
  [br("aborted-by-local"), OFFLINE],
  [br("lmp-protocol-error"), OFFLINE],
  [br("aborted-by-remote"), BUSY],
  [br("refused"), BUSY],
  [br("busy"), BUSY],
  [br("key-missing"), UNPAIRED],
  [br("not-supported"), REFUSED],
  [br("invalid-argument"), REFUSED],
  [br("profile-unavailable"), NO_AUDIO],
  [br("adapter-not-powered"), ADAPTER],
  [br("bad-socket"), ADAPTER],
  [br("create-socket"), ADAPTER],
  [br("memory-allocation"), ADAPTER],
  [br("concurrent-connection-limit"), FULL],
  [br("already-connected"), ASKED_TWICE],
  [failed("Input/output error"), OFFLINE],
  [bluez("NotReady"), ADAPTER],
  [bluez("InProgress"), ASKED_TWICE],
  [bluez("AlreadyConnected"), ASKED_TWICE],
  [bluez("AlreadyExists"), ASKED_TWICE],
  [bluez("NotConnected"), ASKED_TWICE],
  [bluez("DoesNotExist"), GONE],
  [bluez("NotAvailable"), NO_AUDIO],
  [bluez("NotSupported"), REFUSED],
  [bluez("NotAuthorized"), UNPAIRED],
  [bluez("InvalidArguments"), REFUSED],
  [bluez("AuthenticationCanceled"), UNPAIRED],
  [bluez("AuthenticationFailed"), UNPAIRED],
  [bluez("AuthenticationRejected"), UNPAIRED],
  [bluez("AuthenticationTimeout"), UNPAIRED],
  [bluez("ConnectionAttemptFailed"), OFFLINE],
  [bluez("BREDR.ProfileUnavailable"), NO_AUDIO],
  [bluez("Canceled"), REFUSED],
  [bluez("Rejected"), REFUSED],
  [dbus("NoReply"), ADAPTER],
  [dbus("UnknownObject"), GONE],
  [dbus("AccessDenied"), ADAPTER],
] as const;

const PAIR_ERRORS = [
  [bluez("AuthenticationCanceled"), "PAIRING_REFUSED"],
  [bluez("AuthenticationFailed"), "PAIRING_REFUSED"],
  [bluez("AuthenticationRejected"), "PAIRING_REFUSED"],
  [bluez("AuthenticationTimeout"), "PAIRING_REFUSED"],
  [bluez("ConnectionAttemptFailed"), "SPEAKER_OFFLINE"],
  [bluez("InProgress"), "PAIRING_BUSY"],
  [bluez("NotReady"), "ADAPTER_DOWN"],
  [bluez("DoesNotExist"), "DEVICE_UNKNOWN"],
  [bluez("NotSupported"), "NOT_A_SPEAKER"],
  [failed("br-connection-page-timeout"), "SPEAKER_OFFLINE"],
  [failed("something nobody knows"), "SPEAKER_OFFLINE"],
  [dbus("NoReply"), "ADAPTER_DOWN"],
] as const;

let world: BluezWorld;
beforeEach(async () => {
  world = await openBluezWorld({
    furnish(fake) {
      fake.addSpeaker({ address: PATIO, name: "Patio" });
      fake.addStranger({ address: DECK, name: "Deck" });
    },
  });
});
afterEach(() => world.close());

describe("a connect that bluetoothd answers with an error", () => {
  it("comes to the right code, is asked once, and works the next time", async () => {
    for (const [error, expected] of CONNECT_ERRORS) {
      const before = world.fake.callsOf("Connect").length;
      world.fake.failNext("Connect", error);
      const answer = await world.bluetooth.connect(PATIO, never());
      const asked = world.fake.callsOf("Connect").length - before;

      const told = { error: error.name, reason: error.message, asked, answer: answer.ok ? null : answer.error };
      const times = expected === ASKED_TWICE ? 2 : 1;
      expect(told).toEqual({ error: error.name, reason: error.message, asked: times, answer: expected });
      expect((await world.bluetooth.connect(PATIO, never())).ok).toBe(true);
      await world.bluetooth.disconnect(PATIO);
    }
  });
});

describe("a speaker that lets itself be linked with, and refuses its stream", () => {
  it("is busy, though bluetoothd says that it could not create a socket", async () => {
    world.fake.addSpeaker({ address: PORCH, name: "Porch", mood: "in-use" });
    const isKnown = () => world.bluetooth.devices().some(({ address }) => address === PORCH) || null;
    expect(await world.objects.until(isKnown, { withinMs: LONG_ENOUGH_MS })).toBe(true);

    expect(await world.bluetooth.connect(PORCH, never())).toEqual({ ok: false, error: BUSY });
  });
});

describe("a pairing that bluetoothd answers with an error", () => {
  it("comes to the right code, is asked once, and works the next time", async () => {
    await world.pairing.open({ windowMs: 120_000, canAsk: false });
    for (const [error, code] of PAIR_ERRORS) {
      await world.pairing.open({ windowMs: 120_000, canAsk: false });
      await world.clock.pass(1_000);
      const before = world.fake.callsOf("Pair").length;
      world.fake.failNext("Pair", error);
      const answer = await world.pairing.pair(DECK, never());

      const told = { error: error.name, answer: answer.ok ? null : answer.error.code };
      expect(told).toEqual({ error: error.name, answer: code });
      expect(world.fake.callsOf("Pair")).toHaveLength(before + 1);
    }
    await world.pairing.open({ windowMs: 120_000, canAsk: false });
    await world.clock.pass(1_000);
    expect((await world.pairing.pair(DECK, never())).ok).toBe(true);
  });

  it("pairs although somebody else began it, as soon as it is paired", async () => {
    await world.pairing.open({ windowMs: 120_000, canAsk: false });
    await world.clock.pass(1_000);
    world.fake.failNext("Pair", bluez("AlreadyExists"));
    const pairing = world.pairing.pair(DECK, never());
    world.fake.markPaired(DECK);

    expect((await pairing).ok).toBe(true);
  });

  it("is no pairing where the key was not kept: the device is removed again", async () => {
    await world.pairing.open({ windowMs: 120_000, canAsk: false });
    await world.clock.pass(1_000);
    world.fake.setPairable("hci0", false);
    const answer = await world.pairing.pair(DECK, never());

    expect(answer).toMatchObject({ ok: false, error: { code: "PAIRING_REFUSED" } });
    await world.clock.pass(LONG_ENOUGH_MS);
    expect(world.bluetooth.devices().map(({ address }) => address)).toEqual([PATIO]);
  });
});

describe("other calls that bluetoothd answers with an error", () => {
  it("a disconnect that fails is a fault, and the link stays", async () => {
    await world.bluetooth.connect(PATIO, never());
    world.fake.failNext("Disconnect", failed("Input/output error"));
    expect(await world.bluetooth.disconnect(PATIO)).toMatchObject({ ok: false, error: { code: "unavailable" } });

    expect(world.bluetooth.devices()[0]?.transport).not.toBeNull();
    expect(await world.bluetooth.disconnect(PATIO)).toEqual({ ok: true, value: undefined });
  });

  it("a volume that is not taken is a fault that may pass, or a speaker without one", async () => {
    await world.bluetooth.connect(PATIO, never());
    world.fake.failNext("Set", failed("Input/output error"));
    expect(await world.bluetooth.setVolume(PATIO, 30)).toMatchObject({ ok: false, error: { code: "unavailable" } });
    world.fake.failNext("Set", bluez("NotSupported"));
    expect(await world.bluetooth.setVolume(PATIO, 30)).toMatchObject({ ok: false, error: { code: "refused" } });
    expect(await world.bluetooth.setVolume(PATIO, 30)).toEqual({ ok: true, value: undefined });
  });

  it("a window whose looking around is refused does not open, and leaves nothing open behind", async () => {
    world.fake.failNext("StartDiscovery", bluez("NotReady"));
    expect(await world.pairing.open({ windowMs: 60_000, canAsk: false })).toEqual({
      ok: false,
      error: { code: "ADAPTER_DOWN", retryable: true },
    });

    expect(world.fake.isPairable("hci0")).toBe(false);
    expect(world.pairing.found()).toEqual([]);
  });

  it("a window that is called off while it opens leaves nothing open behind", async () => {
    const letGo = world.fake.holdNext("StartDiscovery");
    const opening = world.pairing.open({ windowMs: 60_000, canAsk: false });
    await until(() => world.fake.callsOf("StartDiscovery").length > 0);
    const cancelling = world.pairing.cancel();
    letGo();
    await cancelling;

    expect(await opening).toEqual({ ok: false, error: { code: "PAIRING_CANCELLED", retryable: true } });
    expect(world.fake.isPairable("hci0")).toBe(false);
    expect(world.fake.callsOf("StopDiscovery").length).toBeGreaterThan(0);
    expect(world.pairing.found()).toEqual([]);
  });

  it("a speaker that can't be forgotten now is still known", async () => {
    world.fake.failNext("RemoveDevice", failed("Input/output error"));
    expect((await world.pairing.forget(PATIO)).ok).toBe(false);
    expect(world.bluetooth.devices().map(({ address }) => address)).toEqual([PATIO]);
  });
});
