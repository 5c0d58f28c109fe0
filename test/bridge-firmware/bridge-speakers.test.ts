// Speakers that come, go, are taken away or say no; and a bridge or an engine that starts again.

import { err, type Result } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { ConnectFault, Transport } from "../../bridge-firmware/src/ports.ts";
import { startWorld, type World } from "./fakes/bridge.ts";
import { addressOf, command, homeConfig, KITCHEN, PATIO, play } from "./fakes/home.ts";
import { createFakeBluetooth, createFakeStore, TRANSPORT } from "./fakes/ports.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const reportOf = (id: typeof PATIO) => world.bridge.snapshot().speakers[id];
const attemptsOn = (id: typeof PATIO) => world.bluetooth.attempts.filter((address) => address === addressOf(id)).length;

describe("a speaker that vanishes while it plays", () => {
  it("leaves the engine's zone, and the others hear nothing of it", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO, KITCHEN));
    await world.clock.advance(10);
    const before = world.engine.requests.length;
    world.bluetooth.vanish(addressOf(KITCHEN));

    expect(world.engine.requests.slice(before)).toEqual([{ kind: "close-output", output: KITCHEN }]);
    expect(reportOf(KITCHEN)).toMatchObject({ link: "disconnected", reason: "SPEAKER_OFFLINE" });
    expect(Object.values(world.bridge.snapshot().zones)[0]?.members).toEqual({
      [PATIO]: "stereo",
      [KITCHEN]: "stereo",
    });
  });

  it("joins again in time when it is back, at its old volume and still muted", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO, KITCHEN));
    world.cloud.send(command(2, "set-volume", { speakers: [KITCHEN], volumePercent: 35 }));
    world.cloud.send(command(3, "mute", { speakers: [KITCHEN] }));
    await world.clock.advance(10);
    world.bluetooth.vanish(addressOf(KITCHEN));
    const before = world.engine.requests.length;
    world.bluetooth.comeBack(addressOf(KITCHEN));

    expect(world.engine.requests.slice(before)).toMatchObject([
      { kind: "open-output", output: KITCHEN },
      { kind: "join", member: { output: KITCHEN, channel: "stereo", volumePercent: 35, muted: true } },
    ]);
  });

  it("is called by the bridge a second later, and plays again within 5 s of its return", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO, KITCHEN));
    await world.clock.advance(10);
    const before = attemptsOn(KITCHEN);
    world.bluetooth.vanish(addressOf(KITCHEN));
    await world.clock.advance(999);
    expect(attemptsOn(KITCHEN)).toBe(before);
    await world.clock.advance(1);

    expect(attemptsOn(KITCHEN)).toBe(before + 1);
    expect(world.engine.of("join")).toHaveLength(1);
  });

  it("and was alone goes on where it was, when it is back soon", async () => {
    world = await startWorld();
    world.bluetooth.faults.set(addressOf(PATIO), { code: "SPEAKER_OFFLINE", retryable: true });
    world.bluetooth.comeBack(addressOf(PATIO));
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(20_000);
    world.bluetooth.vanish(addressOf(PATIO));
    await world.clock.advance(60_000);
    world.bluetooth.comeBack(addressOf(PATIO));

    expect(world.engine.of("open-zone")[1]?.input).toMatchObject({ startIndex: 0, startMs: 20_000 });
  });

  it("and was alone stays silent when it is back much later: nothing starts at 3 a.m.", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    world.bluetooth.faults.set(addressOf(PATIO), { code: "SPEAKER_OFFLINE", retryable: true });
    world.bluetooth.vanish(addressOf(PATIO));
    await world.clock.advance(300_000);
    world.bluetooth.comeBack(addressOf(PATIO));
    await world.clock.advance(1_000);

    expect(world.engine.of("open-zone")).toHaveLength(1);
    expect(Object.values(world.bridge.snapshot().zones)).toMatchObject([{ state: "paused" }]);
  });

  it("as far as the engine can tell is connected anew", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO, KITCHEN));
    await world.clock.advance(10);
    world.engine.ring({ kind: "output-failed", output: KITCHEN, reason: "broken pipe" });
    expect(reportOf(KITCHEN)?.link).toBe("disconnected");
    await world.clock.advance(1_000);

    expect(reportOf(KITCHEN)?.link).toBe("connected");
    expect(world.engine.of("join")).toHaveLength(1);
  });
});

