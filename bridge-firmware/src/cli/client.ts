// The daemon's door from outside: requests over its Unix socket, answers checked against the door's schemas.
import { randomUUID } from "node:crypto";
import { request as httpRequest, type IncomingMessage } from "node:http";
import {
  type ClaimId,
  type ClaimPurpose,
  ClipId,
  type CommandId,
  err,
  Outcome,
  ok,
  type Result,
} from "@house-band/contract";
import * as z from "zod/mini";
import { CapBody } from "../control/cap-view.ts";
import { ClaimView, ResetView } from "../control/claim-views.ts";
import { CommandRoadView } from "../control/command-road.ts";
import { ControlError } from "../control/control-error.ts";
import { CALLER_HEADER } from "../control/pairing/pairing-caller.ts";
import { PairedView, type PairingNews, PairingView } from "../control/pairing/pairing-views.ts";
import {
  type MeasureBody,
  type RecordingBody,
  SyncAnswerView,
  SyncView,
  TrimsBody,
} from "../control/sync/sync-views.ts";
import { ToneAnswerView, type ToneBody } from "../control/sync/tone-views.ts";
import { ControlEvent, FavouriteViews, GroupView, SpeakerView, StatusView } from "../control/views.ts";
import { ANNOUNCED_WITHIN_MS } from "../core/announcements.ts";
import type { PairingAnswer } from "../pairing-port.ts";
import type { Favourite } from "../sources/favourites.ts";

export type Unreachable = { readonly kind: "not-running" | "not-allowed" | "no-answer"; readonly message: string };
export type Refused = { readonly kind: "refused"; readonly error: ControlError };
export type ClientFault = Unreachable | Refused;

/** One caller at the pairing desk: the window that it opens is its own. */
export type PairingClient = {
  /**
   * Tells what happens in its window, and keeps it open: with the signal the window closes. Resolves when it is heard; or
   * can't be, which the next question says.
   */
  follow(listener: (news: PairingNews) => void, signal: AbortSignal): Promise<void>;
  open(wish: {
    readonly canAsk: boolean;
    readonly whileMusicPlays: boolean;
    readonly windowMs: number;
    readonly adapter?: string;
    readonly who?: "speakers" | "senders";
  }): Answer<PairingView>;
  view(): Answer<PairingView>;
  pair(address: string, name: string | null): Answer<PairedView>;
  answer(address: string, answer: PairingAnswer): Answer<PairingView>;
  cancel(): Answer<PairingView>;
  forget(whom: { readonly speaker: string } | { readonly sender: string }): Answer<PairingView>;
};

export type FavouriteChange =
  | { readonly kind: "keep"; readonly favourite: Favourite }
  | { readonly kind: "remove"; readonly name: string };

export type ClaimClient = {
  view(): Answer<ClaimView>;
  /** Answers when the cloud knows the code, or has refused it. */
  offer(purpose: ClaimPurpose): Answer<ClaimView>;
  answer(said: { readonly claimId: ClaimId; readonly isAllowed: boolean }): Answer<ClaimView>;
  cancel(): Answer<ClaimView>;
  /** Nobody's account plays here any more. */
  reset(): Answer<ResetView>;
};

export type SyncClient = {
  view(): Answer<SyncView>;
  measure(wish: MeasureBody): Answer<SyncAnswerView>;
  cancel(): Answer<SyncView>;
  bring(recording: RecordingBody): Answer<SyncAnswerView>;
  /** Plays the test tone and listens for it; answers when that is over. With the signal it hangs up, and the tone stops. */
  hearTone(wish: ToneBody, signal?: AbortSignal): Answer<ToneAnswerView>;
  /** How much softer than they were built they play from now on. */
  trim(trims: TrimsBody): Answer<TrimsBody>;
};

export type Answer<T> = Promise<Result<T, ClientFault>>;

export type Client = {
  status(): Answer<StatusView>;
  speakers(): Answer<SpeakerView[]>;
  groups(): Answer<GroupView[]>;
  command(body: object): Answer<Outcome>;
  /** A command's way through the bridge. */
  roadOf(id: CommandId): Answer<CommandRoadView>;
  /** A caller of its own each time. */
  pairing(): PairingClient;
  readonly sync: SyncClient;
  readonly claims: ClaimClient;
  /** Their list; after a change, as it is then. */
  favourites(change?: FavouriteChange): Answer<Favourite[]>;
  /** How loud they may ever be set to. */
  cap(wish: CapBody): Answer<CapBody>;
  /** Brings a recording (a WAV file's bytes) to be announced. */
  bringClip(wav: Uint8Array): Answer<{ clip: ClipId }>;
  /** Answers once the bridge has its identity; it starts again then. */
  enrol(enrolment: string): Answer<{ thing: string }>;
  /** Answers once the bridge uses its new certificate. */
  rotate(): Answer<{ thing: string }>;
  /** Tells what happens until the signal fires; silent where it can't. */
  follow(listener: (event: ControlEvent) => void, signal: AbortSignal): void;
};

