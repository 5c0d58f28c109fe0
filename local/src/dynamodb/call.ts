// One DynamoDB call as text in and text out, answered by dynalite without a second port.
import type { Server } from "node:http";
import { Readable } from "node:stream";

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** `operation` is "PutItem", "Query", … ; `body` the request's JSON text. */
export type CallDatabase = (operation: string, body: string) => Promise<Reply>;

/** The parsed answer to one call. */
export type Answer = { readonly status: number; readonly value: Readonly<Record<string, unknown>> };

/** @see Amazon DynamoDB "DynamoDB low-level API" */
export const API_VERSION = "DynamoDB_20120810";

const JSON_TYPE = "application/x-amz-json-1.0";

/** dynalite looks for a signature's form and never at its value; whoever may call was settled before. */
const CALL_HEADERS = {
  "content-type": JSON_TYPE,
  "x-amz-date": "20260101T000000Z",
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local",
};

/**
 * Takes dynalite's handler off its server, so that another can be put in front of it.
 * @throws where this dynalite has no single request handler: then it is a release this was not written for.
 */
export function detachHandler(server: Server): CallDatabase {
  const [handler, ...others] = server.listeners("request");
  if (!handler || others.length > 0) {
    throw new Error(`dynalite has ${others.length + (handler ? 1 : 0)} request handlers, expected 1: use dynalite 4.0`);
  }
  server.removeAllListeners("request");
  return (operation, body) =>
    new Promise((resolve) => {
      const request = Object.assign(Readable.from([Buffer.from(body)]), {
        method: "POST",
        url: "/",
        headers: { ...CALL_HEADERS, "x-amz-target": `${API_VERSION}.${operation}` },
      });
      handler.call(server, request, createResponse(resolve));
    });
}

/** A call with its request and its answer as values. */
export async function ask(call: CallDatabase, operation: string, request: object): Promise<Answer> {
  const { status, body } = await call(operation, JSON.stringify(request));
  return { status, value: JSON.parse(body) };
}

/** A reply of the service itself, in the form the SDK reads. */
export function reply(value: unknown, status = 200): Reply {
  return { status, headers: { "content-type": JSON_TYPE }, body: JSON.stringify(value) };
}

type ErrorType = `com.amazonaws.dynamodb.v20120810#${string}` | `com.amazon.coral.${string}#${string}`;

/** An error of the service itself; `details` are the fields a certain error carries beside its message. */
export function refusal(type: ErrorType, message: string, details: Readonly<Record<string, unknown>> = {}): Reply {
  return reply({ __type: type, message, ...details }, 400);
}

/** The request itself makes no sense. */
export const validationError = (message: string): Reply =>
  refusal("com.amazon.coral.validate#ValidationException", message);

/** The error's name without its namespace, "" where the call succeeded. */
export const errorName = ({ status, value }: Answer): string =>
  status === 200 ? "" : String(value.__type ?? "").replace(/^.*#/, "");

/** The slice of an HTTP response that dynalite writes to. */
function createResponse(done: (reply: Reply) => void) {
  const headers: Record<string, string> = {};
  return {
    statusCode: 200,
    setHeader: (name: string, value: unknown) => {
      headers[name.toLowerCase()] = String(value);
    },
    end(body: unknown = "") {
      done({ status: this.statusCode, headers, body: String(body) });
    },
  };
}
