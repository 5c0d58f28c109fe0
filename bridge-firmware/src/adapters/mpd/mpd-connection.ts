// One connection to MPD: its line protocol, one command at a time, idling in between. What MPD refuses is told apart
// from a connection that is lost; whoever wants another connection makes one.
// @see MPD "Protocol": requests, responses, command lists, idle
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { err, ok, type Result } from "@house-band/contract";
import type { PortFault } from "../../ports.ts";

/** One `key: value` of a response. */
export type MpdPair = readonly [key: string, value: string];

export interface MpdConnection {
  /** Several lines are carried out as one list, or up to the first that is refused. */
  run(...lines: readonly string[]): Promise<Result<readonly MpdPair[], PortFault>>;
  /** Resolves at the next change of these subsystems, or when the connection is lost or the signal fires; true for a change. */
  changed(signal?: AbortSignal): Promise<boolean>;
  readonly isOpen: () => boolean;
  close(): void;
}

export type MpdAddress = {
  readonly socketPath: string;
  /** The subsystems whose changes are wanted. @see MPD "Protocol", `idle` */
  readonly watch: readonly ("player" | "database" | "stored_playlist" | "update")[];
};

/** MPD answers in milliseconds; it is a busy disk that takes seconds. */
const ANSWER_WITHIN_MS = 10_000;
/** No tag is longer: a program that sends more is not MPD. */
const MAX_LINE_LENGTH = 65_536;

type Waiting = {
  readonly pairs: MpdPair[];
  readonly finish: (result: Result<readonly MpdPair[], PortFault>) => void;
};

type State = {
  readonly socket: Socket;
  readonly watch: readonly string[];
  readonly queue: { readonly text: string; readonly waiting: Waiting }[];
  /** What the next lines answer; null between two commands. */
  current: Waiting | "idle" | null;
  /** Changes were heard that nobody has asked for yet. */
  hasNews: boolean;
  listeners: ((isChange: boolean) => void)[];
  open: boolean;
};

/** Connects to MPD's local socket. */
export async function connectMpd({ socketPath, watch }: MpdAddress): Promise<Result<MpdConnection, PortFault>> {
  const socket = connect(socketPath);
  const lines = createInterface({ input: socket });
  lines.on("error", () => undefined); // the socket tells the same, and closes
  const greeted = await greeting(socket, lines);
  if (!greeted.ok) {
    socket.destroy();
    return greeted;
  }
  const state: State = { socket, watch, queue: [], current: null, hasNews: false, listeners: [], open: true };
  lines.on("line", (line) => hear(state, line));
  socket.on("close", () => lose(state));
  next(state);
  return ok({
    run: (...commands) => run(state, commands),
    changed: (signal) => changed(state, signal),
    isOpen: () => state.open,
    close: () => socket.destroy(),
  });
}

/** A text as an argument of a command. @see MPD "Protocol", quoting */
export const quote = (text: string): string => `"${text.replace(/[\\"]/gu, "\\$&")}"`;

/** Can it be sent at all? A line of the protocol ends at its first line break. */
export const isSendable = (text: string): boolean => !/[\n\r\0]/u.test(text);

function greeting(socket: Socket, lines: ReturnType<typeof createInterface>): Promise<Result<void, PortFault>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(err(fault("timeout", "MPD does not answer"))), ANSWER_WITHIN_MS);
    const done = (result: Result<void, PortFault>): void => {
      clearTimeout(timer);
      resolve(result);
    };
    lines.once("line", (line) =>
      done(line.startsWith("OK MPD ") ? ok(undefined) : err(fault("protocol", "what answers there is not MPD"))),
    );
    socket.on("error", (cause) => done(err(fault("unavailable", `MPD can't be reached: ${cause.message}`, cause))));
    socket.once("close", () => done(err(fault("unavailable", "MPD closed the connection"))));
  });
}

function run(state: State, lines: readonly string[]): Promise<Result<readonly MpdPair[], PortFault>> {
  if (!state.open) return Promise.resolve(err(fault("unavailable", "the connection to MPD is lost")));
  const list = lines.length > 1 ? ["command_list_begin", ...lines, "command_list_end"] : lines;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      finish(err(fault("timeout", `MPD has not answered for ${ANSWER_WITHIN_MS / 1_000} s`)));
      state.socket.destroy(); // what it answers later would be taken for something else
    }, ANSWER_WITHIN_MS);
    const finish: Waiting["finish"] = (result) => {
      clearTimeout(timer);
      resolve(result);
    };
    state.queue.push({ text: `${list.join("\n")}\n`, waiting: { pairs: [], finish } });
    if (state.current === "idle") state.socket.write("noidle\n");
    else next(state);
  });
}

/** Sends what comes next, and idles where nothing does. */
function next(state: State): void {
  if (state.current !== null || !state.open) return;
  const command = state.queue.shift();
  if (command !== undefined) {
    state.current = command.waiting;
    state.socket.write(command.text);
  } else {
    state.current = "idle";
    state.socket.write(`idle ${state.watch.join(" ")}\n`);
  }
}

function hear(state: State, line: string): void {
  const { current } = state;
  if (line.length > MAX_LINE_LENGTH) {
    state.socket.destroy();
    return;
  }
  const [, key, value] = /^([^:]+): (.*)$/su.exec(line) ?? [];
  if (key !== undefined && value !== undefined && !line.startsWith("ACK ")) {
    if (current === "idle") state.hasNews = true;
    else current?.pairs.push([key, value]);
    return;
  }
  state.current = null;
  if (current !== "idle" && current !== null) {
    if (line === "OK") current.finish(ok(current.pairs));
    else current.finish(err(fault("refused", line.replace(/^ACK \[\d+@\d+\] /u, ""))));
  }
  if (state.hasNews && state.listeners.length > 0) tell(state, true);
  next(state);
}

function changed(state: State, signal?: AbortSignal): Promise<boolean> {
  if (!state.open || signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    // who waits no longer is forgotten: a station may play for days without a change
    const giveUp = (): void => listener(false);
    const listener = (isChange: boolean): void => {
      state.listeners = state.listeners.filter((other) => other !== listener);
      signal?.removeEventListener("abort", giveUp);
      resolve(isChange);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    state.listeners.push(listener);
    if (state.hasNews) tell(state, true);
  });
}

function tell(state: State, isChange: boolean): void {
  state.hasNews = false;
  for (const listener of state.listeners.splice(0)) listener(isChange);
}

function lose(state: State): void {
  state.open = false;
  const lost = err(fault("unavailable", "the connection to MPD was lost"));
  if (state.current !== null && state.current !== "idle") state.current.finish(lost);
  for (const { waiting } of state.queue.splice(0)) waiting.finish(lost);
  tell(state, false);
}

const fault = (code: PortFault["code"], message: string, cause?: unknown): PortFault => ({
  port: "player",
  code,
  retryable: code !== "refused" && code !== "protocol",
  message,
  ...(cause === undefined ? {} : { cause }),
});
