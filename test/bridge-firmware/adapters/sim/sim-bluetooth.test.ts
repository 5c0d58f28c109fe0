import { afterEach, describe, expect, it } from "@jest/globals";
import {
  createSimBluetooth,
  type SimBluetooth,
  type SimSpeaker,
} from "../../../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import type { BluetoothEvent } from "../../../../bridge-firmware/src/ports.ts";
import { simSpeaker } from "./sim-speaker-fixture.ts";

const never = new AbortController().signal;
let radios: SimBluetooth[] = [];

/** A radio with one speaker, what it told with the time it told it, and the links as the engine felt them. */
function setUp(changes: Partial<SimSpeaker> = {}, seed = 7) {
  const speaker = simSpeaker(1, changes);
  const clock = createVirtualClock();
  const told: { readonly atMs: number; readonly what: string }[] = [];
  const events: BluetoothEvent[] = [];
  const radio = createSimBluetooth({
    speakers: [speaker],
    clock,
    seed,
    onLink: (_, up) => told.push({ atMs: clock.nowMs(), what: up ? "link up" : "link down" }),
  });
  radio.onEvent((event) => {
    events.push(event);
    told.push({ atMs: clock.nowMs(), what: event.kind });
  });
  radios.push(radio);
  const connect = async () => {
    const connecting = radio.connect(speaker.address, never);
    await clock.advance(1_200);
    return connecting;
  };
  return { radio, clock, told, events, connect, address: speaker.address };
}

afterEach(async () => {
  for (const radio of radios) await radio.close();
  radios = [];
});

describe("a simulated radio", () => {
  it("plays nothing on whom it does not know: he may be nearby, or forgotten", async () => {
    const { radio, connect, address } = setUp({ mood: "vanishes-mid-song" });
    await connect();
    radio.forget(address);

    expect(() => radio.notePlaying(address, false)).not.toThrow();
    expect(radio.devices()).toEqual([]);
  });
});

describe("a simulated speaker's link", () => {
  it("is there 120 ms after the call, felt by the engine before it is told", async () => {
    const { told, connect } = setUp();
    await connect();

    expect(told).toEqual([
      { atMs: 120, what: "link up" },
      { atMs: 120, what: "transport-added" },
      { atMs: 120, what: "battery-changed" },
    ]);
  });

  it("leads to an emulated output with the speaker's true latency, which the transport does not tell", async () => {
    const { connect } = setUp({ recordPath: "/recordings/patio.wav" });
    const connected = await connect();

    expect(connected).toMatchObject({
      ok: true,
      value: {
        codec: "SBC",
        reportedDelayMs: 142.3,
        output: { kind: "emulated", actualLatencyMs: 150, jitterMs: 0.5, recordPath: "/recordings/patio.wav" },
      },
    });
  });

  it("has a jitter of its own each time, the same in every run with the same seed", async () => {
    const seedsOf = async (seed: number) => {
      const { radio, connect, address } = setUp({}, seed);
      const seeds: unknown[] = [];
      for (let link = 0; link < 3; link += 1) {
        const connected = await connect();
        if (connected.ok && connected.value.output.kind === "emulated") seeds.push(connected.value.output.seed);
        await radio.disconnect(address);
      }
      return seeds;
    };
    const first = await seedsOf(7);

    expect(new Set(first).size).toBe(3);
    expect(await seedsOf(7)).toEqual(first);
    expect(await seedsOf(8)).not.toEqual(first);
  });

  it("starts at the speaker's loudest, whatever it was told before", async () => {
    const { radio, connect, address } = setUp();
    await connect();
    await radio.setVolume(address, 20);
    expect(radio.ownVolumePercent(address)).toBe(20);
    await radio.disconnect(address);
    await connect();

    expect(radio.ownVolumePercent(address)).toBe(100);
  });
});

