// A stand-in for Login with Amazon: says whose token it is and for which app, as the real one does, of people who have
// signed in here. On loopback; a token is made from chance and lives an hour.
import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { listenOnLoopback } from "../loopback.ts";

export type LoginStandIn = {
  readonly url: string;
  /** The app that tokens are for. */
  readonly clientId: string;
  /** Somebody signs in, and Alexa gets a token. @param subject the account's id, the same each time */
  signIn(subject: string, options?: { readonly clientId?: string; readonly validMs?: number }): string;
  /** The token is good no longer. */
  revoke(token: string): void;
  /** Where false, every question is answered by an error. */
  setReachable(isReachable: boolean): void;
  /** How often each path was asked. */
  readonly asked: ReadonlyMap<string, number>;
  close(): Promise<void>;
};

const HOUR_MS = 3_600_000;

type Session = { readonly subject: string; readonly clientId: string; readonly expiresAtMs: number };

/** Nobody has signed in yet. */
export async function startLoginStandIn(): Promise<LoginStandIn> {
  const clientId = `amzn1.application-oa2-client.${randomUUID().replaceAll("-", "")}`;
  const sessions = new Map<string, Session>();
  const asked = new Map<string, number>();
  let isReachable = true;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    asked.set(pathname, (asked.get(pathname) ?? 0) + 1);
    if (!isReachable) return answer(response, 503, { error: "server_error" });
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const session = sessions.get(searchParams.get("access_token") ?? bearer ?? "");
    if (!session || session.expiresAtMs <= Date.now()) return answer(response, 400, { error: "invalid_token" });
    return answer(response, 200, toAnswer(pathname, session));
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    clientId,
    asked,
    signIn(subject, { clientId: of = clientId, validMs = HOUR_MS } = {}) {
      const token = `Atza|${randomUUID()}`;
      sessions.set(token, { subject, clientId: of, expiresAtMs: Date.now() + validMs });
      return token;
    },
    revoke: (token) => void sessions.delete(token),
    setReachable(reachable) {
      isReachable = reachable;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** @see Login with Amazon "Obtain Customer Profile Information", "Customer Profile" */
function toAnswer(pathname: string, { subject, clientId, expiresAtMs }: Session): object {
  if (pathname === "/user/profile") return { user_id: subject };
  const exp = Math.max(0, Math.floor((expiresAtMs - Date.now()) / 1_000));
  return { iss: "https://www.amazon.com", user_id: subject, aud: clientId, app_id: "amzn1.application.local", exp };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
