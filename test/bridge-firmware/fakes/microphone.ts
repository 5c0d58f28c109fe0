// A microphone in a test's hand: it hears what it is told to, and remembers who has listened.
import { err, ok } from "@house-band/contract";
import type { Heard, Microphone, MicrophoneFault } from "../../../bridge-firmware/src/microphone-port.ts";

export function createFakeMicrophone() {
  const state = {
    /** Why nobody can listen. */
    refuses: null as MicrophoneFault | null,
    /** Why it has heard nothing in the end. */
    fails: null as MicrophoneFault | null,
    heard: { samples: new Float32Array(480), rateHz: 48_000 } as Heard,
    listening: 0,
    listened: 0,
  };
  const port: Microphone = {
    async listen(signal) {
      if (state.refuses) return err(state.refuses);
      state.listening += 1;
      state.listened += 1;
      let isOver = false;
      const end = (): void => {
        if (!isOver) state.listening -= 1;
        isOver = true;
      };
      signal.addEventListener("abort", end, { once: true });
      return ok({
        async finish() {
          end();
          return state.fails ? err(state.fails) : ok(state.heard);
        },
      });
    },
    close: async () => undefined,
  };
  return { ...port, state };
}
