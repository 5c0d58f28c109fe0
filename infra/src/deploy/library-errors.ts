// Reads what a library threw, without trusting that it is an Error of this realm, or one at all.

/** Its name, by which the AWS SDK tells errors apart. */
export const errorName = (cause: unknown): string => field(cause, "name") ?? typeof cause;

/** Its system error code, "ENOENT" and the like; null where it has none. */
export const systemCode = (cause: unknown): string | null => field(cause, "code");

/** What it says. */
export const errorText = (cause: unknown): string => field(cause, "message") ?? String(cause);

function field(value: unknown, name: "name" | "code" | "message"): string | null {
  if (typeof value !== "object" || value === null || !(name in value)) return null;
  const content: unknown = Reflect.get(value, name);
  return typeof content === "string" ? content : null;
}
