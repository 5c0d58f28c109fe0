// Pairing in a simulated home: strangers nearby that can be seen while the window is open, each with the question it asks,
// and that become speakers of the simulated radio. Phones and Echos pair from their own side, while they are waited for.
import { type BluetoothAddress, err, ok, type Result, toDisplayName } from "@house-band/contract";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import { createListeners } from "../../listeners.ts";
import {
  type FoundDevice,
  isAnswerTo,
  MAX_PAIRING_WINDOW_MS,
  type Pairing,
  type PairingEvent,
  type PairingFault,
  type PairingQuestion,
  type PairingWindow,
} from "../../pairing-port.ts";
import type { Clock, Transport } from "../../ports.ts";
import type { SimBluetooth } from "./sim-bluetooth.ts";
import type { SimSenders } from "./sim-senders.ts";
import type { SimSpeaker } from "./sim-speaker.ts";

export type SimStranger = SimSpeaker & {
  readonly icon: string;
  readonly signalDbm: number;
  readonly isSpeaker: boolean;
  /** Absent: it pairs without a question. */
  readonly question?: Exclude<PairingQuestion, { kind: "type-there" }>;
  /** What is right where it wants a code. */
  readonly code?: string;
};

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

/** From the call to the key, questions aside. */
const PAIR_MS = 400;
/** An inquiry hears everybody within about this. */
const HEARD_AFTER_MS = 300;

type Window = PairingWindow & { readonly off: ChildSignal; isHeard: boolean };
type Asked = {
  readonly address: BluetoothAddress;
  readonly question: PairingQuestion;
  answered(isRight: boolean): void;
};

const fault = (code: PairingFault["code"], retryable: boolean) => err<PairingFault>({ code, retryable });

/** Closed at first. */
export function createSimPairing({ radio, strangers, clock, senders }: SimPairingOptions): SimPairing {
  const listeners = createListeners<PairingEvent>();
  const now: { window: Window | null; pairing: Promise<unknown> | null; asked: Asked | null } = {
    window: null,
    pairing: null,
    asked: null,
  };
  const isPaired = (address: BluetoothAddress) => radio.devices().some((device) => device.address === address);
  const isVisible = (): boolean => now.window?.who === "senders";
  const nearby = (): readonly FoundDevice[] =>
    strangers.map(({ address, name, icon, signalDbm, isSpeaker }) => ({
      address,
      name: toDisplayName(name),
      icon,
      signalDbm,
      isSpeaker,
      isPaired: isPaired(address),
    }));
  const endQuestion = (isRight: boolean): void => {
    const { asked } = now;
    now.asked = null;
    if (!asked) return;
    asked.answered(isRight);
    listeners.tell({ kind: "question-over", address: asked.address });
  };
  const closeWindow = async (reason: Extract<PairingEvent, { kind: "window-closed" }>["reason"] | null) => {
    const { window } = now;
    now.window = null;
    window?.off.abort();
    endQuestion(false);
    await now.pairing;
    if (window && reason) listeners.tell({ kind: "window-closed", reason });
  };
  const keepWindow = async (window: Window): Promise<void> => {
    if (!(await clock.sleep(HEARD_AFTER_MS, window.off.signal))) return;
    window.isHeard = window.who !== "senders";
    for (const device of window.isHeard ? nearby() : []) listeners.tell({ kind: "found", device });
    if (await clock.sleep(window.windowMs - HEARD_AFTER_MS, window.off.signal)) await closeWindow("over");
  };
  const ask = (address: BluetoothAddress, question: PairingQuestion): Promise<boolean> =>
    new Promise((answered) => {
      now.asked = { address, question, answered };
      listeners.tell({ kind: "question", address, question });
    });
  const agree = async ({ question, address }: SimStranger, window: Window): Promise<boolean> => {
    if (!question) return true;
    return window.canAsk ? ask(address, question) : question.kind === "same-passkey";
  };
  const pairNow = async (
    stranger: SimStranger,
    window: Window,
    signal: AbortSignal,
  ): Promise<Result<Transport, PairingFault>> => {
    const { address } = stranger;
    const attempt = childOf(signal, window.off.signal);
    const giveUp = () => endQuestion(false);
    attempt.signal.addEventListener("abort", giveUp, { once: true });
    const isDone = (await clock.sleep(PAIR_MS, attempt.signal)) && (await agree(stranger, window));
    const isOff = attempt.signal.aborted;
    attempt.signal.removeEventListener("abort", giveUp);
    attempt.abort();
    if (isOff) return fault("PAIRING_CANCELLED", true);
    if (!isDone) return fault("PAIRING_REFUSED", true);
    if (!isPaired(address)) radio.adopt(stranger);
    listeners.tell({ kind: "paired", address });
    return radio.connect(address, signal);
  };

  return {
    async open(wish) {
      if (!(wish.windowMs > 0 && wish.windowMs <= MAX_PAIRING_WINDOW_MS)) return fault("WINDOW_TOO_LONG", false);
      if (!radio.isPowered()) return fault("ADAPTER_DOWN", true);
      // it is one radio, and has no name
      if (wish.adapter !== undefined) return fault("ADAPTER_UNKNOWN", false);
      const closing = closeWindow(null);
      const window = { ...wish, off: childOf(), isHeard: false };
      now.window = window;
      await closing;
      if (window.off.signal.aborted) return fault("PAIRING_CANCELLED", true);
      void keepWindow(window);
      return ok(undefined);
    },
    found: () => (now.window?.isHeard ? nearby() : []),
    onEvent: listeners.add,
    async pair(address, signal) {
      const { window } = now;
      if (!window) return fault("WINDOW_CLOSED", false);
      if (now.pairing) return fault("PAIRING_BUSY", true);
      const stranger = window.isHeard ? strangers.find((one) => one.address === address) : undefined;
      if (!stranger) return fault("DEVICE_UNKNOWN", true);
      if (!stranger.isSpeaker) return fault("NOT_A_SPEAKER", false);
      const pairing = pairNow(stranger, window, signal).finally(() => {
        now.pairing = null;
      });
      now.pairing = pairing;
      return pairing;
    },
    answer(address, answer) {
      const { asked } = now;
      if (asked?.address !== address || !isAnswerTo(asked.question, answer)) return false;
      const stranger = strangers.find((one) => one.address === address);
      endQuestion(answer.kind === "yes" || (answer.kind === "code" && answer.code === stranger?.code));
      return true;
    },
    async cancel() {
      await closeWindow("cancelled");
    },
    async rename(address, name) {
      return radio.rename(address, name) || senders?.rename(address, name)
        ? ok(undefined)
        : fault("DEVICE_UNKNOWN", true);
    },
    async forget(address) {
      if (radio.forget(address) || senders?.forget(address)) listeners.tell({ kind: "forgotten", address });
      return ok(undefined);
    },
    isVisible,
    pairFromItsSide(address) {
      if (!isVisible() || senders === undefined) return false;
      senders.adopt(address);
      listeners.tell({ kind: "paired", address });
      void closeWindow("paired");
      return true;
    },
    async close() {
      listeners.clear();
      await closeWindow("cancelled");
    },
  };
}
