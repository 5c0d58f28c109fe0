// The pairing window of a simulated home: one at a time, with everybody near seen in it after a moment. What is under way
// within it is its scene's.
import { err, ok, type Result } from "@house-band/contract";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import type { CloseReason, PairingFault, PairingWindow } from "../../pairing-port.ts";
import type { Clock } from "../../ports.ts";

export type SimWindow = PairingWindow & {
  /** Fires when the window ends. */
  readonly off: ChildSignal;
  isHeard: boolean;
};

export type SimScene = {
  readonly clock: Pick<Clock, "sleep">;
  readonly onHeard: () => void;
  /** Resolves when what was under way, which hears of the end by the window, has ended. */
  readonly callOff: () => Promise<void>;
  readonly onClosed: (reason: CloseReason) => void;
};

export type SimWindows = {
  current(): SimWindow | null;
  /** In the place of the one that is open, of which nobody hears. */
  open(wish: PairingWindow): Promise<Result<void, PairingFault>>;
  /** Resolves when nothing is left of it. */
  close(reason: CloseReason): Promise<void>;
};

/** An inquiry hears everybody within about this. */
const HEARD_AFTER_MS = 300;

/** None is open at first. */
export function createSimWindows(scene: SimScene): SimWindows {
  let current: SimWindow | null = null;
  const close = async (reason: CloseReason | null): Promise<void> => {
    const window = current;
    current = null;
    window?.off.abort();
    await scene.callOff();
    if (window && reason) scene.onClosed(reason);
  };
  const keepTime = async (window: SimWindow): Promise<void> => {
    if (!(await scene.clock.sleep(HEARD_AFTER_MS, window.off.signal))) return;
    window.isHeard = window.who !== "senders";
    if (window.isHeard) scene.onHeard();
    if (await scene.clock.sleep(window.windowMs - HEARD_AFTER_MS, window.off.signal)) await close("over");
  };
  return {
    current: () => current,
    async open(wish) {
      const closing = close(null);
      const window: SimWindow = { ...wish, off: childOf(), isHeard: false };
      current = window;
      await closing;
      if (window.off.signal.aborted) return err<PairingFault>({ code: "PAIRING_CANCELLED", retryable: true });
      void keepTime(window);
      return ok(undefined);
    },
    close,
  };
}
