// A request's body by its schema, or the field that is wrong with it.
import { err, ok, type Result } from "@house-band/contract";
import type * as z from "zod/mini";
import type { ControlError } from "./control-error.ts";

/** No body at all is an empty one. */
export function parseBody<T>(schema: z.ZodMiniType<T>, body: unknown): Result<T, ControlError> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") return bad(`"${issue.keys[0]}" is no field here`, issue.keys[0]);
  const field = issue?.path.join(".") || "body";
  return bad(`${field}: ${issue?.message ?? "not what was expected"}`, field);
}

const bad = (message: string, field = "body"): Result<never, ControlError> =>
  err({ code: "BAD_REQUEST", message, field });
