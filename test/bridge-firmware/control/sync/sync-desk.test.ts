// Commands that measure how well speakers play together: what is played, what is told, and how each of it can end.
import { type Command, err, type Outcome, type OutcomeCode, ok, type SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { type Announcer, NO_ANNOUNCER } from "../../../../bridge-firmware/src/announcer-port.ts";
import type { SpeakerMeasurement } from "../../../../bridge-firmware/src/calibration/measurement.ts";
import type { Analyse } from "../../../../bridge-firmware/src/control/sync/measure-speakers.ts";
import type { EngineEvent } from "../../../../bridge-firmware/src/engine/protocol.ts";
import { startWorld, type World } from "../../fakes/bridge.ts";
import { addressOf, command, FIRE_PIT, KITCHEN, PATIO, play, STRANGER } from "../../fakes/home.ts";
import { createFakeMicrophone } from "../../fakes/microphone.ts";

const ALL = [PATIO, FIRE_PIT, KITCHEN];
const NOW_MS = Date.UTC(2026, 5, 1);

const heardAt = (latencyMs: number, levelDb = -30): SpeakerMeasurement => ({
  ...{ kind: "measured", latencyMs, spreadMs: 0.02, confidence: 0.9, levelDb, snrDb: 25 },
});

/** Every speaker reports 120 ms: the fire pit takes 40 ms longer than the others. */
const LATE_FIRE_PIT = new Map([
  [PATIO, heardAt(500)],
  [FIRE_PIT, heardAt(540)],
  [KITCHEN, heardAt(500)],
]);

const SPEECH: Announcer = { ...NO_ANNOUNCER, speak: async () => ok("/spoken/words.wav") };

async function open({ measured = LATE_FIRE_PIT as ReadonlyMap<SpeakerId, SpeakerMeasurement> } = {}) {
  const microphone = createFakeMicrophone();
  const analyse: Analyse = async (_, plan) => {
    const planned = new Set(plan.slots.map(({ speaker }) => speaker));
    return ok({ speakers: new Map([...measured].filter(([id]) => planned.has(id))), clockPpm: 0 });
  };
  const hearing = { analyse };
  const world = await startWorld({
    microphone,
    analyse: (...heard) => hearing.analyse(...heard),
    epochMs: NOW_MS,
    announcer: SPEECH,
  });
  let number = 100;
  const give = async (
    kind: "calibrate" | "sync-check",
    speakers: readonly SpeakerId[],
    whileMusicPlays = false,
    origin: Command["origin"] = "cli",
  ) => {
    number += 1;
    const asked = { speakers: [...speakers], whileMusicPlays };
    const given = command(number, kind, asked, { issuedAtMs: world.clock.epochMs(), origin });
    const told = world.bridge.command(given);
    let outcome: Outcome | null = null;
    void told.then((one) => {
      outcome = one;
    });
    for (let waitedMs = 0; outcome === null && waitedMs < 5_000; waitedMs += 50) await world.clock.advance(50);
    return told;
  };
  return { ...world, microphone, hearing, give };
}
type Open = Awaited<ReturnType<typeof open>>;

const scheduleOf = (world: Pick<World, "engine">) => {
  const last = world.engine.of("probe").at(-1);
  if (!last) throw new Error("no probes were asked for");
  return last;
};

/** The engine plays the newest schedule to its end, or as far as `count` probes. */
async function playProbes(world: Open, { count = Number.POSITIVE_INFINITY } = {}): Promise<void> {
  const { id, probes } = scheduleOf(world);
  const ring = async (event: EngineEvent) => {
    world.engine.ring(event);
    await world.clock.advance(1_000);
  };
  await ring({ kind: "probing", id });
  for (const [index, { output }] of probes.slice(0, count).entries()) await ring({ kind: "probed", id, output, index });
  if (count >= probes.length) world.engine.ring({ kind: "probes-ended", id, reason: "done" });
  await world.clock.advance(2_000);
}

const announce = (world: Pick<World, "cloud">, seq: number, speakers: SpeakerId[]): void =>
  world.cloud.send(
    command(seq, "announce", { speakers, says: { kind: "words", words: "Dinner" } }, { issuedAtMs: NOW_MS }),
  );
const announcedIn = (world: Pick<World, "engine">) => world.engine.of("announce").at(-1);

const latencyOf = (world: Pick<World, "bridge">, id: SpeakerId) => world.bridge.snapshot().speakers[id]?.latency;

describe("a calibration", () => {
  it("begins at once, tells how far it is, and in the end what came of it; the speakers play by it", async () => {
    const world = await open();
    const begun = await world.give("calibrate", ALL);
    expect(begun).toMatchObject({ state: "done", code: "OK", measuring: { playedProbes: 0, allProbes: 6 } });
    expect(begun.timings.settledMs).toBeLessThan(2_500);

    await playProbes(world, { count: 2 });
    const meanwhile = await world.give("calibrate", ALL);
    expect(meanwhile.measuring).toMatchObject({ playedProbes: 2, allProbes: 6 });
    expect(meanwhile.measuring?.leftMs).toBeLessThan(begun.measuring?.leftMs ?? 0);

    await playProbes(world);
    const over = await world.give("calibrate", [...ALL].reverse());
    expect(over).toMatchObject({ state: "done", code: "OK", measured: { isApplied: true, skewMs: 40 } });
    expect(over.measured?.speakers).toMatchObject({
      [PATIO]: { code: "OK", lateMs: 0 },
      [FIRE_PIT]: { code: "OK", lateMs: 40 },
      [KITCHEN]: { code: "OK", lateMs: 0 },
    });
    expect(over.latencies?.[FIRE_PIT]).toMatchObject({ ms: 160, method: "measured" });
    expect(latencyOf(world, PATIO)).toMatchObject({ ms: 120, method: "measured" });
    expect(world.microphone.state.listening).toBe(0);
  });

  it("plays each speaker as loud as it is, audibly, and never above its cap", async () => {
    const world = await open();
    world.cloud.send(command(1, "set-volume", { speakers: [PATIO], volumePercent: 70 }, { issuedAtMs: NOW_MS }));
    world.cloud.send(command(2, "set-volume", { speakers: [FIRE_PIT], volumePercent: 10 }, { issuedAtMs: NOW_MS }));
    world.cloud.send(command(3, "set-volume", { speakers: [KITCHEN], volumePercent: 100 }, { issuedAtMs: NOW_MS }));
    await world.clock.advance(100);
    await world.give("calibrate", ALL);
    const { probes } = scheduleOf(world);
    const loud = new Map(probes.map(({ output, volumePercent }) => [output, volumePercent]));
    expect(loud).toEqual(
      new Map([
        [PATIO, 70],
        [FIRE_PIT, 40],
        [KITCHEN, 80],
      ]),
    );
  });

  it("is refused while music plays on one of them, unless that is wanted", async () => {
    const world = await open();
    world.cloud.send({ ...play(1, PATIO), issuedAtMs: NOW_MS });
    await world.clock.advance(100);
    const refused = await world.give("calibrate", ALL);
    expect(refused).toMatchObject({ state: "failed", code: "MUSIC_PLAYS", perSpeaker: { [PATIO]: "MUSIC_PLAYS" } });
    expect(world.engine.of("probe")).toEqual([]);
    expect(await world.give("calibrate", ALL, true)).toMatchObject({ state: "done", measuring: { allProbes: 6 } });
  });

  it("is refused while something is announced on one of them, and begins when that is over", async () => {
    const world = await open();
    announce(world, 1, [PATIO]);
    await world.clock.advance(100);
    const refused = await world.give("calibrate", ALL);
    expect(refused).toMatchObject({ state: "failed", code: "MUSIC_PLAYS", perSpeaker: { [PATIO]: "MUSIC_PLAYS" } });
    expect(await world.give("calibrate", [FIRE_PIT, KITCHEN], true)).toMatchObject({ state: "done" });
    world.engine.ring({ kind: "zone-ended", zone: announcedIn(world)?.zone as never, reason: "finished" });
    await world.clock.advance(100);
    await world.bridge.sync.cancel();
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "done", measuring: { allProbes: 6 } });
  });

  it("is called off by an announcement on one of its speakers, which nobody hears over tones", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    const { id } = scheduleOf(world);
    announce(world, 1, [KITCHEN]);
    await world.clock.advance(100);
    expect(world.engine.of("cancel-probes")).toEqual([expect.objectContaining({ id })]);
    expect(announcedIn(world)?.members.map(({ output }) => output)).toEqual([KITCHEN]);
  });

  it("is one at a time", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    const refused = await world.give("calibrate", [PATIO, KITCHEN]);
    expect(refused).toMatchObject({ state: "failed", code: "BUSY", measuring: { playedProbes: 0, allProbes: 6 } });
    expect(world.engine.of("probe")).toHaveLength(1);
  });

  it("that was asked to be a look becomes one that is applied when that is asked meanwhile", async () => {
    const world = await open();
    await world.give("sync-check", ALL);
    await world.give("calibrate", ALL);
    await playProbes(world);
    expect(await world.give("calibrate", ALL)).toMatchObject({ measured: { isApplied: true } });
  });

  it("is told to whoever asks whether they are in time; asked again, it is checked", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    await playProbes(world);
    expect(await world.give("sync-check", ALL)).toMatchObject({ measured: { isApplied: true, skewMs: 40 } });
    expect(await world.give("sync-check", ALL)).toMatchObject({ measuring: { playedProbes: 0 } });
    await playProbes(world);
    expect(await world.give("sync-check", ALL)).toMatchObject({ measured: { isApplied: false } });
  });

  it("that was asked for by voice is not begun while Alexa still says so", async () => {
    const world = await open();
    const told = await world.give("calibrate", ALL, false, "alexa");
    expect(told.timings.settledMs).toBeLessThan(2_500);
    await world.clock.advance(5_000);
    expect(world.engine.of("probe")).toEqual([]);
    await world.clock.advance(1_000);
    expect(world.engine.of("probe")).toHaveLength(1);
    expect(told.measuring?.leftMs).toBeGreaterThan(6_000 + 6 * 1_000);
  });

  it("is made anew two minutes later", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    await playProbes(world);
    await world.clock.advance(121_000);
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "done", measuring: { playedProbes: 0 } });
  });
});