/** A command has its outcome within 7 seconds; a daemon that takes longer is stuck. */
const ANSWER_WITHIN_MS = 15_000;
/** Some take their time: every speaker of the home chimes, and announcements are heard one after the other. */
const WITHIN_MS: Readonly<Record<string, number>> = {
  identify: 60_000,
  announce: ANNOUNCED_WITHIN_MS + 30_000, // until it is spoken
};

/** Two connections and two questions, each of which the cloud may take its time for. */
const ENROLS_WITHIN_MS = 60_000;
/** Two questions, and another connection that is waited for. */
const ROTATES_WITHIN_MS = 90_000;

/** Opens nothing before it is asked. */
export function createClient(socketPath: string): Client {
  const get = <T>(path: string, schema: z.ZodMiniType<T>) => ask(socketPath, { method: "GET", path }, schema);
  return {
    status: () => get("/v1/status", StatusView),
    speakers: () => get("/v1/speakers", z.array(SpeakerView)),
    groups: () => get("/v1/groups", z.array(GroupView)),
    command(body) {
      const withinMs = ("kind" in body ? WITHIN_MS[String(body.kind)] : undefined) ?? ANSWER_WITHIN_MS;
      return ask(socketPath, { method: "POST", path: "/v1/commands", body, withinMs }, Outcome);
    },
    roadOf: (id) => get(`/v1/commands/${id}`, CommandRoadView),
    pairing: () => createPairingClient(socketPath, { [CALLER_HEADER]: randomUUID() }),
    sync: createSyncClient(socketPath),
    claims: createClaimClient(socketPath),
    favourites(change) {
      const path = "/v1/favourites";
      if (change === undefined) return get(path, FavouriteViews);
      if (change.kind === "keep")
        return ask(socketPath, { method: "PUT", path, body: change.favourite }, FavouriteViews);
      const named = `${path}/${encodeURIComponent(change.name)}`;
      return ask(socketPath, { method: "DELETE", path: named }, FavouriteViews);
    },
    cap: (body) => ask(socketPath, { method: "PUT", path: "/v1/caps", body }, CapBody),
    bringClip: (wav) => ask(socketPath, { method: "POST", path: "/v1/clips", body: wav }, z.object({ clip: ClipId })),
    enrol: (enrolment) =>
      ask(
        socketPath,
        { method: "POST", path: "/v1/enrolment", body: { enrolment }, withinMs: ENROLS_WITHIN_MS },
        z.object({ thing: z.string() }),
      ),
    rotate: () =>
      ask(
        socketPath,
        { method: "POST", path: "/v1/certificate", withinMs: ROTATES_WITHIN_MS },
        z.object({ thing: z.string() }),
      ),
    follow: (listener, signal) => void follow({ socketPath, headers: {} }, listener, signal),
  };
}

/** Pairing waits for people: for a button on a speaker, and for what has to be typed. */
const PAIRS_WITHIN_MS = 100_000;

function createPairingClient(socketPath: string, headers: Headers): PairingClient {
  const path = "/v1/pairing";
  const post = <T>(where: string, body: object, schema: z.ZodMiniType<T>, withinMs = ANSWER_WITHIN_MS) =>
    ask(socketPath, { method: "POST", path: where, headers, body, withinMs }, schema);
  return {
    follow: (listener, signal) =>
      follow({ socketPath, headers }, (event) => event.kind === "pairing" && listener(event.news), signal),
    open: (wish) => post(path, wish, PairingView),
    view: () => ask(socketPath, { method: "GET", path, headers }, PairingView),
    pair: (address, name) =>
      post(`${path}/pair`, { address, ...(name !== null && { name }) }, PairedView, PAIRS_WITHIN_MS),
    answer: (address, answer) => post(`${path}/answer`, { address, answer }, PairingView),
    cancel: () => ask(socketPath, { method: "DELETE", path, headers }, PairingView),
    forget: (whom) => post(`${path}/forget`, whom, PairingView),
  };
}

/** The cloud is told again for a while before the bridge gives up. */
const CLAIMS_WITHIN_MS = 20_000;

function createClaimClient(socketPath: string): ClaimClient {
  const path = "/v1/claim";
  const withinMs = CLAIMS_WITHIN_MS;
  return {
    view: () => ask(socketPath, { method: "GET", path }, ClaimView),
    offer: (purpose) => ask(socketPath, { method: "POST", path, body: { purpose }, withinMs }, ClaimView),
    answer: (body) => ask(socketPath, { method: "POST", path: `${path}/answer`, body, withinMs }, ClaimView),
    cancel: () => ask(socketPath, { method: "DELETE", path, withinMs }, ClaimView),
    reset: () => ask(socketPath, { method: "DELETE", path: "/v1/owners", withinMs }, ResetView),
  };
}

