// `npm run deploy`: a skill, a stack that lets it in, and the skill told where the stack is. Every step looks at what is
// there before it does anything, so that a second run, or one after a failure, makes nothing twice.
import { err, ok, type Result } from "@house-band/contract";
import { isAboutLinking, keepingUserPool, linkingStep, missingForLinking, withVendor } from "./linking.ts";
import type { DeployOptions } from "./options.ts";
import type { Place, Try, World } from "./ports.ts";
import { regionFor } from "./region.ts";
import { emptyManifest, type SkillFacts } from "./skill-package.ts";
import type { DeployState } from "./state.ts";
import { runSteps, type Step, type Stopped } from "./steps.ts";

/** Brings everything up. @returns what is known afterwards, or which step stopped, why, and what to do */
export async function deploy(
  world: World,
  options: DeployOptions,
  skill: SkillFacts,
): Promise<Result<DeployState, Stopped>> {
  const { terminal } = world;
  const loaded = await world.store.load();
  if (!loaded.ok) return err({ ...loaded.error, step: "memory" });
  const region = regionOf(loaded.value, options, skill);
  if (!region.ok) return region;
  const start: DeployState = {
    ...loaded.value,
    region: region.value,
    settings: { ...loaded.value.settings, ...options.settings },
    ...(options.skillId === undefined ? {} : { skillId: options.skillId }),
  };
  const missing = missingForLinking(start, world.linkingSecret, options.isDryRun);
  if (missing) return err({ ...missing, step: "settings" });
  const steps = deploySteps(world, start, region.value, skill);
  if (options.isDryRun) {
    terminal.say(`This would be done, in ${region.value}:`);
    for (const [index, { plan }] of steps.entries()) terminal.say(`${index + 1}. ${plan(start)}`);
    return ok(loaded.value);
  }
  if (loaded.value.stoppedAt) terminal.say(`Going on after "${loaded.value.stoppedAt}" stopped the last time.`);
  const done = await runSteps(steps, start, world);
  if (done.ok) for (const line of whatNext(skill, done.value)) terminal.say(line);
  return done;
}

function regionOf(
  { region, stack }: DeployState,
  options: DeployOptions,
  { locales }: SkillFacts,
): Result<string, Stopped> {
  const wanted = options.region ?? region ?? regionFor(locales);
  if (!stack || region === undefined || region === wanted) return ok(wanted);
  return err({
    step: "region",
    what: `the stack is in ${region} already, and ${wanted} is wanted`,
    todo: `leave --region out, or run npm run destroy first`,
  });
}

function deploySteps(world: World, state: DeployState, region: string, skill: SkillFacts): readonly Step[] {
  return [
    toolsStep(world),
    accountStep(world, region),
    developerStep(world),
    skillStep(world, skill),
    bootstrapStep(world, region),
    stackStep(world, region),
    packageStep(world, skill),
    ...(isAboutLinking(state) ? [linkingStep(world, region)] : []),
    enableStep(world),
  ];
}

function toolsStep({ cloud, skills }: World): Step {
  return {
    name: "tools",
    plan: () => "Fetch CDK and ask-cli by npx, where they are not there yet (about 230 MB, in npm's cache).",
    async run(state) {
      const cdk = await cloud.version();
      if (!cdk.ok) return cdk;
      const ask = await skills.version();
      return ask.ok ? ok({ state, said: `CDK ${cdk.value}, ask-cli ${ask.value}` }) : ask;
    },
  };
}

function accountStep({ cloud }: World, region: string): Step {
  return {
    name: "AWS account",
    plan: ({ account }) => `See whose AWS account the credentials open${account ? `: expected ${account}` : ""}.`,
    async run(state) {
      const account = await cloud.account(region);
      if (!account.ok) return account;
      const isOther = state.account !== undefined && state.account !== account.value;
      if (isOther && (state.stack || state.keptTables.length > 0)) {
        return err({
          what: `these credentials open the account ${account.value}, and House Band is in ${state.account}`,
          todo: `use that account's credentials (export AWS_PROFILE=…), or run npm run destroy with them first`,
        });
      }
      return ok({ state: { ...state, account: account.value }, said: `${account.value}, ${region}` });
    },
  };
}

function developerStep({ skills }: World): Step {
  return {
    name: "Alexa developer account",
    plan: () => "See that an Amazon developer account is signed in to.",
    async run(state) {
      const vendors = await skills.signedIn();
      const settings = vendors.ok ? withVendor(state.settings, vendors.value) : vendors;
      return settings.ok ? ok({ state: { ...state, settings: settings.value }, said: "signed in" }) : settings;
    },
  };
}