describe("moods", () => {
  it.each([
    ["asleep", 1_200],
    ["out-of-range", 1_200],
    ["stolen-by-a-phone", 0],
    ["refuses-codec", 120],
  ] as const)("a speaker that is %s lets the caller wait %i ms", async (mood, waitMs) => {
    const { radio, clock, address } = setUp({ mood });
    let answeredAtMs = Number.NaN;
    const connecting = radio.connect(address, never).then((answer) => {
      answeredAtMs = clock.nowMs();
      return answer;
    });
    await clock.advance(5_000);

    expect((await connecting).ok).toBe(false);
    expect(answeredAtMs).toBe(waitMs);
  });

  it.each(["asleep", "out-of-range", "stolen-by-a-phone"] as const)(
    "a connected speaker that becomes %s loses its link at once",
    async (mood) => {
      const { radio, connect, address, events } = setUp();
      await connect();
      radio.setMood(address, mood);

      expect(events.at(-1)).toEqual({ kind: "transport-removed", address });
    },
  );

  it("a link that stands is not touched when the speaker begins to refuse codecs", async () => {
    const { radio, connect, address, events } = setUp();
    await connect();
    radio.setMood(address, "refuses-codec");

    expect(events.filter((event) => event.kind === "transport-removed")).toEqual([]);
  });

  it("a speaker that wakes while it is being called answers", async () => {
    const { radio, clock, address } = setUp({ mood: "asleep" });
    const connecting = radio.connect(address, never);
    await clock.advance(600);
    radio.setMood(address, "awake");
    await clock.advance(600);

    expect((await connecting).ok).toBe(true);
  });

  it("a speaker that vanishes mid-song goes after 2 s of it, stays away for 8, and comes back by itself, once", async () => {
    const { radio, clock, connect, address, told } = setUp({ mood: "vanishes-mid-song", batteryPercent: null });
    await connect();
    await clock.advance(800);
    radio.notePlaying(address, true);
    await clock.advance(60_000);

    expect(told).toEqual([
      { atMs: 120, what: "link up" },
      { atMs: 120, what: "transport-added" },
      { atMs: 4_000, what: "link down" },
      { atMs: 4_000, what: "transport-removed" },
      { atMs: 12_120, what: "link up" },
      { atMs: 12_120, what: "transport-added" },
    ]);
  });

  it("a speaker that vanishes mid-song cannot be reached while it is away", async () => {
    const { radio, clock, connect, address } = setUp({ mood: "vanishes-mid-song" });
    await connect();
    radio.notePlaying(address, true);
    await clock.advance(2_000);

    expect(await connect()).toEqual({ ok: false, error: { code: "SPEAKER_OFFLINE", retryable: true } });
  });

  it("a speaker that vanishes mid-song waits for the next song when this one is stopped early", async () => {
    const { radio, clock, connect, address, told } = setUp({ mood: "vanishes-mid-song" });
    await connect();
    radio.notePlaying(address, true);
    await clock.advance(1_000);
    radio.notePlaying(address, false);
    await clock.advance(60_000);
    expect(told.filter(({ what }) => what === "link down")).toEqual([]);

    radio.notePlaying(address, true);
    await clock.advance(2_000);
    expect(told.filter(({ what }) => what === "link down")).toHaveLength(1);
  });
});

describe("fate", () => {
  it("lets a speaker vanish and come back by itself 120 ms after it could", async () => {
    const { radio, clock, connect, address, told } = setUp({ batteryPercent: null });
    await connect();
    radio.vanish(address);
    await clock.advance(10_000);
    radio.comeBack(address);
    await clock.advance(1_000);

    expect(told.map(({ what }) => what)).toEqual([
      "link up",
      "transport-added",
      "link down",
      "transport-removed",
      "link up",
      "transport-added",
    ]);
    expect(told.at(-1)?.atMs).toBe(11_320);
  });

  it("drains a battery, and an empty speaker switches itself off", async () => {
    const { radio, connect, address, events } = setUp();
    await connect();
    radio.drainBattery(address, 15);
    radio.drainBattery(address, 0);

    expect(events.slice(2)).toEqual([
      { kind: "battery-changed", address, batteryPercent: 15 },
      { kind: "battery-changed", address, batteryPercent: 0 },
      { kind: "transport-removed", address },
    ]);
    expect(await connect()).toMatchObject({ ok: false, error: { code: "SPEAKER_ASLEEP" } });
  });

  it("lets a speaker report another delay in the middle of a stream", async () => {
    const { radio, connect, address, events } = setUp();
    await connect();
    radio.reportDelay(address, 201.5);

    expect(events.at(-1)).toEqual({ kind: "delay-changed", address, reportedDelayMs: 201.5 });
    expect(radio.devices()[0]?.transport?.reportedDelayMs).toBe(201.5);
  });

  it("knows a battery only while there is a link", async () => {
    const { radio, connect } = setUp();
    expect(radio.devices()[0]?.batteryPercent).toBeNull();
    await connect();

    expect(radio.devices()[0]?.batteryPercent).toBe(80);
  });

  it("refuses to touch a speaker that does not exist", () => {
    const { radio } = setUp();

    expect(() => radio.vanish(simSpeaker(99).address)).toThrow(
      "no simulated speaker has the address 02:00:00:00:00:63",
    );
  });
});
