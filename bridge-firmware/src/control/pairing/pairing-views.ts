// What the bridge's own door says of pairing, and what it takes.
import { BluetoothAddress, SpeakerId } from "@house-band/contract";
import * as z from "zod/mini";
import { ADAPTER_NAME, MAX_PAIRING_WINDOW_MS } from "../../pairing-port.ts";
import type { ControlError } from "../control-error.ts";
import type { DeskFault } from "../desk-fault.ts";

export const FoundView = z.object({
  address: BluetoothAddress,
  name: z.string(),
  icon: z.nullable(z.string()),
  signalDbm: z.nullable(z.number()),
  isSpeaker: z.nullable(z.boolean()),
  isPaired: z.boolean(),
});
export type FoundView = z.infer<typeof FoundView>;

const Question = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("same-passkey"), passkey: z.string() }),
  z.object({ kind: z.literal("may-pair"), name: z.string() }),
  z.object({ kind: z.literal("type-there"), code: z.string() }),
  z.object({ kind: z.enum(["enter-pin", "enter-passkey"]) }),
]);

export const PairingView = z.object({
  found: z.array(FoundView),
  asking: z.nullable(z.object({ address: BluetoothAddress, question: Question })),
});
export type PairingView = z.infer<typeof PairingView>;

export const PairedView = z.object({ name: z.string(), isInHome: z.boolean() });
export type PairedView = z.infer<typeof PairedView>;

export const PairingNews = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("found"), device: FoundView }),
  z.object({ kind: z.literal("question"), address: BluetoothAddress, question: Question }),
  z.object({ kind: z.enum(["question-over", "paired", "forgotten"]), address: BluetoothAddress }),
  z.object({ kind: z.literal("window-closed"), reason: z.enum(["over", "paired", "cancelled", "adapter-down"]) }),
]);
export type PairingNews = z.infer<typeof PairingNews>;

const DEFAULT_WINDOW_MS = 60_000;

export const OpenBody = z.strictObject({
  windowMs: z._default(z.int().check(z.gte(1_000), z.lte(MAX_PAIRING_WINDOW_MS)), DEFAULT_WINDOW_MS),
  /** Whether somebody sees questions and can answer. */
  canAsk: z._default(z.boolean(), false),
  whileMusicPlays: z._default(z.boolean(), false),
  /** By name (hci1) or address; absent: all look, and the one with most room pairs. */
  adapter: z.optional(z.string().check(z.regex(ADAPTER_NAME))),
  /** `senders`: the bridge can be seen by phones and Echos, which pair from their own side. */
  who: z._default(z.enum(["speakers", "senders"]), "speakers"),
});

export const PairBody = z.strictObject({
  address: BluetoothAddress,
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
});

export const AnswerBody = z.strictObject({
  address: BluetoothAddress,
  answer: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(["yes", "no"]) }),
    z.strictObject({ kind: z.literal("code"), code: z.string().check(z.minLength(1), z.maxLength(16)) }),
  ]),
});

/** A speaker of the home, or a phone or an Echo that plays to the bridge. */
export const ForgetBody = z.union([
  z.strictObject({ speaker: SpeakerId }),
  z.strictObject({ sender: BluetoothAddress }),
]);

/** What went wrong with pairing, as the door tells it. */
export function toPairingError({ code, message }: DeskFault): ControlError {
  return { code: CODES[code], message };
}

const CODES = {
  MUSIC_PLAYS: "CONFLICT",
  NAME_TAKEN: "CONFLICT",
  HOME_FULL: "CONFLICT",
  ON_A_CABLE: "CONFLICT",
  BAD_NAME: "BAD_REQUEST",
  NO_QUESTION: "NOT_FOUND",
  HOME_CHANGED: "CONFLICT",
  EDITS_WAIT: "CONFLICT",
  DISK_FULL: "NOT_SAVED",
  NOT_SAVED: "NOT_SAVED",
  WINDOW_CLOSED: "CONFLICT",
  WINDOW_TOO_LONG: "BAD_REQUEST",
  ADAPTER_UNKNOWN: "NOT_FOUND",
  DEVICE_UNKNOWN: "NOT_FOUND",
  NOT_A_SPEAKER: "CONFLICT",
  PAIRING_BUSY: "CONFLICT",
  PAIRING_REFUSED: "CONFLICT",
  PAIRING_CANCELLED: "CONFLICT",
  SPEAKER_OFFLINE: "CONFLICT",
  SPEAKER_ASLEEP: "CONFLICT",
  SPEAKER_BUSY: "CONFLICT",
  SPEAKER_REFUSED: "CONFLICT",
  SPEAKER_UNPAIRED: "CONFLICT",
  ADAPTER_DOWN: "UNAVAILABLE",
  ADAPTER_FULL: "CONFLICT",
  AUDIO_SERVICE_DOWN: "UNAVAILABLE",
} as const satisfies Record<DeskFault["code"], ControlError["code"]>;
