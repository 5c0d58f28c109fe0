// An engine whose zones are played by MPD: every request and event is the engine's, but a zone's files are decoded by
// one of MPD's players, which writes them into the pipe that the engine reads. What is played when, and what is heard
// of it, stays the engine's to say; this file only serves what it wants.
import type { ZoneId } from "@house-band/contract";
import { isBuiltInSoundPath } from "../../engine/input/built-in-sounds.ts";
import type { EngineEvent, EngineRequest } from "../../engine/protocol.ts";
import { createListeners } from "../../listeners.ts";
import type { AudioEngine, Clock, Log, StreamRelay } from "../../ports.ts";
import { PLAYER_NAMES, pipePath } from "./player-pipes.ts";
import { createZoneServer, type ZoneServer } from "./serve-zone.ts";
import { createZonePlayer, type ZonePlayer } from "./zone-player.ts";

export type MpdPlayerOptions = {
  readonly engine: AudioEngine;
  readonly socketPath: string;
  /** Where the named pipes are. */
  readonly pipeDirectory: string;
  readonly relay: StreamRelay;
  readonly clock: Clock;
  readonly log: Log;
};

type Player = { readonly name: string; readonly player: ZonePlayer; isFree: boolean };
type Zone = { readonly server: ZoneServer; readonly player: Player };
type OpenZone = Extract<EngineRequest, { kind: "open-zone" }>;

/** The engine, with MPD for its zones' music. MPD need not run yet, and may be started again at any time. */
export function createMpdPlayer(options: MpdPlayerOptions): AudioEngine {
  const { engine, socketPath, pipeDirectory, clock, log } = options;
  const events = createListeners<EngineEvent>();
  const zones = new Map<ZoneId, Zone>();
  let isReady = false;
  const players: Player[] = PLAYER_NAMES.map((name) => ({
    name,
    player: createZonePlayer({ socketPath, name, clock, log }),
    isFree: true,
  }));

  const openZone = (request: OpenZone): void => {
    if (needsNoPlayer(request)) {
      engine.send(request);
      return;
    }
    const player = players.find(({ isFree }) => isFree);
    if (player === undefined) {
      log.error({ zone: request.zone, players: players.length }, "more zones than MPD has players");
      events.tell({ kind: "zone-ended", zone: request.zone, reason: "unplayable" });
      return;
    }
    player.isFree = false;
    const { tracks, startIndex, startMs } = request.input;
    const server = createZoneServer({ ...options, zone: request.zone, tracks, player: player.player });
    zones.set(request.zone, { server, player });
    const path = pipePath(pipeDirectory, player.name);
    engine.send({ ...request, input: { kind: "pipe", path, tracks, startIndex, startMs } });
  };

  /** A player is another zone's only when it has fallen silent. */
  const release = (id: ZoneId): void => {
    const zone = zones.get(id);
    if (zone === undefined) return;
    zones.delete(id);
    void zone.server.end().then(() => {
      zone.player.isFree = true;
    });
  };

  const hear = (event: EngineEvent): void => {
    if (event.kind === "ready") isReady = true;
    if (event.kind === "track-wanted" || event.kind === "pipe-ready") {
      zones.get(event.zone)?.server.hear(event);
      return;
    }
    const told = event.kind === "zone-ended" ? (zones.get(event.zone)?.server.explain(event) ?? event) : event;
    if (event.kind === "zone-ended") release(event.zone);
    events.tell(told);
  };
  const off = [
    engine.onEvent(hear),
    engine.onRestart(() => {
      isReady = false;
      for (const id of [...zones.keys()]) release(id);
    }),
  ];

  return {
    send(request) {
      if (request.kind === "open-zone") return openZone(request);
      engine.send(request);
      if (request.kind === "close-zone") release(request.zone);
      if (request.kind === "pause-zone") zones.get(request.zone)?.server.pause();
      if (request.kind === "resume-zone") zones.get(request.zone)?.server.resume();
    },
    onEvent(listener) {
      if (isReady) queueMicrotask(() => listener({ kind: "ready" }));
      return events.add(listener);
    },
    onRestart: (listener) => engine.onRestart(listener),
    async close() {
      for (const id of [...zones.keys()]) release(id);
      for (const stop of off) stop();
      await Promise.all(players.map(({ player }) => player.close()));
      await engine.close();
      events.clear();
    },
  };
}

/** What somebody plays to us, and what the engine makes itself: there is nothing to decode. */
const needsNoPlayer = ({ input }: OpenZone): boolean =>
  input.kind === "live" || input.tracks.every(({ path }) => isBuiltInSoundPath(path));
