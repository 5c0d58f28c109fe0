// CDK's command line as the hand that changes stacks.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { err, ok, type Result } from "@house-band/contract";
import * as z from "zod";
import { explain } from "../explain.ts";
import { errorText } from "../library-errors.ts";
import type { CloudTools, Place, StackOutputs, Trouble, Try } from "../ports.ts";
import { runTool, type Tool } from "./run-tool.ts";

/** `latest` was an accidental 3.0.0 once: the version that was tried. @see github.com/aws/aws-cdk issue 38113 */
export const CDK: Tool = { packages: ["aws-cdk@2.1148.1"], program: "cdk" };
export const STACK = "HouseBand";

/** A stack takes about two minutes; a table with deletion and a slow account ten. */
const STACK_WITHIN_MS = 30 * 60_000;
/** What npx fetches is 30 MB. */
const LOOK_WITHIN_MS = 10 * 60_000;

const Outputs = z.object({
  [STACK]: z.object({
    VoiceFunctionArn: z.string().regex(/^arn:aws:lambda:/),
    TableName: z.string().min(1),
    UserPoolId: z.optional(z.string()),
    LinkingClientId: z.optional(z.string()),
    SignInUrl: z.optional(z.string()),
  }),
});

export type CdkOptions = {
  /** Where cdk.json is. */
  readonly directory: string;
  readonly onLine: (line: string) => void;
};

export type Cdk = Pick<CloudTools, "version" | "bootstrap" | "deployStack" | "destroyStack">;

/** Needs nothing installed but npm. */
export function createCdkTools({ directory, onLine }: CdkOptions): Cdk {
  const run = async (doing: string, args: readonly string[], region: string, withinMs: number): Try<string> => {
    const env = { AWS_REGION: region, AWS_DEFAULT_REGION: region };
    const { code, stdout, stderr } = await runTool(CDK, args, { directory, env, withinMs, onLine });
    return code === 0 ? ok(stdout) : err(explain("aws", doing, `${stdout}\n${stderr}`));
  };
  return {
    async version() {
      const { code, stdout, stderr } = await runTool(CDK, ["--version"], { directory, withinMs: LOOK_WITHIN_MS });
      return code === 0 ? ok(stdout.trim()) : err(explain("aws", "fetching CDK by npx", stderr));
    },
    async bootstrap(place) {
      const args = ["bootstrap", `aws://${place.account}/${place.region}`, "--ci"];
      const done = await run("preparing the account for CDK", args, place.region, STACK_WITHIN_MS);
      return done.ok ? ok(undefined) : done;
    },
    deployStack: (place, context) => deployStack(run, place, context),
    async destroyStack({ region }) {
      const done = await run("taking the stack away", ["destroy", STACK, "--force", "--ci"], region, STACK_WITHIN_MS);
      return done.ok ? ok(undefined) : done;
    },
  };
}

type Run = (doing: string, args: readonly string[], region: string, withinMs: number) => Try<string>;

async function deployStack(
  run: Run,
  { region }: Place,
  context: Readonly<Record<string, string>>,
): Promise<Result<StackOutputs, Trouble>> {
  const folder = await mkdtemp(join(tmpdir(), "house-band-deploy-"));
  const outputsFile = join(folder, "outputs.json");
  const settings = Object.entries(context).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const args = ["deploy", STACK, "--ci", "--progress", "events", "--require-approval", "never"];
  try {
    const done = await run(
      "deploying the stack",
      [...args, "--outputs-file", outputsFile, ...settings],
      region,
      STACK_WITHIN_MS,
    );
    if (!done.ok) return done;
    const outputs = Outputs.parse(JSON.parse(await readFile(outputsFile, "utf8")))[STACK];
    const { VoiceFunctionArn, TableName, UserPoolId: id, LinkingClientId: clientId, SignInUrl: signInUrl } = outputs;
    const userPool = id && clientId && signInUrl ? { userPool: { id, clientId, signInUrl } } : {};
    return ok({ voiceFunctionArn: VoiceFunctionArn, tableName: TableName, ...userPool });
  } catch (error) {
    return err(explain("aws", "reading what the stack gives out", errorText(error)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
