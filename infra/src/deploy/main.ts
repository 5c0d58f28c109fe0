// `npm run deploy` and `npm run destroy`: the composition root of both. Exit codes: 0 done, 1 a step stopped, 2 called wrongly.
import { fileURLToPath } from "node:url";
import { askProfile, createAskSkills } from "./adapters/ask-skills.ts";
import { createAwsAccount } from "./adapters/aws-account.ts";
import { createCdkTools } from "./adapters/cdk-tools.ts";
import { createStateFile } from "./adapters/state-file.ts";
import { createTerminal } from "./adapters/terminal.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { SECRET_VARIABLE } from "./linking.ts";
import { parseOptions, USAGE } from "./options.ts";
import type { World } from "./ports.ts";
import { readSkill } from "./skill-package.ts";

/** Not kept by git. */
const MEMORY = fromHere("../../.deploy");
const PACKAGE_DIRECTORY = fromHere("../../../skill-package");

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (!options.ok) {
    process.stderr.write(`${options.error}\n\n${USAGE}\n`);
    return 2;
  }
  if (options.value.kind === "help") {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const skill = await readSkill(PACKAGE_DIRECTORY);
  if (!skill.ok) {
    process.stderr.write(`${skill.error}\n`);
    return 1;
  }
  const world = createWorld();
  const done =
    options.value.kind === "deploy"
      ? await deploy(world, options.value, skill.value)
      : await destroy(world, options.value);
  if (done.ok) return 0;
  const { step, what, todo } = done.error;
  process.stderr.write(`\nStopped at "${step}": ${what}.\nWhat to do: ${todo}.\n`);
  return 1;
}

function createWorld(): World {
  const memory = process.env.HOUSE_BAND_DEPLOY_MEMORY ?? MEMORY;
  const terminal = createTerminal();
  const onLine = (line: string): void => void process.stderr.write(`  ${line}\n`);
  return {
    cloud: { ...createCdkTools({ directory: fromHere("../.."), onLine }), ...createAwsAccount() },
    skills: createAskSkills({
      packageDirectory: PACKAGE_DIRECTORY,
      projectDirectory: `${memory}/skill`,
      profile: askProfile(process.env),
      onLine,
    }),
    terminal,
    store: createStateFile(`${memory}/state.json`),
    linkingSecret: takeSecret(),
  };
}

/** Out of the environment, so that the tools that are run do not get it. */
function takeSecret(): string | null {
  const secret = process.env[SECRET_VARIABLE]?.trim();
  delete process.env[SECRET_VARIABLE];
  return secret || null;
}

function fromHere(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
