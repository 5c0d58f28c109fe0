// The port by which the bridge knows who plays to it: Echos and phones, which take it for a Bluetooth speaker. Beside
// ports.ts, because its words are its own: adapters implement it, a simulator too, and test/port-contracts/live-inputs.ts
// holds them to the same behaviour. They become known by pairing (pairing-port.ts), and are let go of there.
import { type BluetoothAddress, err, type LiveSourceKind, type Result } from "@house-band/contract";
import type { LivePlayer, PlayerOrder } from "./core/model.ts";
import type { LiveInputSpec } from "./engine/protocol.ts";
import type { PortFault, Unsubscribe } from "./ports.ts";

export interface LiveInputs {
  /** Everybody who is paired and may play to the bridge, connected or not. */
  senders(): readonly Sender[];
  /** Told of every change, with all that is known then. */
  onEvent(listener: (event: LiveInputEvent) => void): Unsubscribe;
  /**
   * Tells a sender's player what to do; resolves when it was told, and what comes of it is told as a change. `refused`
   * where it offers no player, is not connected, or would not.
   */
  tell(address: BluetoothAddress, order: PlayerOrder): Promise<Result<void, PortFault>>;
  close(): Promise<void>;
}

/** Whoever is the A2DP source, to whom the bridge is the A2DP sink. */
export type Sender = {
  readonly address: BluetoothAddress;
  /** As people see it; never empty. */
  readonly name: string;
  readonly kind: LiveSourceKind;
  /** Null while it is not connected. */
  readonly link: SenderLink | null;
};

export type SenderLink = {
  readonly codec: string;
  /** Does sound come? A phone that pauses says so after a few seconds. @see BlueZ `org.bluez.MediaTransport1` State */
  readonly isSending: boolean;
  /** How the engine hears it. */
  readonly input: LiveInputSpec;
  /** Null where it offers none that could be told what to do. */
  readonly player: LivePlayer | null;
};

export type LiveInputEvent =
  | { readonly kind: "sender-changed"; readonly sender: Sender }
  | { readonly kind: "sender-forgotten"; readonly address: BluetoothAddress };

/** What an Echo is called that has told nothing, and what a phone. */
export const UNNAMED = { echo: "Echo", phone: "Phone" } as const satisfies Record<LiveSourceKind, string>;

export const NO_PLAYER: PortFault = {
  port: "bluetooth",
  code: "refused",
  retryable: false,
  message: "it offers no player: tell it there",
};

/** Nobody ever plays to a bridge that has no radio. */
export const NO_LIVE_INPUTS: LiveInputs = {
  tell: async () => err(NO_PLAYER),
  senders: () => [],
  onEvent: () => () => undefined,
  close: async () => undefined,
};
