// The Lambda's settings: read once from the environment, checked, frozen, passed down. Nothing else reads the environment.

export type LambdaConfig = {
  readonly tableName: string;
  /** Requests of any other skill are refused. */
  readonly skillId: string;
  /** `direct` where the region has IoT direct messages, `publish` (QoS 1 with an expiry) where it lacks them. */
  readonly send: "direct" | "publish";
  /** `on`: whoever has no home gets a demo home, which says that it is one. */
  readonly demo: "on" | "off";
  /** By which account people are told apart; `none`: by Alexa's user id alone. */
  readonly linking: Linking;
  /** The least important line that is still written. */
  readonly logLevel: LogLevel;
};

export type Linking =
  | { readonly kind: "none" }
  /** `url`: Login with Amazon's own, or a stand-in's. */
  | { readonly kind: "amazon"; readonly clientId: string; readonly url: string }
  | { readonly kind: "cognito"; readonly clientId: string; readonly userPoolId: string };

const LOGIN_WITH_AMAZON = "https://api.amazon.com";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * @param env the process's environment: HOUSE_BAND_TABLE, HOUSE_BAND_SKILL_ID, HOUSE_BAND_SEND, HOUSE_BAND_DEMO, HOUSE_BAND_LOG_LEVEL,
 * HOUSE_BAND_LINKING with HOUSE_BAND_LINKING_CLIENT and HOUSE_BAND_USER_POOL, HOUSE_BAND_AMAZON_URL
 * @throws Error that names the variable, the value it has and what it may be
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): LambdaConfig {
  return Object.freeze({
    tableName: required(env, "HOUSE_BAND_TABLE", "the name of the DynamoDB table"),
    skillId: required(env, "HOUSE_BAND_SKILL_ID", "the skill's id, amzn1.ask.skill.…"),
    send: oneOf(env, "HOUSE_BAND_SEND", ["direct", "publish"] as const, "direct"),
    demo: oneOf(env, "HOUSE_BAND_DEMO", ["on", "off"] as const, "off"),
    linking: toLinking(env),
    logLevel: oneOf(env, "HOUSE_BAND_LOG_LEVEL", LOG_LEVELS, "info"),
  });
}

function toLinking(env: Readonly<Record<string, string | undefined>>): Linking {
  const kind = oneOf(env, "HOUSE_BAND_LINKING", ["none", "amazon", "cognito"] as const, "none");
  if (kind === "none") return { kind };
  const clientId = required(env, "HOUSE_BAND_LINKING_CLIENT", "the client id that accounts are linked by");
  if (kind === "amazon") return { kind, clientId, url: env.HOUSE_BAND_AMAZON_URL?.trim() || LOGIN_WITH_AMAZON };
  return { kind, clientId, userPoolId: required(env, "HOUSE_BAND_USER_POOL", "the id of the user pool") };
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
