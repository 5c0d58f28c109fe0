// `house-band cloud trace COMMAND_ID`: arguments in, options out, or a sentence about the one that is wrong. Pure.
import { parseArgs } from "node:util";
import { readCommandId } from "@house-band/bridge-firmware/cli/read-cloud";
import { type CommandId, err, ok, type Result } from "@house-band/contract";

export type TraceOptions = {
  readonly commandId: CommandId;
  readonly json: boolean;
  /** In the laptop home that runs in another terminal, not in an account. */
  readonly isLocal: boolean;
  /** Null: as the environment, or the last deployment, says. */
  readonly region: string | null;
};

export const TRACE_USAGE = `Usage: npx house-band cloud trace COMMAND_ID [--region REGION] [--json]
       npx house-band cloud trace COMMAND_ID --local

One command's road with its times, out of the logs and the table of your account: commandId in every log says the id.

  --region REGION  where the stack is (AWS_REGION, else where npm run deploy has put it)
  --local          of the laptop home that runs in another terminal (npm start), without an account
  --json           for programs: one JSON document

Takes AWS credentials that may: cloudformation:DescribeStacks, logs:FilterLogEvents, dynamodb:GetItem, dynamodb:Query.
On a bridge, house-band cloud trace shows the bridge's own part. Exit codes: 0 shown, 1 nothing to show, 2 a mistake in the
command.`;

const FLAGS = {
  json: { type: "boolean" },
  local: { type: "boolean" },
  region: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** @param args after `cloud` */
export function readTraceArguments(args: readonly string[]): Result<TraceOptions | "help", string> {
  const parsed = parse(args);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const [verb, ...words] = positionals;
  if (values.help || verb === undefined) return ok("help");
  if (verb !== "trace") return err(`house-band cloud ${verb}: expected cloud trace COMMAND_ID`);
  const commandId = readCommandId(words);
  if (!commandId.ok) return commandId;
  const { json = false, local: isLocal = false, region = null } = values;
  if (region !== null && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    return err(`--region ${region}: expected a region, such as eu-west-1 or us-east-1`);
  }
  if (isLocal && region !== null) return err("--local asks the home on this machine: it is in no region");
  return ok({ commandId: commandId.value, json, isLocal, region });
}

function parse(args: readonly string[]) {
  try {
    return ok(parseArgs({ args: [...args], options: FLAGS, allowPositionals: true }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return err(`${message.replace(/\. .*$/s, "")}. See npx house-band cloud --help`);
  }
}
