#!/usr/bin/env node
// librespot as far as the bridge sees it: its command line, its pipe and the environment of its `--onevent`, after
// librespot 0.8 (src/main.rs, src/player_event_handler.rs, playback/src/audio_backend/pipe.rs). What a Spotify app would
// do comes as lines of JSON over the socket that LIBRESPOT_DOUBLE_SOCKET names.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const text = { type: "string" };
// strict: an option that librespot does not know ends it, as it ends librespot
const { values } = parseArgs({
  options: {
    name: text,
    "device-type": text,
    backend: text,
    device: text,
    format: text,
    bitrate: text,
    "initial-volume": text,
    "system-cache": text,
    "disable-audio-cache": { type: "boolean" },
    "zeroconf-port": text,
    onevent: text,
  },
});
if (values.backend !== "pipe" || values.format !== "S16" || !["96", "160", "320"].includes(values.bitrate)) {
  console.error("[ERROR librespot] Invalid backend, format or bitrate");
  process.exit(1);
}

/** One after the other, as librespot does. */
async function tell(environment) {
  const [command, ...args] = values.onevent.split(/\s+/u);
  const program = spawn(command, args, { env: { ...process.env, ...environment }, stdio: "ignore" });
  await once(program, "exit");
}

let song = null;
const actions = {
  async connect({ client }) {
    await tell({ PLAYER_EVENT: "session_connected", CONNECTION_ID: "1", USER_NAME: "secret-user" });
    await tell({ PLAYER_EVENT: "session_client_changed", CLIENT_ID: "1", CLIENT_NAME: client });
  },
  async play({ file, track, name, artists, album }) {
    const environment = { TRACK_ID: track, URI: `spotify:track:${track}`, NAME: name, ITEM_TYPE: "Track" };
    await tell({ ...environment, PLAYER_EVENT: "track_changed", ARTISTS: artists.join("\n"), ALBUM: album });
    // opened anew for each song; written as fast as it is taken
    song = createWriteStream(values.device, { flags: "w" });
    song.on("error", () => undefined);
    song.write(readFileSync(file).subarray(44));
    await tell({ PLAYER_EVENT: "playing", TRACK_ID: track, POSITION_MS: "0" });
  },
  async pause({ track }) {
    song?.destroy();
    await tell({ PLAYER_EVENT: "paused", TRACK_ID: track, POSITION_MS: "1000" });
  },
  async leave() {
    song?.destroy();
    await tell({ PLAYER_EVENT: "session_disconnected", CONNECTION_ID: "1", USER_NAME: "secret-user" });
  },
};

const socketPath = process.env.LIBRESPOT_DOUBLE_SOCKET;
rmSync(socketPath, { force: true });
createServer((socket) => {
  createInterface({ input: socket }).on("line", async (line) => {
    const { action, ...what } = JSON.parse(line);
    await actions[action](what);
    socket.end("done\n");
  });
}).listen(socketPath);
