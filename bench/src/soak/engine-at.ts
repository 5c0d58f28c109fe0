// At which priority a soak's engine runs, and how it is started for that: as the daemon starts its child, or at the other
// end of a socket, as the box's supervisor does it (bridge-firmware/system/units/house-band-engine@.service).
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { setPriority } from "node:os";
import { join } from "node:path";
import { bundleEngine } from "@house-band/bridge-firmware/adapters/engine/engine-bundle";
import {
  createEngineProcess,
  ENGINE_FLAGS,
  type EngineProcess,
} from "@house-band/bridge-firmware/adapters/engine/engine-process";
import { silentLog } from "../memory-bridge.ts";

/** `child`: a child of the daemon's, favoured as far as that goes. `unit`: as on a box. `none`: like any program. */
export const PRIORITIES = ["child", "unit", "none"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The unit's `Nice=`. */
const UNIT_NICE = -14;
/** The unit's `CPUWeight=1000`, ten times the ordinary, as a session's niceness: 9.3 times. @see sched(7), autogroup */
const UNIT_SESSION_NICE = -10;
const AUTOGROUPS = "/proc/sys/kernel/sched_autogroup_enabled";

/** As any user's program: the audio loop may not make itself real-time. @see setpriv(1), capabilities(7) */
const NICE_AND_LOCK = "-sys_nice,-ipc_lock";
const WITHOUT_RIGHTS =
  process.getuid?.() === 0 ? ["setpriv", `--bounding-set=${NICE_AND_LOCK}`, `--inh-caps=${NICE_AND_LOCK}`] : [];

/** Starts the engine; its `close` ends all that came with it. `directory` is for the socket. */
export async function startEngineAt(
  { priority, writeAheadMs }: { readonly priority: Priority; readonly writeAheadMs: number },
  directory: string,
): Promise<EngineProcess> {
  if (priority === "child") return createEngineProcess({ log: silentLog, writeAheadMs });
  const socketPath = join(directory, "engine.sock");
  const supervisor = await listen(socketPath, priority);
  const engine = createEngineProcess({ log: silentLog, writeAheadMs, socketPath });
  return {
    ...engine,
    async close() {
      await engine.close();
      supervisor.close();
    },
  };
}

async function listen(socketPath: string, priority: Priority): Promise<Server> {
  const mainPath = await bundleEngine();
  const server = createServer({ pauseOnConnect: true }, (socket) => launch(socket, mainPath, priority));
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socketPath, resolve));
  return server;
}

/** In a session of its own, as every service is. @throws Error of a user who may not raise priorities. */
function launch(socket: Socket, mainPath: string, priority: Priority): void {
  const command = [...(priority === "unit" ? [] : WITHOUT_RIGHTS), process.execPath, ...ENGINE_FLAGS, mainPath];
  const [program = "", ...args] = command;
  const { pid } = spawn(program, args, { stdio: [socket, socket, "inherit"], detached: true });
  // the child has its own copy by now
  socket.destroy();
  if (pid === undefined) throw new Error("the engine could not be started");
  const isUnit = priority === "unit";
  setPriority(pid, isUnit ? UNIT_NICE : 0);
  favourSession(pid, isUnit ? UNIT_SESSION_NICE : 0);
}

/** Where sessions share the processor among them, a process's own niceness counts within its session only. */
function favourSession(pid: number, niceness: number): void {
  if (!existsSync(AUTOGROUPS) || readFileSync(AUTOGROUPS, "utf8").trim() !== "1") return;
  writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
}
