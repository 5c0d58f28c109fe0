// The daemon as it is installed, as a process of its own, with what it prints.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../../port-contracts/cloud-link.ts";
import { THING } from "./home.ts";

export type Daemon = ReturnType<typeof startDaemon>;

export type DaemonOptions = {
  readonly args: readonly string[];
  /** Instead of this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeArgs?: readonly string[];
};

/** Starts it; whoever does must see to its end. */
export function startDaemon({ args, env = process.env, nodeArgs = [] }: DaemonOptions) {
  const main = fileURLToPath(new URL("../../../bridge-firmware/src/main.ts", import.meta.url));
  const all = ["--import", "tsx", ...nodeArgs, main, ...args];
  const daemon: ChildProcess = spawn(process.execPath, all, { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const output = { log: "", errors: "" };
  daemon.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    output.log += chunk;
  });
  daemon.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    output.errors += chunk;
  });
  const exited = once(daemon, "exit").then(([code]) => code as number | null);
  return {
    daemon,
    output,
    exited,
    says: (text: string) => until(() => output.log.includes(text), 40_000),
    /** Ends it for certain. */
    async kill(): Promise<void> {
      if (daemon.exitCode === null && daemon.signalCode === null) daemon.kill("SIGKILL");
      await exited;
    },
  };
}

export type DaemonFiles = {
  readonly directory: string;
  readonly mqttUrl: string;
  readonly speakers: readonly { readonly address: string; readonly name: string }[];
  /** Instead of what the configuration holds otherwise. */
  readonly changes?: object;
};

/** Everything a daemon needs in one folder; the answer is its configuration file. */
export async function writeDaemonFiles({ directory, mqttUrl, speakers, changes = {} }: DaemonFiles): Promise<string> {
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, "any", { mode: 0o600 });
  const config = {
    thing: THING,
    dataDirectory: join(directory, "data"),
    musicDirectory: join(directory, "music"),
    cloud: { url: mqttUrl, access: { kind: "login", username: "bridge", passwordFile } },
    bluetooth: { kind: "sim", speakers },
    ...changes,
  };
  const file = join(directory, "bridge.json");
  await writeFile(file, JSON.stringify(config, null, 2));
  return file;
}
