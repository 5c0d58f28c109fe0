// The IoT data plane over HTTP, as @aws-sdk/client-iot-data-plane calls it: paths in, exceptions by name out.
// Any credentials are good on loopback, but they must have been used: a request without SigV4 is refused as on AWS.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { listenOnLoopback, readBody } from "../loopback.ts";
import type { Call, DataPlaneDeps } from "./data-plane-call.ts";
import { createConnectionCalls } from "./data-plane-connections.ts";
import { type Answer, failure, json, shadowFailure, statusOf } from "./data-plane-errors.ts";
import { createMessageCalls } from "./data-plane-messages.ts";
import type { ShadowAction } from "./shadow-store.ts";
import { prefixOf } from "./shadow-topics.ts";

type Route = {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
};

/** @see AWS General Reference "Create a signed AWS API request", Authorization header */
const SIGV4 =
  /^AWS4-HMAC-SHA256 Credential=[^/\s]+\/\d{8}\/[a-z0-9-]+\/[a-z]+\/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}$/;

/** Listens on a free port of the loopback interface. */
export async function startDataPlane(deps: DataPlaneDeps): Promise<{ readonly url: string; close(): Promise<void> }> {
  const routes = createRoutes(deps);
  const server = createServer((request, response) => {
    handle(request, routes, deps)
      .catch((error: unknown) => failure("InternalFailureException", String(error)))
      .then((answer) => reply(response, answer));
  });
  const port = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, close: () => stop(server) };
}

function createRoutes(deps: DataPlaneDeps): readonly Route[] {
  const messages = createMessageCalls(deps);
  const connections = createConnectionCalls(deps);
  const shadow = (action: ShadowAction) => (call: Call) => answerShadow(action, call, deps);
  return [
    { method: "POST", path: /^\/topics\/(.+)$/, answer: messages.publish },
    { method: "POST", path: /^\/connections\/([^/]+)\/messages$/, answer: messages.sendDirect },
    { method: "GET", path: /^\/connections\/([^/]+)$/, answer: connections.get },
    { method: "DELETE", path: /^\/connections\/([^/]+)$/, answer: connections.remove },
    { method: "GET", path: /^\/connections\/([^/]+)\/subscriptions$/, answer: connections.subscriptions },
    { method: "GET", path: /^\/things\/([^/]+)\/shadow$/, answer: shadow("get") },
    { method: "POST", path: /^\/things\/([^/]+)\/shadow$/, answer: shadow("update") },
    { method: "DELETE", path: /^\/things\/([^/]+)\/shadow$/, answer: shadow("delete") },
    {
      method: "GET",
      path: /^\/api\/things\/shadow\/ListNamedShadowsForThing\/([^/]+)$/,
      answer: (call) => listShadows(call, deps),
    },
  ];
}

async function handle(request: IncomingMessage, routes: readonly Route[], deps: DataPlaneDeps): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (!SIGV4.test(request.headers.authorization ?? ""))
    return failure("ForbiddenException", "Missing Authentication Token");
  const onPath = routes.filter(({ path }) => path.test(url.pathname));
  const route = onPath.find(({ method }) => method === request.method);
  if (route === undefined) {
    return onPath.length > 0
      ? failure("MethodNotAllowedException", `${request.method} is not supported on ${url.pathname}`)
      : failure("ResourceNotFoundException", `${url.pathname} is not a path of the IoT data plane`);
  }
  const label = decodeLabel(route.path.exec(url.pathname)?.[1] ?? "");
  if (label === null) return failure("InvalidRequestException", `${url.pathname} is not percent-encoded UTF-8`);
  const payload = await readBody(request, deps.limits.payloadBytes);
  if (payload === null) {
    return failure("RequestEntityTooLargeException", `at most ${deps.limits.payloadBytes} bytes are allowed`);
  }
  return route.answer({ label, query: url.searchParams, headers: request.headers, payload });
}

function answerShadow(action: ShadowAction, call: Call, { shadows, trace, publishJson }: DataPlaneDeps): Answer {
  const ref = { thing: call.label, name: call.query.get("name") };
  const answer = shadows.handle(ref, action, action === "update" ? call.payload : new Uint8Array());
  trace({ kind: "shadow-rest", clientId: null, topic: `${prefixOf(ref)}/${action}` });
  // A failure is told to the caller alone; so is a read.
  if (!answer.ok) return shadowFailure(answer.error);
  if (action !== "get") {
    for (const { suffix, body } of answer.value.announcements) publishJson(`${prefixOf(ref)}/${suffix}`, body);
  }
  return json(answer.value.body);
}

const DEFAULT_PAGE_SIZE = 25;

/** The token is the last name of the page before. */
function listShadows({ label, query }: Call, { shadows, nowMs }: DataPlaneDeps): Answer {
  const pageSize = Number(query.get("pageSize") ?? DEFAULT_PAGE_SIZE);
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 100) {
    return failure("InvalidRequestException", "pageSize must be between 1 and 100");
  }
  const names = shadows.list(label);
  if (!names.ok) return shadowFailure(names.error);
  const after = query.get("nextToken") ?? "";
  const rest = names.value.filter((name) => name > after);
  const results = rest.slice(0, pageSize);
  const more = rest.length > pageSize ? { nextToken: results.at(-1) } : {};
  return json({ results, ...more, timestamp: Math.floor(nowMs() / 1000) });
}

function decodeLabel(label: string): string | null {
  try {
    return decodeURIComponent(label);
  } catch {
    return null;
  }
}

function reply(response: ServerResponse, answer: Answer): void {
  const traceId = randomUUID();
  const isFailure = answer.kind === "failure";
  const body = JSON.stringify(isFailure ? { message: answer.message, traceId } : answer.body);
  response.writeHead(isFailure ? statusOf(answer.name) : 200, {
    "content-type": "application/json",
    "x-amzn-requestid": traceId,
    ...(isFailure ? { "x-amzn-errortype": answer.name } : {}),
  });
  response.end(body);
}

async function stop(server: Server): Promise<void> {
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await stopped;
}
