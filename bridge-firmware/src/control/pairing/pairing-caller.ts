// Who asks for pairing: several may at once, and each has a window of its own.
import { err, ok, type Result } from "@house-band/contract";
import type { ControlError } from "../control-error.ts";

/** Whoever speaks to Alexa is one; at the bridge's own door each has a name of its own, or is one of those without. */
export type Caller = { readonly by: "voice" | "door"; readonly id: string };

export const VOICE: Caller = { by: "voice", id: "" };

export const isSameCaller = (one: Caller, other: Caller): boolean => one.by === other.by && one.id === other.id;

/** The name that a caller at the door goes by. */
export const CALLER_HEADER = "house-band-caller";
const CALLER_ID = /^[\w-]{8,64}$/;
const NAMELESS: Caller = { by: "door", id: "" };

/** @param header as HTTP has it; absent: one of those without a name */
export function parseCaller(header: string | readonly string[] | undefined): Result<Caller, ControlError> {
  if (header === undefined) return ok(NAMELESS);
  if (typeof header === "string" && CALLER_ID.test(header)) return ok({ by: "door", id: header });
  const message = `${CALLER_HEADER}: expected 8 to 64 letters, digits, "_" or "-", such as a UUID`;
  return err({ code: "BAD_REQUEST", message, field: CALLER_HEADER });
}

export const isNameless = (caller: Caller): boolean => isSameCaller(caller, NAMELESS);
