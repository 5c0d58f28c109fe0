// The zones' pipes: another player writes tracks into them, one at a time, and each is wanted, taken and ended in a turn
// of its own, so that not a sample of one track is ever taken for the next one's. Reading is held back by the feed: a
// full one leaves the sound in the pipe, and the writer waits.
import { setTimeout as sleep } from "node:timers/promises";
import { assertNever, type ZoneId } from "@house-band/contract";
import type { EngineEvent, EngineRequest, PipeEnd } from "../protocol.ts";
import { ENGINE_RATE_HZ } from "../protocol.ts";
import type { FeedSink } from "./decode-job.ts";
import type { FeedRequest, PipeAddress } from "./feed.ts";
import { isRingClosed } from "./pcm-ring.ts";
import { openPipe, type PipeSource } from "./pipe-source.ts";
import { createFeedSink, type SharedFeed } from "./shared-feed.ts";
import { reasonOf } from "./unplayable.ts";

export interface Pipes {
  /** Wants the tracks of `request` one after the other and feeds what comes; what the zone had wanted before is over. */
  play(address: PipeAddress, request: FeedRequest, feed: SharedFeed): void;
  handle(request: PipeRequest): void;
  close(): void;
}

export type PipeRequest = Extract<EngineRequest, { kind: `pipe-${string}` }>;

/** Is this a request about a pipe, and not the audio loop's? */
export const isPipeRequest = (request: EngineRequest): request is PipeRequest => request.kind.startsWith("pipe-");

/** The feed holds seconds: looking ten times a second for room costs nothing. */
const LOOK_FOR_ROOM_MS = 100;
/** The first sound is waited for. */
const LOOK_EAGERLY_MS = 5;
/** A pipe holds 170 ms. */
const LOOK_AGAIN_MS = 20;
const EAGER_FRAMES = ENGINE_RATE_HZ;
/** News of a very short track's end may come before its writer has opened the pipe. */
const WRITER_WITHIN_MS = 1_000;

type Turn = {
  readonly count: number;
  readonly sink: FeedSink;
  readonly isWanted: () => boolean;
  state: "asked" | "clearing" | "taking";
  end: PipeEnd | null;
  endedAtMs: number;
  frames: number;
};

type Pipe = { readonly zone: ZoneId; readonly source: PipeSource; turn: Turn | null; turns: number; closed: boolean };

/** No pipe is open yet. */
export function createPipes(emit: (event: EngineEvent) => void): Pipes {
  const pipes = new Map<ZoneId, Pipe>();

  const open = ({ zone, path }: PipeAddress): Pipe => {
    const known = pipes.get(zone);
    if (known !== undefined) return known;
    const pipe: Pipe = { zone, source: openPipe(path), turn: null, turns: 0, closed: false };
    pipes.set(zone, pipe);
    void drainWhileIdle(pipe);
    return pipe;
  };
  const close = (pipe: Pipe): void => {
    pipe.closed = true;
    pipe.turn = null;
    pipes.delete(pipe.zone);
    pipe.source.close();
  };

  return {
    play(address, request, feed) {
      const sink = createFeedSink(feed, () => sleep(LOOK_FOR_ROOM_MS));
      const isWanted = () => !isRingClosed(feed.ring);
      try {
        void playList(open(address), request, { sink, isWanted }, emit);
      } catch (thrown) {
        void failAll(sink, request.startIndex, reasonOf(thrown));
      }
    },
    handle(request) {
      const pipe = pipes.get(request.zone);
      if (pipe === undefined) return; // its zone has just gone
      if (request.kind === "pipe-close") close(pipe);
      else handleRequest(pipe, request);
    },
    close() {
      for (const pipe of [...pipes.values()]) close(pipe);
    },
  };
}

function handleRequest(pipe: Pipe, request: Exclude<PipeRequest, { kind: "pipe-close" }>): void {
  if (request.kind === "pipe-drop") {
    pipe.turn = null;
    return;
  }
  const { turn } = pipe;
  if (turn === null || turn.count !== request.turn) return; // another track is wanted by now
  switch (request.kind) {
    case "pipe-take":
      turn.state = "clearing";
      break;
    case "pipe-end":
      turn.end = request.end;
      turn.endedAtMs = performance.now();
      break;
    case "pipe-title":
      void turn.sink.mark({ kind: "title", atFrame: turn.sink.writtenFrames(), title: request.title });
      break;
    default:
      assertNever(request);
  }
}

