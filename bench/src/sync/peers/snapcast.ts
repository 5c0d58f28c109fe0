// Snapcast: one server, a client per speaker, each told its speaker's latency in whole milliseconds.

import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import type { Peer, RunningPeer, Stage } from "../peer.ts";
import { end } from "../world.ts";

/** A client per speaker, playing through ALSA or PulseAudio. */
export const snapcast = (player: "alsa" | "pulse"): Peer => ({
  name: `Snapcast, ${player === "alsa" ? "ALSA" : "pulse"} player`,
  playsTo: "null sinks",
  compensation: "whole ms",
  start: (stage) => start(stage, player),
});

const PORT = 17_040;
const CONTROL_PORT = PORT + 1;
const HTTP_PORT = PORT + 2;
/** Clients need this long to connect and to agree on the time. */
const SETTLE_MS = 2_500;

async function start({ world, speakers, programme, directory }: Stage, player: "alsa" | "pulse"): Promise<RunningPeer> {
  const fifo = join(directory, "music");
  execFileSync("mkfifo", [fifo]);
  await mkdir(join(directory, "data"));
  await writeFile(join(directory, "snapserver.conf"), serverConfig(directory, fifo));
  const server = world.start("snapserver", ["-c", join(directory, "snapserver.conf")]);
  await sleep(700);
  const clients = speakers.map(({ name, latencyMs }, index) =>
    world.start("snapclient", [
      ...["-h", "127.0.0.1", "-p", String(PORT), "-i", String(index + 1), "--hostID", name],
      ...["--player", player === "pulse" ? "pulse:buffer_time=100" : "alsa"],
      ...["-s", player === "pulse" ? name : `node:${name}`],
      ...["--latency", String(latencyMs), "--logsink", "null"],
    ]),
  );
  await sleep(SETTLE_MS);
  const engine = [server, ...clients];
  let music: ChildProcess | null = null;
  return {
    play() {
      music = world.start("sh", ["-c", 'exec cat "$0" > "$1"', programme.rawPath, fifo]);
    },
    mute(muted) {
      void setMuted(muted);
    },
    stop: () => void music?.kill("SIGTERM"),
    pids: () => engine.flatMap(({ pid }) => pid ?? []),
    ownRecording: null,
    async close() {
      await Promise.all([...engine, ...(music ? [music] : [])].map(end));
    },
  };
}

const serverConfig = (directory: string, fifo: string): string => `[server]
datadir = ${join(directory, "data")}
[http]
enabled = true
bind_to_address = 127.0.0.1
port = ${HTTP_PORT}
[tcp]
enabled = true
bind_to_address = 127.0.0.1
port = ${CONTROL_PORT}
[stream]
bind_to_address = 127.0.0.1
port = ${PORT}
source = pipe://${fifo}?name=default&sampleformat=48000:16:2&codec=flac&mode=read&chunk_ms=20
buffer = 1000
[logging]
sink = null
`;

/** Clients go by names of the server's own making: it is asked for them. @see Snapcast "JSON-RPC API" */
async function setMuted(muted: boolean): Promise<void> {
  const status = Status.parse(await call("Server.GetStatus", {}));
  const ids = status.result.server.groups.flatMap(({ clients }) => clients.map(({ id }) => id));
  await Promise.all(ids.map((id) => call("Client.SetVolume", { id, volume: { muted, percent: 100 } })));
}

const Status = z.object({
  result: z.object({
    server: z.object({ groups: z.array(z.object({ clients: z.array(z.object({ id: z.string() })) })) }),
  }),
});

async function call(method: string, params: object): Promise<unknown> {
  const body = JSON.stringify({ id: 1, jsonrpc: "2.0", method, params });
  const answer = await fetch(`http://127.0.0.1:${HTTP_PORT}/jsonrpc`, { method: "POST", body });
  return answer.json();
}
