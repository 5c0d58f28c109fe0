// What a zone wants of its player, served: silence first, then the track it names, then how that ended. A stream that
// breaks off is opened again, a few times; one that is paused is let go of, and joined where it is when it goes on.
import type { ZoneId } from "@house-band/contract";
import { stepDelayMs } from "../../core/backoff.ts";
import type { EngineEvent, PipeEnd, Track } from "../../engine/protocol.ts";
import type { AudioEngine, Clock, Log, StreamRelay } from "../../ports.ts";
import type { PlayEnd, ZonePlayer } from "./zone-player.ts";

type Wanted = Extract<EngineEvent, { kind: "track-wanted" }>;
type Ended = Extract<EngineEvent, { kind: "zone-ended" }>;

export interface ZoneServer {
  hear(event: Wanted | Extract<EngineEvent, { kind: "pipe-ready" }>): void;
  pause(): void;
  resume(): void;
  /** The end of the zone, with what is known here of its reason. */
  explain(event: Ended): Ended;
  /** Resolves when the player has fallen silent and the pipe is let go. */
  end(): Promise<void>;
}

export type ZoneServerOptions = {
  readonly zone: ZoneId;
  readonly tracks: readonly Track[];
  readonly player: ZonePlayer;
  readonly engine: AudioEngine;
  readonly relay: StreamRelay;
  readonly clock: Clock;
  readonly log: Log;
};

/** A stream is opened this often without having played for a while in between. */
const MAX_TRIES = 3;
const TRY_AGAIN_AFTER_MS = [500, 2_000] as const;
const HEALTHY_AFTER_MS = 30_000;
/** A pause fades within 15 ms; then nothing of what the zone still holds will be heard. */
const PAUSED_AFTER_MS = 200;

type Server = ZoneServerOptions & {
  readonly ended: AbortController;
  serving: AbortController;
  readyTurn: number;
  onReady: () => void;
  isPaused: boolean;
  onResumed: () => void;
  live: boolean;
  tries: number;
  isUnreachable: boolean;
};

/** Serves one zone from its opening to its end. */
export function createZoneServer(options: ZoneServerOptions): ZoneServer {
  const nobody = (): void => undefined;
  const server: Server = {
    ...options,
    ended: new AbortController(),
    serving: new AbortController(),
    readyTurn: 0,
    onReady: nobody,
    isPaused: false,
    onResumed: nobody,
    live: false,
    tries: 0,
    isUnreachable: false,
  };
  return {
    hear(event) {
      if (event.kind === "track-wanted") begin(server, event);
      else {
        server.readyTurn = event.turn;
        server.onReady();
      }
    },
    pause() {
      server.isPaused = true;
      if (server.live) void letGo(server);
    },
    resume() {
      server.isPaused = false;
      server.onResumed();
    },
    explain: (event) =>
      event.reason === "unplayable" && server.isUnreachable ? { ...event, reason: "unreachable" } : event,
    end: () => end(server),
  };
}

function begin(server: Server, wanted: Wanted): void {
  server.serving.abort();
  server.onReady();
  server.onResumed();
  if (server.ended.signal.aborted) return;
  server.serving = new AbortController();
  void serve(server, wanted, server.serving.signal);
}

async function serve(server: Server, { turn, index, startMs }: Wanted, signal: AbortSignal): Promise<void> {
  const { zone, engine, player } = server;
  const track = server.tracks[index];
  if (track === undefined) throw new RangeError(`track ${index} of ${server.tracks.length} was wanted`);
  server.live = track.live === true;
  if (!(await player.silence(signal))) return;
  while (server.live && server.isPaused && !signal.aborted) {
    await new Promise<void>((resolve) => {
      server.onResumed = resolve;
    });
  }
  if (signal.aborted) return;
  engine.send({ kind: "pipe-take", zone, turn });
  while (server.readyTurn !== turn && !signal.aborted) {
    await new Promise<void>((resolve) => {
      server.onReady = resolve;
    });
  }
  if (signal.aborted) return;
  const end = server.live
    ? await playStream(server, track, turn, signal)
    : toPipeEnd(await player.play({ uri: track.path, startMs }, signal));
  if (!signal.aborted) engine.send({ kind: "pipe-end", zone, turn, end });
}

const toPipeEnd = (end: PlayEnd): PipeEnd => (end.kind === "lost" ? { kind: "cut-off" } : end);

/** One try; where another may help, the stream counts as cut off, and is wanted again. */
async function playStream(server: Server, track: Track, turn: number, signal: AbortSignal): Promise<PipeEnd> {
  const { zone, engine, player, relay, clock, log } = server;
  const startedMs = clock.nowMs();
  const opened = await relay.open({ url: track.path, isStrangers: track.isStrangers }, signal);
  const onTitle = (title: string) => engine.send({ kind: "pipe-title", zone, turn, title: title.slice(0, 300) });
  const played = opened.ok
    ? await player.play({ uri: opened.value.localUrl, startMs: 0, onTitle }, signal)
    : ({ kind: "failed", reason: opened.error.message } as const);
  if (opened.ok) opened.value.close();
  if (signal.aborted || played.kind === "lost") return { kind: "cut-off" };
  if (clock.nowMs() - startedMs > HEALTHY_AFTER_MS) server.tries = 0;
  server.tries += 1;
  const reason = played.kind === "failed" ? played.reason : "the station's stream ended";
  const isWorthIt = (opened.ok || opened.error.retryable) && server.tries < MAX_TRIES;
  log.warn({ zone, reason, tries: server.tries, isTriedAgain: isWorthIt }, "a station's stream is not there");
  if (!isWorthIt) {
    server.isUnreachable = true;
    return { kind: "failed", reason };
  }
  await clock.sleep(stepDelayMs(TRY_AGAIN_AFTER_MS, server.tries), signal);
  return { kind: "cut-off" };
}

/** Nobody hears it: the station need not send, and what it sent is old when the zone goes on. */
async function letGo(server: Server): Promise<void> {
  const { zone, engine, clock, serving } = server;
  const slept = await clock.sleep(PAUSED_AFTER_MS, serving.signal);
  if (slept && server.isPaused) engine.send({ kind: "skip", zone, by: 0 });
}

async function end(server: Server): Promise<void> {
  const { zone, engine, player } = server;
  server.ended.abort();
  server.serving.abort();
  server.onReady();
  server.onResumed();
  engine.send({ kind: "pipe-drop", zone });
  await player.silence(new AbortController().signal);
  engine.send({ kind: "pipe-close", zone });
}