describe("a result", () => {
  const calibrated = async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    await playProbes(world);
    return world;
  };

  it("that was applied is told once; asked for again, it is measured anew", async () => {
    const world = await calibrated();
    expect(await world.give("calibrate", ALL)).toMatchObject({ measured: { isApplied: true } });
    expect(await world.give("calibrate", ALL)).toMatchObject({ measuring: { playedProbes: 0 } });
  });

  it("of links that were made anew since is not told any more", async () => {
    const world = await calibrated();
    world.bluetooth.vanish(addressOf(KITCHEN));
    world.bluetooth.comeBack(addressOf(KITCHEN));
    await world.clock.advance(3_000);
    expect(await world.give("sync-check", ALL)).toMatchObject({ measuring: { playedProbes: 0 } });
  });

  it("of latencies that were moved since is not told any more", async () => {
    const world = await open();
    await world.give("sync-check", ALL);
    await playProbes(world);
    const issuedAtMs = world.clock.epochMs();
    world.cloud.send(command(900, "nudge-delay", { speakers: [KITCHEN], deltaMs: 10 }, { issuedAtMs }));
    await world.clock.advance(100);
    expect(await world.give("sync-check", ALL)).toMatchObject({ measuring: { playedProbes: 0 } });
  });

  it("tells how loud each was at one volume, and the trims that would match them", async () => {
    const world = await open({
      measured: new Map([
        [PATIO, heardAt(500, -24)],
        [FIRE_PIT, heardAt(500, -30)],
        [KITCHEN, heardAt(500, -30)],
      ]),
    });
    // the patio's probes are played at 80 %: 60 lg 2 dB louder than the others' at 40 %
    world.cloud.send(command(1, "set-volume", { speakers: [PATIO], volumePercent: 80 }, { issuedAtMs: NOW_MS }));
    world.cloud.send(
      command(2, "set-volume", { speakers: [FIRE_PIT, KITCHEN], volumePercent: 40 }, { issuedAtMs: NOW_MS }),
    );
    await world.clock.advance(100);
    await world.give("sync-check", ALL);
    await playProbes(world);
    const { measured } = await world.give("sync-check", ALL);
    expect(measured?.levels?.spreadDb).toBeCloseTo(60 * Math.log10(2) - 6);
    expect(measured?.speakers[PATIO]?.levelDb).toBeCloseTo(6 - 60 * Math.log10(2));
    expect(measured?.levels?.trims).toEqual({ [PATIO]: 0, [FIRE_PIT]: -12, [KITCHEN]: -12 });
  });

  it("of speakers whose trims were changed since is not told any more", async () => {
    const world = await open();
    await world.give("sync-check", ALL);
    await playProbes(world);
    await world.bridge.editHome({ kind: "set-trims", trims: { [PATIO]: -3 } });
    expect(await world.give("sync-check", ALL)).toMatchObject({ measuring: { playedProbes: 0 } });
  });

  it("is told while a delay only wavers", async () => {
    const world = await calibrated();
    world.bluetooth.ring({ kind: "delay-changed", address: addressOf(KITCHEN), reportedDelayMs: 120.6 });
    await world.clock.advance(100);
    expect(await world.give("sync-check", ALL)).toMatchObject({ measured: { isApplied: true } });
  });
});

