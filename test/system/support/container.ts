// Commands inside a Debian system in a folder: by themselves, or beside its own booted systemd.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Suite } from "../../debian/sources.ts";
import { packageCache } from "./roots.ts";

export type Finished = { readonly code: number; readonly out: string };

const NSPAWN = ["--quiet", "--register=no", "--keep-unit"];
/** What nspawn says of its own housekeeping. */
const NSPAWN_NOISE = /^Attempted to remove disk file system under .*\n/gm;
/** Nothing of this machine's goes in. */
const ENVIRONMENT = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"];
const BOOTED_WITHIN_MS = 90_000;
/** Debian's daily work (backups of dpkg's lists, fetching of updates) would change the system at the hour's whim. */
const WITHOUT_TIMERS = "systemd.mask=timers.target";

/** Runs one command in a system whose services don't run; its packages come through the cache. */
export async function runIn(root: string, suite: Suite, ...command: string[]): Promise<Finished> {
  const cache = `--bind=${await packageCache(suite)}:/var/cache/apt/archives`;
  return finish("systemd-nspawn", [
    ...NSPAWN,
    "--resolv-conf=copy-host",
    "--pipe",
    cache,
    "-D",
    root,
    "--",
    ...command,
  ]);
}

export type Machine = {
  /** Runs a command inside; the shell's words are not looked at. */
  run(...command: string[]): Promise<Finished>;
  /** The same as one of its users. */
  runAs(user: string, ...command: string[]): Promise<Finished>;
  /** Resolves when a command's output shows it; @throws with the last output after `withinMs`. */
  until(expected: RegExp, withinMs: number, ...command: string[]): Promise<string>;
  /** What has to stand before a command for this machine's own program to run in the network inside. */
  inItsNetwork(): Promise<readonly [string, ...string[]]>;
  powerOff(): Promise<void>;
};

/** Boots the system's own systemd, without its timers. Resolves when it takes commands. */
export async function boot(root: string): Promise<Machine> {
  const container = spawn("systemd-nspawn", [...NSPAWN, "--private-network", "--boot", "-D", root, WITHOUT_TIMERS], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: Buffer[] = [];
  for (const stream of [container.stdout, container.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  const machine = toMachine(container);
  try {
    await machine.until(/^(?:running|degraded)/m, BOOTED_WITHIN_MS, "systemctl", "is-system-running");
  } catch (error) {
    container.kill("SIGKILL");
    throw new Error(`the system does not boot: ${String(error)}\n${Buffer.concat(said).toString()}`);
  }
  return machine;
}

function toMachine(container: ChildProcess): Machine {
  const run = async (...command: string[]): Promise<Finished> => {
    const leader = await leaderOf(container);
    if (leader === null) return { code: 255, out: "the system is not there yet" };
    const inside = [
      "--target",
      leader,
      "--mount",
      "--uts",
      "--ipc",
      "--net",
      "--pid",
      "--",
      "env",
      "-i",
      ...ENVIRONMENT,
    ];
    return finish("nsenter", [...inside, ...command]);
  };
  return {
    run,
    runAs: (user, ...command) => run("setpriv", "--reuid", user, "--regid", user, "--init-groups", ...command),
    async until(expected, withinMs, ...command) {
      const untilMs = performance.now() + withinMs;
      for (;;) {
        const { out } = await run(...command);
        if (expected.test(out)) return out;
        if (performance.now() > untilMs) throw new Error(`${command.join(" ")} never said ${expected}, but:\n${out}`);
        await sleep(250);
      }
    },
    async inItsNetwork() {
      const leader = await leaderOf(container);
      if (leader === null) throw new Error("the system is not there yet");
      return ["nsenter", "--target", leader, "--net", "--"];
    },
    async powerOff() {
      if (container.exitCode !== null) return;
      const gone = new Promise((resolve) => container.once("exit", resolve));
      container.kill("SIGTERM");
      const late = setTimeout(() => container.kill("SIGKILL"), 20_000);
      await gone;
      clearTimeout(late);
    },
  };
}

/** The first process of the system inside, as this machine counts processes. */
async function leaderOf({ pid }: ChildProcess): Promise<string | null> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return children.trim().split(" ")[0] || null;
}

function finish(command: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(command, [...args], { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({
        code: error === null ? 0 : Number(error.code ?? 255),
        out: (stdout + stderr).replace(NSPAWN_NOISE, ""),
      });
    });
  });
}
