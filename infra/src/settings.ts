// What a deployment may choose, read from the CDK context (`-c skillId=… -c send=publish`).
import * as z from "zod";

/** No skill has this id: a template with it lets nobody in. */
export const NO_SKILL = "amzn1.ask.skill.00000000-0000-0000-0000-000000000000";

const Settings = z.strictObject({
  /** The one Alexa skill that may call the voice function. Given once the skill exists. */
  skillId: z
    .string()
    .regex(/^amzn1\.ask\.skill\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "expected amzn1.ask.skill.<uuid>")
    .default(NO_SKILL),
  /** `direct` where the region has IoT direct messages, `publish` where it lacks them. */
  send: z.enum(["direct", "publish"]).default("direct"),
  /** How many voice functions may run at once; none given: as many as the account allows. */
  reservedConcurrency: z.coerce.number().int().min(1).max(1000).optional(),
});
export type Settings = z.infer<typeof Settings>;

/**
 * @param contextOf the value of a context key, `undefined` where it is not set
 * @throws Error that names the key, what it got and what it may be
 */
export function parseSettings(contextOf: (key: string) => unknown): Settings {
  const given = Object.keys(Settings.shape).flatMap((key) => {
    const value = contextOf(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const parsed = Settings.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = String(issue?.path[0] ?? "");
  throw new Error(`-c ${key}=${String(contextOf(key))} cannot be used: ${issue?.message ?? "invalid"}`);
}
