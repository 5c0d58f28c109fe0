// What a deployment needs of the world: an AWS account, Alexa's skill management, somebody to talk to, a small memory.
import type { Result } from "@house-band/contract";
import type { SkillFacts } from "./skill-package.ts";
import type { DeployState, UserPool } from "./state.ts";

/** What stopped a step, and what a person can do about it: a sentence each. */
export type Trouble = { readonly what: string; readonly todo: string };

export type Try<T> = Promise<Result<T, Trouble>>;

/** Where a stack lives. */
export type Place = { readonly account: string; readonly region: string };

export type StackOutputs = {
  /** With the alias: what the skill's manifest names. */
  readonly voiceFunctionArn: string;
  readonly tableName: string;
  /** Where accounts are linked by one. */
  readonly userPool?: UserPool;
};

/** How a skill links accounts, as Alexa has it. @see SMAPI "Account linking schemas" */
export type LinkingInfo = {
  readonly type: "AUTH_CODE";
  readonly authorizationUrl: string;
  readonly accessTokenUrl: string;
  readonly accessTokenScheme: "HTTP_BASIC";
  readonly clientId: string;
  readonly scopes: readonly string[];
};

export type CloudTools = {
  /** Fetches the tool where it is not there yet. @returns its version */
  version(): Try<string>;
  /** @returns the account that the credentials open: twelve digits */
  account(region: string): Try<string>;
  /** Makes what CDK puts its packages into; nothing happens where it is there. */
  bootstrap(place: Place): Try<void>;
  /** Makes the stack what the sources say; nothing happens where it is that already. */
  deployStack(place: Place, context: Readonly<Record<string, string>>): Try<StackOutputs>;
  destroyStack(place: Place): Try<void>;
  /** The secret of the client by which Alexa asks the user pool. */
  userPoolSecret(place: Place, pool: UserPool): Try<string>;
  /** Things, certificates and shadows of bridges: they hang on the stack's policy, which could not go before them. */
  removeBridges(place: Place): Try<{ readonly count: number }>;
  /** Ends its deletion protection first; a table that is not there is fine. */
  deleteTable(place: Place, name: string): Try<void>;
};

export type SkillService = {
  /** Fetches the tool where it is not there yet. @returns its version */
  version(): Try<string>;
  /** @returns the developer accounts of whoever is signed in: one at least */
  signedIn(): Try<readonly string[]>;
  exists(skillId: string): Try<boolean>;
  /** Ids of the skills in development that have this name in some locale. */
  named(name: string): Try<readonly string[]>;
  /** @returns the id of a new, empty skill */
  create(manifest: unknown): Try<string>;
  /** Brings manifest, interaction models and icons to the skill, and waits until they are built. */
  publish(skillId: string, skill: SkillFacts, voiceFunctionArn: string): Try<void>;
  /** Lets the developer's own Echos use the skill that is in development. */
  enable(skillId: string): Try<void>;
  remove(skillId: string): Try<void>;
  /** Null where the skill links no accounts. */
  linking(skillId: string): Try<LinkingInfo | null>;
  /** Makes the skill link accounts so; as it is already is fine. */
  link(skillId: string, info: LinkingInfo, secret: string, options: { readonly isOptional: boolean }): Try<void>;
  /** Links none any more; none is fine. */
  unlink(skillId: string): Try<void>;
};

export type Terminal = {
  say(line: string): void;
  /** @returns what was typed; null where nobody is there to answer */
  ask(question: string): Promise<string | null>;
};

export type StateStore = {
  /** The empty state where nothing was deployed from here yet. */
  load(): Try<DeployState>;
  save(state: DeployState): Try<void>;
  clear(): Try<void>;
};

export type World = {
  readonly cloud: CloudTools;
  readonly skills: SkillService;
  readonly terminal: Terminal;
  readonly store: StateStore;
  /** Of the security profile, where somebody gave it: never kept, never said. */
  readonly linkingSecret: string | null;
};