describe("a measurement of speakers that somebody wants", () => {
  it.each(["stop", "pause"] as const)("silent ends with %s, which was something to do", async (kind) => {
    const world = await open();
    await world.give("calibrate", ALL);
    await playProbes(world, { count: 2 });
    const stopped = world.bridge.command(
      command(50, kind, { speakers: [PATIO, FIRE_PIT] }, { issuedAtMs: world.clock.epochMs() }),
    );
    await world.clock.advance(100);
    expect(await stopped).toMatchObject({ state: "done", code: "OK", perSpeaker: { [PATIO]: "OK" } });
    expect(world.engine.of("cancel-probes")).toHaveLength(1);
    expect(world.microphone.state.listening).toBe(0);
    expect(latencyOf(world, PATIO)).toMatchObject({ method: "reported" });
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "done", measuring: { playedProbes: 0 } });
  });

  it("to play ends, unless it was wanted beside music", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    void world.bridge.command({ ...play(50, PATIO), issuedAtMs: world.clock.epochMs() });
    await world.clock.advance(100);
    expect(world.engine.of("cancel-probes")).toHaveLength(1);

    await world.give("calibrate", ALL, true);
    void world.bridge.command({ ...play(51, PATIO), issuedAtMs: world.clock.epochMs() });
    await world.clock.advance(100);
    expect(world.engine.of("cancel-probes")).toHaveLength(1);
  });

  it("goes on where others are stopped", async () => {
    const world = await open();
    await world.give("calibrate", [PATIO, FIRE_PIT]);
    const stopped = world.bridge.command(
      command(50, "stop", { speakers: [KITCHEN] }, { issuedAtMs: world.clock.epochMs() }),
    );
    await world.clock.advance(100);
    expect(await stopped).toMatchObject({ state: "failed", code: "NOTHING_PLAYING" });
    expect(world.engine.of("cancel-probes")).toEqual([]);
  });
});

