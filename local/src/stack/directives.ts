// Alexa's directive service on this machine: takes what the skill says while it is still working, on loopback alone.
import { createServer, type IncomingMessage } from "node:http";
import * as z from "zod";
import { toPlainSpeech } from "../alexa/response.ts";
import { listenOnLoopback, readBody } from "../loopback.ts";

export type DirectiveService = {
  /** What stands for `https://api.amazonalexa.com` in the envelopes. */
  readonly url: string;
  close(): Promise<void>;
};

const MAX_BODY_BYTES = 25_000;

/**
 * @param onDirective whether the directive belongs to a request under way
 * @see Alexa "Progressive Response API Reference": POST /v1/directives, 204 on success
 */
export async function startDirectiveService(onDirective: (body: unknown) => boolean): Promise<DirectiveService> {
  const server = createServer(async (request, response) => {
    const isDirective = request.method === "POST" && request.url === "/v1/directives";
    const body = isDirective ? await readJson(request) : undefined;
    const status = !isDirective ? 404 : body !== undefined && onDirective(body) ? 204 : 400;
    response.writeHead(status).end();
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

const Directive = z.object({ directive: z.object({ speech: z.string() }) });

/** What a directive says, without markup; empty where it says nothing. */
export function directiveSpeech(body: unknown): string {
  const directive = Directive.safeParse(body);
  return directive.success ? toPlainSpeech({ type: "SSML", ssml: directive.data.directive.speech }) : "";
}

/** Undefined where it is too large, broken off, or no JSON. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    const body = await readBody(request, MAX_BODY_BYTES);
    return body === null ? undefined : JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
