// What every adapter behind the Microphone port owes the daemon: all that was to be heard, as long as somebody listened,
// and for one listener at a time.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Heard, Listening, Microphone } from "../../bridge-firmware/src/microphone-port.ts";

/** A microphone in a quiet room with something that can be made to sound. */
export type MicrophoneWorld = {
  readonly microphone: Microphone;
  /** One second of sound; resolves when it is over and has been heard. */
  readonly makeSound: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Ten milliseconds count as sound when they are this much louder than the quietest. */
const LOUDER = 4;
const STEP_MS = 10;

/** Longest stretch of sound, and all of the recording; milliseconds. */
function stretchesOf({ samples, rateHz }: Heard): { readonly soundMs: number; readonly wholeMs: number } {
  const frames = (rateHz * STEP_MS) / 1_000;
  const levels = Array.from({ length: Math.floor(samples.length / frames) }, (_, step) => {
    const piece = samples.subarray(step * frames, (step + 1) * frames);
    return Math.sqrt(piece.reduce((sum, value) => sum + value * value, 0) / frames);
  });
  const quiet = [...levels].sort((a, b) => a - b)[Math.floor(levels.length / 10)] ?? 0;
  let longest = 0;
  let current = 0;
  for (const level of levels) {
    current = level > LOUDER * Math.max(quiet, 1e-4) ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return { soundMs: longest * STEP_MS, wholeMs: levels.length * STEP_MS };
}

/** The whole contract. */
export function describeMicrophoneContract(name: string, createWorld: () => Promise<MicrophoneWorld>): void {
  describe(`the microphone of ${name}`, () => {
    let world: MicrophoneWorld;
    const stop = new Set<AbortController>();
    const listen = async () => {
      const controller = new AbortController();
      stop.add(controller);
      const begun = await world.microphone.listen(controller.signal);
      return { begun, controller };
    };
    const listenWell = async (): Promise<{ readonly listening: Listening; readonly controller: AbortController }> => {
      const { begun, controller } = await listen();
      if (!begun.ok) throw new Error(`nobody can listen: ${begun.error.message}`);
      return { listening: begun.value, controller };
    };
    const heardBy = async (listening: Listening): Promise<Heard> => {
      const heard = await listening.finish();
      if (!heard.ok) throw new Error(`nothing was heard: ${heard.error.message}`);
      return heard.value;
    };

    beforeEach(async () => {
      world = await createWorld();
    });
    afterEach(async () => {
      for (const controller of stop) controller.abort();
      stop.clear();
      await world.close();
    });

    it("hears a sound from its beginning to its end, without a gap", async () => {
      const { listening } = await listenWell();
      await world.makeSound();
      const heard = stretchesOf(await heardBy(listening));
      expect(heard.soundMs).toBeGreaterThanOrEqual(900);
      expect(heard.soundMs).toBeLessThanOrEqual(1_600);
      expect(heard.wholeMs).toBeGreaterThan(heard.soundMs);
    });

    it("tells nothing of what was to be heard before", async () => {
      await world.makeSound();
      const { listening } = await listenWell();
      await world.makeSound();
      const { soundMs } = stretchesOf(await heardBy(listening));
      expect(soundMs).toBeLessThanOrEqual(1_600);
    });

    it("listens for one at a time", async () => {
      const { listening } = await listenWell();
      const { begun } = await listen();
      expect(begun).toMatchObject({ ok: false, error: { code: "busy" } });
      await world.makeSound();
      expect((await heardBy(listening)).samples.length).toBeGreaterThan(0);
    });

    it("lets go when nobody wants to hear any more, and can be listened to again", async () => {
      const { listening, controller } = await listenWell();
      controller.abort();
      expect(await listening.finish()).toMatchObject({ ok: false, error: { code: "lost" } });
      const again = await listenWell();
      await world.makeSound();
      expect(stretchesOf(await heardBy(again.listening)).soundMs).toBeGreaterThanOrEqual(900);
    });

    it("begins anew at once for whoever has just called off", async () => {
      const { controller } = await listenWell();
      controller.abort();
      const { listening } = await listenWell();
      await world.makeSound();
      expect(stretchesOf(await heardBy(listening)).soundMs).toBeGreaterThanOrEqual(900);
    });

    it("does not begin for somebody who has gone already", async () => {
      const { begun } = await (async () => {
        const gone = new AbortController();
        gone.abort();
        return { begun: await world.microphone.listen(gone.signal) };
      })();
      expect(begun.ok).toBe(false);
      expect((await listen()).begun.ok).toBe(true);
    });

    it("can be closed twice, listened to or not", async () => {
      const { listening } = await listenWell();
      await world.microphone.close();
      await world.microphone.close();
      expect((await listening.finish()).ok).toBe(false);
    });
  });
}