describe("being in time at the speakers", () => {
  /** The fire pit is as quick as the others, and 13.72 m farther away: 40 ms. */
  const distancesM = { [PATIO]: 1, [FIRE_PIT]: 14.72, [KITCHEN]: 1 };
  const wish = { speakers: ALL, whileMusicPlays: false, isToBeApplied: true, isAnew: true } as const;

  const measureBy = async (world: Open, more: object) => {
    const begun = world.bridge.sync.measure({ ...wish, ...more });
    await world.clock.advance(100);
    await begun;
    await playProbes(world);
    return world.bridge.sync.state().last;
  };

  it("takes sound's way out of what was heard", async () => {
    const world = await open();
    const end = await measureBy(world, { alignAt: "speakers", distancesM });
    expect(end).toMatchObject({ kind: "measured", measured: { isApplied: true, alignedAt: "speakers" } });
    expect(end?.kind === "measured" && end.measured.skewMs).toBeCloseTo(0, 6);
    expect(latencyOf(world, FIRE_PIT)).toMatchObject({ ms: 120, method: "measured" });
  });

  it("holds for whoever asks later, until somebody wants it where the microphone stands", async () => {
    const world = await open();
    await measureBy(world, { alignAt: "speakers", distancesM });
    await world.clock.advance(121_000);
    await world.give("sync-check", ALL);
    await playProbes(world);
    const { measured } = await world.give("sync-check", ALL);
    expect(measured).toMatchObject({ alignedAt: "speakers" });
    expect(measured?.skewMs).toBeCloseTo(0, 6);

    expect(await measureBy(world, { alignAt: "microphone" })).toMatchObject({
      measured: { alignedAt: "microphone", skewMs: expect.closeTo(40, 6) },
    });
    expect(await measureBy(world, {})).toMatchObject({ measured: { alignedAt: "microphone" } });
  });

  it("is refused where it is not known of each how far it stands, and nobody plays", async () => {
    const world = await open();
    const { [KITCHEN]: _, ...some } = distancesM;
    const answer = await world.bridge.sync.measure({ ...wish, alignAt: "speakers", distancesM: some });
    expect(answer).toMatchObject({ kind: "refused", message: expect.stringMatching(/of 1 of the speakers/) });
    expect(world.engine.of("probe")).toEqual([]);
  });

  it("is where the microphone stands as long as nobody has told a distance", async () => {
    const world = await open();
    expect(await measureBy(world, {})).toMatchObject({ measured: { alignedAt: "microphone", skewMs: 40 } });
  });
});

