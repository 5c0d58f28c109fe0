// What the engine's libraries write again and again.
import { describe, expect, it } from "@jest/globals";
import { createRepeatFilter } from "../../../bridge-firmware/src/adapters/engine/engine-process.ts";

describe("a line that alsa-lib has written before", () => {
  const line = "ALSA lib pcm_hw.c:1829:(_snd_pcm_hw_open) Invalid value for card";

  it("is known again; the engine's own words never are", () => {
    const isRepeated = createRepeatFilter();
    expect([line, `${line}s`, line, line].map(isRepeated)).toEqual([false, false, true, true]);
    expect(["the audio loop failed", "the audio loop failed"].map(isRepeated)).toEqual([false, false]);
  });

  it("is not kept without end", () => {
    const isRepeated = createRepeatFilter();
    for (let n = 0; n < 10_000; n++) isRepeated(`${line} ${n}`);
    expect([`${line} 0`, `${line} 9999`].map(isRepeated)).toEqual([true, false]);
  });
});
