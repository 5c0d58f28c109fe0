// Who plays, and who knows the music: what the settings' `player` means.
import { err, ok, type Result } from "@house-band/contract";
import type { DaemonConfig } from "../config.ts";
import type { AudioEngine, Clock, Library, Log, StationDirectory } from "../ports.ts";
import { STATIONS } from "../sources/stations.ts";
import { parseStreamUrl } from "../sources/stream-url.ts";
import { createFileLibrary } from "./library/file-library.ts";
import { withStations } from "./library/with-stations.ts";
import { createMpdLibrary } from "./mpd/mpd-library.ts";
import { createMpdPlayer } from "./mpd/mpd-player.ts";
import { ensurePipes } from "./mpd/player-pipes.ts";
import { createStreamRelay } from "./radio/stream-relay.ts";
import { openDirectory } from "./stations/open-directory.ts";

export type Music = {
  /** The engine, and who decodes for it. */
  readonly engine: AudioEngine;
  readonly library: Library;
  /** The world's radio stations, where they are wanted. */
  readonly directory: StationDirectory | null;
  /** After the engine's. */
  readonly close: () => Promise<void>;
};

type Around = { readonly engine: AudioEngine; readonly version: string; readonly clock: Clock; readonly log: Log };

/** @returns the music, or what is wrong with the settings */
export async function openMusic(config: DaemonConfig, around: Around): Promise<Result<Music, string>> {
  const { player, musicDirectory: directory, dataDirectory } = config;
  const { engine, clock, log } = around;
  if (player.kind === "files") {
    return ok({ engine, library: createFileLibrary({ directory }), directory: null, close: async () => undefined });
  }
  const { socket: socketPath, pipeDirectory, allowedHosts, stations } = player;
  for (const { name, url } of stations) {
    const checked = parseStreamUrl(url, allowedHosts);
    if (!checked.ok) return err(`player.stations: the address of "${name}": ${checked.error}`);
  }
  const pipes = await ensurePipes(pipeDirectory);
  if (!pipes.ok) return pipes;
  const world = await openDirectory(player, { ...around, dataDirectory });
  if (!world.ok) return world;
  const relay = await createStreamRelay({ allowedHosts });
  const library = createMpdLibrary({ socketPath, directory, clock, log });
  return ok({
    engine: createMpdPlayer({ engine, socketPath, pipeDirectory, relay, clock, log }),
    library: withStations(library, [...stations, ...STATIONS], world.value),
    directory: world.value,
    async close() {
      await world.value?.close();
      await library.close();
      await relay.close();
    },
  });
}
