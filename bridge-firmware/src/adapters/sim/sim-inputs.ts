// What plays to a simulated home without ever being paired, behind the port: a cable, and whoever has chosen the bridge by
// AirPlay, Spotify Connect or DLNA. One of each kind; whether it plays is in the hand of whoever plays fate.
import { err, LiveInputId, type LiveSourceKind, ok } from "@house-band/contract";
import type { LivePlayer, PlayerOrder } from "../../core/model.ts";
import { DEFAULT_INPUT_QUEUE_MS } from "../../engine/protocol.ts";
import { createListeners } from "../../listeners.ts";
import {
  type InputLevel,
  type LiveInputEvent,
  type LiveInputs,
  NO_PLAYER,
  type Sender,
  UNNAMED,
} from "../../live-inputs-port.ts";
import type { AudioEngine } from "../../ports.ts";
import { AFTER_ORDER } from "./sim-player.ts";

export type SimInputKind = Exclude<LiveSourceKind, "echo" | "phone">;

export type SimInput = {
  readonly kind: SimInputKind;
  /** What a cable is called; of the others, the device or app that has chosen the bridge. */
  readonly name: string;
  /** A sound file: what it plays, over and over. */
  readonly playsFile: string;
  readonly driftPpm: number;
  /** What it says that it plays, one after the other and over again, whatever sounds. Absent: it says nothing. */
  readonly tracks?: readonly { readonly title: string; readonly artist: string | null }[] | undefined;
};

/** The port, and the strings behind the scenery. A kind that this home lacks throws: it is the caller's mistake. */
export type SimInputs = LiveInputs & {
  /** Its cable is plugged in; somebody chooses the bridge. */
  connect(kind: SimInputKind): void;
  disconnect(kind: SimInputKind): void;
  /** There is sound, or none; only while it is connected. */
  setSending(kind: SimInputKind, sending: boolean): void;
};

type State = { readonly input: SimInput; isConnected: boolean; isSending: boolean; track: number };

const idOf = (kind: SimInputKind): LiveInputId => LiveInputId.parse(kind);

/** No cable is plugged in, and nobody has chosen the bridge. */
export function createSimInputs(inputs: readonly SimInput[], engine: Pick<AudioEngine, "send" | "onEvent">): SimInputs {
  const listeners = createListeners<LiveInputEvent>();
  const states = inputs.map((input): State => ({ input, isConnected: false, isSending: false, track: 0 }));
  const stateOf = (kind: SimInputKind): State => {
    const state = states.find(({ input }) => input.kind === kind);
    if (!state) throw new Error(`this simulated home has no ${kind}`);
    return state;
  };
  const tellEngine = ({ input, isSending }: State): void =>
    engine.send({ kind: "set-sending", input: idOf(input.kind), sending: isSending });
  const change = (state: State, changes: Partial<Omit<State, "input">>): void => {
    const before = JSON.stringify(state);
    Object.assign(state, changes);
    if (JSON.stringify(state) === before) return;
    tellEngine(state);
    listeners.tell({ kind: "sender-changed", sender: toSender(state) });
  };
  // an engine that was lost knows of nobody who plays
  const off = engine.onEvent(({ kind }) => {
    if (kind === "ready") for (const state of states) if (state.isSending) tellEngine(state);
  });
  return {
    senders: () => states.map(toSender),
    levels: () => new Map(states.filter(isHeard).map((state) => [idOf(state.input.kind), levelOf(state)])),
    onEvent: listeners.add,
    connect: (kind) => change(stateOf(kind), { isConnected: true }),
    // whoever chooses the bridge anew begins anew
    disconnect: (kind) => change(stateOf(kind), { isConnected: false, isSending: false, track: 0 }),
    setSending(kind, sending) {
      const state = stateOf(kind);
      change(state, { isSending: sending && state.isConnected });
    },
    async tell(id, order) {
      const state = states.find(({ input }) => idOf(input.kind) === id);
      if (!state?.isConnected || !TAKES[state.input.kind].includes(order)) return err(NO_PLAYER);
      change(state, AFTER_ORDER[order](state));
      return ok(undefined);
    },
    async close() {
      off();
      listeners.clear();
    },
  };
}

/** What can be told from here, as far as the real ones take it. @see docs/receivers.md, "Play" */
const TAKES: Readonly<Record<SimInputKind, readonly PlayerOrder[]>> = {
  line: [],
  airplay: ["play", "pause", "next", "previous"],
  spotify: [],
  dlna: ["play", "pause"],
};

const CODECS: Readonly<Record<SimInputKind, string | null>> = {
  line: null,
  airplay: "ALAC",
  spotify: "Ogg Vorbis",
  dlna: null,
};

/** A cable is measured; what comes over the network tells when it plays. */
const isHeard = ({ input, isConnected }: State): boolean => input.kind === "line" && isConnected;

const levelOf = ({ isSending }: State): InputLevel =>
  isSending ? { rmsDb: -18, peakDb: -6, warnings: [] } : { rmsDb: -90, peakDb: -84, warnings: [] };

function toPlayer({ input: { tracks = [] }, isSending, track }: State): LivePlayer | null {
  const now = tracks[track % tracks.length];
  return now === undefined ? null : { isPlaying: isSending, trackId: `${track} ${now.title}`, ...now, album: null };
}

function toSender(state: State): Sender {
  const { input, isConnected, isSending } = state;
  const { kind, name, playsFile, driftPpm } = input;
  const spec = { kind: "emulated", path: playsFile, driftPpm, queueMs: DEFAULT_INPUT_QUEUE_MS } as const;
  const link = isConnected ? { codec: CODECS[kind], isSending, input: spec, player: toPlayer(state) } : null;
  // whoever has not chosen the bridge has no name: there may be many of them
  return { id: idOf(kind), kind, name: kind === "line" || isConnected ? name : UNNAMED[kind], link };
}
