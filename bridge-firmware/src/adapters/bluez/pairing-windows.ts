// One pairing window after the other: when one begins, which of them is open, when and why it ends. What is done at its
// beginning, within it and at its end is its scene's.
import { type BluetoothAddress, ok, type Result } from "@house-band/contract";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import type { CloseReason, PairingFault, PairingWindow } from "../../pairing-port.ts";
import type { Clock } from "../../ports.ts";
import type { Seen } from "./found-devices.ts";
import { refuse } from "./pairing-rules.ts";

export type OpenWindow = PairingWindow & {
  /** Fires when the window ends. */
  readonly off: ChildSignal;
  /** Whom it has shown so far. */
  seen: ReadonlyMap<BluetoothAddress, Seen>;
};

export type WindowScene = {
  readonly clock: Pick<Clock, "sleep">;
  /** False where no adapter looks around, or can be seen. */
  readonly begin: (window: OpenWindow) => Promise<boolean>;
  readonly onOpen: () => void;
  /** Nobody is asked any more; resolves when what was under way, which hears of the end by the window, has ended. */
  readonly callOff: () => Promise<void>;
  readonly onClosed: (reason: CloseReason) => void;
  /** Nobody looks around, or can be seen, any more. */
  readonly lookAway: () => Promise<void>;
};

export type PairingWindows = {
  current(): OpenWindow | null;
  /** In the place of the one that is open, of which nobody hears. Not if it was cancelled meanwhile. */
  open(wish: PairingWindow): Promise<Result<void, PairingFault>>;
  /** Resolves when nothing is left of the one that was open. */
  close(reason: CloseReason): Promise<void>;
  /** Closes the one that is open; and those that are to be opened are not. */
  cancel(): Promise<void>;
};

type Own = {
  readonly scene: WindowScene;
  window: OpenWindow | null;
  /** One after the other. */
  opening: Promise<unknown>;
  closing: Promise<void>;
  /** How often it was called off. */
  cancels: number;
};

/** None is open at first. */
export function createPairingWindows(scene: WindowScene): PairingWindows {
  const own: Own = { scene, window: null, opening: Promise.resolve(), closing: Promise.resolve(), cancels: 0 };
  const close = (reason: CloseReason): Promise<void> =>
    own.window ? closeWindow(own, own.window, reason) : own.closing;
  return {
    current: () => own.window,
    open(wish) {
      const { cancels } = own;
      const opening = own.opening.then(() => openNext(own, wish, () => own.cancels > cancels));
      own.opening = opening;
      return opening;
    },
    close,
    async cancel() {
      own.cancels++;
      const { opening } = own;
      await close("cancelled");
      await opening;
    },
  };
}

/** @param isCancelled since it was asked for */
async function openNext(
  own: Own,
  wish: PairingWindow,
  isCancelled: () => boolean,
): Promise<Result<void, PairingFault>> {
  const { scene } = own;
  await own.closing; // what the one before looks away from must not be what this one looks at
  if (isCancelled()) return refuse("PAIRING_CANCELLED", true);
  if (own.window) {
    const isOther = own.window.who !== wish.who;
    await closeWindow(own, own.window, null);
    if (isOther) await scene.lookAway();
  }
  const window: OpenWindow = { ...wish, off: childOf(), seen: new Map() };
  own.window = window;
  const hasBegun = !isCancelled() && (await scene.begin(window));
  const isOff = isCancelled() || own.window !== window;
  if (hasBegun && !isOff) {
    void keepTime(own, window);
    scene.onOpen();
    return ok(undefined);
  }
  await closeWindow(own, window, null);
  await scene.lookAway();
  return isOff ? refuse("PAIRING_CANCELLED", true) : refuse("ADAPTER_DOWN", true);
}

async function keepTime(own: Own, window: OpenWindow): Promise<void> {
  const isOver = await own.scene.clock.sleep(window.windowMs, window.off.signal);
  if (isOver) await closeWindow(own, window, "over");
}

/** Null: it never was one, or another takes its place: nobody is told. Resolves when nothing is left of it. */
function closeWindow(own: Own, window: OpenWindow, reason: CloseReason | null): Promise<void> {
  if (own.window === window) {
    own.window = null;
    own.closing = wrapUp(own.scene, window, reason);
  }
  return own.closing;
}

async function wrapUp(scene: WindowScene, window: OpenWindow, reason: CloseReason | null): Promise<void> {
  const hasEnded = scene.callOff();
  window.off.abort();
  await hasEnded;
  if (reason === null) return;
  scene.onClosed(reason);
  await scene.lookAway();
}