/** A page that nobody answers. */
const untilGivenUp = (signal: AbortSignal) =>
  new Promise<Result<Transport, ConnectFault>>((resolve) => {
    signal.addEventListener("abort", () => resolve(err({ code: "SPEAKER_OFFLINE", retryable: true })));
  });

describe("a speaker that can't be connected", () => {
  const broken = (code: "SPEAKER_OFFLINE" | "SPEAKER_ASLEEP" | "SPEAKER_BUSY" | "SPEAKER_REFUSED") => {
    const bluetooth = createFakeBluetooth();
    bluetooth.faults.set(addressOf(KITCHEN), { code, retryable: code !== "SPEAKER_REFUSED" });
    return bluetooth;
  };

  it.each(["SPEAKER_OFFLINE", "SPEAKER_ASLEEP", "SPEAKER_BUSY", "SPEAKER_REFUSED"] as const)(
    "because of %s is named in the outcome while the others play",
    async (code) => {
      world = await startWorld({ bluetooth: broken(code) });
      world.cloud.send(play(1, PATIO, KITCHEN));
      await world.clock.advance(10);

      expect(world.cloud.outcomes()).toMatchObject([
        { state: "partial", code, perSpeaker: { [PATIO]: "OK", [KITCHEN]: code } },
      ]);
    },
  );

  it("is asked once more when somebody wants to hear it, and fails in its own words", async () => {
    world = await startWorld({ bluetooth: broken("SPEAKER_REFUSED") });
    expect(attemptsOn(KITCHEN)).toBe(1);
    world.cloud.send(play(1, KITCHEN));
    await world.clock.advance(10);

    expect(attemptsOn(KITCHEN)).toBe(2);
    expect(world.cloud.outcomes()).toMatchObject([{ state: "failed", code: "SPEAKER_REFUSED" }]);
  });

  it("does not begin to play by itself when it comes back after the command had failed", async () => {
    world = await startWorld({ bluetooth: broken("SPEAKER_OFFLINE") });
    world.cloud.send(play(1, KITCHEN));
    await world.clock.advance(10);
    world.bluetooth.comeBack(addressOf(KITCHEN));
    await world.clock.advance(1_000);

    expect(world.engine.of("open-zone")).toEqual([]);
    expect(world.bridge.snapshot().zones).toEqual({});
  });

  it("is named missing after 2 s when the radio is slow, and may join what plays later", async () => {
    const bluetooth = createFakeBluetooth();
    const connect: typeof bluetooth.connect = (address, signal) =>
      address === addressOf(KITCHEN) ? untilGivenUp(signal) : bluetooth.connect(address, signal);
    world = await startWorld({ bluetooth: { ...bluetooth, connect } });
    world.cloud.send(play(1, PATIO, KITCHEN));
    await world.clock.advance(1_999);
    expect(world.cloud.outcomes()).toEqual([]);
    await world.clock.advance(1);
    expect(world.cloud.outcomes()).toMatchObject([
      { state: "partial", perSpeaker: { [PATIO]: "OK", [KITCHEN]: "SPEAKER_OFFLINE" } },
    ]);

    bluetooth.comeBack(addressOf(KITCHEN));
    expect(world.engine.of("join")).toHaveLength(1);
  });

  it("out of range is called again after 1, 2, 5, 15, 30, 60 s, then every 2 minutes, for ever", async () => {
    world = await startWorld({ bluetooth: broken("SPEAKER_OFFLINE") });
    const calls: number[] = [];
    for (let second = 1; second <= 480; second++) {
      const before = attemptsOn(KITCHEN);
      await world.clock.advance(1_000);
      if (attemptsOn(KITCHEN) > before) calls.push(second);
    }

    expect(calls).toEqual([1, 3, 8, 23, 53, 113, 233, 353, 473]);
  });

  it("because a phone has it is asked three times, then once a minute: it is not fought for", async () => {
    world = await startWorld({ bluetooth: broken("SPEAKER_BUSY") });
    await world.clock.advance(3_000);
    expect(attemptsOn(KITCHEN)).toBe(3);
    await world.clock.advance(59_999);
    expect(attemptsOn(KITCHEN)).toBe(3);
    await world.clock.advance(1);
    expect(attemptsOn(KITCHEN)).toBe(4);
  });

  it("because it refuses is left alone", async () => {
    world = await startWorld({ bluetooth: broken("SPEAKER_REFUSED") });
    await world.clock.advance(3_600_000);

    expect(attemptsOn(KITCHEN)).toBe(1);
    expect(reportOf(KITCHEN)).toMatchObject({ link: "disconnected", reason: "SPEAKER_REFUSED" });
  });

  it("keeps the volume it was given for when it is back, and the outcome says it is away", async () => {
    world = await startWorld({ bluetooth: broken("SPEAKER_ASLEEP") });
    world.cloud.send(command(1, "set-volume", { speakers: [PATIO, KITCHEN], volumePercent: 20 }));
    await world.clock.advance(10);

    expect(world.cloud.outcomes()).toMatchObject([
      { state: "partial", code: "SPEAKER_ASLEEP", volumePercent: { [PATIO]: 20 } },
    ]);
    expect(reportOf(KITCHEN)?.volumePercent).toBe(20);
  });
});

