// The port by which speakers become known to the bridge. Beside ports.ts, because its words are its own: adapters implement
// it, a simulator too, and test/port-contracts/pairing.ts holds them to the same behaviour.
import type { BluetoothAddress, Result } from "@house-band/contract";
import type { ConnectFault, Transport, Unsubscribe } from "./ports.ts";

/** Making speakers known to the bridge, and unknown again. Only within a window that somebody opened. */
export interface Pairing {
  /**
   * Looks around for speakers until the window is over. Opening it again begins it anew. Looking takes air time from
   * speakers that play: whether it may is the caller's to know.
   */
  open(window: PairingWindow): Promise<Result<void, PairingFault>>;
  /** Everything seen in this window; none while it is closed. */
  found(): readonly FoundDevice[];
  onEvent(listener: (event: PairingEvent) => void): Unsubscribe;
  /** Pairs, trusts and connects what was found; resolves when it carries sound, or can't. One at a time. */
  pair(address: BluetoothAddress, signal: AbortSignal): Promise<Result<Transport, PairingFault>>;
  /** To the question of this device that stands; false where there is none, or none like that. */
  answer(address: BluetoothAddress, answer: PairingAnswer): boolean;
  /** Calls off whatever is being paired, and closes the window; one that is being opened is `PAIRING_CANCELLED`. */
  cancel(): Promise<void>;
  /** What it is called from now on, wherever the radio lists it, also after a restart; what is not paired is unknown. */
  rename(address: BluetoothAddress, name: string): Promise<Result<void, PairingFault>>;
  /** Lets go of it and deletes its key, window or not. What is not paired is a success. */
  forget(address: BluetoothAddress): Promise<Result<void, PairingFault>>;
  close(): Promise<void>;
}

/** Nothing can be paired for longer than this without somebody asking again. */
export const MAX_PAIRING_WINDOW_MS = 120_000;

/** How people name an adapter of the bridge's: 00:1A:7D:DA:71:13, which stays, or hci0, which may change. */
export const ADAPTER_NAME = /^(([0-9A-F]{2}:){5}[0-9A-F]{2}|hci\d{1,2})$/;

export type PairingWindow = {
  /** At most {@link MAX_PAIRING_WINDOW_MS}. */
  readonly windowMs: number;
  /** Whether somebody sees questions and can answer: without, only what needs no question can be paired. */
  readonly canAsk: boolean;
  /**
   * The adapter that looks and pairs; see {@link ADAPTER_NAME}. Without it all of the bridge's look, and a speaker is
   * paired with the one that has most room for it.
   */
  readonly adapter?: string | undefined;
  /**
   * Whom it is for; absent: speakers, which are looked for. `senders`: phones and Echos pair from their own side; the
   * bridge can be seen meanwhile, looks for nobody, and tells `paired` when one has; with that the window closes.
   */
  readonly who?: "speakers" | "senders";
};

export type FoundDevice = {
  readonly address: BluetoothAddress;
  /** One line, as people may see it; empty where it has told none. */
  readonly name: string;
  /** What it says that it is, in BlueZ's word (`audio-headphones`, `phone`); null where it says nothing. */
  readonly icon: string | null;
  /** Null where it is not heard by itself, as while it is connected. */
  readonly signalDbm: number | null;
  /** Null until it is known. */
  readonly isSpeaker: boolean | null;
  readonly isPaired: boolean;
};

export type PairingEvent =
  /** New, or more is known of it. */
  | { readonly kind: "found"; readonly device: FoundDevice }
  | { readonly kind: "question"; readonly address: BluetoothAddress; readonly question: PairingQuestion }
  /** It was answered, or is asked no more. */
  | { readonly kind: "question-over"; readonly address: BluetoothAddress }
  | { readonly kind: "paired" | "forgotten"; readonly address: BluetoothAddress }
  | { readonly kind: "window-closed"; readonly reason: CloseReason };

export type CloseReason = "over" | "paired" | "cancelled" | "adapter-down";

export type PairingQuestion =
  /** Does the device show the same six digits? */
  | { readonly kind: "same-passkey"; readonly passkey: string }
  /** It pairs from its own side, and shows nothing to compare. What it calls itself may be empty. */
  | { readonly kind: "may-pair"; readonly name: string }
  /** To be typed at the device; needs no answer. */
  | { readonly kind: "type-there"; readonly code: string }
  /** The device has a PIN, or a passkey of six digits, that must be given here. */
  | { readonly kind: "enter-pin" | "enter-passkey" };

export type PairingAnswer =
  | { readonly kind: "yes" | "no" }
  /** 1 to 16 characters for a PIN, 0 to 999999 for a passkey. */
  | { readonly kind: "code"; readonly code: string };

export type PairingFault = {
  readonly code:
    | "WINDOW_CLOSED"
    | "WINDOW_TOO_LONG"
    | "ADAPTER_UNKNOWN"
    | "DEVICE_UNKNOWN"
    | "NOT_A_SPEAKER"
    | "PAIRING_BUSY"
    | "PAIRING_REFUSED"
    | "PAIRING_CANCELLED"
    | ConnectFault["code"];
  readonly retryable: boolean;
};

/** Is it an answer to that, right or wrong? */
export function isAnswerTo({ kind }: PairingQuestion, answer: PairingAnswer): boolean {
  switch (kind) {
    case "same-passkey":
    case "may-pair":
      return answer.kind !== "code";
    case "enter-pin":
      return answer.kind === "no" || (answer.kind === "code" && /^[\x20-\x7e]{1,16}$/.test(answer.code));
    case "enter-passkey":
      return answer.kind === "no" || (answer.kind === "code" && /^\d{1,6}$/.test(answer.code));
    case "type-there":
      return false;
  }
}
