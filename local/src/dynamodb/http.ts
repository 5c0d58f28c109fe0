// The HTTP face: who is let in, and how a call comes out of a request.
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../loopback.ts";
import { API_VERSION, type CallDatabase, type Reply, refusal, reply } from "./call.ts";

/** @see Amazon DynamoDB "Service, account, and table quotas": a request is at most 16 MB */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Answers one request; a connection that breaks off is let go without an answer. */
export async function answerHttp(call: CallDatabase, request: IncomingMessage, response: ServerResponse) {
  const body = await readBody(request, MAX_BODY_BYTES).catch(() => "broken-off" as const);
  if (body === "broken-off") return response.destroy();
  const answer = await toReply(call, request, body);
  response.writeHead(answer.status, answer.headers);
  return response.end(answer.body);
}

async function toReply(call: CallDatabase, request: IncomingMessage, body: Buffer | null): Promise<Reply> {
  const { origin, authorization, "x-amz-target": target } = request.headers;
  if (origin !== undefined) return reply({ message: "pages in a browser are not let in" }, 403);
  if (request.method !== "POST") return reply({ message: `only POST is understood, not ${request.method}` }, 405);
  if (body === null) return reply({ message: `at most ${MAX_BODY_BYTES} bytes are taken` }, 413);
  if (!authorization?.startsWith("AWS4-")) {
    return refusal(
      "com.amazon.coral.service#MissingAuthenticationTokenException",
      "Request is missing Authentication Token",
    );
  }
  const [version, operation, ...rest] = String(target ?? "").split(".");
  if (version !== API_VERSION || !operation || rest.length > 0) {
    return refusal("com.amazon.coral.service#UnknownOperationException", `X-Amz-Target is "${target ?? ""}"`);
  }
  return call(operation, body.toString());
}
