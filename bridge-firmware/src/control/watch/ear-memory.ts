// What a microphone has heard lately, in one piece, by its own clock since it began to listen.
import type { Heard } from "../../microphone-port.ts";

export type EarMemory = {
  add(heard: Heard): void;
  /** From `fromMs` on; nothing at first. */
  all(): { readonly heard: Heard; readonly fromMs: number };
  untilMs(): number;
  forgetBefore(ms: number): void;
};

export function createEarMemory(): EarMemory {
  let samples = new Float32Array(0);
  let rateHz = 48_000;
  let fromFrame = 0;
  return {
    add(heard) {
      rateHz = heard.rateHz;
      const longer = new Float32Array(samples.length + heard.samples.length);
      longer.set(samples);
      longer.set(heard.samples, samples.length);
      samples = longer;
    },
    all: () => ({ heard: { samples, rateHz }, fromMs: (fromFrame / rateHz) * 1_000 }),
    untilMs: () => ((fromFrame + samples.length) / rateHz) * 1_000,
    forgetBefore(ms) {
      const frames = Math.min(samples.length, Math.max(0, Math.floor((ms * rateHz) / 1_000) - fromFrame));
      samples = samples.slice(frames);
      fromFrame += frames;
    },
  };
}
