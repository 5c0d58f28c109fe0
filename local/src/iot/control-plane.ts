// As much of AWS IoT's control plane as a bridge's change of certificate needs, as @aws-sdk/client-iot calls it: which
// certificates a thing has, and one of them taken away.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback } from "../loopback.ts";
import type { Certificates } from "./certificates.ts";

export type ControlPlaneDeps = {
  readonly certificates: Certificates;
  /** `arn:aws:iot:…:cert/{id}`. */
  readonly arnOf: (certificateId: string) => string;
  readonly isThing: (thing: string) => boolean;
  /** A certificate is not active any more: whoever is connected with it is cut off. */
  readonly onInactive: (certificateId: string) => void;
  /** AWS detaches after it has answered; here at once, unless this puts it off. @see AWS IoT "DetachThingPrincipal" */
  readonly putOff?: (detach: () => void) => void;
};

type Answer = { readonly status: number; readonly body: object; readonly error?: string };
type Call = { readonly label: string; readonly query: URLSearchParams; readonly principal: string };

const done: Answer = { status: 200, body: {} };
const failed = (status: number, error: string, message: string): Answer => ({ status, error, body: { message } });
const unknown = failed(404, "ResourceNotFoundException", "there is no such thing, or no such certificate");

/** Listens on a free port of the loopback interface. */
export async function startControlPlane(deps: ControlPlaneDeps) {
  const routes = createRoutes(deps);
  const server = createServer((request, response) => reply(response, answer(request, routes)));
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @see AWS IoT API Reference "CertificateDescription" */
const STATUSES = {
  pending: "PENDING_ACTIVATION",
  active: "ACTIVE",
  inactive: "INACTIVE",
  revoked: "REVOKED",
} as const satisfies Record<NonNullable<ReturnType<Certificates["statusOf"]>>, string>;

type Routes = ReturnType<typeof createRoutes>;

/** @see AWS IoT API Reference, the paths of each */
function createRoutes({ certificates, arnOf, isThing, onInactive, putOff = (detach) => detach() }: ControlPlaneDeps) {
  const change = (certificateId: string, newStatus: string): Answer => {
    if (newStatus !== "INACTIVE" && newStatus !== "REVOKED") return failed(400, "InvalidRequestException", newStatus);
    if (!certificates.setStatus(certificateId, newStatus === "REVOKED" ? "revoked" : "inactive")) return unknown;
    onInactive(certificateId);
    return done;
  };
  const principals = /^\/things\/([^/]+)\/principals$/;
  const certificate = /^\/certificates\/([0-9a-f]{64})$/;
  return [
    {
      method: "GET",
      path: principals,
      answer: ({ label }: Call): Answer =>
        isThing(label) ? { status: 200, body: { principals: certificates.attachedTo(label).map(arnOf) } } : unknown,
    },
    {
      method: "DELETE",
      path: principals,
      answer({ label, principal }: Call): Answer {
        const certificateId = principal.split("/").at(-1) ?? "";
        if (certificates.thingOf(certificateId) !== label) return unknown;
        putOff(() => void certificates.detach(certificateId, label));
        return done;
      },
    },
    {
      method: "GET",
      path: certificate,
      answer: ({ label }: Call): Answer => {
        const [madeAtMs, held] = [certificates.madeAtMs(label), certificates.statusOf(label)];
        if (madeAtMs === null || held === null) return unknown;
        const status = STATUSES[held];
        return {
          status: 200,
          body: { certificateDescription: { certificateId: label, creationDate: madeAtMs / 1_000, status } },
        };
      },
    },
    {
      method: "PUT",
      path: certificate,
      answer: ({ label, query }: Call) => change(label, query.get("newStatus") ?? ""),
    },
    {
      method: "DELETE",
      path: certificate,
      answer: ({ label }: Call): Answer => {
        const deleted = certificates.remove(label);
        if (deleted === "unknown") return unknown;
        return deleted === "in-use" ? failed(409, "DeleteConflictException", "it is active, or attached") : done;
      },
    },
  ] as const;
}

function answer(request: IncomingMessage, routes: Routes): Answer {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const isSigned = (request.headers.authorization ?? "").startsWith("AWS4-HMAC-SHA256 ");
  if (!isSigned) return failed(403, "UnauthorizedException", "Missing Authentication Token");
  const route = routes.find(({ method, path }) => method === request.method && path.test(url.pathname));
  if (!route) return failed(404, "ResourceNotFoundException", `${request.method} ${url.pathname} leads nowhere here`);
  const label = decodeURIComponent(route.path.exec(url.pathname)?.[1] ?? "");
  return route.answer({ label, query: url.searchParams, principal: String(request.headers["x-amzn-principal"] ?? "") });
}

function reply(response: ServerResponse, { status, body, error }: Answer): void {
  const headers = { "content-type": "application/json", ...(error !== undefined && { "x-amzn-errortype": error }) };
  response.writeHead(status, headers);
  response.end(JSON.stringify(body));
}
