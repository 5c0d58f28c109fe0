// A radio directory of this machine's own that speaks radio-browser's API as far as a bridge uses it, with invented
// stations, and whatever goes wrong with such a service on a bad day.
// @see radio-browser.info API documentation, "Advanced station search"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback } from "../loopback.ts";
import { type DirectoryRow, inventedRows } from "./directory-row.ts";

export type DirectoryMood =
  | { readonly kind: "well" }
  /** Answers with this status and a page for people. */
  | { readonly kind: "refusing"; readonly status: number }
  /** Says that it succeeds, and sends this. */
  | { readonly kind: "sending"; readonly body: string }
  /** Goes on sending stations and never ends. */
  | { readonly kind: "huge" }
  /** Takes the request and says nothing. */
  | { readonly kind: "silent" }
  /** Begins a list, and sends no more of it. */
  | { readonly kind: "slow" }
  /** Ends the connection in the middle of a list. */
  | { readonly kind: "cut-short" }
  /** Sends whoever asks to another address. */
  | { readonly kind: "redirecting"; readonly location: string };

export type DirectoryServer = {
  readonly url: string;
  /** With its port. */
  readonly host: string;
  /** What was asked for, in order. */
  readonly asked: readonly { readonly path: string; readonly userAgent: string }[];
  become(mood: DirectoryMood): void;
  /** From now on it lists these. */
  list(rows: readonly unknown[]): void;
  close(): Promise<void>;
};

/** @see radio-browser.info API documentation: the default of `limit` */
const DEFAULT_LIMIT = 100_000;

/** On a free port of this machine. */
export async function startDirectoryServer(first: readonly unknown[] = inventedRows()): Promise<DirectoryServer> {
  const asked: { path: string; userAgent: string }[] = [];
  let rows = first;
  let mood: DirectoryMood = { kind: "well" };
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? "", userAgent: request.headers["user-agent"] ?? "" });
    answer(mood, rows, request, response);
  });
  const host = `127.0.0.1:${await listenOnLoopback(server)}`;
  return {
    url: `http://${host}`,
    host,
    asked,
    become(next) {
      mood = next;
    },
    list(next) {
      rows = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(mood: DirectoryMood, rows: readonly unknown[], request: IncomingMessage, response: ServerResponse) {
  const json = { "Content-Type": "application/json" };
  switch (mood.kind) {
    case "well":
      return list(rows, request, response);
    case "refusing":
      return response.writeHead(mood.status, { "Content-Type": "text/html" }).end("<h1>Not today</h1>");
    case "sending":
      return response.writeHead(200, json).end(mood.body);
    case "huge":
      return flood(response.writeHead(200, json));
    case "silent":
      return undefined;
    case "slow":
      return response.writeHead(200, json).write("[");
    case "cut-short":
      response.writeHead(200, { ...json, "Content-Length": 10_000 }).write('[{"name":"Half a st');
      return setTimeout(() => response.destroy(), 20);
    case "redirecting":
      return response.writeHead(302, { Location: mood.location }).end();
  }
}

function list(rows: readonly unknown[], request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://directory.example");
  if (request.method !== "GET" || pathname !== "/json/stations/search") return response.writeHead(404).end();
  const hidesBroken = searchParams.get("hidebroken") === "true";
  const isFound = (row: unknown) => !hidesBroken || flagOf(row, "lastcheckok") !== 0;
  const found = rows.filter(isFound);
  if (searchParams.get("order") === "clickcount")
    found.sort((a, b) => flagOf(a, "clickcount") - flagOf(b, "clickcount"));
  if (searchParams.get("reverse") === "true") found.reverse();
  const offset = Number(searchParams.get("offset") ?? 0);
  const limit = Number(searchParams.get("limit") ?? DEFAULT_LIMIT);
  const body = JSON.stringify(found.slice(offset, offset + limit));
  return response.writeHead(200, { "Content-Type": "application/json" }).end(body);
}

/** Rows of a test may be of any kind: what is no number counts as none. */
function flagOf(row: unknown, field: keyof DirectoryRow): number {
  const value = typeof row === "object" && row !== null ? Object.entries(row).find(([key]) => key === field)?.[1] : 1;
  return typeof value === "number" ? value : 1;
}

function flood(response: ServerResponse): void {
  const piece = `${JSON.stringify({ name: "x".repeat(60_000) })},`;
  response.write("[");
  const on = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once("drain", on);
  };
  on();
}
