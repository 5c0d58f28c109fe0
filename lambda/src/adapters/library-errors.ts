// Reads what a library threw, without trusting that it is an Error of this realm, or one at all.

/** Its name, by which the AWS SDK tells errors apart. */
export const errorName = (cause: unknown): string => textField(cause, "name") ?? typeof cause;

/** Its system error code, "ECONNREFUSED" and the like; null where it has none. */
export const systemCode = (cause: unknown): string | null => textField(cause, "code");

function textField(value: unknown, field: "name" | "code"): string | null {
  if (typeof value !== "object" || value === null || !(field in value)) return null;
  const content: unknown = Reflect.get(value, field);
  return typeof content === "string" ? content : null;
}
