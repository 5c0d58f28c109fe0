// One speaker at a time, chosen out of what a window has shown: whom the questions are about until it plays or can't, and
// that nobody looks around meanwhile. The window ends it, or whoever wanted it.
import type { BluetoothAddress, Result } from "@house-band/contract";
import { childOf } from "../../child-signal.ts";
import type { PairingFault } from "../../pairing-port.ts";
import type { Transport } from "../../ports.ts";
import type { Discovery } from "./discovery.ts";
import type { Copy } from "./found-devices.ts";
import type { PairingDialogue } from "./pairing-dialogue.ts";
import { chooseCopy, onlyIn, type PlaceSpeaker, refuse } from "./pairing-rules.ts";
import type { OpenWindow } from "./pairing-windows.ts";

type Paired = Promise<Result<Transport, PairingFault>>;

export type PairingAttempts = {
  /** Null: none is open. */
  pair(window: OpenWindow | null, address: BluetoothAddress, signal: AbortSignal): Paired;
  /** Resolves when the last one is over. */
  settled(): Promise<void>;
};

export type AttemptParts = {
  readonly dialogue: Pick<PairingDialogue, "begin" | "isBusy" | "end">;
  readonly discovery: Pick<Discovery, "start" | "pause">;
  readonly place: PlaceSpeaker;
  /** The whole road from found to playing. */
  readonly pairCopy: (copy: Copy, signal: AbortSignal) => Paired;
};

/** None is under way at first. */
export function createPairingAttempts(parts: AttemptParts): PairingAttempts {
  const { dialogue, place } = parts;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async pair(window, address, signal) {
      if (window === null) return refuse("WINDOW_CLOSED", false);
      const chosen = chooseCopy(window.seen.get(address), { isBusy: dialogue.isBusy(), place });
      if (!chosen.ok) return chosen;
      dialogue.begin({ address, path: chosen.value.path, canAsk: window.canAsk });
      const attempt = pairWithin(parts, window, chosen.value, signal);
      last = attempt;
      return attempt;
    },
    async settled() {
      await last;
    },
  };
}

async function pairWithin(
  { dialogue, discovery, pairCopy }: AttemptParts,
  window: OpenWindow,
  copy: Copy,
  signal: AbortSignal,
): Paired {
  const attempt = childOf(signal, window.off.signal);
  await discovery.pause();
  const paired = await pairCopy(copy, attempt.signal);
  attempt.abort();
  dialogue.end();
  if (!window.off.signal.aborted) await discovery.start(onlyIn(window));
  return paired;
}
