// A private D-Bus with a stand-in for bluez-alsa on it, and what has reached its speakers' radios.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Command, News, Speaker } from "./speaker.ts";

/** Handed to the radio at that moment, `frames` long, beginning with that frame of all that was kept. */
export type Packet = { readonly atMs: number; readonly fromFrame: number; readonly frames: number };

export type Bluealsa = Awaited<ReturnType<typeof startBluealsa>>;

/** Resolves when it serves. Everything it needs and keeps lies in `folder`. */
export async function startBluealsa(folder: string, speakers: readonly Speaker[], allowed = true) {
  const { environment, daemon } = await startBus(folder, allowed);
  const service = fileURLToPath(new URL("./service.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", service, JSON.stringify(speakers), folder], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...environment },
  });
  const news: News[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => news.push(JSON.parse(line)));
  const until = async (wanted: (news: News) => boolean, count = 1): Promise<void> => {
    for (let round = 0; round < 1_000 && news.filter(wanted).length < count; round++) await sleep(20);
    if (news.filter(wanted).length < count) throw new Error(`only this came: ${JSON.stringify(news)}`);
  };
  await until(({ kind }) => kind === "ready");
  return {
    environment,
    news,
    until,
    tell: (command: Command): void => void child.stdin.write(`${JSON.stringify(command)}\n`),
    /** What it has sent, in the speaker's own format. */
    heard: (name: string): Buffer => readIfThere(join(folder, `${name}.samples`)),
    packets: (name: string): readonly Packet[] => readPackets(join(folder, `${name}.packets`)),
    /** As a crash ends it. */
    die: () => end(child, "SIGKILL"),
    async close(): Promise<void> {
      await end(child, "SIGKILL");
      await end(daemon, "SIGTERM");
    },
  };
}

/** The bus as a Debian system has it, with bluez-alsa's own policy: who is not allowed can't talk to it. */
async function startBus(folder: string, allowed: boolean) {
  const socket = join(folder, "bus.sock");
  const config = join(folder, "bus.conf");
  writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus"/>
    <${allowed ? "allow" : "deny"} send_destination="org.bluealsa"/>
  </policy>
</busconfig>
`,
  );
  const daemon = spawn("dbus-daemon", [`--config-file=${config}`, "--nofork", "--nopidfile"], { stdio: "ignore" });
  for (let round = 0; round < 500 && !existsSync(socket); round++) await sleep(10);
  return { daemon, environment: { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${socket}` } };
}

const readIfThere = (path: string): Buffer => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));

function readPackets(path: string): Packet[] {
  const lines = readIfThere(path).toString("latin1").split("\n").slice(0, -1);
  let fromFrame = 0;
  return lines.map((line) => {
    const [atMs = Number.NaN, frames = Number.NaN] = line.split(" ").map(Number);
    const packet = { atMs, fromFrame, frames };
    fromFrame += frames;
    return packet;
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}
