// Two bridges to be killed, each as a process of its own: the bridge's loop with a witness in the engine's place, which
// starts fast and counts; and the whole daemon with its engine, as it is installed.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BluetoothAddress, ThingName } from "@house-band/contract";
import { build, stop } from "esbuild";
import { writeWav } from "../bridge-firmware/adapters/library/tagged-wav.ts";
import type { BridgeProcessOptions } from "./bridge-process.ts";

export type Surroundings = {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly thing: ThingName;
  readonly mqttUrl: string;
  readonly username: string;
  readonly password: string;
  readonly addresses: readonly BluetoothAddress[];
};

/** One life of a bridge; `running` resolves when it works, and rejects where it ended before anybody killed it. */
export type Life = { readonly running: Promise<void>; readonly kill: () => Promise<void> };

export type DoomedBridge = {
  readonly start: () => Life;
  /** Every request that the engine got, a line each; null where nobody counts. */
  readonly engineLog: string | null;
};

/** The loop, bundled: one file starts in a third of the time, and most of a run is the start. */
export async function prepareLoop(surroundings: Surroundings): Promise<DoomedBridge> {
  const { directory, addresses, ...others } = surroundings;
  const engineLog = join(directory, "engine.log");
  const options: BridgeProcessOptions = { ...others, addresses: [...addresses], engineLog };
  const optionsFile = join(directory, "options.json");
  await fs.writeFile(optionsFile, JSON.stringify(options));
  const script = join(directory, "bridge-process.mjs");
  await build({
    entryPoints: [pathOf("./bridge-process.ts")],
    outfile: script,
    bundle: true,
    // a package's ES modules, where it has them: others look for their own files while they run
    mainFields: ["module", "main"],
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  await stop();
  return { engineLog, start: () => live([script, optionsFile], "running") };
}

/** The daemon's own entry, with music to play. */
export async function prepareDaemon(surroundings: Surroundings): Promise<DoomedBridge> {
  const { directory, dataDirectory, thing, mqttUrl, username, password, addresses } = surroundings;
  const musicDirectory = join(directory, "music");
  await writeWav(join(musicDirectory, "a.wav"), { title: "A", genre: "Jazz" });
  const passwordFile = join(directory, "password");
  await fs.writeFile(passwordFile, password, { mode: 0o600 });
  const config = {
    thing,
    dataDirectory,
    musicDirectory,
    cloud: { url: mqttUrl, access: { kind: "login", username, passwordFile } },
    bluetooth: { kind: "sim", speakers: addresses.map((address) => ({ address, name: "Speaker" })) },
  };
  const configFile = join(directory, "config.json");
  await fs.writeFile(configFile, JSON.stringify(config));
  const main = pathOf("../../bridge-firmware/src/main.ts");
  return { engineLog: null, start: () => live(["--import", "tsx", main, "--config", configFile], "bridge is running") };
}

function live(args: readonly string[], lifeSign: string): Life {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const complaints: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
  const heard = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes(lifeSign)) resolve();
    });
  });
  const ended = exited.then(() => {
    if (child.signalCode !== "SIGKILL") throw new Error(`the bridge ended by itself: ${Buffer.concat(complaints)}`);
  });
  return { running: Promise.race([heard, ended]), kill: () => kill(child, ended) };
}

async function kill(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
