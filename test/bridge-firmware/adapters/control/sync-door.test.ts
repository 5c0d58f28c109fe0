// Measuring at the bridge's own door, through the command's own client: begun, asked about, called off; recordings brought.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ok, type SpeakerId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { SpeakerMeasurement } from "../../../../bridge-firmware/src/calibration/measurement.ts";
import { createClient } from "../../../../bridge-firmware/src/cli/client.ts";
import { openFavourites } from "../../../../bridge-firmware/src/memory/favourites.ts";
import { startWorld } from "../../fakes/bridge.ts";
import { startDoor } from "../../fakes/door.ts";
import { FIRE_PIT, PATIO, STRANGER, THING } from "../../fakes/home.ts";
import { createFakeMicrophone } from "../../fakes/microphone.ts";

const heardAt = (latencyMs: number): SpeakerMeasurement => ({
  ...{ kind: "measured", latencyMs, spreadMs: 0.02, confidence: 0.9, levelDb: -30, snrDb: 25 },
});
const BOTH = [PATIO, FIRE_PIT];
const WISH = { speakers: BOTH, isToBeApplied: true };

let folder: string;
let door: Awaited<ReturnType<typeof openDoor>>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-door-"));
  door = await openDoor();
});
afterEach(async () => {
  await door.close();
  await rm(folder, { recursive: true, force: true });
});

async function openDoor() {
  const microphone = createFakeMicrophone();
  const speakers = new Map<SpeakerId, SpeakerMeasurement>([
    [PATIO, heardAt(100)],
    [FIRE_PIT, heardAt(130)],
  ]);
  const world = await startWorld({ microphone, analyse: async () => ok({ speakers, clockPpm: 4 }) });
  const { store, log, clock, bridge } = world;
  const favourites = await openFavourites({ store, log }, { isSame: () => false, checkStream: ok });
  const surroundings = () => ({
    ...{ version: "1.2.3", thing: THING, cloud: "none" as const, uptimeSeconds: 7 },
    library: { tracks: 3, looking: null, skipped: 0, fault: null },
  });
  const socketPath = join(folder, "control.sock");
  const server = await startDoor({ bridge, favourites, socketPath, surroundings, clock, log });
  /** Time passes while the door is asked. */
  const during = async <T>(asked: Promise<T>): Promise<T> => {
    let isOver = false;
    void asked.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await clock.advance(100);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return asked;
  };
  const playAll = async () => {
    const { id, probes } = world.engine.of("probe").at(-1) ?? { id: "", probes: [] };
    world.engine.ring({ kind: "probing", id });
    for (const [index, { output }] of probes.entries()) world.engine.ring({ kind: "probed", id, output, index });
    world.engine.ring({ kind: "probes-ended", id, reason: "done" });
    await clock.advance(3_000);
  };
  const close = async () => {
    await server.close();
    await bridge.stop();
  };
  return { ...world, microphone, client: createClient(socketPath).sync, during, playAll, close, socketPath };
}

