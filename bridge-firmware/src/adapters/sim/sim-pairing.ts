// Pairing in a simulated home: strangers nearby that can be seen while the window is open, each with the question it asks,
// and that become speakers of the simulated radio. Phones and Echos pair from their own side, while they are waited for.
import { type BluetoothAddress, err, ok } from "@house-band/contract";
import { createListeners } from "../../listeners.ts";
import { MAX_PAIRING_WINDOW_MS, type Pairing, type PairingEvent, type PairingFault } from "../../pairing-port.ts";
import type { Clock } from "../../ports.ts";
import { createSimAttempts } from "./sim-attempts.ts";
import type { SimBluetooth } from "./sim-bluetooth.ts";
import { createSimQuestions } from "./sim-questions.ts";
import type { SimSenders } from "./sim-senders.ts";
import { type SimStranger, toFound } from "./sim-stranger.ts";
import { createSimWindows } from "./sim-windows.ts";

export type SimPairingOptions = {
  readonly radio: SimBluetooth;
  readonly strangers: readonly SimStranger[];
  readonly clock: Clock;
  /** Absent: there are none. */
  readonly senders?: SimSenders;
};

export type SimPairing = Pairing & {
  /** A phone or an Echo tries to pair with the bridge; false where it can't see it. */
  pairFromItsSide(address: BluetoothAddress): boolean;
  /** Can phones and Echos see the bridge? */
  isVisible(): boolean;
};

const fault = (code: PairingFault["code"], retryable: boolean) => err<PairingFault>({ code, retryable });

/** Closed at first. */
export function createSimPairing({ radio, strangers, clock, senders }: SimPairingOptions): SimPairing {
  const { add, tell, clear } = createListeners<PairingEvent>();
  const nearby = () => toFound(strangers, new Set(radio.devices().map(({ address }) => address)));
  const questions = createSimQuestions(tell);
  const onPaired = (address: BluetoothAddress): void => tell({ kind: "paired", address });
  const attempts = createSimAttempts({ radio, clock, strangers, questions, onPaired });
  const windows = createSimWindows({
    clock,
    onHeard() {
      for (const device of nearby()) tell({ kind: "found", device });
    },
    async callOff() {
      questions.withdraw();
      await attempts.settled();
    },
    onClosed: (reason) => tell({ kind: "window-closed", reason }),
  });
  const isVisible = (): boolean => windows.current()?.who === "senders";

  return {
    async open(wish) {
      if (!(wish.windowMs > 0 && wish.windowMs <= MAX_PAIRING_WINDOW_MS)) return fault("WINDOW_TOO_LONG", false);
      if (!radio.isPowered()) return fault("ADAPTER_DOWN", true);
      // it is one radio, and has no name
      return wish.adapter === undefined ? windows.open(wish) : fault("ADAPTER_UNKNOWN", false);
    },
    found: () => (windows.current()?.isHeard ? nearby() : []),
    onEvent: add,
    pair: (address, signal) => attempts.pair(windows.current(), address, signal),
    answer: questions.answer,
    cancel: () => windows.close("cancelled"),
    async rename(address, name) {
      return radio.rename(address, name) || senders?.rename(address, name)
        ? ok(undefined)
        : fault("DEVICE_UNKNOWN", true);
    },
    async forget(address) {
      if (radio.forget(address) || senders?.forget(address)) tell({ kind: "forgotten", address });
      return ok(undefined);
    },
    isVisible,
    pairFromItsSide(address) {
      if (!isVisible() || senders === undefined) return false;
      senders.adopt(address);
      onPaired(address);
      void windows.close("paired");
      return true;
    },
    async close() {
      clear();
      await windows.close("cancelled");
    },
  };
}
