// A real snapserver that reads a pipe, and a real snapclient that plays into a file.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export type Snapcast = Awaited<ReturnType<typeof startSnapcast>>;

/** Resolves when the client plays, silence or whatever is there already. What it needs besides lies in `folder`. */
export async function startSnapcast(folder: string, pipe: string) {
  const played = join(folder, "played.raw");
  mkdirSync(join(folder, "data"), { recursive: true });
  const [port, controlPort, httpPort] = [await freePort(), await freePort(), await freePort()];
  const config = join(folder, "snapserver.conf");
  writeFileSync(config, serverConfig(folder, pipe, { port, controlPort, httpPort }));
  const server = spawn("snapserver", ["-c", config], { stdio: "ignore" });
  const player = `file:filename=${played},mode=w`;
  const flags = ["-h", "127.0.0.1", "-p", String(port), "--hostID", "test", "--player", player, "--logsink", "null"];
  const client = spawn("snapclient", flags, { stdio: "ignore" });
  /** Everything the client has played: 16-bit stereo, one side of it. */
  const heard = (side: 0 | 1): Int16Array => {
    const bytes = existsSync(played) ? readFileSync(played) : Buffer.alloc(0);
    return Int16Array.from({ length: Math.floor(bytes.length / 4) }, (_, n) => bytes.readInt16LE(4 * n + 2 * side));
  };
  for (let round = 0; round < 500 && heard(0).length === 0; round++) await sleep(20);
  return {
    heard,
    async close(): Promise<void> {
      await Promise.all([server, client].map(end));
    },
  };
}

type Ports = { readonly port: number; readonly controlPort: number; readonly httpPort: number };

const serverConfig = (folder: string, pipe: string, { port, controlPort, httpPort }: Ports): string => `[server]
datadir = ${join(folder, "data")}
[http]
bind_to_address = 127.0.0.1
port = ${httpPort}
[tcp]
bind_to_address = 127.0.0.1
port = ${controlPort}
[stream]
bind_to_address = 127.0.0.1
port = ${port}
source = pipe://${pipe}?name=House Band&mode=read&sampleformat=48000:16:2
buffer = 500
[logging]
sink = null
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a port has no number");
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
