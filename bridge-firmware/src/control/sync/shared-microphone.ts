// One microphone for two who listen: whoever measures comes first, and whoever only watches makes way and comes back.
import type { Result } from "@house-band/contract";
import type { ChildSignal } from "../../child-signal.ts";
import type { Listening, Microphone, MicrophoneFault } from "../../microphone-port.ts";

export type SharedMicrophone = {
  /** Closing it is left to whoever opened it. */
  readonly toMeasure: Microphone;
  /** `ear` fires, too, when somebody wants to measure. */
  readonly watch: (ear: ChildSignal) => Promise<Result<Listening, MicrophoneFault>>;
};

/** Nobody listens at first. */
export function shareMicrophone(microphone: Microphone): SharedMicrophone {
  let watching: ChildSignal | null = null;
  return {
    toMeasure: {
      listen(signal) {
        watching?.abort();
        watching = null;
        return microphone.listen(signal);
      },
      close: async () => undefined,
    },
    watch(ear) {
      watching = ear;
      return microphone.listen(ear.signal);
    },
  };
}
