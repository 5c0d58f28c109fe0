// A private PulseAudio without hardware: one silent sink of four channels, shown as two stereo sinks, so that a single
// recording of it holds what two outputs play on one and the same clock.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RATE_HZ } from "../../bridge-firmware/engine/fixtures.ts";

const CHANNELS = 4;

/** The sinks' names, and what ALSA calls them. */
export type SinkName = "one" | "two";
const SIDES = { one: "front-left,front-right", two: "rear-left,rear-right" } as const satisfies Record<
  SinkName,
  string
>;

export type SoundServer = Awaited<ReturnType<typeof startSoundServer>>;

/** Resolves when both sinks are there. Everything it needs lies in `folder`. */
export async function startSoundServer(folder: string) {
  const socket = join(folder, "pulse.sock");
  const commands = join(folder, "console.sock");
  const script = join(folder, "server.pa");
  writeFileSync(
    script,
    [
      `load-module module-native-protocol-unix socket=${socket} auth-anonymous=1`,
      `load-module module-cli-protocol-unix socket=${commands}`,
      `load-module module-null-sink sink_name=rig rate=${RATE_HZ} channels=${CHANNELS} format=float32le channel_map=${SIDES.one},${SIDES.two}`,
      ...(["one", "two"] as const).map((name) => `load-module ${stereoSink(name)}`),
    ].join("\n"),
  );
  const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder };
  const flags = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no"];
  const server = spawn("pulseaudio", [...flags, "-F", script], { stdio: "ignore", env });
  const pactl = (...args: readonly string[]): string =>
    execFileSync("pactl", ["-s", `unix:${socket}`, ...args], {
      encoding: "utf8",
      env,
      stdio: ["ignore", "pipe", "ignore"],
    });
  await untilItAnswers(pactl);
  return {
    /** For a process that shall see nothing but these sinks. */
    environment: { ALSA_CONFIG_PATH: writeAsoundConf(folder, socket), HOME: folder, XDG_RUNTIME_DIR: folder },
    record: () => record(folder, socket, env),
    /** As when its plug is pulled: whoever plays there is told that it is over, and nobody can open it. */
    async unplug(name: SinkName): Promise<void> {
      const sink = rowsOf(pactl("list", "short", "sinks")).find((row) => row[1] === name);
      const streams = rowsOf(pactl("list", "short", "sink-inputs")).filter((row) => row[1] === sink?.[0]);
      const module = rowsOf(pactl("list", "short", "modules")).find((row) => row[2]?.includes(`sink_name=${name} `));
      pactl("unload-module", module?.[0] ?? `no module makes ${name}`);
      // the server is kind and moves its streams to another sink
      for (const [stream] of streams) await command(commands, `kill-sink-input ${stream}`);
    },
    plugIn: (name: SinkName): void => void pactl("load-module", ...stereoSink(name).split(" ")),
    close: () => end(server),
  };
}

const stereoSink = (name: SinkName): string =>
  `module-remap-sink sink_name=${name} master=rig channels=2 channel_map=front-left,front-right master_channel_map=${SIDES[name]} remix=no`;

const rowsOf = (table: string): string[][] => table.split("\n").map((line) => line.split("\t"));

/** What pactl has no word for. */
async function command(socket: string, text: string): Promise<void> {
  const connection = connect(socket);
  connection.resume();
  connection.end(`${text}\n`);
  await once(connection, "close");
}

/** Beside the two sinks: one that throws all away, and one that keeps it in a file. */
function writeAsoundConf(folder: string, socket: string): string {
  const path = join(folder, "asound.conf");
  const sinks = (["one", "two"] as const).map(
    (name) => `pcm.${name} { type pulse server "unix:${socket}" device "${name}" }`,
  );
  const kept = `pcm.kept { type file slave.pcm "void" file "${join(folder, "kept.raw")}" format "raw" }`;
  writeFileSync(path, ["</usr/share/alsa/alsa.conf>", ...sinks, "pcm.void { type null }", kept, ""].join("\n"));
  return path;
}

async function untilItAnswers(pactl: (...args: readonly string[]) => string): Promise<void> {
  for (let round = 0; round < 500; round++) {
    try {
      if (pactl("list", "short", "sinks").includes("two")) return;
    } catch {
      // not there yet
    }
    await sleep(20);
  }
  throw new Error("PulseAudio did not start within 10 s");
}

/** Everything the sinks play from now on, until it is stopped. */
async function record(folder: string, socket: string, env: NodeJS.ProcessEnv) {
  const path = join(folder, "recording.raw");
  const flags = [`--channels=${CHANNELS}`, "--format=s16le", `--rate=${RATE_HZ}`, "--latency-msec=50", "--raw"];
  const map = `--channel-map=${SIDES.one},${SIDES.two}`;
  const recorder = spawn("parec", ["-s", `unix:${socket}`, "-d", "rig.monitor", ...flags, map], {
    stdio: ["ignore", openSync(path, "w"), "ignore"],
    env,
  });
  for (let round = 0; round < 500 && readFileSync(path).length === 0; round++) await sleep(20);
  return {
    /** The left side of each sink, from the beginning. */
    async stop(): Promise<Readonly<Record<SinkName, Int16Array>>> {
      await end(recorder);
      const bytes = readFileSync(path);
      const frames = Math.floor(bytes.length / (2 * CHANNELS));
      const side = (channel: number) =>
        Int16Array.from({ length: frames }, (_, n) => bytes.readInt16LE(2 * (CHANNELS * n + channel)));
      return { one: side(0), two: side(2) };
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
