// What all receivers have in common: one sender that is always known, a session now and then, and how its program is.
import { err, LiveInputId, type Result } from "@house-band/contract";
import type { LivePlayer, PlayerOrder } from "../../core/model.ts";
import { DEFAULT_INPUT_QUEUE_MS, type LiveInputSpec } from "../../engine/protocol.ts";
import { createListeners } from "../../listeners.ts";
import {
  type LiveInputEvent,
  type LiveInputs,
  NO_LEVELS,
  NO_PLAYER,
  type Sender,
  UNNAMED,
} from "../../live-inputs-port.ts";
import type { PortFault } from "../../ports.ts";
import type { ReceiverKind, ReceiverState } from "../../receivers.ts";

export type Receiver = {
  readonly inputs: LiveInputs;
  state(): ReceiverState;
};

/** What all their programs write into their pipes. @see AirPlay's ALAC and Spotify's Vorbis, both at CD's rate */
export const RECEIVER_PCM = {
  kind: "pipe",
  format: "S16_LE",
  rateHz: 44_100,
  channels: 2,
  queueMs: DEFAULT_INPUT_QUEUE_MS,
} as const;

/** Whoever plays now. */
export type Session = {
  /** As people know it; null where it does not say. */
  readonly device: string | null;
  readonly isSending: boolean;
  readonly player: LivePlayer | null;
};

export type ReceiverInputs = LiveInputs & {
  /** From now on this is who plays; null: nobody does. */
  now(session: Session | null): void;
};

export type ReceiverInputsOptions = {
  readonly kind: ReceiverKind;
  readonly codec: string | null;
  readonly input: LiveInputSpec;
  /** Tells the player of the session what to do; only called while there is one. */
  readonly tell: (order: PlayerOrder) => Promise<Result<void, PortFault>>;
  readonly close: () => Promise<void>;
};

/** Nobody plays at first. A change that changes nothing is not told. */
export function createReceiverInputs(options: ReceiverInputsOptions): ReceiverInputs {
  const { kind, codec, input } = options;
  const id = LiveInputId.parse(kind);
  const listeners = createListeners<LiveInputEvent>();
  let session: Session | null = null;
  const sender = (): Sender => ({
    id,
    kind,
    name: session?.device ?? UNNAMED[kind],
    link: session && { codec, isSending: session.isSending, input, player: session.player },
  });
  return {
    senders: () => [sender()],
    levels: () => NO_LEVELS,
    onEvent: listeners.add,
    now(next) {
      const before = JSON.stringify(sender());
      session = next;
      if (JSON.stringify(sender()) !== before) listeners.tell({ kind: "sender-changed", sender: sender() });
    },
    tell: async (asked, order) => (asked === id && session !== null ? options.tell(order) : err(NO_PLAYER)),
    async close() {
      listeners.clear();
      await options.close();
    },
  };
}
