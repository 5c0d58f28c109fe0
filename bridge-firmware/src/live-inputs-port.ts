// The port by which the bridge knows who plays to it: Echos and phones, which take it for a Bluetooth speaker, what comes
// in by a cable, and whoever plays by AirPlay, Spotify Connect or DLNA. Beside ports.ts, because its words are its own:
// adapters implement it, a simulator too, and test/port-contracts/live-inputs.ts holds them to the same behaviour.
// Bluetooth senders become known by pairing (pairing-port.ts), and are let go of there.
import { err, type LiveInputId, type LiveSourceKind, type Result } from "@house-band/contract";
import * as z from "zod/mini";
import type { LivePlayer, PlayerOrder } from "./core/model.ts";
import type { LiveInputSpec } from "./engine/protocol.ts";
import type { PortFault, Unsubscribe } from "./ports.ts";

export interface LiveInputs {
  /** Everybody who may play to the bridge, connected or not. */
  senders(): readonly Sender[];
  /** How loud senders are now, as far as that is measured; no event tells of it. */
  levels(): ReadonlyMap<LiveInputId, InputLevel>;
  /** Told of every change, with all that is known then. */
  onEvent(listener: (event: LiveInputEvent) => void): Unsubscribe;
  /**
   * Tells a sender's player what to do; resolves when it was told, and what comes of it is told as a change. `refused`
   * where it offers no player, is not connected, or would not.
   */
  tell(id: LiveInputId, order: PlayerOrder): Promise<Result<void, PortFault>>;
  close(): Promise<void>;
}

/** Whoever, or whatever, plays to the bridge. */
export type Sender = {
  /** The same whenever it comes back; of a Bluetooth sender (the A2DP source, to whom the bridge is the sink) its address. */
  readonly id: LiveInputId;
  /** As people see it; never empty. */
  readonly name: string;
  readonly kind: LiveSourceKind;
  /** Why it can't be heard, where that is known; only while it is not connected. */
  readonly trouble?: string;
  /** Null while it is not connected: no cable, no session, no link. */
  readonly link: SenderLink | null;
};

export type SenderLink = {
  /** Null where there is none: what a cable carries is not coded. */
  readonly codec: string | null;
  /** Does sound come? A phone that pauses says so after a few seconds. @see BlueZ `org.bluez.MediaTransport1` State */
  readonly isSending: boolean;
  /** How the engine hears it. */
  readonly input: LiveInputSpec;
  /** Null where it offers none that could be told what to do, and says nothing of what it plays. */
  readonly player: LivePlayer | null;
};

/** Of the last second or so; 0 dB is full scale. */
export const InputLevel = z.object({
  rmsDb: z.number(),
  peakDb: z.number(),
  /** What is wrong with what comes: too loud for the input, or the mains in it. */
  warnings: z.array(z.enum(["clipping", "hum-50", "hum-60"])),
});
export type InputLevel = z.infer<typeof InputLevel>;

export type LiveInputEvent =
  | { readonly kind: "sender-changed"; readonly sender: Sender }
  | { readonly kind: "sender-forgotten"; readonly id: LiveInputId };

/** What a sender is called that has told nothing of itself. */
export const UNNAMED = {
  echo: "Echo",
  phone: "Phone",
  line: "Line In",
  airplay: "AirPlay",
  spotify: "Spotify",
  dlna: "DLNA",
} as const satisfies Record<LiveSourceKind, string>;

export const NO_PLAYER: PortFault = {
  port: "inputs",
  code: "refused",
  retryable: false,
  message: "it offers no player: tell it there",
};

/** Nothing is measured. */
export const NO_LEVELS: ReadonlyMap<LiveInputId, InputLevel> = new Map();

/** Nobody ever plays to a bridge that has no inputs. */
export const NO_LIVE_INPUTS: LiveInputs = {
  tell: async () => err(NO_PLAYER),
  senders: () => [],
  levels: () => NO_LEVELS,
  onEvent: () => () => undefined,
  close: async () => undefined,
};
