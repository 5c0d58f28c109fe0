// The engine's own process, spoken to as the daemon does, with an ALSA of the test's own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleEngine } from "@house-band/bridge-firmware/adapters/engine/engine-bundle";
import type { EngineEvent, EngineRequest, OutputSpec, ZoneMember } from "@house-band/bridge-firmware/engine/protocol";
import { newZoneId, type ZoneId } from "@house-band/contract";

export type TestEngine = Awaited<ReturnType<typeof startEngine>>;

/** Resolves when it is ready. `program` is the engine's `main.js`, where it is not a checkout's. */
export async function startEngine(environment: Readonly<Record<string, string>> = {}, program?: string) {
  const child = spawn(
    process.execPath,
    ["--max-semi-space-size=2", "--single-threaded-gc", program ?? (await bundleEngine())],
    {
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...process.env, ...environment },
    },
  );
  const events: EngineEvent[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => events.push(JSON.parse(line)));
  const send = (request: EngineRequest): void => void child.stdin.write(`${JSON.stringify(request)}\n`);
  /** Waits for an event that was not there before `after`. */
  const until = async (wanted: (event: EngineEvent) => boolean, after = 0): Promise<EngineEvent> => {
    for (let round = 0; round < 1_500; round++) {
      const found = events.slice(after).find(wanted);
      if (found !== undefined) return found;
      await sleep(20);
    }
    throw new Error(`such an event did not come; these did: ${JSON.stringify(events.slice(after)).slice(-2_000)}`);
  };
  await until((event) => event.kind === "ready");
  return {
    events,
    send,
    until,
    untilKind: <K extends EngineEvent["kind"]>(kind: K) => until((event) => event.kind === kind),
    open: (output: string, spec: OutputSpec): void => send({ kind: "open-output", output, spec }),
    play(path: string, members: readonly ZoneMember[]): ZoneId {
      const zone = newZoneId();
      const input = { kind: "files" as const, tracks: [{ path, title: "test" }], startIndex: 0, startMs: 0 };
      send({ kind: "open-zone", zone, input, paused: false, members: [...members] });
      return zone;
    },
    async close(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.stdin.end();
      await gone;
    },
  };
}
