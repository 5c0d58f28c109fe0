// The Lambda's settings: read once from the environment, checked, frozen, passed down. Nothing else reads the environment.

export type LambdaConfig = {
  readonly tableName: string;
  /** Requests of any other skill are refused. */
  readonly skillId: string;
  /** `direct` where the region has IoT direct messages, `publish` (QoS 1 with an expiry) where it lacks them. */
  readonly send: "direct" | "publish";
  /** `on`: whoever has no home gets a demo home, which says that it is one. */
  readonly demo: "on" | "off";
  /** The least important line that is still written. */
  readonly logLevel: LogLevel;
};

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * @param env the process's environment: HOUSE_BAND_TABLE, HOUSE_BAND_SKILL_ID, HOUSE_BAND_SEND, HOUSE_BAND_DEMO, HOUSE_BAND_LOG_LEVEL
 * @throws Error that names the variable, the value it has and what it may be
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): LambdaConfig {
  return Object.freeze({
    tableName: required(env, "HOUSE_BAND_TABLE", "the name of the DynamoDB table"),
    skillId: required(env, "HOUSE_BAND_SKILL_ID", "the skill's id, amzn1.ask.skill.…"),
    send: oneOf(env, "HOUSE_BAND_SEND", ["direct", "publish"] as const, "direct"),
    demo: oneOf(env, "HOUSE_BAND_DEMO", ["on", "off"] as const, "off"),
    logLevel: oneOf(env, "HOUSE_BAND_LOG_LEVEL", LOG_LEVELS, "info"),
  });
}

function required(env: Readonly<Record<string, string | undefined>>, name: string, meaning: string): string {
  const value = env[name]?.trim();
  if (value) return value;
  throw new Error(`${name} is not set: it must hold ${meaning}. Set it in the function's environment.`);
}

function oneOf<const T extends string>(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  allowed: readonly T[],
  fallback: T,
): T {
  const value = env[name]?.trim();
  if (!value) return fallback;
  const known = allowed.find((candidate) => candidate === value);
  if (known) return known;
  throw new Error(`${name} is "${value}": it must be one of ${allowed.join(", ")}.`);
}
