// MPD with one output per speaker: it plays to all of them and leaves their timing to each.

import { existsSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Peer, RunningPeer, Stage } from "../peer.ts";
import { end, waitFor } from "../world.ts";

export const mpdOutputs: Peer = {
  name: "MPD, an output per speaker",
  playsTo: "null sinks",
  compensation: "none",
  start,
};

async function start({ world, speakers, programme, directory }: Stage): Promise<RunningPeer> {
  const music = join(directory, "music");
  await mkdir(music);
  await copyFile(programme.wavPath, join(music, "noise.wav"));
  const socket = join(directory, "socket");
  await writeFile(
    join(directory, "mpd.conf"),
    config(
      directory,
      socket,
      speakers.map(({ name }) => name),
    ),
  );
  const engine = world.start("mpd", ["--no-daemon", join(directory, "mpd.conf")]);
  await waitFor("MPD", () => existsSync(socket));
  const mpc = (...words: string[]): void => void world.start("mpc", ["-h", socket, ...words]);
  world.run("mpc", ["-h", socket, "--wait", "update"]);
  world.run("mpc", ["-h", socket, "add", "noise.wav"]);
  return {
    play: () => mpc("play"),
    mute: null,
    stop: () => mpc("stop"),
    pids: () => (engine.pid === undefined ? [] : [engine.pid]),
    ownRecording: null,
    close: () => end(engine),
  };
}

const config = (directory: string, socket: string, names: readonly string[]): string => `
music_directory "${join(directory, "music")}"
db_file "${join(directory, "database")}"
state_file "${join(directory, "state")}"
bind_to_address "${socket}"
auto_update "no"
${names.map(output).join("")}`;

const output = (name: string): string => `audio_output {
  type "pulse"
  name "${name}"
  sink "${name}"
  format "48000:16:2"
}
`;