function skillStep({ skills }: World, skill: SkillFacts): Step {
  return {
    name: "skill",
    plan: ({ skillId }) =>
      skillId ? `Go on with the skill ${skillId}.` : `Find the skill "${skill.name}", or create it.`,
    async run(state) {
      if (state.skillId !== undefined) {
        const exists = await skills.exists(state.skillId);
        if (!exists.ok) return exists;
        if (exists.value) return ok({ state, said: state.skillId });
      }
      const found = await findOrCreate(skills, skill);
      if (!found.ok) return found;
      const { id, how } = found.value;
      return ok({ state: { ...state, skillId: id }, said: `${id}, ${how}` });
    },
  };
}

/** One that was created and forgotten (the power went) is found again by its name. */
async function findOrCreate(
  skills: World["skills"],
  skill: SkillFacts,
): Try<{ readonly id: string; readonly how: string }> {
  const named = await skills.named(skill.name);
  if (!named.ok) return named;
  const [first, ...others] = named.value;
  if (others.length > 0) {
    return err({
      what: `this developer account has ${named.value.length} skills called "${skill.name}": ${named.value.join(", ")}`,
      todo: "say which: npm run deploy -- --skill-id …",
    });
  }
  if (first !== undefined) return ok({ id: first, how: "found by its name" });
  const created = await skills.create(emptyManifest(skill));
  return created.ok ? ok({ id: created.value, how: "created" }) : created;
}

function bootstrapStep({ cloud }: World, region: string): Step {
  return {
    name: "CDK's own stack",
    plan: () => `Prepare the account for CDK (the stack CDKToolkit), where it is not.`,
    async run(state) {
      const done = await cloud.bootstrap(placeOf(state, region));
      return done.ok ? ok({ state, said: "there" }) : done;
    },
  };
}

function stackStep({ cloud }: World, region: string): Step {
  return {
    name: "stack",
    plan: ({ settings, skillId }) => {
      const all = Object.entries({ skillId: skillId ?? "the skill's id", ...settings });
      return `Deploy the stack HouseBand with ${all.map(([name, value]) => `${name}=${value}`).join(", ")}.`;
    },
    async run(state) {
      const context = { ...state.settings, skillId: needed(state.skillId) };
      const outputs = await cloud.deployStack(placeOf(state, region), context);
      if (!outputs.ok) return outputs;
      const { voiceFunctionArn, tableName } = outputs.value;
      const keptTables = state.keptTables.filter((name) => name !== tableName);
      const left = keepingUserPool(state, outputs.value.userPool);
      return ok({ state: { ...state, ...left, stack: outputs.value, keptTables }, said: voiceFunctionArn });
    },
  };
}

function packageStep({ skills }: World, skill: SkillFacts): Step {
  return {
    name: "skill package",
    plan: () =>
      `Bring manifest (with the function in it), ${skill.locales.join(", ")} models and icons to Alexa, and wait for the build.`,
    async run(state) {
      const { voiceFunctionArn } = needed(state.stack);
      const done = await skills.publish(needed(state.skillId), skill, voiceFunctionArn);
      return done.ok ? ok({ state, said: "built" }) : done;
    },
  };
}

function enableStep({ skills }: World): Step {
  return {
    name: "your Echos",
    plan: () => "Enable the skill, in development, for the developer account's own Echos.",
    async run(state) {
      const done = await skills.enable(needed(state.skillId));
      return done.ok ? ok({ state, said: "may use the skill" }) : done;
    },
  };
}

const placeOf = ({ account }: DeployState, region: string): Place => ({ account: needed(account), region });

/** What an earlier step has left in the state. */
function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a step ran before the one it needs");
  return value;
}

function whatNext({ examplePhrases, locales }: SkillFacts, state: DeployState): readonly string[] {
  const { region, keptTables, linked, keptUserPools = [] } = state;
  const kept = keptTables.map((name) => `A table of an earlier deployment is still there, and costs little: ${name}`);
  return [
    "",
    `House Band is in your account (${region}). It cannot play yet: it needs a bridge.`,
    "1. Install the bridge on a small Linux box near your speakers: docs/install.md.",
    '2. Let it into your cloud, and claim it by voice: docs/deploy.md, "The bridge".',
    `3. Say, to an Echo of the same Amazon account that speaks ${locales.join(" or ")}:`,
    ...examplePhrases.map((phrase) => `   "${phrase}"`),
    'Before there is a bridge, "Alexa, open House Band" answers, and says so.',
    ...(linked
      ? ["Accounts are linked: in the Alexa app, open House Band among your skills, and sign in there once."]
      : []),
    ...kept,
    ...keptUserPools.map((id) => `A user pool that nobody signs in to any more is still there, with its users: ${id}`),
  ];
}
