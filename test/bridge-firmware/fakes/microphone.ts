// A microphone in a test's hand: it hears what it is told to, and remembers who has listened. Like a real one it lets go a
// moment after it was told to, and is not listened to twice.
import { err, ok } from "@house-band/contract";
import type { Heard, Microphone, MicrophoneFault } from "../../../bridge-firmware/src/microphone-port.ts";

type Ear = { readonly gone: Promise<void>; readonly isStopped: () => boolean; readonly stop: () => void };

const CALLED_OFF: MicrophoneFault = { code: "lost", message: "nobody listens any more" };

export function createFakeMicrophone() {
  const state = {
    /** Why nobody can listen. */
    refuses: null as MicrophoneFault | null,
    /** Why it has heard nothing in the end. */
    fails: null as MicrophoneFault | null,
    heard: { samples: new Float32Array(480), rateHz: 48_000 } as Heard,
    /** What passes before it says anything, good or bad. */
    wakes: async (): Promise<unknown> => undefined,
    listening: 0,
    listened: 0,
  };
  let current: Ear | null = null;
  const open = (): Ear => {
    let isStopped = false;
    let release = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      release = resolve;
    });
    state.listening += 1;
    state.listened += 1;
    const letGo = async (): Promise<void> => {
      await Promise.resolve();
      state.listening -= 1;
      current = null;
      release();
    };
    const stop = (): void => {
      if (!isStopped) void letGo();
      isStopped = true;
    };
    return { gone, isStopped: () => isStopped, stop };
  };
  const port: Microphone = {
    async listen(signal) {
      if (current?.isStopped()) await current.gone;
      if (current !== null) return err({ code: "busy", message: "somebody listens already" });
      await state.wakes();
      if (state.refuses) return err(state.refuses);
      if (signal.aborted) return err(CALLED_OFF);
      const ear = open();
      current = ear;
      signal.addEventListener("abort", ear.stop, { once: true });
      return ok({
        async finish() {
          const wasCalledOff = ear.isStopped();
          ear.stop();
          await ear.gone;
          if (wasCalledOff) return err(CALLED_OFF);
          return state.fails ? err(state.fails) : ok(state.heard);
        },
      });
    },
    async close() {
      current?.stop();
      await current?.gone;
    },
  };
  return { ...port, state };
}
