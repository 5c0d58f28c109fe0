// Speakers that are switched off and on again, and a bluetoothd that dies, in the middle of a song.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OPENS_WITHIN_MS, openPairedHouse, type PairedHouse, play } from "./support/paired.ts";

const NAMES = ["Patio", "Deck", "Kitchen"] as const;
const OTHERS = ["Patio", "Kitchen"] as const;
const IN_STEP_MS = 1;

describe.each(["bookworm"] as const)("on Debian's %s, in mid-song", (suite) => {
  let house: PairedHouse;
  beforeAll(async () => {
    house = await openPairedHouse({ suite, clock: "virtual", speakers: NAMES.map((name) => ({ name, delayMs: 150 })) });
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());

  it("a speaker is switched off and on: the others play on, and it is back in step, as loud as it was", async () => {
    const deck = house.speaker("Deck");
    await house.bridge.command("volume", "40", "--on", "Deck");
    const before = await play(house, 6_000);
    const off = await deck.powerOff();
    await house.guest.pause(10_000);
    await deck.powerOn();
    const link = await deck.until("is connected", ({ isConnected }) => isConnected, 60_000);
    await house.guest.pause(9_000);
    const untilMs = await house.guest.nowMs();
    const heard = await house.heard();
    await house.bridge.command("stop");

    const backMs = heard.soundAfterMs("Deck", off.endedMs + 1_000);
    expect(backMs).not.toBeNull();
    const after = { fromMs: (backMs ?? 0) + 500, untilMs };
    const skew = await heard.skew(NAMES, after);
    const was = await heard.skew(NAMES, { fromMs: before.fromMs + 1_500, untilMs: before.untilMs });
    const step = Math.abs((skew.offsetsMs.get("Deck") ?? Number.NaN) - (was.offsetsMs.get("Deck") ?? Number.NaN));
    const lateMs = (backMs ?? 0) - link.endedMs;
    const pauses = OTHERS.map((name) => heard.longestPauseMs(name, { fromMs: before.fromMs + 1_500, untilMs }));
    process.stdout.write(
      `${suite}: Deck sounded ${Math.round(lateMs)} ms after its link was up, ${step.toFixed(3)} ms from where it was; ` +
        `longest pause of the others ${Math.max(...pauses).toFixed(1)} ms\n`,
    );
    expect(Math.max(...pauses)).toBeLessThan(50);
    expect(lateMs).toBeLessThan(5_000);
    expect(skew.worstMs).toBeLessThan(IN_STEP_MS);
    expect(step).toBeLessThan(IN_STEP_MS);
    const level = heard.level("Deck", { fromMs: before.fromMs + 1_500, untilMs: before.untilMs });
    expect(heard.level("Deck", after) / level).toBeCloseTo(1, 1);
    expect(heard.level("Deck", { fromMs: backMs ?? 0, untilMs: after.fromMs })).toBeLessThan(1.1 * level);
  });

  it("a speaker that is off is said to be off, within its ten seconds, and the others play", async () => {
    const deck = house.speaker("Deck");
    await deck.powerOff();
    await house.guest.pause(3_000);
    const played = await house.bridge.command("play", "jazz", "--on", "everywhere");
    await house.bridge.command("stop");

    expect(played.value).toMatchObject({ code: 1 });
    expect(played.value.err).toMatch(/^Partly: Jazz on Kitchen, Patio\.\n {2}Deck: off or out of range\n$/);
    expect(played.endedMs - played.startedMs).toBeLessThan(12_000);
    await deck.powerOn();
    await deck.until("is connected", ({ isConnected }) => isConnected, 150_000);
  });

  it("the buttons of a speaker change the volume that the bridge knows, and its command the speaker's loudness", async () => {
    await house.bridge.command("volume", "50");
    const loud = await play(house, 4_000);
    await house.speaker("Patio").pressVolume(64);
    await house.guest.pause(3_000);
    const { value: shown } = await house.bridge.command("speakers");
    await house.bridge.command("volume", "20", "--on", "Kitchen");
    await house.guest.pause(4_000);
    const untilMs = await house.guest.nowMs();
    const heard = await house.heard();
    await house.bridge.command("stop");

    process.stdout.write(`${shown.out}\n`);
    expect(shown.out).toMatch(/^Patio .* 25 %/m);
    const before = heard.level("Kitchen", { fromMs: loud.fromMs + 1_500, untilMs: loud.untilMs });
    const after = heard.level("Kitchen", { fromMs: untilMs - 2_500, untilMs });
    process.stdout.write(`Kitchen's level: ${before.toFixed(4)}, then ${after.toFixed(4)}\n`);
    expect(after).toBeLessThan(0.6 * before);
    expect(after).toBeGreaterThan(0);
  });

  it("bluetoothd dies: every speaker plays again within 20 s, time and again", async () => {
    await house.bridge.command("volume", "50");
    for (let round = 1; round <= 2; round++) {
      await play(house, 4_000);
      const diedMs = await house.crashBluetoothd();
      await house.guest.pause(12_000);
      const untilMs = await house.guest.nowMs();
      const heard = await house.heard();
      const back = NAMES.map((name) => (heard.soundAfterMs(name, diedMs + 1_000) ?? Infinity) - diedMs);
      process.stdout.write(
        `${suite}: bluetoothd died: sound after ${back.map((ms) => Math.round(ms)).join(", ")} ms\n`,
      );
      for (const ms of back) expect(ms).toBeLessThan(20_000);
      const skew = await heard.skew(NAMES, { fromMs: diedMs + Math.max(...back) + 500, untilMs });
      expect(skew.worstMs).toBeLessThan(IN_STEP_MS);
      await house.bridge.command("stop");
    }
  });
});
