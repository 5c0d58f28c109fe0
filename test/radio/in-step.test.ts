// How well speakers on two Bluetooth adapters keep together, measured on what each of them was sent: start by start, and in
// the end at the cone.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { askedClock } from "./support/guest.ts";
import type { Skew } from "./support/heard.ts";
import { OPENS_WITHIN_MS, openPairedHouse, type PairedHouse, play, statistics } from "./support/paired.ts";
import { bridgeOf, printOffsets, startOften, warmUp } from "./support/starts.ts";

const NAMES = ["Patio", "Deck", "Kitchen", "Porch"] as const;
/** What they take from a packet to its sound, and report. */
const DELAYS_MS = [100, 130, 175, 150];
const IN_STEP_MS = 1;

let house: PairedHouse;

/** In real time, what is promised. What else this machine does is heard there. */
const BOUNDS = {
  virtual: { starts: 5, meanMs: 0.1, deviationMs: 0.1 },
  real: { starts: 10, meanMs: 0.3, deviationMs: 0.5 },
} as const;
const CLOCK = askedClock();

describe.each(["bookworm"] as const)(`on Debian's %s, with a ${CLOCK} clock`, (suite) => {
  beforeAll(async () => {
    const speakers = NAMES.map((name, index) => ({ name, delayMs: DELAYS_MS[index] ?? 0 }));
    house = await openPairedHouse({ suite, clock: CLOCK, adapters: 2, speakers });
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());

  const adapterOf = async (name: string) => (await house.speaker(name).state()).connectedTo;

  it("each adapter takes a speaker in turn, which is connected to that one alone", async () => {
    const [first, second] = house.adapterAddresses;
    expect(await adapterOf("Patio")).toEqual([first]);
    expect(await adapterOf("Deck")).toEqual([second]);
    expect(await adapterOf("Kitchen")).toEqual([first]);
    expect(await adapterOf("Porch")).toEqual([second]);

    const { value: status } = await house.bridge.command("status");
    const [line = ""] = /^bluetooth: .*$/m.exec(status.out) ?? [];
    process.stdout.write(`${suite}: ${line}\n`);
    expect(line).toMatch(/hci0: 2 speakers, about \d+ % .*; hci1: 2 speakers, about \d+ % /);
  });

  it("speakers whose delays differ by up to 75 ms start together, every time", async () => {
    const { starts, meanMs, deviationMs } = BOUNDS[CLOCK];
    if (CLOCK === "real") await warmUp(bridgeOf(house));
    const offsets = await startOften(house, bridgeOf(house), starts);

    printOffsets(`${suite}, ${CLOCK} clock`, offsets);
    for (const values of offsets.values()) {
      const { mean, deviation } = statistics(values);
      expect(Math.abs(mean)).toBeLessThan(meanMs);
      expect(deviation).toBeLessThan(deviationMs);
    }
  });

  it("nobody's sound is made worse for room that another adapter has", async () => {
    const log = await house.guest.log("bluealsa");
    const bitpools = [...log.matchAll(/bit-pool=(\d+)/g)].map(([, bitpool]) => Number(bitpool));

    expect(new Set(bitpools)).toEqual(new Set([51]));
  });

  it("a speaker that is switched off and on is back on its own adapter, while the others play on", async () => {
    const [, second] = house.adapterAddresses;
    const deck = house.speaker("Deck");
    const before = await play(house, 5_000);
    const off = await deck.powerOff();
    await house.guest.pause(10_000);
    await deck.powerOn();
    await deck.untilConnected(60_000);
    await house.guest.pause(6_000);
    const untilMs = await house.guest.nowMs();
    const heard = await house.heard();
    await house.bridge.command("stop");

    expect(await adapterOf("Deck")).toEqual([second]);
    const pauses = NAMES.filter((name) => name !== "Deck").map((name) =>
      heard.longestPauseMs(name, { fromMs: before.fromMs + 1_500, untilMs }),
    );
    const backMs = heard.soundAfterMs("Deck", off.endedMs + 1_000) ?? Number.POSITIVE_INFINITY;
    expect(backMs).toBeLessThan(untilMs - 2_000);
    const was = await heard.skew(NAMES, { fromMs: before.fromMs + 1_500, untilMs: before.untilMs });
    const is = await heard.skew(NAMES, { fromMs: backMs + 500, untilMs });
    const offset = ({ offsetsMs }: Skew) => offsetsMs.get("Deck") ?? Number.NaN;
    const stepMs = Math.abs(offset(is) - offset(was));
    process.stdout.write(
      `${suite}, ${CLOCK} clock: Deck is back ${stepMs.toFixed(3)} ms from where it was, all within ${is.worstMs.toFixed(3)} ms; ` +
        `longest pause of the others ${Math.max(...pauses).toFixed(1)} ms\n`,
    );
    expect(Math.max(...pauses)).toBeLessThan(50);
    expect(stepMs).toBeLessThan(IN_STEP_MS);
    expect(is.worstMs).toBeLessThan(IN_STEP_MS);
  });
});
