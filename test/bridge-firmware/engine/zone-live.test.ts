// A zone that plays what somebody plays to us: in time on every speaker, silent while he is, there again when he is.
import { newZoneId, type ZoneId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firstSound, longestSilence, member, news, noise, RATE_HZ, skewSamples } from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

const PHONE = "02:00:00:00:01:02";
const MS = RATE_HZ / 1_000;

let stage: Stage;

beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.close());

/** A zone that listens to the phone, which plays noise by a clock of its own. */
function playLive(latenciesMs: Readonly<Record<string, number>>, driftPpm = 80, queueMs = 100): ZoneId {
  const { path } = stage.tune("phone.wav", noise(30, 5));
  const zone = newZoneId();
  const spec = { kind: "emulated", path, driftPpm, queueMs } as const;
  const tracks = [{ path: PHONE, title: "Phone" }];
  stage.send({
    kind: "open-zone",
    zone,
    input: { kind: "live", input: PHONE, spec, tracks, startIndex: 0, startMs: 0 },
    paused: false,
    members: Object.entries(latenciesMs).map(([output, latencyMs]) => member(output, latencyMs)),
  });
  return zone;
}

const setSending = (sending: boolean): void => stage.send({ kind: "set-sending", input: PHONE, sending });
const kinds = () => news(stage.events()).map(({ kind }) => kind);

describe("a zone that is live", () => {
  it("waits for its sender, and then begins on all its speakers in the same instant", async () => {
    stage.openSpeaker("patio", 213);
    stage.openSpeaker("deck", 142.25);
    const zone = playLive({ patio: 213, deck: 142.25 });
    await stage.advance(1_000);
    expect(kinds()).toEqual([]);

    setSending(true);
    await stage.advance(4_000);
    expect(news(stage.events())).toEqual([
      { kind: "zone-started", zone, track: { path: PHONE, title: "Phone" }, index: 0 },
    ]);
    const [patio, deck] = [stage.recordingOf("patio").left, stage.recordingOf("deck").left];
    // the queue, the slowest speaker, and what the engine writes ahead
    const delayMs = firstSound(patio) / MS - 1_000;
    expect(delayMs).toBeGreaterThan(100 + 213);
    expect(delayMs).toBeLessThan(100 + 213 + 80);
    expect(Math.abs(skewSamples(patio, deck, 2 * RATE_HZ, RATE_HZ / 2))).toBeLessThan(0.1);
    expect(longestSilence(patio, firstSound(patio), 4 * RATE_HZ)).toBeLessThan(20);
  });

  it.each([100, 60])("is heard as much sooner as less of it is kept in hand: %d ms", async (queueMs) => {
    stage.openSpeaker("patio", 213);
    playLive({ patio: 213 }, 80, queueMs);
    await stage.advance(1_000);
    setSending(true);
    await stage.advance(8_000);
    const { left } = stage.recordingOf("patio");
    const delayMs = firstSound(left) / MS - 1_000;
    console.info(`${queueMs} ms in hand: ${delayMs.toFixed(0)} ms from the sender to the cone of 213 ms`);
    // what is kept, the speaker; then 30 ms written ahead, and up to two blocks and a piece of 21 ms
    expect(delayMs).toBeGreaterThan(queueMs + 213);
    expect(delayMs).toBeLessThan(queueMs + 213 + 80);
    expect(longestSilence(left, firstSound(left), 8 * RATE_HZ)).toBeLessThan(20);
  });

  it("is silent while its sender is, is not over, and goes on by itself", async () => {
    stage.openSpeaker("patio", 100);
    playLive({ patio: 100 });
    setSending(true);
    await stage.advance(2_000);
    setSending(false);
    await stage.advance(2_000);
    setSending(true);
    await stage.advance(2_000);

    expect(kinds()).toEqual(["zone-started"]);
    const { left } = stage.recordingOf("patio");
    expect(longestSilence(left, 2.6 * RATE_HZ, 4.1 * RATE_HZ)).toBeGreaterThan(1.4 * RATE_HZ);
    expect(longestSilence(left, 4.5 * RATE_HZ, 5.8 * RATE_HZ)).toBeLessThan(20);
    const status = stage.events().findLast((event) => event.kind === "status");
    expect(status?.kind === "status" && Object.values(status.inputs ?? {})[0]).toMatchObject({ dry: 1, cuts: 0 });
  });

  it("lets a slower speaker join in time: everybody hears one short silence, and all are together after it", async () => {
    stage.openSpeaker("deck", 100);
    stage.openSpeaker("patio", 240);
    const zone = playLive({ deck: 100 });
    setSending(true);
    await stage.advance(2_000);
    stage.send({ kind: "join", zone, member: member("patio", 240) });
    await stage.advance(3_000);

    const [deck, patio] = [stage.recordingOf("deck").left, stage.recordingOf("patio").left];
    expect(kinds()).toEqual(["zone-started", "joined"]);
    expect(Math.abs(skewSamples(deck, patio, 3.5 * RATE_HZ, RATE_HZ / 2))).toBeLessThan(0.1);
    const gap = longestSilence(deck, 1.9 * RATE_HZ, 3 * RATE_HZ);
    expect(gap).toBeGreaterThan(0);
    expect(gap).toBeLessThan(0.26 * RATE_HZ);
    expect(longestSilence(deck, 3 * RATE_HZ, 4.8 * RATE_HZ)).toBeLessThan(20);
  });

  it("misses what is played while it is paused, and goes on with what is played then", async () => {
    stage.openSpeaker("deck", 100);
    const zone = playLive({ deck: 100 });
    setSending(true);
    await stage.advance(1_500);
    stage.send({ kind: "pause-zone", zone });
    await stage.advance(1_500);
    stage.send({ kind: "resume-zone", zone });
    await stage.advance(1_500);

    const { left } = stage.recordingOf("deck");
    expect(longestSilence(left, 1.8 * RATE_HZ, 2.9 * RATE_HZ)).toBeGreaterThan(RATE_HZ);
    expect(longestSilence(left, 3.3 * RATE_HZ, 4.3 * RATE_HZ)).toBeLessThan(20);
    // where it is by then: the queue has not grown by the pause
    const status = stage.events().findLast((event) => event.kind === "status");
    const queued = status?.kind === "status" ? Object.values(status.inputs ?? {})[0]?.queuedMs : undefined;
    expect(queued).toBeLessThan(140);
  });

  it("plays nothing of what was, when it goes on after its sender has stopped", async () => {
    stage.openSpeaker("deck", 100);
    const zone = playLive({ deck: 100 });
    setSending(true);
    await stage.advance(1_500);
    stage.send({ kind: "pause-zone", zone });
    await stage.advance(500);
    setSending(false);
    await stage.advance(1_000);
    stage.send({ kind: "resume-zone", zone });
    await stage.advance(1_500);

    const { left } = stage.recordingOf("deck");
    expect(longestSilence(left, 1.8 * RATE_HZ, 4.3 * RATE_HZ)).toBeGreaterThan(2.49 * RATE_HZ);
  });
});
