// What a deployment remembers between runs, so that the next one goes on with the same skill and stack. Never a secret:
// credentials stay where the AWS and Alexa tools keep them.
import * as z from "zod";

export const SkillId = z
  .string()
  .regex(/^amzn1\.ask\.skill\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "expected amzn1.ask.skill.<uuid>");

/** What the stack says of it. */
export const UserPool = z.strictObject({ id: z.string(), clientId: z.string(), signInUrl: z.string() });
export type UserPool = z.infer<typeof UserPool>;

export const DeployState = z.strictObject({
  version: z.literal(1),
  /** Of AWS: twelve digits. */
  account: z.optional(z.string().regex(/^\d{12}$/)),
  region: z.optional(z.string()),
  skillId: z.optional(SkillId),
  /** Settings of the CDK app that were given once and hold until others are. */
  settings: z.record(z.string(), z.string()),
  /** Of the stack; absent while none is deployed. */
  stack: z.optional(
    z.strictObject({ voiceFunctionArn: z.string(), tableName: z.string(), userPool: z.optional(UserPool) }),
  ),
  /** By which client the skill links accounts now; absent: it links none. */
  linked: z.optional(z.strictObject({ clientId: z.string() })),
  /** User pools that outlived the stack, or that accounts are no longer linked by. */
  keptUserPools: z.optional(z.array(z.string())),
  /** Tables that outlived their stack, because somebody wanted it. */
  keptTables: z.array(z.string()),
  /** The step that stopped the last run. */
  stoppedAt: z.optional(z.string()),
});
export type DeployState = z.infer<typeof DeployState>;

export const EMPTY_STATE: DeployState = { version: 1, settings: {}, keptTables: [] };
