// The Alexa app beside the Echo, as far as accounts go: the skill is disabled and enabled, an account linked and unlinked.
import { randomUUID } from "node:crypto";
import type { Account, LocalCloud } from "./local-cloud.ts";
import type { LoginStandIn } from "./login-stand-in.ts";

/** Who the Echo says is speaking. */
export type AlexaUser = { readonly userId: string; readonly accessToken: string | null };

export type AlexaApp = {
  user(): AlexaUser;
  /** Somebody signs in, and the skill gets his token from then on. */
  link(): void;
  unlink(): void;
  /** Alexa gives the same person another user id when the skill is enabled again, and no account is linked then. */
  disableAndEnable(): Promise<void>;
};

/** The one account that there is on this machine. */
const SUBJECT = "amzn1.account.LOCAL";

/** Nobody has linked an account yet. */
export function createAlexaApp(account: Account, login: LoginStandIn, invoke: LocalCloud["invoke"]): AlexaApp {
  let user: AlexaUser = { userId: account.userId, accessToken: null };
  const unlink = (): void => {
    if (user.accessToken !== null) login.revoke(user.accessToken);
    user = { ...user, accessToken: null };
  };
  return {
    user: () => user,
    link() {
      unlink();
      user = { ...user, accessToken: login.signIn(SUBJECT) };
    },
    unlink,
    async disableAndEnable() {
      unlink();
      await invoke(toSkillEvent(account.skillId, user.userId, "SkillDisabled"));
      user = { userId: `amzn1.ask.account.${randomUUID()}`, accessToken: null };
      await invoke(toSkillEvent(account.skillId, user.userId, "SkillEnabled"));
    },
  };
}

/** @see Alexa "Skill events in Alexa Skills" */
export function toSkillEvent(skillId: string, userId: string, name: string, atMs = Date.now()): unknown {
  const at = new Date(atMs).toISOString();
  const System = {
    application: { applicationId: skillId },
    user: { userId },
    apiEndpoint: "https://api.amazonalexa.com",
  };
  return {
    version: "1.0",
    context: { System },
    request: {
      type: `AlexaSkillEvent.${name}`,
      requestId: randomUUID(),
      timestamp: at,
      eventCreationTime: at,
      eventPublishingTime: at,
    },
  };
}

export const APP_HELP = `In the Alexa app (with --linking):
  link, unlink        signs in to the account that is linked to the skill, or ends that
  disable             disables the skill and enables it again: another user for Alexa; link, and the home is there again`;

/** @returns lines to print; null where the words are for the Echo */
export async function inTheApp(app: AlexaApp | null, line: string): Promise<readonly string[] | null> {
  if (!app) return null;
  switch (line.toLowerCase()) {
    case "link":
      app.link();
      return ["an account is linked to the skill now"];
    case "unlink":
      app.unlink();
      return ["no account is linked to the skill now"];
    case "disable":
      await app.disableAndEnable();
      return ["the skill was disabled and enabled again: Alexa has another user id for you, and no account is linked"];
    default:
      return null;
  }
}
