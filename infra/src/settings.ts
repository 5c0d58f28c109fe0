// What a deployment may choose, read from the CDK context (`-c skillId=… -c send=publish`).
import * as z from "zod";

/** Where Alexa may call functions. @see Alexa "Host a custom skill as an AWS Lambda function", regions */
export const ALEXA_REGIONS: readonly string[] = ["us-east-1", "eu-west-1", "us-west-2", "ap-northeast-1"];

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
  /** `yes`: whoever has no home gets a demo home without sound, as those who certify a skill do. */
  demoHome: z.enum(["yes", "no"]).default("no"),
  /** How many voice functions may run at once; none given: as many as the account allows. */
  reservedConcurrency: z.coerce.number().int().min(1).max(1000).optional(),
  /** Where alarms and the budget's warnings go; none given: they are seen in the console only. */
  alarmEmail: z.email("expected an email address").optional(),
  /** What the whole account may cost in a month before somebody is told. */
  monthlyBudgetUsd: z.coerce.number().min(1).max(10_000).default(5),
  /** By which account people are told apart: `none` by Alexa's user id, `amazon` by Login with Amazon, `cognito` by a user pool of this stack. */
  accountLinking: z.enum(["none", "amazon", "cognito"]).default("none"),
  /** Of the security profile, with `amazon`. */
  linkingClientId: z
    .string()
    .regex(/^amzn1\.application-oa2-client\.[0-9a-f]{32}$/, "expected amzn1.application-oa2-client.<32 hex digits>")
    .optional(),
  /** Of the Amazon developer account, with `cognito`: Alexa's redirect addresses have it in them. */
  alexaVendorId: z
    .string()
    .regex(/^[A-Z0-9]{2,40}$/, "expected letters and digits")
    .optional(),
  /** `yes` lets the smart home call the function, too: for a skill that has that part. */
  smartHome: z.enum(["yes", "no"]).default("no"),
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
  if (parsed.success) return checkLinking(parsed.data);
  const issue = parsed.error.issues[0];
  const key = String(issue?.path[0] ?? "");
  throw new Error(`-c ${key}=${String(contextOf(key))} cannot be used: ${issue?.message ?? "invalid"}`);
}

/** What one setting needs of another. */
function checkLinking(settings: Settings): Settings {
  const { accountLinking, linkingClientId, alexaVendorId } = settings;
  if (accountLinking === "amazon" && linkingClientId === undefined) {
    throw new Error("-c accountLinking=amazon needs -c linkingClientId=<the security profile's client id>");
  }
  if (accountLinking === "cognito" && alexaVendorId === undefined) {
    throw new Error("-c accountLinking=cognito needs -c alexaVendorId=<the Amazon developer account's vendor id>");
  }
  return settings;
}

/** @throws Error where Alexa could not call the functions of a stack in this region; no region: it is chosen later */
export function checkRegion(region: string | undefined): void {
  if (region === undefined || ALEXA_REGIONS.includes(region)) return;
  throw new Error(
    `Alexa calls no functions in ${region}: set AWS_REGION to the one of ${ALEXA_REGIONS.join(", ")} that is yours ` +
      "(Europe: eu-west-1, North America: us-east-1)",
  );
}
