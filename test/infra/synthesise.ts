// One synthesis for a test file to look at, and ways to look.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HouseBandStack } from "@house-band/infra/house-band-stack";
import { parseSettings } from "@house-band/infra/settings";
import { App, Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";

export const REGION = "eu-west-1";
export const ACCOUNT = "111122223333";
export const SKILL = "amzn1.ask.skill.12345678-1234-1234-1234-123456789abc";

/** A synthesis takes two seconds on a machine of its own: this bound is for one that hangs, not for a busy machine. */
export const SYNTHESISED_BY_MS = 240_000;

export const EMAIL = "somebody@example.com";

export async function synthesise(context: Readonly<Record<string, unknown>>, region = REGION) {
  const directory = await mkdtemp(join(tmpdir(), "house-band-infra-"));
  const codeDirectory = join(directory, "code");
  await mkdir(codeDirectory);
  await writeFile(join(codeDirectory, "handler.mjs"), "export const handler = () => undefined;\n");
  const app = new App({ outdir: join(directory, "out"), analyticsReporting: false });
  const stack = new HouseBandStack(app, "HouseBand", {
    settings: parseSettings((key) => context[key]),
    codeDirectory,
    rotationDirectory: codeDirectory,
    env: { region, account: ACCOUNT },
  });
  const template = Template.fromStack(stack);
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  await rm(directory, { recursive: true });
  return { template, violations, suppressions: suppressionsIn(stack) };
}

/** Every rule that is passed over somewhere, with why. */
const suppressionsIn = (stack: HouseBandStack) =>
  stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries<string>(data))
    .map(([id, reason]) => ({ id, reason }));

/** The stack as it is deployed where the region has IoT direct messages, and where it lacks them. */
export const synthesiseBoth = async () => ({
  direct: await synthesise({ skillId: SKILL }),
  publish: await synthesise({
    skillId: SKILL,
    send: "publish",
    reservedConcurrency: "20",
    alarmEmail: EMAIL,
    monthlyBudgetUsd: "20",
    smartHome: "yes",
  }),
});

type Statement = {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};
type Resource<Properties> = { readonly Properties: Properties; readonly DeletionPolicy?: string };

export const resources = <Properties>(template: Template, type: string): Resource<Properties>[] =>
  Object.values(template.findResources(type)) as Resource<Properties>[]; // what CloudFormation's schema of the type says

/** Of the policies of the role whose id begins so. */
export function statementsOf(template: Template, role: string): Statement[] {
  type Policy = { PolicyDocument: { Statement: Statement[] }; Roles: { Ref: string }[] };
  return resources<Policy>(template, "AWS::IAM::Policy")
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }) => Ref.startsWith(role)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}
export const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action);
