// A request's body to a command, or the field that is wrong with it. People name what they want; the envelope is ours.
import {
  Command,
  CommandId,
  DEFAULT_TTL_MS,
  err,
  newCommandId,
  ok,
  type Result,
  WIRE_VERSION,
} from "@house-band/contract";
import { didYouMean } from "../text/did-you-mean.ts";
import type { ControlError } from "./control-error.ts";

/** What the bridge writes itself. */
const OURS = ["v", "seq", "issuedAtMs", "origin"] as const;

/**
 * @param body a contract's command without `v`, `seq`, `issuedAtMs` and `origin`; `id` and `ttlMs` may be left out
 * @param issuedAtMs epoch
 */
export function parseCommandBody(body: unknown, issuedAtMs: number): Result<Command, ControlError> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return bad('expected a JSON object with a command, for example {"kind":"pause","speakers":[…]}');
  }
  const own = OURS.find((key) => Object.hasOwn(body, key));
  if (own !== undefined) return bad(`"${own}" is the bridge's to write: leave it out`, own);
  const given: Record<string, unknown> = { ...body };
  const id = given.id === undefined ? newCommandId() : given.id;
  if (!CommandId.safeParse(id).success) return bad("expected a ULID (26 letters and digits), or no id at all", "id");
  const envelope = { v: WIRE_VERSION, seq: 1, issuedAtMs, origin: "cli" };
  const parsed = Command.safeParse({ ttlMs: DEFAULT_TTL_MS, ...given, ...envelope, id });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join(".") || "kind";
    return bad(`${field}: ${issue?.message ?? "not what was expected"}`, field);
  }
  const extra = Object.keys(given).find((key) => !Object.hasOwn(parsed.data, key));
  if (extra === undefined) return ok(parsed.data);
  const known = Object.keys(parsed.data).filter((key) => !OURS.some((ours) => ours === key));
  return bad(`"${extra}" is no field of ${parsed.data.kind}${didYouMean(extra, known)}`, extra);
}

const bad = (message: string, field?: string) =>
  err({ code: "BAD_REQUEST", message, ...(field !== undefined && { field }) } as const);
