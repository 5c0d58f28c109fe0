// `npm run destroy`: takes away what was deployed. The table and the skill are somebody's: they are asked about.
import { err, ok, type Result } from "@house-band/contract";
import { keepingUserPool } from "./linking.ts";
import type { DestroyOptions, Fate } from "./options.ts";
import type { Place, Terminal, World } from "./ports.ts";
import type { DeployState } from "./state.ts";
import { runSteps, type Step, type Stopped } from "./steps.ts";

/** @returns what is left to know, or which step stopped, why, and what to do */
export async function destroy(world: World, options: DestroyOptions): Promise<Result<DeployState, Stopped>> {
  const { terminal, store } = world;
  const loaded = await store.load();
  if (!loaded.ok) return err({ ...loaded.error, step: "memory" });
  const state = loaded.value;
  if (state.region === undefined || state.account === undefined) {
    terminal.say("Nothing was deployed from here: there is nothing to take away.");
    return ok(state);
  }
  const place = { account: state.account, region: state.region };
  const decided = await decide(terminal, options, state);
  const steps = destroySteps(world, place, decided);
  if (options.isDryRun) {
    terminal.say(`This would be done, in ${place.region} of ${place.account}:`);
    for (const [index, { plan }] of steps.entries()) terminal.say(`${index + 1}. ${plan(state)}`);
    return ok(state);
  }
  const done = await runSteps(steps, state, world);
  if (!done.ok) return done;
  for (const line of whatIsLeft(done.value)) terminal.say(line);
  const isEmpty = done.value.skillId === undefined && done.value.keptTables.length === 0;
  const cleared = isEmpty ? await store.clear() : ok(undefined);
  return cleared.ok ? done : err({ ...cleared.error, step: "memory" });
}

type Decided = { readonly isTableDeleted: boolean; readonly isSkillDeleted: boolean };

async function decide(terminal: Terminal, options: DestroyOptions, state: DeployState): Promise<Decided> {
  const tables = tablesOf(state);
  const isDeleted = async (fate: Fate, question: string, word: string): Promise<boolean> => {
    if (fate !== "ask") return fate === "delete";
    if (options.isDryRun) return false;
    const answer = await terminal.ask(`${question} To delete it, type ${word}; anything else keeps it:`);
    return answer === word;
  };
  const isTableDeleted =
    tables.length > 0 &&
    (await isDeleted(options.table, `Your home (names, groups, tunings) is in ${tables.join(" and ")}.`, "delete"));
  const isSkillDeleted =
    state.skillId !== undefined &&
    (await isDeleted(options.skill, `The skill ${state.skillId} is in your developer account.`, "delete"));
  return { isTableDeleted, isSkillDeleted };
}

const tablesOf = ({ stack, keptTables }: DeployState): readonly string[] => [
  ...new Set([...(stack ? [stack.tableName] : []), ...keptTables]),
];

function destroySteps(world: World, place: Place, decided: Decided): readonly Step[] {
  return [
    accountStep(world, place),
    bridgesStep(world, place),
    stackStep(world, place),
    tableStep(world, place, decided),
    skillStep(world, decided),
  ];
}

function accountStep({ cloud }: World, place: Place): Step {
  return {
    name: "AWS account",
    plan: () => `See that the AWS credentials open ${place.account}.`,
    async run(state) {
      const account = await cloud.account(place.region);
      if (!account.ok) return account;
      if (account.value === place.account) return ok({ state, said: place.account });
      return err({
        what: `these credentials open the account ${account.value}, and House Band is in ${place.account}`,
        todo: "use that account's credentials (export AWS_PROFILE=…), then run npm run destroy again",
      });
    },
  };
}

function bridgesStep({ cloud }: World, place: Place): Step {
  return {
    name: "bridges",
    plan: () => "Revoke and remove the identities of all bridges: they could not connect any more.",
    async run(state) {
      const removed = await cloud.removeBridges(place);
      return removed.ok ? ok({ state, said: `${removed.value.count} removed` }) : removed;
    },
  };
}

function stackStep({ cloud }: World, place: Place): Step {
  return {
    name: "stack",
    plan: () => "Delete the stack HouseBand: functions, rules, policy, queue, logs. The table stays for now.",
    async run({ stack, ...state }) {
      const done = await cloud.destroyStack(place);
      if (!done.ok) return done;
      const keptTables = tablesOf({ ...state, ...(stack ? { stack } : {}) });
      const left = keepingUserPool({ ...state, ...(stack ? { stack } : {}) }, undefined);
      return ok({ state: { ...state, ...left, keptTables: [...keptTables] }, said: "gone" });
    },
  };
}

function tableStep({ cloud }: World, place: Place, { isTableDeleted }: Decided): Step {
  return {
    name: "table",
    plan: (state) => {
      const tables = tablesOf(state).join(" and ") || "no table";
      return isTableDeleted ? `Delete ${tables}, for good.` : `Keep ${tables} (asked about; --delete-table).`;
    },
    async run(state) {
      if (!isTableDeleted) return ok({ state, said: state.keptTables.length > 0 ? "kept" : "none" });
      for (const name of state.keptTables) {
        const done = await cloud.deleteTable(place, name);
        if (!done.ok) return done;
      }
      return ok({ state: { ...state, keptTables: [] }, said: "deleted" });
    },
  };
}

function skillStep({ skills }: World, { isSkillDeleted }: Decided): Step {
  return {
    name: "skill",
    plan: ({ skillId }) =>
      isSkillDeleted
        ? `Delete the skill ${skillId}.`
        : `Keep the skill ${skillId ?? ""} (asked about; --delete-skill).`,
    async run({ skillId, ...state }) {
      if (skillId === undefined) return ok({ state, said: "none" });
      if (!isSkillDeleted) return ok({ state: { ...state, skillId }, said: "kept; it answers nothing any more" });
      const done = await skills.remove(skillId);
      return done.ok ? ok({ state, said: "deleted" }) : done;
    },
  };
}

function whatIsLeft({ keptTables, keptUserPools = [], skillId }: DeployState): readonly string[] {
  return [
    "",
    ...keptTables.map((name) => `Kept: the table ${name}. npm run destroy -- --delete-table deletes it.`),
    ...keptUserPools.map((id) => `Kept: the user pool ${id}, with its users. Cognito in the AWS console deletes it.`),
    ...(skillId === undefined ? [] : [`Kept: the skill ${skillId}. npm run destroy -- --delete-skill deletes it.`]),
    "CDK's own stack (CDKToolkit) stays: other CDK apps of the account may use it. It holds the functions' old packages.",
    "A bridge keeps playing what it is told at the box; it has no cloud any more.",
  ];
}
