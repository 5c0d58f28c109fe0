// Where the stack keeps what a trace reads: its own outputs say.
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { err, ok } from "@house-band/contract";
import { attempt } from "@house-band/infra/deploy/attempt";
import type { Try } from "@house-band/infra/deploy/ports";
import type { LogName } from "./log-lines.ts";

export type StackFound = { readonly tableName: string; readonly logs: Readonly<Record<LogName, string>> };

export const STACK_NAME = "HouseBand";

/**
 * Region and credentials are the SDK's to find.
 * @param deployedTo where `npm run deploy` has put it, as far as this checkout remembers
 */
export async function findStack(deployedTo: string | null): Try<StackFound> {
  const client = new CloudFormationClient({});
  const described = await attempt(`looking for the stack ${STACK_NAME}`, () =>
    client.send(new DescribeStacksCommand({ StackName: STACK_NAME })),
  );
  const asked = await client.config.region().catch(() => "no region");
  client.destroy();
  if (!described.ok) {
    const { what } = described.error;
    return /does not exist/.test(what) ? err({ what, todo: whereElse(asked, deployedTo) }) : described;
  }
  const outputs = new Map((described.value.Stacks?.[0]?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue]));
  const [tableName, voice, ingest] = ["TableName", "VoiceLogName", "IngestLogName"].map((name) => outputs.get(name));
  if (tableName && voice && ingest) return ok({ tableName, logs: { voice, ingest } });
  return err({
    what: `the stack ${STACK_NAME} in ${asked} does not say where its logs are: it is of an earlier version`,
    todo: "npm run deploy, which changes nothing of your home, then give a new command and trace that",
  });
}

function whereElse(asked: string, deployedTo: string | null): string {
  if (deployedTo !== null && deployedTo !== asked) {
    return `House Band was deployed from here to ${deployedTo}, and ${asked} was asked: --region ${deployedTo}`;
  }
  return "see that AWS_PROFILE and --region are those that House Band was deployed with; without an account: --local";
}
