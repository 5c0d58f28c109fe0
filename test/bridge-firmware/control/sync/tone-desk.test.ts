// The test tone that is listened for: what is played and stopped, what is told of it, and how it can end.
import type { OutcomeCode, SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { ToneAnswer } from "../../../../bridge-firmware/src/control/sync/tone-desk.ts";
import { startWorld } from "../../fakes/bridge.ts";
import { addressOf, command, FIRE_PIT, KITCHEN, PATIO, play, STRANGER } from "../../fakes/home.ts";
import { createFakeMicrophone } from "../../fakes/microphone.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const RATE_HZ = 48_000;

/** A tone that begins there, and lasts; `hums`: it was there before, too. */
function heardTone(fromMs: number, { size = 0.1, hums = false } = {}): Float32Array {
  const from = Math.round((fromMs * RATE_HZ) / 1_000);
  return Float32Array.from({ length: 4 * RATE_HZ }, (_, n) =>
    n < from && !hums ? 0 : Math.max(-1, Math.min(1, size * Math.sin((2 * Math.PI * 1_000 * (n - from)) / RATE_HZ))),
  );
}

async function open() {
  const microphone = createFakeMicrophone();
  const world = await startWorld({ microphone, epochMs: NOW_MS });
  const startedAtMs = world.clock.nowMs() - 250;
  microphone.state.heard = { samples: heardTone(1_250 + 300), rateHz: RATE_HZ, startedAtMs };
  const hangUp = new AbortController();
  const hear = async (
    speakers: readonly SpeakerId[],
    meanwhile: () => Promise<unknown> = async () => undefined,
    { afterMs = 2_000, withinMs = 20_000 } = {},
  ) => {
    let answer: ToneAnswer | null = null;
    void world.bridge.tone.hear(speakers, hangUp.signal).then((told) => {
      answer = told;
    });
    for (let passedMs = 0; answer === null && passedMs < withinMs; passedMs += 50) {
      if (passedMs === afterMs) await meanwhile();
      await world.clock.advance(50);
    }
    return answer as ToneAnswer | null;
  };
  const give = async (body: ReturnType<typeof play>) => {
    world.cloud.send({ ...body, issuedAtMs: world.clock.epochMs() });
    await world.clock.advance(100);
  };
  const playing = () => Object.keys(world.bridge.snapshot().zones);
  return { ...world, microphone, hear, hangUp, give, playing };
}

/** The engine begins the zone that it was asked for. */
function begin({ engine }: Awaited<ReturnType<typeof open>>, when: { readonly atMs?: number } = {}): void {
  const [asked] = engine.of("open-zone");
  if (!asked) throw new Error("nothing was played");
  const [track] = asked.input.tracks;
  engine.ring({ kind: "zone-started", zone: asked.zone, track: track as never, index: 0, ...when });
}

describe("a test tone that is listened for", () => {
  it("is played by a command of its own a second later, heard, and stopped", async () => {
    const world = await open();
    const answer = await world.hear([PATIO]);
    // the command was given 1,000 ms after it began to listen, 1,250 ms after the recording's beginning
    expect(answer).toMatchObject({ kind: "heard", perSpeaker: { [PATIO]: "OK" } });
    expect(answer?.kind === "heard" && answer.afterCommandMs).toBeCloseTo(300, 0);
    expect(answer?.kind === "heard" && answer.afterWriteMs).toBeCloseTo(300, 0);
    const [zone] = world.engine.of("open-zone");
    expect(zone?.input.tracks).toEqual([expect.objectContaining({ path: "sound:test-tone" })]);
    expect(world.playing()).toEqual([]);
    expect(world.microphone.state.listening).toBe(0);
  });

  it("counts from its first write to the microphone, however late that is after the command", async () => {
    const world = await open();
    world.microphone.state.heard = { ...world.microphone.state.heard, samples: heardTone(1_250 + 1_300) };
    world.engine.options.answers = false;
    const answer = await world.hear([PATIO], async () => begin(world));
    expect(answer?.kind === "heard" && answer.afterCommandMs).toBeCloseTo(1_300, 0);
    expect(answer?.kind === "heard" && answer.afterWriteMs).toBeCloseTo(300, 0);
  });

  it("counts from the moment of that write where the engine tells it, and not from when the bridge hears of it", async () => {
    const world = await open();
    world.microphone.state.heard = { ...world.microphone.state.heard, samples: heardTone(1_250 + 1_300) };
    world.engine.options.answers = false;
    const answer = await world.hear([PATIO], async () => begin(world, { atMs: world.clock.nowMs() - 90 }));
    expect(answer?.kind === "heard" && answer.afterWriteMs).toBeCloseTo(390, 0);
  });

  it("that was heard before it was written is told by no figure: one of the two clocks is wrong", async () => {
    const world = await open();
    world.engine.options.answers = false;
    const answer = await world.hear([PATIO], async () => begin(world));
    expect(answer).toMatchObject({ kind: "refused", code: "MICROPHONE_FAILED" });
    expect(world.playing()).toEqual([]);
  });

  it("that never begins is not heard, and is not played when the engine has found itself", async () => {
    const world = await open();
    world.engine.options.answers = false;
    expect(await world.hear([PATIO])).toMatchObject({ kind: "refused", code: "INTERNAL" });
    expect(world.playing()).toEqual([]);
  });

  it("names who is away, and is heard on the others", async () => {
    const world = await open();
    world.bluetooth.faults.set(addressOf(KITCHEN), { code: "SPEAKER_ASLEEP", retryable: true });
    world.bluetooth.vanish(addressOf(KITCHEN));
    await world.clock.advance(3_000);
    // a link was waited for: the device gets two seconds to settle
    world.microphone.state.heard = { ...world.microphone.state.heard, startedAtMs: world.clock.nowMs() + 750 };
    const answer = await world.hear([PATIO, KITCHEN]);
    expect(answer).toMatchObject({ kind: "heard", perSpeaker: { [PATIO]: "OK", [KITCHEN]: "SPEAKER_ASLEEP" } });
  });

  it("is refused where music plays, which goes on", async () => {
    const world = await open();
    await world.give(play(1, PATIO));
    const before = world.playing();
    expect(await world.hear([PATIO, FIRE_PIT])).toEqual({
      ...{ kind: "refused", code: "MUSIC_PLAYS", perSpeaker: { [PATIO]: "MUSIC_PLAYS" } },
    });
    expect(world.playing()).toEqual(before);
    expect(world.microphone.state.listened).toBe(0);
    expect(await world.hear([FIRE_PIT])).toMatchObject({ kind: "heard" });
    expect(world.playing()).toEqual(before);
  });

  it("is refused where music has begun while it was quiet for it", async () => {
    const world = await open();
    const answer = await world.hear([PATIO], () => world.give(play(1, PATIO)), { afterMs: 500 });
    expect(answer).toMatchObject({ kind: "refused", code: "MUSIC_PLAYS", perSpeaker: { [PATIO]: "MUSIC_PLAYS" } });
    expect(world.playing()).toHaveLength(1);
    expect(world.engine.of("open-zone")).toHaveLength(1);
    expect(world.microphone.state.listening).toBe(0);
  });

  it("is not played where nobody is there to play it", async () => {
    const world = await open();
    world.bluetooth.faults.set(addressOf(PATIO), { code: "SPEAKER_ASLEEP", retryable: true });
    world.bluetooth.vanish(addressOf(PATIO));
    await world.clock.advance(3_000);
    expect(await world.hear([PATIO])).toMatchObject({
      ...{ code: "SPEAKER_ASLEEP", perSpeaker: { [PATIO]: "SPEAKER_ASLEEP" } },
    });
    expect(world.engine.of("open-zone")).toEqual([]);
    expect(world.microphone.state.listening).toBe(0);
  });

  it("is refused for a speaker that nobody knows", async () => {
    const world = await open();
    expect(await world.hear([PATIO, STRANGER])).toMatchObject({ code: "TARGET_UNKNOWN" });
  });

  it("is one at a time, and nobody measures beside it", async () => {
    const world = await open();
    const others: unknown[] = [];
    const measure = { speakers: [FIRE_PIT, KITCHEN], whileMusicPlays: true, isToBeApplied: false };
    await world.hear([PATIO], async () => {
      others.push(await world.bridge.tone.hear([FIRE_PIT]), await world.bridge.sync.measure(measure));
    });
    expect(others).toMatchObject([{ code: "BUSY" }, { kind: "refused", code: "BUSY" }]);
    void world.bridge.sync.measure(measure);
    await world.clock.advance(100);
    expect(await world.hear([PATIO])).toMatchObject({ kind: "refused", code: "BUSY" });
  });

  it("that was stopped meanwhile is not said to have been heard", async () => {
    const world = await open();
    const stop = () => world.bridge.command(command(50, "stop", { speakers: [PATIO] }, { issuedAtMs: NOW_MS }));
    expect(await world.hear([PATIO], async () => void stop())).toMatchObject({ kind: "refused", code: "SUPERSEDED" });
  });

  it("leaves alone what somebody has played in its place", async () => {
    const world = await open();
    const answer = await world.hear([PATIO], () => world.give(play(50, PATIO)));
    expect(answer).toMatchObject({ kind: "refused", code: "SUPERSEDED" });
    expect(world.playing()).toHaveLength(1);
  });

  it.each([
    ["while it is quiet for it", { afterMs: 500, isWritten: true }],
    ["while its first sound is waited for", { afterMs: 1_500, isWritten: false }],
    ["while it plays", { afterMs: 2_000, isWritten: true }],
  ])("that is called off %s is stopped at once, and nobody listens", async (_, { afterMs, isWritten }) => {
    const world = await open();
    world.engine.options.answers = isWritten;
    const callOff = async () => world.hangUp.abort();
    const answer = await world.hear([PATIO], callOff, { afterMs, withinMs: afterMs + 200 });
    expect(answer).toMatchObject({ kind: "refused", code: "SUPERSEDED", message: "it was called off" });
    expect(world.playing()).toEqual([]);
    expect(world.microphone.state.listening).toBe(0);
  });

  it("is over when the bridge stops, which waits for it, and none is begun after it", async () => {
    const world = await open();
    let isStopped = false;
    const stop = async () => void world.bridge.stop().then(() => (isStopped = true));
    expect(await world.hear([PATIO], stop)).toMatchObject({ code: "SUPERSEDED", message: "it was called off" });
    expect([world.microphone.state.listening, world.playing()]).toEqual([0, []]);
    await world.clock.advance(1_000);
    expect(isStopped).toBe(true);
    expect(await world.bridge.tone.hear([PATIO])).toMatchObject({ code: "SUPERSEDED" });
    expect(world.microphone.state.listened).toBe(1);
  });
});

describe("a microphone that tells nothing of a tone", () => {
  type Open = Awaited<ReturnType<typeof open>>;
  const hears = (samples: Float32Array) => (world: Open) => {
    world.microphone.state.heard = { ...world.microphone.state.heard, samples };
  };
  it.each<[string, OutcomeCode, (world: Open) => void]>([
    ["is not there", "NO_MICROPHONE", ({ microphone }) => (microphone.state.refuses = { code: "none", message: "no" })],
    ["had a gap", "MICROPHONE_FAILED", ({ microphone }) => (microphone.state.fails = { code: "lost", message: "gap" })],
    ["heard silence", "NOTHING_HEARD", hears(new Float32Array(4 * RATE_HZ))],
    ["heard one before", "TOO_LOUD_AROUND", hears(heardTone(1_550, { hums: true }))],
    ["was overdriven", "TOO_LOUD_HERE", hears(heardTone(1_550, { size: 9 }))],
    ["heard it drop out", "TOO_LOUD_AROUND", hears(heardTone(1_550).fill(0, 2 * RATE_HZ, 2.1 * RATE_HZ))],
    [
      "heard it before it could be played",
      "TOO_LOUD_AROUND",
      ({ microphone, clock }) =>
        (microphone.state.heard = { ...microphone.state.heard, startedAtMs: clock.nowMs() - 600 }),
    ],
    [
      "can't say when it began",
      "MICROPHONE_FAILED",
      ({ microphone }) => (microphone.state.heard = { samples: heardTone(1_550), rateHz: RATE_HZ }),
    ],
  ])("%s: %s, and the tone is stopped", async (_, code, happens) => {
    const world = await open();
    happens(world);
    expect(await world.hear([PATIO])).toMatchObject({ kind: "refused", code });
    expect(world.playing()).toEqual([]);
    expect(world.microphone.state.listening).toBe(0);
  });
});
