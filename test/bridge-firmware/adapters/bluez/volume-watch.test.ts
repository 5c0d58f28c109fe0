import { describe, expect, it } from "@jest/globals";
import {
  endOfEchoes,
  hearVolume,
  setByUs,
  toPercent,
  toVolume,
  type VolumeWatch,
  watchNewLink,
} from "../../../../bridge-firmware/src/adapters/bluez/volume-watch.ts";

/** What was heard at which time, one after the other; true where it was a press. */
const presses = (watch: VolumeWatch, heard: readonly (readonly [volume: number, nowMs: number])[]) => {
  let now = watch;
  return heard.map(([volume, nowMs]) => {
    const next = hearVolume(now, volume, nowMs);
    now = next.watch;
    return next.isPress;
  });
};

describe("a volume that a speaker reports", () => {
  it("is no press while its link is new: it comes up at its loudest and may correct itself", () => {
    const found = [127, 90].reduce((watch, volume) => hearVolume(watch, volume, 900).watch, watchNewLink(0));
    const { watch, isPress } = endOfEchoes(found);

    expect(isPress).toBe(false);
    expect(
      presses(watch, [
        [90, 1_500],
        [91, 1_600],
      ]),
    ).toEqual([false, true]);
  });

  it("is no press where it says back what it was told, soon or late", () => {
    expect(
      presses(setByUs(60, 0), [
        [60, 20],
        [60, 499],
        [60, 3_000],
      ]),
    ).toEqual([false, false, false]);
  });

  it("is no press where it rounds what it was told to its own steps", () => {
    const { watch } = hearVolume(setByUs(60, 0), 64, 70);
    expect(endOfEchoes(watch)).toEqual({ watch: { deafUntilMs: 500, known: 64, unheard: null }, isPress: false });
    expect(presses(endOfEchoes(watch).watch, [[64, 2_000]])).toEqual([false]);
  });

  it("is a press after all where it is far from what it was told, even within the time of echoes", () => {
    const { watch } = hearVolume(setByUs(60, 0), 80, 400);
    expect(endOfEchoes(watch)).toMatchObject({ watch: { known: 80 }, isPress: true });
  });

  it("is a press each time it changes later, also back to what was told first", () => {
    expect(
      presses(setByUs(60, 0), [
        [68, 600],
        [60, 700],
        [60, 800],
      ]),
    ).toEqual([true, true, false]);
  });

  it("is nothing to be told once the echoes are over and none came", () => {
    expect(endOfEchoes(setByUs(60, 0)).isPress).toBe(false);
  });
});

describe("a volume of 128 steps", () => {
  it.each([
    [0, 0],
    [1, 1],
    [35, 44],
    [50, 64],
    [99, 126],
    [100, 127],
  ])("is %i per cent as %i", (percent, volume) => {
    expect(toVolume(percent)).toBe(volume);
    expect(toPercent(volume)).toBe(percent);
  });
});