/** A microphone and links that are waited for, a second of quiet, and the slowest speaker. */
const TONE_WITHIN_MS = 30_000;

function createSyncClient(socketPath: string): SyncClient {
  const path = "/v1/sync";
  return {
    view: () => ask(socketPath, { method: "GET", path }, SyncView),
    measure: (body) => ask(socketPath, { method: "POST", path, body }, SyncAnswerView),
    cancel: () => ask(socketPath, { method: "DELETE", path }, SyncView),
    bring: (body) => ask(socketPath, { method: "POST", path: `${path}/recording`, body }, SyncAnswerView),
    hearTone(body, hangUp) {
      const limits = { withinMs: TONE_WITHIN_MS, ...(hangUp && { hangUp }) };
      return ask(socketPath, { method: "POST", path: `${path}/tone`, body, ...limits }, ToneAnswerView);
    },
    trim: (body) => ask(socketPath, { method: "PUT", path: "/v1/trims", body }, TrimsBody),
  };
}

type Headers = Readonly<Record<string, string>>;
type Question = {
  readonly headers?: Headers;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /** Bytes are a WAV file, anything else is JSON. */
  readonly body?: object | Uint8Array;
  readonly withinMs?: number;
  /** Whoever asked does not wait for the answer any more. */
  readonly hangUp?: AbortSignal;
};

async function ask<T>(socketPath: string, question: Question, schema: z.ZodMiniType<T>): Answer<T> {
  const answered = await exchange(socketPath, question);
  if (!answered.ok) return answered;
  const { status, text } = answered.value;
  try {
    const json: unknown = JSON.parse(text);
    if (status === 200) return ok(schema.parse(json));
    return err({ kind: "refused", error: ControlError.parse(json) });
  } catch {
    const message = `the bridge's answer to ${question.path} makes no sense (status ${status}): is it of another version?`;
    return err({ kind: "no-answer", message });
  }
}

function exchange(
  socketPath: string,
  { method, path, headers: own, body, withinMs = ANSWER_WITHIN_MS, hangUp }: Question,
): Promise<Result<{ readonly status: number; readonly text: string }, Unreachable>> {
  return new Promise((resolve) => {
    const type = body instanceof Uint8Array ? "audio/wav" : "application/json";
    const headers = { ...own, ...(body !== undefined && { "content-type": type }) };
    const limit = AbortSignal.timeout(withinMs);
    const signal = hangUp ? AbortSignal.any([limit, hangUp]) : limit;
    const fail = (error: Error) => resolve(err(toUnreachable(error, socketPath, withinMs)));
    const sent = httpRequest({ socketPath, method, path, headers, signal }, (response) => {
      response.once("error", fail);
      void readAll(response).then((text) => resolve(ok({ status: response.statusCode ?? 0, text })), fail);
    });
    sent.once("error", fail);
    sent.end(body === undefined || body instanceof Uint8Array ? body : JSON.stringify(body));
  });
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer); // no encoding was set: chunks are buffers
  return Buffer.concat(chunks).toString("utf8");
}

/** What to do about a door that does not open. */
function toUnreachable(error: Error & { readonly code?: string }, socketPath: string, withinMs: number): Unreachable {
  if (error.code === "ENOENT" || error.code === "ECONNREFUSED") {
    const message = `the bridge is not running (nothing listens at ${socketPath}).\nStart it: sudo systemctl start house-band    See why it stopped: house-band logs`;
    return { kind: "not-running", message };
  }
  if (error.code === "EACCES" || error.code === "EPERM") {
    const message =
      'you may not command this bridge: that takes the group house-band.\nJoin it: sudo usermod -aG house-band "$USER", then log out and in again; or use sudo';
    return { kind: "not-allowed", message };
  }
  return {
    kind: "no-answer",
    message: `the bridge did not answer within ${withinMs / 1_000} s (${error.message})`,
  };
}

/**
 * Resolves when the bridge answers, or doesn't.
 * @see the HTML standard, "server-sent events": of its fields, the bridge writes `event` and one line of `data`
 */
function follow(
  at: { readonly socketPath: string; readonly headers: Headers },
  listener: (event: ControlEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const sent = httpRequest({ ...at, path: "/v1/events", signal }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("error", () => undefined); // the signal ends it in the middle of whatever it was saying
      response.on("data", (chunk: string) => {
        const blocks = (text + chunk).split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) tellBlock(block, listener);
      });
      resolve();
    });
    sent.on("error", () => resolve()); // what it would have told is nice to have; the command itself says what is wrong
    sent.end();
  });
}

function tellBlock(block: string, listener: (event: ControlEvent) => void): void {
  const data = block.split("\n").find((line) => line.startsWith("data: "));
  if (data === undefined) return;
  const event = ControlEvent.safeParse(JSON.parse(data.slice("data: ".length)));
  if (event.success) listener(event.data);
}
