// Spotify Connect by librespot, where somebody has installed it: the program kept running, its sound in a named pipe for
// the engine, what it tells of the session by a script that writes into another one.
import { closeSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { err } from "@house-band/contract";
import { NO_PLAYER } from "../../live-inputs-port.ts";
import type { Log } from "../../ports.ts";
import { emptyFifo, makeFifo, openFifo, readFifo, shortenFifo } from "./fifo.ts";
import { keepProgram } from "./kept-program.ts";
import {
  afterEvent,
  createEventParser,
  leavesScrap,
  NO_SPOTIFY_SESSION,
  type SpotifySession,
  toEventScript,
} from "./parse-librespot.ts";
import { createReceiverInputs, RECEIVER_PCM, type Receiver, type Session } from "./receiver.ts";
import { toReceiverState } from "./receiver-state.ts";

export type SpotifyOptions = {
  readonly directory: string;
  readonly name: string;
  readonly port: number;
  /** librespot: its name in the path, or where it is. */
  readonly command: string;
  readonly log: Log;
};

/** Starts it; resolves when apps may find it soon. */
export async function openSpotify({ directory, name, port, command, log }: SpotifyOptions): Promise<Receiver> {
  const [audioPipe, eventPipe, script] = ["spotify.pcm", "spotify.events", "spotify-event.sh"].map((file) =>
    join(directory, file),
  ) as [string, string, string];
  for (const path of [audioPipe, eventPipe]) await makeFifo(path);
  const cache = join(directory, "spotify");
  await mkdir(cache, { recursive: true, mode: 0o700 });
  await writeFile(script, toEventScript(eventPipe), { mode: 0o700 });
  // librespot opens its pipe anew for each song, and must not wait for a reader
  const pipe = openFifo(audioPipe);
  if (!shortenFifo(pipe))
    log.warn({ program: command }, "its pipe can't be shortened: it is heard a third of a second late");

  let session: SpotifySession = NO_SPOTIFY_SESSION;
  let decoder = new StringDecoder("utf8");
  let parser = createEventParser();
  const inputs = createReceiverInputs({
    kind: "spotify",
    codec: "Ogg Vorbis",
    input: { ...RECEIVER_PCM, pacedBy: "reader", path: audioPipe },
    tell: async () => err(NO_PLAYER), // only Spotify's own servers take orders for it
    async close() {
      await program.close();
      stopReading();
      closeSync(pipe);
    },
  });
  const know = (next: SpotifySession): void => {
    if (leavesScrap(session, next)) emptyFifo(pipe);
    session = next;
    inputs.now(toSession(next));
  };
  const stopReading = readFifo(eventPipe, (chunk) => {
    know(parser.push(decoder.write(chunk)).reduce(afterEvent, session));
  });
  const onState = (): void => {
    decoder = new StringDecoder("utf8");
    parser = createEventParser();
    know(NO_SPOTIFY_SESSION);
  };
  const args = toArguments({ name, port, audioPipe, cache, script });
  const program = keepProgram({ command, args, toComplaint, onState, log });
  return { inputs, state: () => toReceiverState("spotify", name, program.state()) };
}

/** librespot writes as fast as somebody reads. */
/** @see librespot wiki "Options" */
export const toArguments = (to: {
  readonly name: string;
  readonly port: number;
  readonly audioPipe: string;
  readonly cache: string;
  readonly script: string;
}): readonly string[] => [
  ...["--name", to.name],
  ...["--device-type", "speaker"],
  ...["--backend", "pipe"],
  ...["--device", to.audioPipe],
  ...["--format", "S16"],
  ...["--bitrate", "320"],
  ...["--initial-volume", "100"],
  ...["--system-cache", to.cache],
  "--disable-audio-cache",
  ...["--zeroconf-port", String(to.port)],
  // the data directory may lie where nothing may be executed
  ...["--onevent", `/bin/sh ${to.script}`],
];

function toSession({ isOpen, isSending, device, trackId, title, artist, album }: SpotifySession): Session | null {
  if (!isOpen) return null;
  return { device, isSending, player: { isPlaying: isSending, trackId, title, artist, album } };
}

/** Warnings and errors, without whoever, or whichever song, is named in them: in quotes, or as `<So What>`. */
export const toComplaint = (line: string): string | null =>
  /\b(?:WARN|ERROR)\b|panicked/u.test(line) ? line.replace(/"[^"]*"|'[^']*'|<.*>/gu, "…") : null;
