// Bytes in, values out, and back: the only place where untrusted payloads become typed ones.
// Inbound tolerates unknown fields (they are dropped), outbound is checked against the schema before it leaves.
import type * as z from "zod/mini";
import { ClaimDesired } from "./claim.ts";
import { Command, WIRE_VERSION } from "./command.ts";
import { CommandId } from "./ids.ts";
import { Outcome } from "./outcome.ts";
import { err, ok, type Result } from "./result.ts";
import { ConfigDesired } from "./shadows.ts";
import { BridgeEvent, LastWill } from "./state.ts";

/** A command for 32 speakers with the longest words is under 3 KB; a report may be twice what a shadow holds. */
export const MAX_PAYLOAD_BYTES = {
  command: 4_096,
  outcome: 16_384,
  event: 16_384,
  config: 16_384,
  claim: 1_024,
  lastWill: 256,
} as const;

export type DecodeError = {
  readonly code: "too-large" | "not-utf8" | "not-json" | "unsupported-version" | "invalid";
  /** For the log: where and what, never the content itself. */
  readonly message: string;
  /** Set where the payload was at least good enough to say which command it meant to be. */
  readonly commandId?: CommandId;
};

/** Payload of a `cmd` topic. */
export const decodeCommand = (bytes: Uint8Array) => decode(Command, MAX_PAYLOAD_BYTES.command, bytes);
/** Payload of the outcome rule. */
export const decodeOutcome = (bytes: Uint8Array) => decode(Outcome, MAX_PAYLOAD_BYTES.outcome, bytes);
/** Payload of the event rule. */
export const decodeEvent = (bytes: Uint8Array) => decode(BridgeEvent, MAX_PAYLOAD_BYTES.event, bytes);
/** Payload of the `lwt` topic. */
export const decodeLastWill = (bytes: Uint8Array) => decode(LastWill, MAX_PAYLOAD_BYTES.lastWill, bytes);
/** The `config` shadow's desired section, as plain JSON text. */
export const decodeConfig = (bytes: Uint8Array) =>
  decode(ConfigDesired, MAX_PAYLOAD_BYTES.config, bytes, "unversioned");

/** The `claim` shadow's desired section, as plain JSON text. */
export const decodeClaim = (bytes: Uint8Array) => decode(ClaimDesired, MAX_PAYLOAD_BYTES.claim, bytes, "unversioned");

/** To the payload of a `cmd` topic. @throws where the value is not what the schema says: a bug of the sender's */
export const encodeCommand = (command: Command): Uint8Array => encode(Command, command);
/** To the payload of the outcome rule. @throws as {@link encodeCommand} */
export const encodeOutcome = (outcome: Outcome): Uint8Array => encode(Outcome, outcome);
/** To the payload of the event rule. @throws as {@link encodeCommand} */
export const encodeEvent = (event: BridgeEvent): Uint8Array => encode(BridgeEvent, event);
/** To the payload of the `lwt` topic. @throws as {@link encodeCommand} */
export const encodeLastWill = (will: LastWill): Uint8Array => encode(LastWill, will);

/**
 * Bytes to a JSON value, refusing what is too large, not UTF-8 or not JSON. A byte order mark is not JSON.
 * @see RFC 8259 section 8.1
 */
export function parseJson(bytes: Uint8Array, maxBytes: number): Result<unknown, DecodeError> {
  if (bytes.byteLength > maxBytes) {
    return err({ code: "too-large", message: `${bytes.byteLength} bytes, at most ${maxBytes} are taken` });
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return err({ code: "not-utf8", message: "the payload is not UTF-8" });
  }
  try {
    return ok(JSON.parse(text));
  } catch {
    return err({ code: "not-json", message: "the payload is not JSON" });
  }
}

function decode<T>(
  schema: z.ZodMiniType<T>,
  maxBytes: number,
  bytes: Uint8Array,
  versioning: "versioned" | "unversioned" = "versioned",
): Result<T, DecodeError> {
  const json = parseJson(bytes, maxBytes);
  if (!json.ok) return json;
  const named = commandIdOf(json.value);
  if (versioning === "versioned" && versionOf(json.value) !== WIRE_VERSION) {
    return err({ code: "unsupported-version", message: `version ${WIRE_VERSION} is understood`, ...named });
  }
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") || "the top";
  return err({ code: "invalid", message: `${issue?.code ?? "invalid"} at ${where}`, ...named });
}

function encode<T>(schema: z.ZodMiniType<T>, value: T): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(schema.parse(value)));
}

const versionOf = (value: unknown): unknown => fieldOf(value, "v");

function commandIdOf(value: unknown): { commandId?: CommandId } {
  const id = CommandId.safeParse(fieldOf(value, "id"));
  return id.success ? { commandId: id.data } : {};
}

function fieldOf(value: unknown, field: "v" | "id"): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, field)) return undefined;
  return (value as Record<string, unknown>)[field]; // an own field of an object that was just parsed from JSON
}