type Listener = Pick<Turn, "sink" | "isWanted">;

async function playList(
  pipe: Pipe,
  { tracks, startIndex, startMs }: FeedRequest,
  listener: Listener,
  emit: (event: EngineEvent) => void,
): Promise<void> {
  for (let index = startIndex; index < tracks.length; index++) {
    const from = { index, startMs: index === startIndex ? startMs : 0 };
    if (!(await playTrack(pipe, from, listener, emit))) return;
  }
  await listener.sink.mark({ kind: "end", atFrame: listener.sink.writtenFrames() });
}

type From = { readonly index: number; readonly startMs: number };

/** Answers false once nobody wants this list any more. */
async function playTrack(
  pipe: Pipe,
  { index, startMs }: From,
  listener: Listener,
  emit: (event: EngineEvent) => void,
): Promise<boolean> {
  const { sink } = listener;
  const begin = (): Promise<void> => sink.mark({ kind: "track", atFrame: sink.writtenFrames(), index, startMs });
  let heardFrames = 0;
  for (;;) {
    const turn = beginTurn(pipe, listener);
    const fromMs = startMs + (heardFrames * 1_000) / ENGINE_RATE_HZ;
    emit({ kind: "track-wanted", zone: pipe.zone, turn: turn.count, index, startMs: fromMs });
    const end = await takeTurn(pipe, turn, heardFrames === 0 ? begin : null, emit);
    if (pipe.turn === turn) pipe.turn = null;
    if (end === null) return false;
    heardFrames += turn.frames;
    if (end.kind === "cut-off") continue;
    if (end.kind === "ended" && heardFrames === 0) await begin();
    if (end.kind === "failed") {
      await sink.mark({ kind: "failed", atFrame: sink.writtenFrames(), index, reason: end.reason });
    }
    return true;
  }
}

function beginTurn(pipe: Pipe, { sink, isWanted }: Listener): Turn {
  pipe.turns += 1;
  const turn: Turn = { count: pipe.turns, sink, isWanted, state: "asked", end: null, endedAtMs: 0, frames: 0 };
  pipe.turn = turn;
  return turn;
}

/** Takes what belongs to the turn; null once another one has begun, or nobody listens. */
async function takeTurn(
  pipe: Pipe,
  turn: Turn,
  begin: (() => Promise<void>) | null,
  emit: (event: EngineEvent) => void,
): Promise<PipeEnd | null> {
  const isCurrent = (): boolean => pipe.turn === turn && turn.isWanted();
  while (isCurrent()) {
    const read = pipe.source.read();
    if (turn.state !== "taking") {
      if (turn.end !== null && turn.end.kind !== "ended") return turn.end;
      if (read === "no-writer" && turn.state === "clearing") {
        pipe.source.forget();
        turn.state = "taking";
        emit({ kind: "pipe-ready", zone: pipe.zone, turn: turn.count });
      } else if (typeof read === "string") await sleep(LOOK_EAGERLY_MS);
    } else if (typeof read !== "string") {
      if (turn.frames === 0) await begin?.();
      turn.frames += read.length / 2;
      await turn.sink.write(read);
    } else if (read === "no-writer" && isOver(turn)) return turn.end;
    else await sleep(turn.frames < EAGER_FRAMES ? LOOK_EAGERLY_MS : LOOK_AGAIN_MS);
  }
  return null;
}

function isOver({ end, frames, endedAtMs }: Turn): boolean {
  if (end === null) return false;
  return end.kind !== "ended" || frames > 0 || performance.now() - endedAtMs > WRITER_WITHIN_MS;
}

/** A pipe that nobody wants anything of is still emptied: a writer that waits could not even be told to stop. */
async function drainWhileIdle(pipe: Pipe): Promise<void> {
  while (!pipe.closed) {
    if (pipe.turn !== null || typeof pipe.source.read() === "string") await sleep(LOOK_AGAIN_MS);
  }
}

async function failAll(sink: FeedSink, index: number, reason: string): Promise<void> {
  await sink.mark({ kind: "failed", atFrame: sink.writtenFrames(), index, reason });
  await sink.mark({ kind: "end", atFrame: sink.writtenFrames() });
}