describe("what a speaker tells", () => {
  it("about its delay moves it in time at once", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    world.bluetooth.ring({ kind: "delay-changed", address: addressOf(PATIO), reportedDelayMs: 142.3 });

    expect(world.engine.of("set-latency")).toEqual([{ kind: "set-latency", output: PATIO, latencyMs: 142.3 }]);
    expect(reportOf(PATIO)?.reportedDelayMs).toBe(142.3);
  });

  it("is replaced by what is typical of its codec where it never says a delay", async () => {
    const bluetooth = createFakeBluetooth();
    world = await startWorld({ bluetooth });
    bluetooth.vanish(addressOf(PATIO));
    bluetooth.ring({
      kind: "transport-added",
      address: addressOf(PATIO),
      transport: { ...TRANSPORT, reportedDelayMs: null },
    });
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);

    expect(world.engine.of("open-zone")[0]?.members).toMatchObject([{ latencyMs: 170 }]);
  });

  it("about its battery is reported", async () => {
    world = await startWorld();
    world.bluetooth.ring({ kind: "battery-changed", address: addressOf(PATIO), batteryPercent: 42 });
    expect(reportOf(PATIO)?.batteryPercent).toBe(42);
  });

  it("about its own buttons is the volume people speak of, and the gain stays", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    world.bluetooth.ring({ kind: "volume-changed", address: addressOf(PATIO), volumePercent: 60 });

    expect(reportOf(PATIO)?.volumePercent).toBe(30);
    expect(world.engine.of("set-volume")).toEqual([]);
  });

  it("about a speaker of nobody's is ignored", async () => {
    world = await startWorld();
    const before = world.bridge.snapshot();
    world.bluetooth.ring({ kind: "transport-removed", address: addressOf("spk_unknown" as typeof PATIO) });
    expect(world.bridge.snapshot()).toEqual(before);
  });
});

describe("an engine that is started again", () => {
  it("gets every output and every zone again, where they were", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    world.cloud.send(play(2, KITCHEN));
    world.cloud.send(command(3, "pause", { speakers: [KITCHEN] }));
    await world.clock.advance(12_000);
    const before = world.engine.requests.length;
    world.engine.restart();

    const after = world.engine.requests.slice(before);
    expect(after.filter(({ kind }) => kind === "open-output")).toHaveLength(3);
    expect(after.filter(({ kind }) => kind === "open-zone")).toMatchObject([
      { input: { startIndex: 0, startMs: 12_000 }, members: [{ output: PATIO }] },
    ]);
  });
});

