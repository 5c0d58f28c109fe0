// The bridge's own door: a small HTTP interface on a Unix socket, for whoever the socket's permissions let in.
// Routes only; what they show is in control/views.ts, what a command's body means in control/parse-command.ts.
import { chmod, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import type { Outcome, Result } from "@house-band/contract";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from "fastify";
import type { Announcer } from "../../announcer-port.ts";
import type { Bridge } from "../../bridge.ts";
import type { ControlError } from "../../control/control-error.ts";
import {
  CALLER_HEADER,
  type Caller,
  isNameless,
  isSameCaller,
  parseCaller,
} from "../../control/pairing/pairing-caller.ts";
import type { DeskNews, PairingDesk } from "../../control/pairing/pairing-desk.ts";
import { parseCommandBody } from "../../control/parse-command.ts";
import { parseFavourite, parseFavouriteName, toControlError } from "../../control/parse-favourite.ts";
import {
  type ControlEvent,
  type Surroundings,
  toGroupViews,
  toSpeakerViews,
  toStatusView,
} from "../../control/views.ts";
import type { FavouriteFault, Favourites } from "../../memory/favourites.ts";
import type { Clock, Log } from "../../ports.ts";
import type { Enroller } from "../identity/enroller.ts";
import type { Rotator } from "../identity/rotator.ts";
import { addCapRoutes, CAP_METHODS } from "./cap-routes.ts";
import { addClaimRoutes, CLAIM_METHODS } from "./claim-routes.ts";
import { addClipRoutes, CLIP_METHODS } from "./clip-routes.ts";
import { addCommandRoutes, COMMAND_METHODS } from "./command-routes.ts";
import { addEnrolmentRoutes, ENROLMENT_METHODS } from "./enrolment-routes.ts";
import { addPairingRoutes, PAIRING_METHODS } from "./pairing-routes.ts";
import { addRotationRoutes, ROTATION_METHODS } from "./rotation-routes.ts";
import { addSyncRoutes, SYNC_METHODS } from "./sync-routes.ts";

export type ControlOptions = {
  readonly bridge: Pick<
    Bridge,
    | "snapshot"
    | "home"
    | "command"
    | "roadOf"
    | "editHome"
    | "onChange"
    | "onOutcome"
    | "sync"
    | "tone"
    | "delays"
    | "claims"
  >;
  readonly socketPath: string;
  readonly favourites: Favourites;
  readonly announcer: Announcer;
  /** Null where the bridge has no radio that pairs. */
  readonly desk: PairingDesk | null;
  readonly enroller: Enroller;
  readonly rotator: Pick<Rotator, "rotate">;
  readonly surroundings: () => Surroundings;
  readonly clock: Clock;
  readonly log: Log;
};

export type ControlServer = { close(): Promise<void> };

/** Read and written by the socket's group, which is the daemon's own: whoever is to command is put into it. */
const SOCKET_MODE = 0o660;
/** A command for 32 speakers is under 4 KB. */
const MAX_BODY_BYTES = 16_384;
/** A slider that is dragged changes the state a hundred times a second; nobody reads faster than this. */
const STATUS_EVERY_MS = 200;
const STATUS_CODES = {
  BAD_REQUEST: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_LARGE: 413,
  CONFLICT: 409,
  UNAVAILABLE: 503,
  STOPPING: 503,
  NOT_SAVED: 507,
  INTERNAL: 500,
} as const satisfies Record<ControlError["code"], number>;

/** Listens when it resolves. A socket that an earlier run left behind is taken over. */
export async function startControlServer(options: ControlOptions): Promise<ControlServer> {
  const server = Fastify({ bodyLimit: MAX_BODY_BYTES, logger: false, forceCloseConnections: true });
  // a page elsewhere can make a browser send this kind without asking: JSON it can't
  server.removeContentTypeParser("text/plain");
  const streams = createStreams(options);
  addRoutes(server, options, streams);
  answerErrors(server, options.log);
  await rm(options.socketPath, { force: true });
  await server.listen({ path: options.socketPath });
  await chmod(options.socketPath, SOCKET_MODE);
  return {
    async close() {
      streams.close();
      await server.close();
    },
  };
}

function addRoutes(server: FastifyInstance, options: ControlOptions, streams: Streams): void {
  const { bridge, clock, favourites } = options;
  server.get("/v1/status", async () => status(options));
  server.get("/v1/speakers", async () => toSpeakerViews(bridge.home(), bridge.snapshot()));
  server.get("/v1/groups", async () => toGroupViews(bridge.home()));
  server.post("/v1/commands", async (request, reply) => {
    const command = parseCommandBody(request.body, Math.max(0, Math.floor(clock.epochMs())));
    return command.ok ? bridge.command(command.value) : refuse(reply, command.error);
  });
  server.get("/v1/favourites", async () => favourites.list());
  server.put("/v1/favourites", async (request, reply) => {
    const favourite = parseFavourite(request.body);
    if (!favourite.ok) return refuse(reply, favourite.error);
    return listAfter(await favourites.keep(favourite.value), favourites, reply);
  });
  server.delete("/v1/favourites/:name", async (request, reply) => {
    const named = parseFavouriteName(request.params);
    if (!named.ok) return refuse(reply, named.error);
    return listAfter(await favourites.remove(named.value.name), favourites, reply);
  });
  server.get("/v1/events", (request, reply) => {
    const caller = parseCaller(request.headers[CALLER_HEADER]);
    if (!caller.ok) return refuse(reply, caller.error);
    reply.hijack();
    streams.add(reply.raw, caller.value);
  });
  addPairingRoutes(server, options.desk, refuse);
  addSyncRoutes(server, bridge, refuse);
  addEnrolmentRoutes(server, options.enroller, refuse);
  addRotationRoutes(server, options.rotator, refuse);
  addClaimRoutes(server, bridge.claims, refuse);
  addClipRoutes(server, options.announcer, refuse);
  addCapRoutes(server, bridge, refuse);
  addCommandRoutes(server, bridge, refuse);
  const own = { ...CLAIM_METHODS, ...CLIP_METHODS, ...COMMAND_METHODS, ...ENROLMENT_METHODS, ...ROTATION_METHODS };
  const all = { ...METHODS, ...CAP_METHODS, ...PAIRING_METHODS, ...SYNC_METHODS, ...own };
  for (const [url, methods] of Object.entries(all)) refuseOtherMethods(server, url, methods);
}

/** The list as it is now, or why it is as it was. */
function listAfter(changed: Result<void, FavouriteFault>, favourites: Favourites, reply: FastifyReply) {
  return changed.ok ? favourites.list() : refuse(reply, toControlError(changed.error));
}

const ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof ALL_METHODS)[number];

