import { describe, expect, test } from "@jest/globals";
import { judge } from "../../bench/src/bars.ts";
import { steadySound } from "../../bench/src/sources/marked-sound.ts";
import type { Cone } from "../../bench/src/sources/one-speaker.ts";
import { readSwitches, switchFigures, switchTable } from "../../bench/src/sources/switches.ts";

const sender = (name: string) => ({ name, title: `the ${name}`, prepare: () => Promise.reject(new Error("unused")) });
const pair = { from: sender("radio"), to: sender("file") };
const ms = (count: number): number => 48 * count;

/** What is heard from the moment of asking: the first for `firstMs`, silence, then the second. */
const coneWith = (firstMs: number, silentMs: number): Cone => ({
  heard: async () => {
    const heard = new Float32Array(ms(2_000));
    heard.set(steadySound(48_000, ms(firstMs), "soft"));
    heard.set(steadySound(48_000, ms(2_000 - firstMs - silentMs), "loud"), ms(firstMs + silentMs));
    return heard;
  },
  close: async () => undefined,
});
const switched = { pair, switches: [{ askedMs: 10_000, untilMs: 12_000 }] };

describe("a change from one source to another", () => {
  test("is told beyond the speaker's 150 ms, with the silence in between", async () => {
    const times = await readSwitches(coneWith(195, 80), switched);

    expect(times).toMatchObject({ soundMs: [125], silentMs: [80] });
    expect(switchTable([times]).rows).toEqual([["the radio", "the file", 125, 125, 80, 80]]);
    expect(switchFigures([times])).toMatchObject({ radioToFileMaxMs: 125, slowestSwitchMs: 125 });
  });

  test.each([
    ["the first was not heard when it was asked for", coneWith(0, 400), /the first was not heard/],
    ["the second came sooner than the speaker can", coneWith(60, 20), /sooner than the speaker can/],
    ["the second was not heard", coneWith(2_000, 0), /the second did not come out/],
  ])("is no measurement where %s", async (_what, cone, reason) => {
    await expect(readSwitches(cone, switched)).rejects.toThrow(reason);
  });

  test.each([
    [2_000, true],
    [2_001, false],
  ])("of at most %i ms: the promise is kept, %s", (slowestSwitchMs, kept) => {
    const result = { tables: [], notes: [], figures: { slowestSwitchMs } };
    const verdict = judge("sources", result).find(({ promise }) => promise.startsWith("from one source to another"));
    expect(verdict?.kept).toBe(kept);
  });
});
