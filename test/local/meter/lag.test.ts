import { describe, expect, it } from "@jest/globals";
import { createLagMeter } from "../../../local/src/meter/lag.ts";
import { programme, RATE_HZ } from "./programme.ts";

const meter = createLagMeter(RATE_HZ, RATE_HZ);
const song = programme(1, 1);
const original = meter.transform(song({}));

describe("the lag of one second of music against another", () => {
  it.each([0, 0.01, 0.1, 0.5, 1, 5.3, 20, -20, 75, 150, 300, -300])(
    "finds a shift of %p ms to a hundredth of a sample, or 0.3 µs",
    (shiftMs) => {
      const lag = meter.compare(original, meter.transform(song({ shiftMs })));
      expect(Math.abs((lag?.lagMs ?? Number.NaN) - shiftMs)).toBeLessThan(0.000_3);
    },
  );

  it("finds the shift whatever the volume of the two", () => {
    const lag = meter.compare(original, meter.transform(song({ shiftMs: 3.3, gain: 0.1 })));
    expect(lag?.lagMs).toBeCloseTo(3.3, 3);
  });

  it("finds the shift to a twentieth of a sample under noise 20 dB below the music", () => {
    const lag = meter.compare(original, meter.transform(song({ shiftMs: 3.3, noise: 0.02 })));
    expect(Math.abs((lag?.lagMs ?? Number.NaN) - 3.3)).toBeLessThan(0.001);
  });

  it("hears that two songs are not the same music", () => {
    const coherences = [2, 3, 4, 5, 6].map((seed) => {
      const other = meter.transform(programme(seed, 1)({}));
      return meter.compare(original, other)?.coherence ?? 1;
    });
    expect(Math.max(...coherences)).toBeLessThan(0.1);
  });

  it("says nothing about silence", () => {
    expect(meter.compare(original, meter.transform(new Float32Array(RATE_HZ)))).toBeNull();
  });
});
