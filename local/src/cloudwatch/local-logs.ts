// CloudWatch Logs and CloudFormation on a laptop, as far as a trace asks them: FilterLogEvents on the functions' lines, and
// DescribeStacks for the outputs of the one stack. On loopback alone, and not for pages in a browser.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod";
import { listenOnLoopback, readBody } from "../loopback.ts";
import { escapeXml } from "../meter/escape-xml.ts";
import { createLogGroups, type LogGroups } from "./log-groups.ts";

export type LocalLogsOptions = {
  readonly groups: readonly string[];
  readonly stack: { readonly name: string; readonly outputs: Readonly<Record<string, string>> };
  /** How many lines are looked through for one page. */
  readonly pageLines?: number;
  /** Refuses a call by its name, as AWS would; null: it is answered. For tests. */
  readonly refuse?: (operation: string) => Refusal | null;
};

export type Refusal = { readonly status: number; readonly error: string; readonly message: string };

export type LocalLogs = {
  /** For `AWS_ENDPOINT_URL_CLOUDWATCH_LOGS` and `AWS_ENDPOINT_URL_CLOUDFORMATION`. */
  readonly url: string;
  write: LogGroups["write"];
  close(): Promise<void>;
};

const MAX_BODY_BYTES = 100_000;

export async function startLocalLogs(options: LocalLogsOptions): Promise<LocalLogs> {
  const groups = createLogGroups(options.groups, options.pageLines);
  const server = createServer((request, response) => void handle(options, groups, request, response));
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    write: groups.write,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

type Answer = { readonly status: number; readonly type: string; readonly body: string };

async function handle(
  options: LocalLogsOptions,
  groups: LogGroups,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, MAX_BODY_BYTES).catch(() => null);
  if (body === null) return void response.destroy();
  const { status, type, body: text } = toAnswer(options, groups, request, body.toString());
  response.writeHead(status, { "content-type": type });
  response.end(text);
}

function toAnswer(options: LocalLogsOptions, groups: LogGroups, { headers }: IncomingMessage, body: string): Answer {
  const target = headers["x-amz-target"];
  if (headers.origin !== undefined) return toJson(403, { message: "pages in a browser are not let in" });
  if (target === undefined) return describeStacks(options, new URLSearchParams(body));
  const [service, operation = ""] = String(target).split(".");
  const refused = options.refuse?.(operation) ?? null;
  if (refused) return refuse(refused);
  if (service !== "Logs_20140328" || operation !== "FilterLogEvents") {
    return refuse({ status: 400, error: "UnknownOperationException", message: `X-Amz-Target is "${target}"` });
  }
  return filterLogEvents(groups, body);
}

const toJson = (status: number, value: unknown): Answer => ({
  ...{ status, type: "application/x-amz-json-1.1", body: JSON.stringify(value) },
});

const refuse = ({ status, error, message }: Refusal): Answer => toJson(status, { __type: error, message });

/** @see CloudWatch Logs API reference, FilterLogEvents */
const FilterLogEvents = z.object({
  logGroupName: z.string(),
  filterPattern: z.string().optional(),
  startTime: z.number().default(0),
  endTime: z.number().default(Number.MAX_SAFE_INTEGER),
  limit: z.number().int().min(1).max(10_000).default(10_000),
  nextToken: z.string().optional(),
});

function filterLogEvents(groups: LogGroups, body: string): Answer {
  const parsed = FilterLogEvents.safeParse(JSON.parse(body));
  if (!parsed.success)
    return refuse({ status: 400, error: "InvalidParameterException", message: parsed.error.message });
  const { logGroupName: group, filterPattern, startTime, endTime, limit, nextToken } = parsed.data;
  const asked = { group, pattern: filterPattern ?? null, startMs: startTime, endMs: endTime };
  const page = groups.query({ ...asked, limit, token: nextToken ?? null });
  if (!page.ok) return refuse({ status: 400, ...page.error });
  const { events, nextToken: next } = page.value;
  return toJson(200, { events, searchedLogStreams: [], ...(next !== null && { nextToken: next }) });
}

/** @see CloudFormation API reference, DescribeStacks; its errors are of the AWS Query protocol */
function describeStacks({ stack, refuse: refuses }: LocalLogsOptions, form: URLSearchParams): Answer {
  const operation = form.get("Action") ?? "";
  const named = form.get("StackName") ?? "";
  const missing = { status: 400, error: "ValidationError", message: `Stack with id ${named} does not exist` };
  const refused = refuses?.(operation) ?? (operation === "DescribeStacks" && named === stack.name ? null : missing);
  if (refused) {
    const { error, message } = refused;
    const inside = `<Error><Type>Sender</Type><Code>${error}</Code><Message>${escapeXml(message)}</Message></Error>`;
    return {
      status: refused.status,
      type: "text/xml",
      body: `<ErrorResponse xmlns="${XML}">${inside}</ErrorResponse>`,
    };
  }
  const outputs = Object.entries(stack.outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`,
  );
  const head = `<StackName>${stack.name}</StackName><StackStatus>CREATE_COMPLETE</StackStatus>`;
  const created = "<CreationTime>2026-01-01T00:00:00Z</CreationTime>";
  const found = `<member>${head}${created}<Outputs>${outputs.join("")}</Outputs></member>`;
  const inside = `<DescribeStacksResult><Stacks>${found}</Stacks></DescribeStacksResult>`;
  const body = `<DescribeStacksResponse xmlns="${XML}">${inside}</DescribeStacksResponse>`;
  return { status: 200, type: "text/xml", body };
}

const XML = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