describe("measuring at the bridge's own door", () => {
  it("is begun, and its end is told with what was heard of each", async () => {
    const begun = await door.during(door.client.measure(WISH));
    expect(begun).toMatchObject({ ok: true, value: { kind: "measuring", measuring: { allProbes: 4 } } });
    await door.playAll();
    expect(await door.client.view()).toMatchObject({
      ok: true,
      value: {
        ended: 1,
        measuring: null,
        last: { kind: "measured", measured: { isApplied: true, skewMs: 30 }, measurement: { clockPpm: 4 } },
        played: {
          plan: { slots: [{ speaker: PATIO }, { speaker: FIRE_PIT }, { speaker: FIRE_PIT }, { speaker: PATIO }] },
        },
      },
    });
  });

  it("is made anew whenever it is asked for here", async () => {
    await door.during(door.client.measure(WISH));
    await door.playAll();
    expect(await door.during(door.client.measure(WISH))).toMatchObject({ value: { kind: "measuring" } });
  });

  it("is called off, and nothing plays on", async () => {
    await door.during(door.client.measure(WISH));
    expect(await door.during(door.client.cancel())).toMatchObject({ value: { measuring: null, ended: 1 } });
    expect(door.engine.of("cancel-probes")).toHaveLength(1);
  });

  it("has the test tone played and listened for, and tells why it was not heard", async () => {
    const samples = Float32Array.from({ length: 3 * 48_000 }, (_, n) =>
      n < 1.3 * 48_000 ? 0 : 0.1 * Math.sin((2 * Math.PI * 1_000 * n) / 48_000),
    );
    door.microphone.state.heard = { samples, rateHz: 48_000, startedAtMs: door.clock.nowMs() };
    const heard = await door.during(door.client.hearTone({ speakers: [PATIO] }));
    expect(heard).toMatchObject({ ok: true, value: { kind: "heard", perSpeaker: { [PATIO]: "OK" } } });
    expect(await door.during(door.client.hearTone({ speakers: [STRANGER] }))).toMatchObject({
      value: { kind: "refused", code: "TARGET_UNKNOWN" },
    });
  });

  it("stops the test tone of whoever hangs up, and of nobody else", async () => {
    /** How long that takes, by the bridge's clock: the tone ends by itself after 2.2 s. */
    const until = async (isSo: () => boolean): Promise<number> => {
      const fromMs = door.clock.nowMs();
      for (; !isSo(); await door.clock.advance(10)) await new Promise((resolve) => setTimeout(resolve, 5));
      return door.clock.nowMs() - fromMs;
    };
    const isPlaying = () => Object.keys(door.bridge.snapshot().zones).length > 0;
    const first = new AbortController();
    const second = new AbortController();
    const asked = door.client.hearTone({ speakers: [PATIO] }, first.signal);
    await until(isPlaying);
    const busy = door.client.hearTone({ speakers: [FIRE_PIT] }, second.signal);
    expect(await busy).toMatchObject({ value: { kind: "refused", code: "BUSY" } });
    second.abort();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isPlaying(), door.microphone.state.listening]).toEqual([true, 1]);
    first.abort();
    expect(await until(() => !door.bridge.tone.isListening())).toBeLessThan(1_500);
    expect(await asked).toMatchObject({ ok: false });
    expect([isPlaying(), door.microphone.state.listening]).toEqual([false, 0]);
  });

  it("takes what a recording was found to hold", async () => {
    await door.during(door.client.measure({ ...WISH, listens: "elsewhere" }));
    await door.playAll();
    const view = await door.client.view();
    const plan = view.ok ? (view.value.played?.id ?? "") : "";
    const one = (latencyMs: number) =>
      ({ kind: "measured", latencyMs, spreadMs: 0, confidence: 1, levelDb: -20, snrDb: 30 }) as const;
    const measurement = { speakers: { [PATIO]: one(10), [FIRE_PIT]: one(15) }, clockPpm: 0 };
    expect(await door.client.bring({ plan, measurement, isToBeApplied: true })).toMatchObject({
      value: { kind: "measured", measured: { skewMs: 5, isApplied: true } },
    });
  });

  it.each([
    ["no speakers", "measure", { speakers: [], isToBeApplied: true }, "speakers"],
    ["no speakers for the tone", "hearTone", { speakers: [] }, "speakers"],
    ["a field that is none", "measure", { ...WISH, loudly: true }, "loudly"],
    ["no measurement", "bring", { plan: "x", isToBeApplied: true }, "measurement"],
    [
      "a latency of a day",
      "bring",
      {
        plan: "x",
        isToBeApplied: true,
        measurement: {
          clockPpm: 0,
          speakers: {
            [PATIO]: { kind: "measured", latencyMs: 86_400_000, spreadMs: 0, confidence: 1, levelDb: 0, snrDb: 0 },
          },
        },
      },
      "latencyMs",
    ],
  ] as const)("is refused with the field that is wrong: %s", async (_, what, body, field) => {
    const answer = await door.during<unknown>(door.client[what](body as never));
    expect(answer).toMatchObject({ ok: false, error: { kind: "refused", error: { code: "BAD_REQUEST" } } });
    expect(JSON.stringify(answer)).toContain(field);
  });

  it("has speakers play softer than they were built, and as loud again", async () => {
    const trims = { [PATIO]: -4.2, [FIRE_PIT]: 0 };
    expect(await door.during(door.client.trim({ trims }))).toEqual({ ok: true, value: { trims } });
    expect(door.bridge.home()?.speakers[PATIO]?.tone).toEqual({ trimDb: -4.2, equaliser: [] });
    expect(door.engine.of("set-tone").at(-1)).toMatchObject({ output: PATIO, tone: { trimDb: -4.2 } });
    await door.during(door.client.trim({ trims: { [PATIO]: 0 } }));
    expect(door.bridge.home()?.speakers[PATIO]?.tone).toBeUndefined();
  });

  it.each([
    ["louder than it was built", { [PATIO]: 1 }],
    ["softer by more than levels are matched", { [PATIO]: -12.1 }],
    ["nobody", {}],
  ])("refuses to have speakers play %s", async (_, trims) => {
    const answer = await door.during(door.client.trim({ trims }));
    expect(answer).toMatchObject({ ok: false, error: { error: { code: "BAD_REQUEST" } } });
  });

  it("tells that a speaker is none of the home's", async () => {
    const answer = await door.during(door.client.trim({ trims: { [STRANGER]: -1 } }));
    expect(answer).toMatchObject({ ok: false, error: { error: { code: "CONFLICT" } } });
  });

  it("of other probes than the last is a conflict", async () => {
    const measurement = { speakers: {}, clockPpm: 0 };
    const answer = await door.client.bring({ plan: "older", measurement, isToBeApplied: true });
    expect(answer).toMatchObject({ ok: true, value: { kind: "refused", code: "CONFLICT" } });
  });
});
