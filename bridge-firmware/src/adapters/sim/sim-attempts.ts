// One stranger at a time, from seen to a speaker of the simulated radio. The window ends it, or whoever wanted it.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import { childOf } from "../../child-signal.ts";
import type { PairingFault } from "../../pairing-port.ts";
import type { Clock, Transport } from "../../ports.ts";
import type { SimBluetooth } from "./sim-bluetooth.ts";
import type { SimQuestions } from "./sim-questions.ts";
import type { SimStranger } from "./sim-stranger.ts";
import type { SimWindow } from "./sim-windows.ts";

type Paired = Promise<Result<Transport, PairingFault>>;

export type SimAttempts = {
  /** Null: no window is open. */
  pair(window: SimWindow | null, address: BluetoothAddress, signal: AbortSignal): Paired;
  /** Resolves when nobody is being paired. */
  settled(): Promise<void>;
};

export type SimAttemptParts = {
  readonly radio: Pick<SimBluetooth, "devices" | "adopt" | "connect">;
  readonly clock: Pick<Clock, "sleep">;
  readonly strangers: readonly SimStranger[];
  readonly questions: Pick<SimQuestions, "agree" | "withdraw">;
  readonly onPaired: (address: BluetoothAddress) => void;
};

/** From the call to the key, questions aside. */
const PAIR_MS = 400;

const fault = (code: PairingFault["code"], retryable: boolean) => err<PairingFault>({ code, retryable });

/** None is under way at first. */
export function createSimAttempts(parts: SimAttemptParts): SimAttempts {
  let underWay: Promise<unknown> | null = null;
  return {
    async pair(window, address, signal) {
      if (window === null) return fault("WINDOW_CLOSED", false);
      if (underWay) return fault("PAIRING_BUSY", true);
      const stranger = choose(parts.strangers, window, address);
      if (!stranger.ok) return stranger;
      const attempt = pairWithin(parts, window, stranger.value, signal).finally(() => {
        underWay = null;
      });
      underWay = attempt;
      return attempt;
    },
    async settled() {
      await underWay;
    },
  };
}

function choose(
  strangers: readonly SimStranger[],
  { isHeard }: SimWindow,
  address: BluetoothAddress,
): Result<SimStranger, PairingFault> {
  const stranger = isHeard ? strangers.find((one) => one.address === address) : undefined;
  if (!stranger) return fault("DEVICE_UNKNOWN", true);
  return stranger.isSpeaker ? ok(stranger) : fault("NOT_A_SPEAKER", false);
}

async function pairWithin(
  { radio, clock, questions, onPaired }: SimAttemptParts,
  window: SimWindow,
  stranger: SimStranger,
  signal: AbortSignal,
): Paired {
  const { address } = stranger;
  const attempt = childOf(signal, window.off.signal);
  attempt.signal.addEventListener("abort", questions.withdraw, { once: true });
  const isDone = (await clock.sleep(PAIR_MS, attempt.signal)) && (await questions.agree(stranger, window.canAsk));
  const isOff = attempt.signal.aborted;
  attempt.signal.removeEventListener("abort", questions.withdraw);
  attempt.abort();
  if (isOff) return fault("PAIRING_CANCELLED", true);
  if (!isDone) return fault("PAIRING_REFUSED", true);
  if (radio.devices().every((device) => device.address !== address)) radio.adopt(stranger);
  onPaired(address);
  return radio.connect(address, signal);
}