describe("a bridge that is started again", () => {
  it("plays on where it was, at the old volumes, and leaves paused what was paused", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    world.cloud.send(play(1, PATIO));
    world.cloud.send(play(2, KITCHEN));
    world.cloud.send(command(3, "pause", { speakers: [KITCHEN] }));
    world.cloud.send(command(4, "set-volume", { speakers: [PATIO], volumePercent: 25 }));
    await world.clock.advance(40_000);
    const stoppedAtMs = world.clock.epochMs();
    await world.bridge.stop();

    world = await startWorld({ store, epochMs: stoppedAtMs + 60_000 });
    expect(world.engine.of("open-zone")).toMatchObject([
      { input: { startIndex: 0, startMs: 40_000 }, members: [{ output: PATIO, volumePercent: 25 }] },
    ]);
    expect(Object.values(world.bridge.snapshot().zones).map(({ state }) => state)).toEqual(["playing", "paused"]);

    world.cloud.send(command(5, "resume", { speakers: [KITCHEN] }));
    await world.clock.advance(10);
    expect(world.cloud.outcomes()).toMatchObject([{ state: "done", perSpeaker: { [KITCHEN]: "OK" } }]);
  });

  it("still knows which music a paused part belongs to", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    world.cloud.send(play(1, PATIO, KITCHEN));
    world.cloud.send(command(2, "pause", { speakers: [KITCHEN] }));
    await world.clock.advance(40_000);
    const stoppedAtMs = world.clock.epochMs();
    await world.bridge.stop();

    world = await startWorld({ store, epochMs: stoppedAtMs });
    world.cloud.send(command(3, "resume", { speakers: [KITCHEN] }));
    await world.clock.advance(10);
    expect(Object.values(world.bridge.snapshot().zones)).toMatchObject([
      { state: "playing", members: { [PATIO]: "stereo", [KITCHEN]: "stereo" } },
    ]);
  });

  it("after a crash is at most 15 s behind", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    const zone = world.engine.of("open-zone")[0]?.zone;
    for (let second = 1; second <= 40; second++) {
      await world.clock.advance(1_000);
      if (zone) world.engine.ring({ kind: "position", zone, index: 0, positionMs: second * 1_000 });
    }
    const crashed = createFakeStore();
    for (const [name, document] of store.documents) crashed.documents.set(name, structuredClone(document));
    const crashedAtMs = world.clock.epochMs();
    await world.bridge.stop();

    world = await startWorld({ store: crashed, epochMs: crashedAtMs + 5_000 });
    expect(world.engine.of("open-zone")[0]?.input.startMs).toBeGreaterThan(25_000);
  });

  it.each([
    ["after an absence of more than two minutes", 120_001],
    ["where its clock says that it was never away", -3_600_000],
  ])("keeps the music paused %s: power that comes back must not wake the house", async (_case, awayMs) => {
    const store = createFakeStore();
    world = await startWorld({ store, epochMs: Date.UTC(2026, 10, 20) });
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(1_000);
    const stoppedAtMs = world.clock.epochMs();
    await world.bridge.stop();

    world = await startWorld({ store, epochMs: stoppedAtMs + awayMs });
    expect(world.engine.of("open-zone")).toEqual([]);
    expect(Object.values(world.bridge.snapshot().zones)).toMatchObject([{ state: "paused" }]);
  });

  it("keeps quiet where it was told to", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(1_000);
    const stoppedAtMs = world.clock.epochMs();
    await world.bridge.stop();

    world = await startWorld({ store, resumeOnStart: false, epochMs: stoppedAtMs });
    expect(world.engine.of("open-zone")).toEqual([]);
    expect(Object.values(world.bridge.snapshot().zones)).toMatchObject([{ state: "paused" }]);
  });

  it("is never louder than the cap, whatever its memory says", async () => {
    const store = createFakeStore();
    store.documents.set("speakers", {
      version: 1,
      speakers: { [PATIO]: { volumePercent: 100, muted: false } },
      lastPlayed: {},
    });
    world = await startWorld({ store });
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);

    expect(world.engine.of("open-zone")[0]?.members).toMatchObject([{ volumePercent: 80 }]);
  });

  it("starts with documents that make no sense, and says so", async () => {
    const store = createFakeStore();
    store.documents.set("home", homeConfig());
    store.documents.set("speakers", "nonsense");
    store.documents.set("playback", { version: 99 });
    world = await startWorld({ store });

    expect(Object.keys(world.bridge.snapshot().speakers)).toHaveLength(3);
    expect(world.log.lines.filter(({ level }) => level === "error")).toHaveLength(2);
  });

  it("works from its copy of the home without any cloud", async () => {
    world = await startWorld();
    world.cloud.offline();

    expect(reportOf(PATIO)?.link).toBe("connected");
  });
});