describe("a look at the sync", () => {
  it("tells how far apart they are, and changes nothing", async () => {
    const world = await open();
    await world.give("sync-check", ALL);
    await playProbes(world);
    const over = await world.give("sync-check", ALL);
    expect(over).toMatchObject({ state: "done", measured: { isApplied: false, skewMs: 40 } });
    expect(latencyOf(world, FIRE_PIT)).toMatchObject({ ms: 120, method: "reported" });
  });

  it("tells how far a film's picture would be ahead of its sound", async () => {
    const world = await open();
    // 100 ms kept in hand, 30 written ahead, 120 as all of them report
    expect(await world.give("sync-check", ALL)).toMatchObject({ pictureAheadMs: 250 });
  });

  it("tells how long a sound takes to the microphone, where it is known when that began to listen", async () => {
    const world = await open();
    world.hearing.analyse = async () => ok({ speakers: LATE_FIRE_PIT, clockPpm: 0, earliestAtMs: 900 });
    await world.give("sync-check", ALL);
    const { id } = scheduleOf(world);
    const beganAtMs = world.clock.nowMs() + 500;
    world.engine.ring({ kind: "probing", id });
    world.microphone.state.heard = { ...world.microphone.state.heard, startedAtMs: beganAtMs - 700 };
    world.engine.ring({ kind: "probes-ended", id, reason: "done" });
    await world.clock.advance(2_000);
    const { measured } = await world.give("sync-check", ALL);
    // it began 700 ms before the plan, which was heard 900 ms after that, as far as the earliest is concerned
    expect(measured?.speakers[FIRE_PIT]?.heardAfterMs).toBeCloseTo(200 + 540);
    expect(measured?.speakers[PATIO]?.heardAfterMs).toBeCloseTo(200 + 500);
  });

  it("without a microphone tells what is known, and nobody is woken", async () => {
    const world = await open();
    world.microphone.state.refuses = { code: "none", message: "there is none" };
    const told = await world.give("sync-check", ALL);
    expect(told).toMatchObject({ state: "done", code: "OK", latencies: { [PATIO]: { ms: 120, method: "reported" } } });
    expect(told.measured).toBeUndefined();
    expect(world.engine.of("probe")).toEqual([]);
  });
});

describe("a look without a microphone", () => {
  it("names who is not there", async () => {
    const world = await open();
    world.microphone.state.refuses = { code: "none", message: "there is none" };
    world.bluetooth.faults.set(addressOf(KITCHEN), { code: "SPEAKER_ASLEEP", retryable: true });
    world.bluetooth.vanish(addressOf(KITCHEN));
    await world.clock.advance(3_000);
    expect(await world.give("sync-check", ALL)).toMatchObject({
      ...{ state: "partial", code: "SPEAKER_ASLEEP" },
      perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "OK", [KITCHEN]: "SPEAKER_ASLEEP" },
    });
  });
});

describe("a slow microphone", () => {
  it("still lets the first answer name who is absent", async () => {
    const world = await open();
    world.microphone.state.wakes = () => world.clock.sleep(900);
    // neither there nor known to be missing: it is waited for
    world.bluetooth.connect = () => new Promise(() => undefined);
    world.bluetooth.vanish(addressOf(KITCHEN));
    const begun = await world.give("calibrate", ALL);
    expect(begun).toMatchObject({ state: "partial", measuring: { allProbes: 4 } });
    expect(begun.perSpeaker).toEqual({ [PATIO]: "OK", [FIRE_PIT]: "OK", [KITCHEN]: "SPEAKER_OFFLINE" });
    expect(begun.timings.settledMs).toBeGreaterThan(2_500);
    expect(begun.timings.settledMs).toBeLessThanOrEqual(4_050);
  });

  it("that gives no sound is said in the first answer", async () => {
    const world = await open();
    world.microphone.state.wakes = () => world.clock.sleep(3_000);
    world.microphone.state.refuses = { code: "refused", message: "it gives no sound" };
    const told = await world.give("calibrate", ALL);
    expect(told).toMatchObject({ state: "failed", code: "MICROPHONE_FAILED" });
    expect(told.timings.settledMs).toBeLessThanOrEqual(4_050);
  });

  it("is not waited for longer than the cloud waits", async () => {
    const world = await open();
    world.microphone.state.wakes = () => world.clock.sleep(10_000);
    const told = await world.give("calibrate", ALL);
    expect(told).toMatchObject({ state: "done", measuring: { playedProbes: 0 } });
    expect(told.timings.settledMs).toBeLessThanOrEqual(4_050);
  });
});

