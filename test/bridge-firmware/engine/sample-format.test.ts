import { createEncoder, frameBytesOf } from "@house-band/bridge-firmware/engine/outputs/pcm/sample-format";
import { describe, expect, it } from "@jest/globals";

const encode = (format: Parameters<typeof createEncoder>[0], samples: readonly number[]): Buffer => {
  const encoder = createEncoder(format, samples.length / 2);
  encoder.encode(Float32Array.from(samples), samples.length / 2);
  return Buffer.from(encoder.bytes);
};

/** What a converter makes of a long quiet tone that lies below one step of 16 bits. */
function quietTone(): { readonly steps: Int16Array; readonly tone: Float32Array } {
  const frames = 48_000;
  const tone = Float32Array.from({ length: 2 * frames }, (_, n) => (0.4 / 32_768) * Math.sin((n >> 1) / 7.64 + 0.1));
  const encoder = createEncoder("S16_LE", frames);
  encoder.encode(tone, frames);
  return { steps: new Int16Array(encoder.bytes.buffer), tone };
}

describe("samples for a device", () => {
  it("take the bytes that ALSA's format of that name has", () => {
    expect(["S16_LE", "S24_3LE", "S24_LE", "S32_LE", "FLOAT_LE"].map((name) => frameBytesOf(name as "S16_LE"))).toEqual(
      [4, 6, 8, 8, 8],
    );
  });

  it("of 24 bits in three bytes lie low byte first, and too loud ones at the edge", () => {
    expect(encode("S24_3LE", [0.5, -0.5, 2, -2]).toString("hex")).toBe("0000400000c0ffff7f000080");
  });

  it("of 24 bits in four bytes keep their sign in the fourth", () => {
    expect(encode("S24_LE", [0.5, -0.5, 2, -2]).toString("hex")).toBe("000040000000c0ffffff7f00000080ff");
  });

  it("of 32 bits use the whole range", () => {
    expect(encode("S32_LE", [0.5, -0.5, 2, -2]).toString("hex")).toBe("00000040000000c0ffffff7f00000080");
  });

  it("as floats are held within full scale", () => {
    const bytes = encode("FLOAT_LE", [0.25, -0.25, 1.5, -1.5]);

    expect([0, 4, 8, 12].map((at) => bytes.readFloatLE(at))).toEqual([0.25, -0.25, 1, -1]);
  });

  it("of 16 bits are within two steps of the sound, and silence is silence", () => {
    const bytes = encode("S16_LE", [0.5, -0.5, 0, 0, 2, -2]);
    const steps = [0, 2, 4, 6, 8, 10].map((at) => bytes.readInt16LE(at));

    expect(Math.abs((steps[0] ?? 0) - 16_384)).toBeLessThanOrEqual(2);
    expect(Math.abs((steps[1] ?? 0) + 16_384)).toBeLessThanOrEqual(2);
    expect(steps.slice(2)).toEqual([0, 0, 32_767, -32_768]);
  });

  it("of 16 bits carry a tone that is quieter than one step, instead of losing it", () => {
    const { steps, tone } = quietTone();
    let carried = 0;
    let power = 0;
    for (let n = 0; n < tone.length; n++) {
      carried += (steps[n] ?? 0) * (tone[n] ?? 0) * 32_768;
      power += ((tone[n] ?? 0) * 32_768) ** 2;
    }

    // undithered, every sample of it would round to nothing
    expect(carried / power).toBeGreaterThan(0.95);
    expect(carried / power).toBeLessThan(1.05);
  });

  it("of 16 bits leave an error that is as loud under a quiet tone as under a louder one", () => {
    const errorOf = (amplitude: number): number => {
      const frames = 48_000;
      const tone = Float32Array.from({ length: 2 * frames }, (_, n) => amplitude * Math.sin((n >> 1) / 7.64 + 0.1));
      const encoder = createEncoder("S16_LE", frames);
      encoder.encode(tone, frames);
      const steps = new Int16Array(encoder.bytes.buffer);
      return tone.reduce((sum, sample, n) => sum + ((steps[n] ?? 0) - sample * 32_768) ** 2, 0) / tone.length;
    };

    // a quarter of a step's square: rounding's twelfth and the triangular noise's sixth
    for (const amplitude of [0.3 / 32_768, 0.01, 0.5]) expect(errorOf(amplitude)).toBeCloseTo(0.25, 1);
  });
});
