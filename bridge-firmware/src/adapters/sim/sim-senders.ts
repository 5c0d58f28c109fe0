// An Echo and phones in a simulated home, behind the port: what they play is the engine's `emulated` input, and whether
// they play is in the hand of whoever plays fate.
import { type BluetoothAddress, err, type LiveSourceKind, ok } from "@house-band/contract";
import type { LivePlayer } from "../../core/model.ts";
import { DEFAULT_INPUT_QUEUE_MS } from "../../engine/protocol.ts";
import { createListeners } from "../../listeners.ts";
import { type LiveInputEvent, type LiveInputs, NO_LEVELS, NO_PLAYER, type Sender } from "../../live-inputs-port.ts";
import type { AudioEngine } from "../../ports.ts";
import { AFTER_ORDER } from "./sim-player.ts";

export type SimSender = {
  readonly address: BluetoothAddress;
  readonly name: string;
  readonly kind: Extract<LiveSourceKind, "echo" | "phone">;
  /** A sound file: what it plays, over and over. */
  readonly playsFile: string;
  readonly driftPpm: number;
  readonly isPaired: boolean;
  /** The titles that its player has, one after the other and over again, whatever sounds. Absent: it offers no player. */
  readonly titles?: readonly string[] | undefined;
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

type State = { sender: SimSender; isPaired: boolean; isConnected: boolean; isSending: boolean; track: number };

/** Nobody is connected at first. */
export function createSimSenders(
  senders: readonly SimSender[],
  engine: Pick<AudioEngine, "send" | "onEvent">,
): SimSenders {
  const listeners = createListeners<LiveInputEvent>();
  const states = new Map<BluetoothAddress, State>(
    senders.map((sender) => [
      sender.address,
      { sender, isPaired: sender.isPaired, isConnected: false, isSending: false, track: 0 },
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
    levels: () => NO_LEVELS,
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
    async tell(id, order) {
      const state = [...states.values()].find(({ sender }) => sender.address === id);
      if (!state?.isConnected || !state.isPaired || !state.sender.titles?.length) return err(NO_PLAYER);
      change(state, AFTER_ORDER[order](state));
      return ok(undefined);
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
      listeners.tell({ kind: "sender-forgotten", id: address });
      return true;
    },
    async close() {
      off();
      listeners.clear();
    },
  };
}

function toPlayer({ sender: { titles = [] }, isSending, track }: State): LivePlayer | null {
  const title = titles[track % titles.length];
  return title === undefined
    ? null
    : { isPlaying: isSending, trackId: `${track} ${title}`, title, artist: null, album: null };
}

const toSender = (state: State): Sender => {
  const { address, name, kind, playsFile, driftPpm } = state.sender;
  const input = { kind: "emulated", path: playsFile, driftPpm, queueMs: DEFAULT_INPUT_QUEUE_MS } as const;
  const { isConnected, isSending } = state;
  const link = isConnected ? { codec: "SBC", isSending, input, player: toPlayer(state) } : null;
  return { id: address, name, kind, link };
};