describe("speakers that are missing", () => {
  it("are named, and the others are measured", async () => {
    const world = await open();
    world.bluetooth.faults.set(addressOf(KITCHEN), { code: "SPEAKER_ASLEEP", retryable: true });
    world.bluetooth.vanish(addressOf(KITCHEN));
    await world.clock.advance(3_000);
    const begun = await world.give("calibrate", ALL);
    expect(begun).toMatchObject({ state: "partial", code: "SPEAKER_ASLEEP", measuring: { allProbes: 4 } });
    await world.clock.advance(3_000);
    await playProbes(world);
    const over = await world.give("calibrate", ALL);
    expect(over).toMatchObject({ state: "partial", measured: { isApplied: true } });
    expect(over.perSpeaker).toEqual({ [PATIO]: "OK", [FIRE_PIT]: "OK", [KITCHEN]: "SPEAKER_ASLEEP" });
  });

  it("leave one alone, who has nobody to be in time with", async () => {
    const world = await open();
    world.bluetooth.faults.set(addressOf(KITCHEN), { code: "SPEAKER_OFFLINE", retryable: true });
    world.bluetooth.vanish(addressOf(KITCHEN));
    await world.clock.advance(3_000);
    const told = await world.give("calibrate", [PATIO, KITCHEN]);
    expect(told).toMatchObject({ state: "failed", code: "SPEAKER_OFFLINE" });
    expect(told.perSpeaker).toEqual({ [PATIO]: "ONE_SPEAKER_ALONE", [KITCHEN]: "SPEAKER_OFFLINE" });
    expect(world.microphone.state.listening).toBe(0);
  });

  it("are not waited for where only one was named, or none that is known", async () => {
    const world = await open();
    expect(await world.give("calibrate", [PATIO])).toMatchObject({ state: "failed", code: "ONE_SPEAKER_ALONE" });
    expect(await world.give("calibrate", [STRANGER])).toMatchObject({ state: "rejected", code: "TARGET_UNKNOWN" });
  });

  it("in the middle are left out, and the others are measured again", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    await playProbes(world, { count: 1 });
    const { id } = scheduleOf(world);
    world.bluetooth.faults.set(addressOf(KITCHEN), { code: "SPEAKER_OFFLINE", retryable: true });
    world.bluetooth.vanish(addressOf(KITCHEN));
    world.engine.ring({ kind: "probes-ended", id, reason: "output-lost", output: KITCHEN });
    await world.clock.advance(2_100);
    expect(scheduleOf(world).id).not.toBe(id);
    expect(scheduleOf(world).probes.map(({ output }) => output)).toEqual([PATIO, FIRE_PIT, FIRE_PIT, PATIO]);
    await playProbes(world);
    const over = await world.give("calibrate", ALL);
    expect(over.perSpeaker).toEqual({ [PATIO]: "OK", [FIRE_PIT]: "OK", [KITCHEN]: "SPEAKER_OFFLINE" });
    expect(world.microphone.state.listened).toBe(2);
  });

  it("that are not heard are said, and the others play in time", async () => {
    const measured = new Map<SpeakerId, SpeakerMeasurement>([...LATE_FIRE_PIT, [KITCHEN, { kind: "silent" }]]);
    const world = await open({ measured });
    await world.give("calibrate", ALL);
    await playProbes(world);
    const over = await world.give("calibrate", ALL);
    expect(over).toMatchObject({ state: "partial", code: "NOTHING_HEARD", measured: { isApplied: true, skewMs: 40 } });
    expect(over.measured?.speakers).toMatchObject({
      [PATIO]: { code: "OK", lateMs: -20 },
      [FIRE_PIT]: { code: "OK", lateMs: 20 },
      [KITCHEN]: { code: "NOT_HEARD" },
    });
    expect(latencyOf(world, KITCHEN)).toMatchObject({ method: "reported" });
  });

  it("leave nothing to apply where only one was heard", async () => {
    const measured = new Map<SpeakerId, SpeakerMeasurement>([
      [PATIO, heardAt(500)],
      [FIRE_PIT, { kind: "silent" }],
      [KITCHEN, { kind: "disagrees", spreadMs: 12, levelDb: -40, snrDb: 12 }],
    ]);
    const world = await open({ measured });
    await world.give("calibrate", ALL);
    await playProbes(world);
    const over = await world.give("calibrate", ALL);
    expect(over.measured).toMatchObject({ isApplied: false, speakers: { [KITCHEN]: { code: "UNCERTAIN" } } });
    expect(over.measured?.skewMs).toBeUndefined();
    expect(latencyOf(world, PATIO)).toMatchObject({ method: "reported" });
  });
});

