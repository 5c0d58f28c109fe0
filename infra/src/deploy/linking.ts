// Account linking, as a part of a deployment: what has to be known beforehand, and the step that tells Alexa. Which account
// it is is a setting like any other; the secret is none, and is in no state, argument or line.
import { err, ok, type Result } from "@house-band/contract";
import type { LinkingInfo, Trouble, Try, World } from "./ports.ts";
import type { DeployState, UserPool } from "./state.ts";
import type { Step } from "./steps.ts";

/** Where the secret of the security profile is looked for. */
export const SECRET_VARIABLE = "HOUSE_BAND_LINKING_SECRET";

const GIVE_SECRET = `read -rs ${SECRET_VARIABLE} && export ${SECRET_VARIABLE} (paste it there: it is shown nowhere), then run the same command again`;

type Settings = DeployState["settings"];

/** Somebody has said something about it, or it was so the last time. */
export const isAboutLinking = ({ settings, linked }: DeployState): boolean =>
  settings.accountLinking !== undefined || linked !== undefined;

/** What would stop it in the end, before anything is done. Null: nothing. */
export function missingForLinking(state: DeployState, secret: string | null, isDryRun: boolean): Trouble | null {
  const { accountLinking = "none", linkingClientId } = state.settings;
  if (!["none", "amazon", "cognito"].includes(accountLinking)) {
    return { what: `accountLinking is "${accountLinking}"`, todo: "give --set accountLinking=none, amazon or cognito" };
  }
  if (accountLinking !== "amazon") return null;
  if (linkingClientId === undefined) {
    const todo =
      "make a security profile (docs/deploy.md says how), and give --set linkingClientId=amzn1.application-oa2-client.…";
    return { what: "accounts can't be linked by Login with Amazon without a client id", todo };
  }
  if (isDryRun || secret !== null || state.linked?.clientId === linkingClientId) return null;
  return { what: "the secret of the security profile is needed, once", todo: GIVE_SECRET };
}

/** Alexa's addresses have the developer account in them, and the user pool has to know them. */
export function withVendor(settings: Settings, vendors: readonly string[]): Result<Settings, Trouble> {
  if (settings.accountLinking !== "cognito" || settings.alexaVendorId !== undefined) return ok(settings);
  const [alexaVendorId, ...others] = vendors;
  if (alexaVendorId !== undefined && others.length === 0) return ok({ ...settings, alexaVendorId });
  const what = `this sign-in has ${vendors.length} developer accounts: ${vendors.join(", ")}`;
  return err({ what, todo: "say which one the skill is in: npm run deploy -- --set alexaVendorId=…" });
}

/** A user pool that the stack has no more is still there, with its users. */
export function keepingUserPool({ stack, keptUserPools = [] }: DeployState, now: UserPool | undefined) {
  const before = stack?.userPool?.id;
  if (before === undefined || before === now?.id || keptUserPools.includes(before)) return {};
  return { keptUserPools: [...keptUserPools, before] };
}

/** Tells Alexa, or takes it back. Run again, it says the same again. */
export function linkingStep(world: World, region: string): Step {
  return {
    name: "account linking",
    plan: ({ settings, linked }) => toPlan(settings, linked !== undefined),
    async run(state) {
      const { linked: _, ...unlinked } = state;
      if (isNone(state)) {
        const done = await world.skills.unlink(state.skillId ?? "");
        return done.ok ? ok({ state: unlinked, said: "none" }) : done;
      }
      const info = toInfo(state);
      if (!info.ok) return info;
      const linked = { ...state, linked: { clientId: info.value.clientId } };
      const secret = await findSecret(world, state, region);
      if (!secret.ok) return secret;
      if (secret.value === null) {
        const same = await isSame(world, state.skillId ?? "", info.value);
        return same.ok ? ok({ state: linked, said: `as it was: ${toSaid(state)}` }) : same;
      }
      // a skill with smart-home devices may not be enabled without an account
      const isOptional = state.settings.smartHome !== "yes";
      const done = await world.skills.link(state.skillId ?? "", info.value, secret.value, { isOptional });
      return done.ok ? ok({ state: linked, said: toSaid(state) }) : done;
    },
  };
}

const isNone = ({ settings: { accountLinking = "none" } }: DeployState): boolean => accountLinking === "none";

const toSaid = ({ settings }: DeployState): string =>
  settings.accountLinking === "amazon" ? "by Login with Amazon" : "by the stack's user pool";

function toPlan({ accountLinking = "none", linkingClientId }: Settings, isLinked: boolean): string {
  if (accountLinking === "none") return `Have the skill link no accounts${isLinked ? " any more" : ""}.`;
  if (accountLinking === "cognito")
    return "Have the skill link accounts of the stack's user pool, with its client's secret.";
  return `Have the skill link accounts by Login with Amazon, client ${linkingClientId}, with the secret in ${SECRET_VARIABLE} where it is set.`;
}

/** @see Login with Amazon "Authorization Code Grant"; Amazon Cognito "User pool endpoints" */
function toInfo({ settings, stack }: DeployState): Result<LinkingInfo, Trouble> {
  const code = { type: "AUTH_CODE", accessTokenScheme: "HTTP_BASIC" } as const;
  if (settings.accountLinking === "amazon") {
    return ok({
      ...code,
      authorizationUrl: "https://www.amazon.com/ap/oa",
      accessTokenUrl: "https://api.amazon.com/auth/o2/token",
      clientId: settings.linkingClientId ?? "",
      scopes: ["profile:user_id"],
    });
  }
  const pool = stack?.userPool;
  if (!pool) return err({ what: "the stack names no user pool", todo: "run the same command again" });
  return ok({
    ...code,
    authorizationUrl: `${pool.signInUrl}/oauth2/authorize`,
    accessTokenUrl: `${pool.signInUrl}/oauth2/token`,
    clientId: pool.clientId,
    scopes: ["openid"],
  });
}

/** Null: nobody has given one. */
async function findSecret({ cloud, linkingSecret }: World, state: DeployState, region: string): Try<string | null> {
  const pool = state.stack?.userPool;
  if (state.settings.accountLinking !== "cognito" || !pool) return ok(linkingSecret);
  return cloud.userPoolSecret({ account: state.account ?? "", region }, pool);
}

/** Alexa has the secret from before, where all the rest is as it should be. */
async function isSame({ skills }: World, skillId: string, wanted: LinkingInfo): Try<void> {
  const now = await skills.linking(skillId);
  if (!now.ok) return now;
  const isIt = now.value !== null && textOf(now.value) === textOf(wanted);
  return isIt
    ? ok(undefined)
    : err({ what: "the skill links no accounts so yet, and the secret is needed for it", todo: GIVE_SECRET });
}

const textOf = ({ authorizationUrl, accessTokenUrl, clientId, scopes }: LinkingInfo): string =>
  JSON.stringify([authorizationUrl, accessTokenUrl, clientId, ...scopes]);
