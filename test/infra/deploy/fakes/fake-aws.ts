// As much of AWS as a deployment asks by the SDK, over HTTP: whose account it is, bridges' identities, tables. It refuses
// what AWS refuses: an identity that is still in use, a table that is protected.
// @see AWS STS, AWS IoT and DynamoDB API references
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback, readBody } from "../../../../local/src/loopback.ts";

export type FakeBridge = { readonly thing: string; readonly certificate: string };

export type AwsThings = {
  account: string;
  /** Attached to the policy; their ARNs. */
  readonly certificates: Map<string, { isActive: boolean; readonly things: Set<string>; hasPolicy: boolean }>;
  readonly things: Set<string>;
  readonly shadows: Set<string>;
  readonly tables: Map<string, { isProtected: boolean; isBusy: boolean }>;
  /** Names of operations that fail once, with an error's name. */
  readonly failures: Map<string, string>;
};

/** Of the user pool's client. */
export const POOL_SECRET = "the-pools-own-secret";

type Answer = { readonly status: number; readonly body: string; readonly type?: string; readonly error?: string };

const json = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });
const refuse = (status: number, error: string, message = error): Answer => ({
  status,
  error,
  body: JSON.stringify({ __type: error, message }),
});
const missing = refuse(404, "ResourceNotFoundException");

export async function startFakeAws(account: string) {
  const world: AwsThings = {
    account,
    certificates: new Map(),
    things: new Set(),
    shadows: new Set(),
    tables: new Map(),
    failures: new Map(),
  };
  const server = createServer((request, response) => void handle(world, request, response));
  const port = await listenOnLoopback(server);
  return {
    world,
    url: `http://127.0.0.1:${port}`,
    addBridge({ thing, certificate }: FakeBridge): void {
      world.certificates.set(certificate, { isActive: true, things: new Set([thing]), hasPolicy: true });
      world.things.add(thing);
      for (const shadow of ["config", "state", "claim"]) world.shadows.add(`${thing}/${shadow}`);
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

async function handle(world: AwsThings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = (await readBody(request, 100_000))?.toString() ?? "";
  const target = String(request.headers["x-amz-target"] ?? "").split(".")[1];
  const answer = target === undefined ? rest(world, request, body) : dynamo(world, target, JSON.parse(body));
  response.writeHead(answer.status, {
    "content-type": answer.type ?? "application/json",
    ...(answer.error ? { "x-amzn-errortype": answer.error } : {}),
  });
  response.end(answer.body);
}

function dynamo(world: AwsThings, operation: string, { TableName }: { readonly TableName: string }): Answer {
  const table = world.tables.get(TableName);
  const failure = takeFailure(world, operation);
  if (failure) return failure;
  if (operation === "DescribeUserPoolClient") return json({ UserPoolClient: { ClientSecret: POOL_SECRET } });
  if (!table) return refuse(400, "ResourceNotFoundException");
  if (operation === "UpdateTable") {
    table.isProtected = false;
    table.isBusy = true;
    return json({ TableDescription: { TableName } });
  }
  if (table.isProtected) return refuse(400, "ValidationException", "Resource cannot be deleted as it is protected");
  if (table.isBusy) {
    table.isBusy = false;
    return refuse(400, "ResourceInUseException");
  }
  world.tables.delete(TableName);
  return json({ TableDescription: { TableName } });
}

function takeFailure(world: AwsThings, operation: string): Answer | null {
  const error = world.failures.get(operation);
  if (error === undefined) return null;
  world.failures.delete(operation);
  return refuse(400, error);
}

function rest(world: AwsThings, request: IncomingMessage, body: string): Answer {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const where = `${request.method} ${url.pathname}`;
  const arn = String(request.headers["x-amzn-principal"] ?? request.headers["x-amzn-iot-principal"] ?? "");
  const [, , name = "", kind = ""] = url.pathname.split("/").map(decodeURIComponent);
  if (body.includes("Action=GetCallerIdentity")) return callerOf(world);
  if (/^POST \/policy-targets\//.test(where)) return policyTargets(world);
  if (/^GET \/principals\/things/.test(where)) {
    const certificate = world.certificates.get(arn);
    return certificate ? json({ things: [...certificate.things] }) : missing;
  }
  if (/^DELETE \/things\/[^/]+\/shadow/.test(where)) {
    return world.shadows.delete(`${name}/${url.searchParams.get("name")}`) ? json({}) : missing;
  }
  if (/^DELETE \/things\/[^/]+\/principals/.test(where) && kind === "principals") {
    world.certificates.get(arn)?.things.delete(name);
    return json({});
  }
  if (/^DELETE \/things\//.test(where)) return deleteThing(world, name);
  if (/^POST \/target-policies\//.test(where)) return detachPolicy(world, body);
  return certificateCall(world, where, name);
}

function callerOf(world: AwsThings): Answer {
  const failure = takeFailure(world, "GetCallerIdentity");
  const xml = (status: number, root: string, inside: string): Answer => ({
    status,
    type: "text/xml",
    body: `<${root} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${inside}<RequestId>1</RequestId></${root}>`,
  });
  if (failure) return xml(403, "ErrorResponse", `<Error><Type>Sender</Type><Code>${failure.error}</Code></Error>`);
  const { account } = world;
  const who = `<Arn>arn:aws:iam::${account}:user/somebody</Arn><UserId>AIDAEXAMPLE</UserId><Account>${account}</Account>`;
  return xml(200, "GetCallerIdentityResponse", `<GetCallerIdentityResult>${who}</GetCallerIdentityResult>`);
}

function policyTargets(world: AwsThings): Answer {
  const failure = takeFailure(world, "ListTargetsForPolicy");
  if (failure) return failure;
  const targets = [...world.certificates].filter(([, { hasPolicy }]) => hasPolicy).map(([arn]) => arn);
  return json({ targets });
}

function deleteThing(world: AwsThings, name: string): Answer {
  const isHeld = [...world.certificates.values()].some(({ things }) => things.has(name));
  if (isHeld) return refuse(400, "InvalidRequestException", "the thing has principals attached");
  return world.things.delete(name) ? json({}) : missing;
}

function detachPolicy(world: AwsThings, body: string): Answer {
  const { target } = JSON.parse(body) as { target: string }; // as the API reference has it
  const certificate = world.certificates.get(target);
  if (certificate) certificate.hasPolicy = false;
  return json({});
}

function certificateCall(world: AwsThings, where: string, id: string): Answer {
  const [arn, certificate] = [...world.certificates].find(([one]) => one.endsWith(`/${id}`)) ?? [];
  if (arn === undefined || certificate === undefined) return missing;
  if (where.startsWith("PUT")) {
    certificate.isActive = false;
    return json({});
  }
  const { isActive, hasPolicy, things } = certificate;
  if (isActive) return refuse(406, "CertificateStateException");
  if (hasPolicy || things.size > 0) return refuse(409, "DeleteConflictException");
  world.certificates.delete(arn);
  return json({});
}