describe("a measurement that fails", () => {
  const FAULTS = [
    ["none", "NO_MICROPHONE"],
    ["busy", "MICROPHONE_FAILED"],
    ["refused", "MICROPHONE_FAILED"],
  ] as const satisfies readonly (readonly [string, OutcomeCode])[];

  it.each(FAULTS)("because the microphone says %s is told as %s, and nothing was played", async (code, told) => {
    const world = await open();
    world.microphone.state.refuses = { code, message: "no" };
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "failed", code: told });
    expect(world.engine.of("probe")).toEqual([]);
    world.microphone.state.refuses = null;
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "done", measuring: { allProbes: 6 } });
  });

  const RECORDINGS = [
    [{ kind: "clipped", clippedMs: 30 }, "TOO_LOUD_HERE"],
    [{ kind: "too-loud-around", noiseDb: -10 }, "TOO_LOUD_AROUND"],
    [{ kind: "nothing-heard", noiseDb: -60 }, "NOTHING_HEARD"],
    [{ kind: "too-short", heardMs: 1, neededMs: 2 }, "MICROPHONE_FAILED"],
  ] as const;

  it.each(RECORDINGS)("because of its recording (%j) is told as %s, once", async (fault, code) => {
    const world = await open();
    world.hearing.analyse = async () => err(fault);
    await world.give("calibrate", ALL);
    await playProbes(world);
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "failed", code });
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "done", measuring: { playedProbes: 0 } });
  });

  it("because the microphone is lost in the middle changes nothing", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    world.microphone.state.fails = { code: "lost", message: "it was pulled out" };
    await playProbes(world);
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "failed", code: "MICROPHONE_FAILED" });
    expect(latencyOf(world, FIRE_PIT)).toMatchObject({ method: "reported" });
  });

  it("because the engine is lost ends at once, and nobody listens on", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    await playProbes(world, { count: 1 });
    world.engine.restart();
    await world.clock.advance(100);
    expect(world.microphone.state.listening).toBe(0);
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "failed", code: "INTERNAL" });
  });

  it("because the engine says nothing any more is called off", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    await world.clock.advance(25_000);
    expect(world.engine.of("cancel-probes")).toHaveLength(1);
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "failed", code: "INTERNAL" });
  });

  it("because streams lose their places again and again ends after the third time", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    for (let turn = 0; turn < 3; turn += 1) {
      world.engine.ring({ kind: "probes-ended", id: scheduleOf(world).id, reason: "interrupted" });
      await world.clock.advance(100);
    }
    expect(world.engine.of("probe")).toHaveLength(3);
    expect(await world.give("calibrate", ALL)).toMatchObject({ state: "failed", code: "INTERNAL" });
  });

  it("because the engine refuses its probes says why, and is not tried again", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    world.engine.ring({ kind: "refused", request: "probe", reason: "no output is called kitchen" });
    await world.clock.advance(3_000);
    expect(world.engine.of("probe")).toHaveLength(1);
    expect(world.bridge.sync.state().last).toMatchObject({
      ...{ kind: "refused", code: "INTERNAL" },
      message: expect.stringContaining("no output is called kitchen"),
    });
    const logged = world.log.lines.find(({ message }) => message === "speakers could not be measured");
    expect(logged?.fields).toMatchObject({ why: expect.stringContaining("no output is called kitchen") });
  });

  it("because it is called off while it is read applies nothing, and nobody waits for the reader", async () => {
    const world = await open();
    let heardSignal: AbortSignal | null = null;
    world.hearing.analyse = (_, plan, signal) => {
      heardSignal = signal;
      const speakers = new Map([...LATE_FIRE_PIT].filter(([id]) => plan.slots.some(({ speaker }) => speaker === id)));
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(ok({ speakers, clockPpm: 0 })), { once: true });
      });
    };
    await world.give("calibrate", ALL);
    await playProbes(world);
    expect(heardSignal).not.toBeNull();
    await world.bridge.sync.cancel();
    expect(world.bridge.sync.state().last).toMatchObject({ kind: "refused", code: "SUPERSEDED" });
    expect(latencyOf(world, FIRE_PIT)).toMatchObject({ method: "reported" });
  });

  it("because reading it takes too long says so", async () => {
    const world = await open();
    world.hearing.analyse = async () => err({ kind: "too-slow", withinMs: 180_000 });
    await world.give("calibrate", ALL);
    await playProbes(world);
    const { last } = world.bridge.sync.state();
    expect(last).toMatchObject({ code: "INTERNAL", message: expect.stringContaining("180 s") });
  });

  it("because the daemon stops leaves nothing playing", async () => {
    const world = await open();
    await world.give("calibrate", ALL);
    await world.bridge.stop();
    expect(world.engine.of("cancel-probes").map(({ id }) => id)).toEqual([scheduleOf(world).id]);
    expect(world.microphone.state.listening).toBe(0);
  });
});

