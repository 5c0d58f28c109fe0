// A bridge with all its receivers on, as its daemon, and one simulated speaker whose sound is recorded.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { StatusView } from "@house-band/bridge-firmware/control/views";
import { addressOf, PATIO, THING } from "../../../bridge-firmware/fakes/home.ts";
import { eventually } from "./child.ts";
import { recordedSeconds } from "./tones.ts";

const SOURCE = fileURLToPath(new URL("../../../../bridge-firmware/src/", import.meta.url));
const DOUBLE = fileURLToPath(new URL("librespot-double.mjs", import.meta.url));

export const AIRPLAY_PORT = 5_055;
export const DLNA_PORT = 49_594;
/** What the speaker takes of its own. */
export const SPEAKER_MS = 150;

export type House = Awaited<ReturnType<typeof startHouse>>;

/** Resolves when its speaker is connected and as loud as it can be. */
export async function startHouse(folder: string, busAddress: string, { mayInterrupt = false } = {}) {
  const [config, socket, recording] = ["house-band.json", "control.sock", "patio.wav"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const librespot = join(folder, "librespot.sock");
  const on = { receiver: "on", playsOn: "Patio", mayInterrupt };
  const speaker = { address: addressOf(PATIO), name: "Patio", actualLatencyMs: SPEAKER_MS, recordPath: recording };
  writeFileSync(
    config,
    JSON.stringify({
      thing: THING,
      dataDirectory: join(folder, "data"),
      musicDirectory: folder,
      controlSocket: socket,
      inputs: {
        airplay: { ...on, port: AIRPLAY_PORT },
        dlna: { ...on, port: DLNA_PORT },
        spotify: { ...on, program: DOUBLE },
      },
      bluetooth: { kind: "sim", speakers: [speaker] },
    }),
  );
  const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: busAddress, LIBRESPOT_DOUBLE_SOCKET: librespot };
  const daemon = spawn(process.execPath, ["--import", "tsx", join(SOURCE, "main.ts"), "--config", config], {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  let log = "";
  daemon.stdout.on("data", (chunk: Buffer) => (log += chunk));
  await eventually(() => log.includes("bridge is running") && log.includes("speaker connected"), 60_000, "a bridge");
  const houseBand = (...words: string[]): Promise<string> =>
    run([join(SOURCE, "cli/main.ts"), ...words, "--socket", socket]);
  const loud = await houseBand("volume", "100", "--on", "Patio");
  if (!loud.startsWith("Done")) throw new Error(`the speaker can't be made loud: ${loud}`);
  return {
    recording,
    houseBand,
    log: () => log,
    status: async () => JSON.parse(await houseBand("status", "--json")) as StatusView,
    /** The process of a receiver's program, by what the log said of it last. */
    pidOf(program: string): number {
      const lines = log.split("\n").filter((line) => line.includes("a program runs") && line.includes(program));
      return Number(/"child":(\d+)/u.exec(lines.at(-1) ?? "")?.[1]);
    },
    /** A Spotify app's doing. */
    spotify: (what: object) => order(librespot, what),
    /** As when it crashes, or the kernel has no memory left: nobody is asked. */
    async kill(): Promise<void> {
      const gone = once(daemon, "exit");
      daemon.kill("SIGKILL");
      await gone;
    },
    close: () => end(daemon),
  };
}

/** Of whoever plays, as status has it. */
export const senderOf = ({ senders = [] }: StatusView, kind: string) => senders.find((sender) => sender.kind === kind);

/**
 * When the recording's sample 0 was, by this process's clock, in ms: it grows as time passes, in pieces.
 * Right to some 20 ms, and never too late.
 */
export async function startOf(recording: string): Promise<number> {
  const hasBegun = () => existsSync(recording) && recordedSeconds(recording) > 0;
  await eventually(hasBegun, 30_000, "the speaker is recorded");
  let [startMs, before] = [Number.POSITIVE_INFINITY, 0];
  for (const untilMs = performance.now() + 2_500; performance.now() < untilMs; await sleep(5)) {
    const seconds = recordedSeconds(recording);
    if (seconds !== before && before > 0) startMs = Math.min(startMs, performance.now() - 1_000 * seconds);
    before = seconds;
  }
  return startMs;
}

async function run(args: readonly string[]): Promise<string> {
  const command = spawn(process.execPath, ["--import", "tsx", ...args]);
  let out = "";
  for (const stream of [command.stdout, command.stderr]) stream.on("data", (chunk: Buffer) => (out += chunk));
  await once(command, "close");
  return out;
}

async function order(path: string, what: object): Promise<void> {
  const socket = connect(path);
  socket.write(`${JSON.stringify(what)}\n`);
  const [answer] = await once(socket, "data");
  if (String(answer) !== "done\n") throw new Error(`the double answered ${answer}`);
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const gone = once(daemon, "exit");
  daemon.kill("SIGTERM");
  await gone;
}
