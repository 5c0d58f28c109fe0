// One of MPD's players: a partition with one output, which writes into one named pipe. It plays one track at a time and
// then falls silent: the pipe's end is the track's, so that no sample of one is ever taken for the next one's.
import { ok, type Result } from "@house-band/contract";
import type { Clock, Log, PortFault } from "../../ports.ts";
import { isSendable, type MpdConnection, type MpdPair, quote } from "./mpd-connection.ts";
import { createMpdLink, type MpdLink } from "./mpd-link.ts";

/** How playing a track ended; `lost`: MPD went away in the middle of it. */
export type PlayEnd =
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "lost" };

export type PlayOrder = {
  /** A song of MPD's library, or an address on this machine. */
  readonly uri: string;
  readonly startMs: number;
  /** A stream says what it plays: heard at every change. */
  readonly onTitle?: (title: string) => void;
};

export interface ZonePlayer {
  /** Resolves once nothing is written to the pipe and nothing will be; waits for MPD as long as it takes. */
  silence(signal: AbortSignal): Promise<boolean>;
  /** Plays one track from a place on; to be called when silent. */
  play(order: PlayOrder, signal: AbortSignal): Promise<PlayEnd>;
  close(): Promise<void>;
}

export type ZonePlayerOptions = {
  readonly socketPath: string;
  /** Its partition and its output in mpd.conf. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** A decoder that fails without a word is found out by looking. */
const LOOK_AGAIN_MS = 2_000;

/** Connects when it is first used. */
export function createZonePlayer({ socketPath, name, clock, log }: ZonePlayerOptions): ZonePlayer {
  const prepare = (connection: MpdConnection) => takePartition(connection, name);
  const link = createMpdLink({ address: { socketPath, watch: ["player"] }, prepare, clock, log });
  return {
    silence: (signal) => silence(link, signal),
    async play(order, signal) {
      const linked = await link.get(signal);
      return linked === null ? { kind: "lost" } : play(linked.connection, order, clock, signal);
    },
    close: () => link.close(),
  };
}

/** The output's number; the partition is made, and the output moved there, where that has not been done yet. */
async function takePartition(connection: MpdConnection, name: string): Promise<Result<string, PortFault>> {
  await connection.run(`newpartition ${quote(name)}`); // refused where it is there already
  const entered = await connection.run(`partition ${quote(name)}`);
  if (!entered.ok) return entered;
  const here = await outputId(connection, name);
  if (here !== null) return ok(here);
  const moved = await connection.run(`moveoutput ${quote(name)}`);
  if (!moved.ok) return moved;
  const id = await outputId(connection, name);
  if (id !== null) return ok(id);
  const message = `MPD has no output named ${name}; expected one in mpd.conf`;
  return { ok: false, error: { port: "player", code: "refused", retryable: false, message } };
}

/** A partition lists outputs that have left it, as `dummy`. */
async function outputId(connection: MpdConnection, name: string): Promise<string | null> {
  const outputs = await connection.run("outputs");
  if (!outputs.ok) return null;
  let id: string | null = null;
  let isOurs = false;
  for (const [key, value] of outputs.value) {
    if (key === "outputid") id = value;
    if (key === "outputname") isOurs = value === name;
    if (key === "plugin" && isOurs && value !== "dummy") return id;
  }
  return null;
}

/** Switching the output off waits for its writer to be gone; `stop` alone does not. */
async function silence(link: MpdLink<string>, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const linked = await link.get(signal);
    if (linked === null) return false;
    const { connection, prepared: id } = linked;
    const done = await connection.run("stop", "clear", `disableoutput ${id}`, `enableoutput ${id}`);
    if (done.ok) return true;
    if (connection.isOpen()) connection.close(); // it refuses what it should know: a new one is prepared anew
  }
}

async function play(connection: MpdConnection, order: PlayOrder, clock: Clock, signal: AbortSignal): Promise<PlayEnd> {
  if (!isSendable(order.uri)) return { kind: "failed", reason: "its name holds a line break" };
  const added = await connection.run(`addid ${quote(order.uri)}`);
  if (!added.ok) return endOf(added.error);
  const id = firstValue(added.value, "Id");
  const start = order.startMs > 0 ? `seekid ${id} ${(order.startMs / 1_000).toFixed(3)}` : `playid ${id}`;
  const begun = await connection.run(start);
  if (!begun.ok) return endOf(begun.error);
  return watch(connection, order, clock, signal);
}

/** Looks at every change until the player has stopped. */
async function watch(connection: MpdConnection, order: PlayOrder, clock: Clock, signal: AbortSignal): Promise<PlayEnd> {
  let title = "";
  while (!signal.aborted) {
    const status = await connection.run("status");
    if (!status.ok) return endOf(status.error);
    if (firstValue(status.value, "state") === "stop") {
      const error = firstValue(status.value, "error");
      return error === undefined ? { kind: "ended" } : { kind: "failed", reason: withoutPaths(error) };
    }
    if (order.onTitle !== undefined) {
      const song = await connection.run("currentsong");
      const heard = song.ok ? (firstValue(song.value, "Title") ?? "") : "";
      if (heard !== title && heard !== "") order.onTitle(heard);
      title = heard || title;
    }
    const looked = new AbortController();
    await Promise.race([connection.changed(looked.signal), clock.sleep(LOOK_AGAIN_MS, looked.signal)]);
    looked.abort();
  }
  return { kind: "lost" };
}

const endOf = (fault: PortFault): PlayEnd =>
  fault.code === "refused" ? { kind: "failed", reason: withoutPaths(fault.message) } : { kind: "lost" };

/** MPD quotes what it could not play; the track's title says which one it was. */
const withoutPaths = (message: string): string => message.replace(/"[^"]*"/gu, "it").slice(0, 200);

/** The first value of a key. */
export const firstValue = (pairs: readonly MpdPair[], key: string): string | undefined =>
  pairs.find(([name]) => name === key)?.[1];
