// The error of every route of the bridge's own door.
import * as z from "zod/mini";

/** The error of every route. */
export const ControlError = z.object({
  code: z.enum([
    "BAD_REQUEST",
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "UNSUPPORTED_MEDIA_TYPE",
    "TOO_LARGE",
    "NOT_SAVED",
    "CONFLICT",
    "UNAVAILABLE",
    "STOPPING",
    "INTERNAL",
  ]),
  message: z.string(),
  field: z.optional(z.string()),
});
export type ControlError = z.infer<typeof ControlError>;
