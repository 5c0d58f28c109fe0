// A private audio system: PipeWire with its session manager and its PulseAudio face, in a folder of its own, without
// hardware. Null sinks stand for speakers; what reaches them is recorded on one clock (recorder.ts).
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { unpackAlsaPlugin } from "./alsa-plugin.ts";

export type AudioWorld = {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Starts a program of this world; it ends with the world at the latest. */
  start(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess;
  /** Runs a program to its end and gives what it printed. @throws Error where it fails or takes ten seconds */
  run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): string;
  /** Stereo null sinks by these names. */
  createSinks(names: readonly string[]): Promise<void>;
  removeSinks(names: readonly string[]): void;
  /** Resolves when all these ports are there. @throws Error naming those that never came */
  waitForPorts(direction: "input" | "output", ports: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

const APPEARS_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;
const RUN_WITHIN_MS = 10_000;

/** Starts the daemons and waits until they answer. */
export async function createAudioWorld(): Promise<AudioWorld> {
  const directory = await mkdtemp(join(tmpdir(), "house-band-audio-"));
  const env = await prepareEnvironment(directory);
  const children = new Set<ChildProcess>();
  const world: AudioWorld = {
    directory,
    env,
    start(command, args, more = {}) {
      const child = spawn(command, args, { env: { ...env, ...more }, stdio: "ignore" });
      children.add(child);
      child.once("exit", () => children.delete(child));
      child.once("error", () => children.delete(child));
      return child;
    },
    run: (command, args, more = {}) => execute(command, args, { ...env, ...more }),
    async createSinks(names) {
      for (const name of names) world.run("pw-cli", ["create-node", "adapter", sinkProperties(name)]);
      await world.waitForPorts(
        "input",
        names.map((name) => `${name}:playback_FR`),
      );
    },
    removeSinks(names) {
      for (const name of names) world.run("pw-cli", ["destroy", name]);
    },
    waitForPorts: (direction, ports) => waitForPorts(world, direction, ports),
    async close() {
      await Promise.all([...children].reverse().map(end));
      await rm(directory, { recursive: true, force: true });
    },
  };
  await startDaemons(world);
  return world;
}

/** Ends a program and resolves when it has ended. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await gone;
  clearTimeout(timer);
}

async function prepareEnvironment(directory: string): Promise<NodeJS.ProcessEnv> {
  const runtime = join(directory, "run");
  await mkdir(runtime, { mode: 0o700 });
  const plugin = await unpackAlsaPlugin(join(directory, "alsa-plugin"));
  await writeFile(join(directory, ".asoundrc"), `pcm_type.pipewire { lib "${plugin}" }\n${NODE_PCM}`);
  return {
    ...process.env,
    HOME: directory,
    XDG_RUNTIME_DIR: runtime,
    PIPEWIRE_RUNTIME_DIR: runtime,
    XDG_CONFIG_HOME: join(directory, ".config"),
    XDG_STATE_HOME: join(directory, ".state"),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(runtime, "bus")}`,
    PULSE_SERVER: `unix:${join(runtime, "pulse", "native")}`,
  };
}

/** ALSA's `node:NAME` is the PipeWire node of that name. */
const NODE_PCM = `pcm.node { @args [ NAME ] @args.NAME { type string } type pipewire playback_node $NAME }\n`;

const sinkProperties = (name: string): string =>
  `{ factory.name=support.null-audio-sink node.name=${name} media.class=Audio/Sink audio.position=[FL FR] object.linger=true monitor.passthrough=true }`;

async function startDaemons(world: AudioWorld): Promise<void> {
  const runtime = join(world.directory, "run");
  world.start("dbus-daemon", ["--session", "--nofork", `--address=${world.env.DBUS_SESSION_BUS_ADDRESS ?? ""}`]);
  await waitFor("the session bus", () => existsSync(join(runtime, "bus")));
  world.start("pipewire", []);
  await waitFor("PipeWire", () => existsSync(join(runtime, "pipewire-0")));
  world.start("wireplumber", []);
  world.start("pipewire-pulse", []);
  await waitFor("PipeWire's PulseAudio face", () => existsSync(join(runtime, "pulse", "native")));
  await sleep(500);
}

async function waitForPorts(world: AudioWorld, direction: "input" | "output", ports: readonly string[]): Promise<void> {
  const missing = (): string[] => {
    const there = new Set(world.run("pw-link", [direction === "input" ? "-i" : "-o"]).split("\n"));
    return ports.filter((port) => !there.has(port));
  };
  await waitFor(`ports ${ports.slice(0, 3).join(", ")} …`, () => missing().length === 0);
}

/** @throws Error where `holds` never does. */
export async function waitFor(what: string, holds: () => boolean): Promise<void> {
  for (const endMs = performance.now() + APPEARS_WITHIN_MS; performance.now() < endMs; await sleep(LOOK_EVERY_MS)) {
    if (holds()) return;
  }
  throw new Error(`${what} did not appear within ${APPEARS_WITHIN_MS / 1_000} s`);
}

function execute(command: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  return execFileSync(command, args, {
    env,
    encoding: "utf8",
    timeout: RUN_WITHIN_MS,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
