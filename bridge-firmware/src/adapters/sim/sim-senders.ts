// An Echo and phones in a simulated home, behind the port: what they play is the engine's `emulated` input, and whether
// they play is in the hand of whoever plays fate.
import type { BluetoothAddress, LiveSourceKind } from "@house-band/contract";
import { createListeners } from "../../listeners.ts";
import type { LiveInputEvent, LiveInputs, Sender } from "../../live-inputs-port.ts";
import type { AudioEngine } from "../../ports.ts";

export type SimSender = {
  readonly address: BluetoothAddress;
  readonly name: string;
  readonly kind: LiveSourceKind;
  /** A sound file: what it plays, over and over. */
  readonly playsFile: string;
  readonly driftPpm: number;
  readonly isPaired: boolean;
};

/** The port, and the strings behind the scenery. An address nobody has throws: it is the caller's mistake. */
export type SimSenders = LiveInputs & {
  /** It takes the bridge for its speaker; false where it is not paired. */
  connect(address: BluetoothAddress): boolean;
  disconnect(address: BluetoothAddress): void;
  /** Somebody presses play there, or pause; only while it is connected. */
  setSending(address: BluetoothAddress, sending: boolean): void;
  /** It is paired and connected from now on. */
  adopt(address: BluetoothAddress): void;
  /** False where it is not paired. */
  rename(address: BluetoothAddress, name: string): boolean;
  /** Its link and its key are gone; false where it was not paired. */
  forget(address: BluetoothAddress): boolean;
};

type State = { sender: SimSender; isPaired: boolean; isConnected: boolean; isSending: boolean };

/** As a radio's has it. */
const QUEUE_MS = 100;

/** Nobody is connected at first. */
export function createSimSenders(
  senders: readonly SimSender[],
  engine: Pick<AudioEngine, "send" | "onEvent">,
): SimSenders {
  const listeners = createListeners<LiveInputEvent>();
  const states = new Map<BluetoothAddress, State>(
    senders.map((sender) => [
      sender.address,
      { sender, isPaired: sender.isPaired, isConnected: false, isSending: false },
    ]),
  );
  const stateOf = (address: BluetoothAddress): State => {
    const state = states.get(address);
    if (!state) throw new Error(`no simulated sender has the address ${address}`);
    return state;
  };
  const tellEngine = ({ sender, isSending }: State): void =>
    engine.send({ kind: "set-sending", input: sender.address, sending: isSending });
  const change = (state: State, changes: Partial<State>): void => {
    const before = JSON.stringify(state);
    Object.assign(state, changes);
    if (JSON.stringify(state) === before) return;
    tellEngine(state);
    if (state.isPaired) listeners.tell({ kind: "sender-changed", sender: toSender(state) });
  };
  // an engine that was lost knows of nobody who plays
  const off = engine.onEvent(({ kind }) => {
    if (kind === "ready") for (const state of states.values()) if (state.isSending) tellEngine(state);
  });
  return {
    senders: () => [...states.values()].filter(({ isPaired }) => isPaired).map(toSender),
    onEvent: listeners.add,
    connect(address) {
      const state = stateOf(address);
      if (state.isPaired) change(state, { isConnected: true });
      return state.isPaired;
    },
    disconnect: (address) => change(stateOf(address), { isConnected: false, isSending: false }),
    setSending(address, sending) {
      const state = stateOf(address);
      change(state, { isSending: sending && state.isConnected });
    },
    adopt: (address) => change(stateOf(address), { isPaired: true, isConnected: true }),
    rename(address, name) {
      const state = states.get(address);
      if (!state?.isPaired) return false;
      change(state, { sender: { ...state.sender, name } });
      return true;
    },
    forget(address) {
      const state = states.get(address);
      if (!state?.isPaired) return false;
      Object.assign(state, { isPaired: false, isConnected: false, isSending: false });
      tellEngine(state);
      listeners.tell({ kind: "sender-forgotten", address });
      return true;
    },
    async close() {
      off();
      listeners.clear();
    },
  };
}

const toSender = ({ sender, isConnected, isSending }: State): Sender => {
  const { address, name, kind, playsFile, driftPpm } = sender;
  const input = { kind: "emulated", path: playsFile, driftPpm, queueMs: QUEUE_MS } as const;
  return { address, name, kind, link: isConnected ? { codec: "SBC", isSending, input } : null };
};