describe("a recording that somebody makes himself", () => {
  const ELSEWHERE = {
    speakers: ALL,
    whileMusicPlays: false,
    isToBeApplied: true,
    listens: "elsewhere",
    isAnew: true,
  } as const;

  async function played() {
    const world = await open();
    const begun = world.bridge.sync.measure(ELSEWHERE);
    await world.clock.advance(2_300);
    expect(await begun).toMatchObject({ kind: "measuring" });
    await playProbes(world);
    return world;
  }

  it("needs no microphone here, and is brought afterwards", async () => {
    const world = await played();
    expect(world.microphone.state.listened).toBe(0);
    const { last, played: probes } = world.bridge.sync.state();
    expect(last).toMatchObject({ kind: "played", perSpeaker: { [PATIO]: "OK" } });
    const answer = world.bridge.sync.takeMeasurement(
      probes?.id ?? "",
      { speakers: LATE_FIRE_PIT, clockPpm: 0 },
      { isToBeApplied: true },
    );
    expect(answer).toMatchObject({ kind: "measured", measured: { isApplied: true, skewMs: 40 } });
    expect(latencyOf(world, FIRE_PIT)).toMatchObject({ ms: 160, method: "measured" });
  });

  const bring = (world: Open, speakers: ReadonlyMap<SpeakerId, SpeakerMeasurement> = LATE_FIRE_PIT) =>
    world.bridge.sync.takeMeasurement(
      world.bridge.sync.state().played?.id ?? "",
      { speakers, clockPpm: 0 },
      { isToBeApplied: true },
    );
  const bounce = async (world: Open, ...speakers: readonly SpeakerId[]) => {
    for (const id of speakers) {
      world.bluetooth.vanish(addressOf(id));
      world.bluetooth.comeBack(addressOf(id));
    }
    await world.clock.advance(3_000);
  };

  it("is not about a speaker whose link was made anew since, which is named", async () => {
    const world = await played();
    await bounce(world, KITCHEN);
    expect(bring(world)).toMatchObject({
      kind: "measured",
      measured: { isApplied: true, skewMs: 40, speakers: { [KITCHEN]: { code: "UNCERTAIN" } } },
      perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "OK", [KITCHEN]: "SPEAKER_OFFLINE" },
    });
    expect(latencyOf(world, KITCHEN)).toMatchObject({ method: "reported" });
  });

  it("is not applied where it still is about one only", async () => {
    const world = await played();
    await bounce(world, FIRE_PIT, KITCHEN);
    const answer = bring(world);
    expect(answer).toMatchObject({ kind: "measured", measured: { isApplied: false }, perSpeaker: { [PATIO]: "OK" } });
    expect(latencyOf(world, PATIO)).toMatchObject({ method: "reported" });
  });

  it("is dated when it was played, and follows what was reported since without calling it verified", async () => {
    const world = await played();
    const atMs = world.bridge.sync.state().played?.atMs ?? 0;
    await world.clock.advance(600_000);
    world.bluetooth.ring({ kind: "delay-changed", address: addressOf(KITCHEN), reportedDelayMs: 150 });
    await world.clock.advance(100);
    expect(bring(world)).toMatchObject({ measured: { atMs } });
    expect(latencyOf(world, PATIO)).toEqual({ ms: 120, method: "measured", verifiedAtMs: atMs });
    const kitchen = latencyOf(world, KITCHEN);
    expect(kitchen).toEqual({ ms: 150, method: "measured", unverifiedSinceMs: expect.any(Number) });
    expect(kitchen?.unverifiedSinceMs).toBeGreaterThan(atMs + 600_000);
  });

  it.each([
    ["one speaker too few", new Map([...LATE_FIRE_PIT].slice(1)), "other speakers"],
    ["a stranger", new Map([...[...LATE_FIRE_PIT].slice(1), [STRANGER, heardAt(500)] as const]), "other speakers"],
    ["speakers farther apart than probes can tell", new Map([...LATE_FIRE_PIT, [KITCHEN, heardAt(2_000)]]), "1500 ms"],
  ])("with %s is refused", async (_, speakers, why) => {
    const world = await played();
    const answer = bring(world, speakers);
    expect(answer).toMatchObject({ kind: "refused", code: "CONFLICT", message: expect.stringContaining(why) });
    expect(latencyOf(world, PATIO)).toMatchObject({ method: "reported" });
  });

  it("of other probes than the last ones is refused", async () => {
    const world = await played();
    const answer = world.bridge.sync.takeMeasurement(
      "older",
      { speakers: LATE_FIRE_PIT, clockPpm: 0 },
      { isToBeApplied: true },
    );
    expect(answer).toMatchObject({ kind: "refused", code: "CONFLICT" });
    expect(latencyOf(world, FIRE_PIT)).toMatchObject({ method: "reported" });
  });
});
