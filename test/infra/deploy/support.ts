// A deployment with the real adapters, whose tools and AWS are doubles: what is tried is everything on our side.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAskSkills } from "@house-band/infra/deploy/adapters/ask-skills";
import { createAwsAccount } from "@house-band/infra/deploy/adapters/aws-account";
import { createCdkTools } from "@house-band/infra/deploy/adapters/cdk-tools";
import { createStateFile } from "@house-band/infra/deploy/adapters/state-file";
import { deploy } from "@house-band/infra/deploy/deploy";
import { destroy } from "@house-band/infra/deploy/destroy";
import type { DeployOptions, DestroyOptions } from "@house-band/infra/deploy/options";
import type { World } from "@house-band/infra/deploy/ports";
import { readSkill, type SkillFacts } from "@house-band/infra/deploy/skill-package";
import { startFakeAws } from "./fakes/fake-aws.ts";

const FAKE_NPX = fileURLToPath(new URL("./fakes/fake-npx.mjs", import.meta.url));
export const PACKAGE_DIRECTORY = fileURLToPath(new URL("../../../skill-package", import.meta.url));
export const ACCOUNT = "111122223333";

export type Failure = {
  readonly command: string;
  readonly says: string;
  /** It has had its effect by then, as when a connection breaks before the answer. */
  readonly isAfter: boolean;
  times: number;
};
export type FakeSkill = {
  skillId: string;
  name: string;
  enabled?: boolean;
  endpoint?: string;
  linking?: Record<string, unknown>;
};
export type FakeWorld = {
  skills: FakeSkill[];
  stack: { tableName: string; settings: Record<string, string>; region: string } | null;
  bootstrapped: string | null;
  failures: Failure[];
  skillsMade: number;
  stacksMade: number;
  /** Files that a call was given, as they were then. */
  files: { path: string; mode: string }[];
  calls: { command: string; args: string[]; packages: string[]; region: string | null; environment: string }[];
};
const NEW_WORLD: FakeWorld = {
  skills: [],
  stack: null,
  bootstrapped: null,
  failures: [],
  skillsMade: 1,
  stacksMade: 1,
  files: [],
  calls: [],
};

export const DEPLOY: DeployOptions = { kind: "deploy", isDryRun: false, settings: {} };
export const DESTROY: DestroyOptions = { kind: "destroy", isDryRun: false, table: "ask", skill: "ask" };

export type Bench = Awaited<ReturnType<typeof openBench>>;

export async function openBench() {
  const folder = await mkdtemp(join(tmpdir(), "house-band-deploy-test-"));
  const worldFile = join(folder, "world.json");
  const memory = join(folder, "memory");
  await putNpx(join(folder, "bin"));
  await writeFile(worldFile, JSON.stringify(NEW_WORLD));
  const aws = await startFakeAws(ACCOUNT);
  const environment = {
    PATH: [join(folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
    FAKE_WORLD: worldFile,
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "a-secret-that-is-nowhere",
    AWS_ENDPOINT_URL_STS: aws.url,
    AWS_ENDPOINT_URL_IOT: aws.url,
    AWS_ENDPOINT_URL_IOT_DATA_PLANE: aws.url,
    AWS_ENDPOINT_URL_DYNAMODB: aws.url,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: aws.url,
    HOUSE_BAND_DEPLOY_MEMORY: memory,
  };
  Object.assign(process.env, environment);
  const said: string[] = [];
  const answers: string[] = [];
  const secret: { value: string | null } = { value: null };
  const world = createWorld(memory, said, answers, secret);
  const skill = await readSkill(PACKAGE_DIRECTORY);
  if (!skill.ok) throw new Error(skill.error);
  return {
    aws,
    environment,
    said,
    answers,
    /** Of the security profile, as somebody has given it in the environment. */
    secret,
    skill: skill.value,
    deploy: (options: Partial<DeployOptions> = {}, facts: SkillFacts = skill.value) =>
      deploy(world, { ...DEPLOY, ...options }, facts),
    destroy: (options: Partial<DestroyOptions> = {}) => destroy(world, { ...DESTROY, ...options }),
    world: async (): Promise<FakeWorld> => JSON.parse(await readFile(worldFile, "utf8")),
    async change(change: (world: FakeWorld) => void): Promise<void> {
      const changed: FakeWorld = JSON.parse(await readFile(worldFile, "utf8"));
      change(changed);
      await writeFile(worldFile, JSON.stringify(changed));
    },
    stateText: () => readFile(join(memory, "state.json"), "utf8"),
    writeState: async (text: string) => {
      await mkdir(memory, { recursive: true });
      await writeFile(join(memory, "state.json"), text);
    },
    async close() {
      await aws.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function createWorld(
  memory: string,
  said: string[],
  answers: string[],
  secret: { readonly value: string | null },
): World {
  return {
    get linkingSecret() {
      return secret.value;
    },
    cloud: {
      ...createCdkTools({ directory: memory.replace(/memory$/, ""), onLine: () => undefined }),
      ...createAwsAccount(),
    },
    skills: createAskSkills({
      packageDirectory: PACKAGE_DIRECTORY,
      projectDirectory: join(memory, "skill"),
      profile: "default",
      onLine: () => undefined,
    }),
    terminal: {
      say: (line) => void said.push(line),
      ask: async (question) => {
        said.push(question);
        return answers.shift() ?? null;
      },
    },
    store: createStateFile(join(memory, "state.json")),
  };
}

async function putNpx(bin: string): Promise<void> {
  await mkdir(bin);
  const path = join(bin, "npx");
  await writeFile(path, `#!/bin/sh\nexec "${process.execPath}" "${FAKE_NPX}" "$@"\n`);
  await chmod(path, 0o755);
}