function refuseOtherMethods(server: FastifyInstance, url: string, methods: readonly Method[]): void {
  server.route({
    method: ALL_METHODS.filter((one) => !methods.includes(one)),
    url,
    handler: (_, reply) =>
      refuse(reply, { code: "METHOD_NOT_ALLOWED", message: `only ${methods.join(", ")} is answered here` }),
  });
}

const METHODS = {
  "/v1/status": ["GET"],
  "/v1/speakers": ["GET"],
  "/v1/groups": ["GET"],
  "/v1/favourites": ["GET", "PUT"],
  "/v1/favourites/:name": ["DELETE"],
  "/v1/commands": ["POST"],
  "/v1/events": ["GET"],
} as const satisfies Record<string, readonly Method[]>;

const status = ({ bridge, surroundings }: ControlOptions) =>
  toStatusView(bridge.home(), bridge.snapshot(), surroundings());

function refuse(reply: FastifyReply, error: ControlError): FastifyReply {
  return reply.code(STATUS_CODES[error.code]).send(error);
}

function answerErrors(server: FastifyInstance, log: Log): void {
  server.setNotFoundHandler((request, reply) =>
    refuse(reply, { code: "NOT_FOUND", message: `${request.method} ${request.url} leads nowhere` }),
  );
  server.setErrorHandler((error: FastifyError, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ stack: error.stack ?? error.message }, "the control interface failed");
    const code = codeOf(status);
    return refuse(reply, {
      code,
      message: code === "INTERNAL" ? "the bridge made a mistake: see its log" : error.message,
    });
  });
}

function codeOf(status: number): ControlError["code"] {
  if (status === 413) return "TOO_LARGE";
  if (status === 415) return "UNSUPPORTED_MEDIA_TYPE";
  return status >= 500 ? "INTERNAL" : "BAD_REQUEST";
}

type Streams = { add(response: ServerResponse, caller: Caller): void; close(): void };

/**
 * Server-sent events: how it is now, then every change, at most five times a second, and every outcome at once. A caller
 * with a name hears of its own pairing window alone, and loses it with its stream.
 */
function createStreams(options: ControlOptions): Streams {
  const { desk } = options;
  const open = new Map<ServerResponse, Caller>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (event: ControlEvent): void => {
    for (const response of open.keys()) write(response, event);
  };
  const tellStatus = (): void => {
    timer = undefined;
    tell({ kind: "status", status: status(options) });
  };
  const tellPairing = ({ event, owner }: DeskNews): void => {
    for (const [response, caller] of open) {
      const isMeant = isNameless(caller) || (owner !== null && isSameCaller(owner, caller));
      if (isMeant) write(response, { kind: "pairing", news: event });
    }
  };
  const off = [
    options.bridge.onChange(() => {
      if (open.size > 0) timer ??= setTimeout(tellStatus, STATUS_EVERY_MS);
    }),
    options.bridge.onOutcome((outcome: Outcome) => tell({ kind: "outcome", outcome })),
    ...(desk ? [desk.onNews(tellPairing)] : []),
  ];
  return {
    add(response, caller) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      write(response, { kind: "status", status: status(options) });
      open.set(response, caller);
      response.once("close", () => {
        open.delete(response);
        if (!isNameless(caller)) void desk?.cancel(caller);
      });
    },
    close() {
      clearTimeout(timer);
      for (const unsubscribe of off) unsubscribe();
      for (const response of open.keys()) response.end();
    },
  };
}

/** @see the HTML standard, "server-sent events" */
function write(response: ServerResponse, event: ControlEvent): void {
  response.write(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
}
