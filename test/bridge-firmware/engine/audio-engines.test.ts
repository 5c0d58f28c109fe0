import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleEngine } from "@house-band/bridge-firmware/adapters/engine/engine-bundle";
import { createEngineProcess } from "@house-band/bridge-firmware/adapters/engine/engine-process";
import { createVirtualEngine } from "@house-band/bridge-firmware/adapters/engine/virtual-engine";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { describe, expect, it } from "@jest/globals";
import { describeAudioEngine } from "../../port-contracts/audio-engine.ts";

const silentLog = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

describeAudioEngine("the virtual engine", () => {
  const engine = createVirtualEngine();
  return { engine, pass: (ms) => engine.advance(ms), crash: () => engine.crash() };
});

describeAudioEngine("the engine's process", () => {
  const engine = createEngineProcess({ log: silentLog, restartAfterMs: 10 });
  return {
    engine,
    pass: (ms) => sleep(ms),
    async crash() {
      process.kill(engine.pid() ?? Number.NaN, "SIGKILL");
      await sleep(50);
    },
  };
});

/** Does what systemd does for a socket that accepts: an engine for each connection, the socket its stdin and stdout. */
function superviseEngines(socketPath: string): Server {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    void bundleEngine().then((main) => {
      const child = spawn(process.execPath, [main], { stdio: [socket, socket, "inherit"] });
      child.once("spawn", () => socket.destroy());
    });
  });
  return server.listen(socketPath);
}

function startEngineService() {
  const folder = mkdtempSync(join(tmpdir(), "house-band-engine-"));
  const socketPath = join(folder, "engine.sock");
  const server = superviseEngines(socketPath);
  const engine = createEngineProcess({ log: silentLog, restartAfterMs: 10, socketPath });
  async function close(): Promise<void> {
    await engine.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { server, engine: { ...engine, close } };
}

describeAudioEngine("the engine's service", () => {
  const { engine } = startEngineService();
  return {
    engine,
    pass: (ms) => sleep(ms),
    async crash() {
      process.kill(engine.pid() ?? Number.NaN, "SIGKILL");
      await sleep(50);
    },
  };
});

describe("the engine's service", () => {
  it("that is not there yet is waited for", async () => {
    const folder = mkdtempSync(join(tmpdir(), "house-band-engine-"));
    const socketPath = join(folder, "engine.sock");
    const engine = createEngineProcess({ log: silentLog, restartAfterMs: 10, socketPath });
    const ready = new Promise<void>((resolve) => engine.onEvent(({ kind }) => kind === "ready" && resolve()));
    await sleep(30);
    const server = superviseEngines(socketPath);
    await ready;
    await engine.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("that is told to end before it was ready ends all the same", async () => {
    const { engine, server } = startEngineService();
    engine.send({ kind: "leave", output: "nobody" });
    await once(server, "connection");
    await engine.close();
    expect(engine.pid()).toBeUndefined();
  });
});

describe("the engine's process", () => {
  const start = async () => {
    const child = spawn(process.execPath, [await bundleEngine()], { stdio: ["pipe", "pipe", "inherit"] });
    const events: EngineEvent[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => events.push(JSON.parse(line)));
    const until = async (kind: EngineEvent["kind"]): Promise<void> => {
      for (let round = 0; round < 200 && !events.some((event) => event.kind === kind); round++) await sleep(20);
    };
    await until("ready");
    return { child, events, until };
  };

  it("answers lines that are no requests and goes on", async () => {
    const { child, events, until } = await start();
    for (const line of ["hello", "[]", "null", '{"kind":"dance"}', '{"kind":"leave","output":5}', '{"kind":"leave"']) {
      child.stdin.write(`${line}\n`);
    }
    child.stdin.write('{"kind":"leave","output":"nobody"}\n');
    for (let round = 0; round < 100 && events.length < 8; round++) await sleep(20);
    await until("refused");
    child.stdin.end();
    await once(child, "exit");

    const refused = events.flatMap((event) => (event.kind === "refused" ? [event.request] : []));
    expect(refused).toHaveLength(7);
    expect(refused.filter((request) => request === "unreadable")).toHaveLength(6);
    expect(child.exitCode).toBe(0);
  });

  it("says when a zone's first sound was written, by the machine's clock", async () => {
    const { child, events, until } = await start();
    const nowMs = () => Number(process.hrtime.bigint()) / 1_000_000;
    const askedAtMs = nowMs();
    const zone = "zone_01J8ZQ5VB3T8R6M4N2K0H9F7D5";
    const member = { output: "a", channel: "stereo", latencyMs: 20, volumePercent: 50, muted: false };
    const output = { kind: "emulated", actualLatencyMs: 20, jitterMs: 0, seed: 1 };
    const input = { kind: "files", tracks: [{ path: "sound:test-tone", title: "" }], startIndex: 0, startMs: 0 };
    for (const request of [
      { kind: "open-output", output: "a", spec: output },
      { kind: "open-zone", zone, input, paused: false, members: [member] },
    ]) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
    }
    await until("zone-started");
    child.stdin.end();
    await once(child, "exit");
    const atMs = events.flatMap((event) => (event.kind === "zone-started" ? [event.atMs ?? 0] : []));
    expect(atMs).toEqual([expect.any(Number)]);
    expect(atMs[0]).toBeGreaterThan(askedAtMs);
    expect(atMs[0]).toBeLessThan(nowMs());
  });

  it("ends by itself when the daemon is gone", async () => {
    const { child } = await start();
    child.stdin.destroy(); // what the kernel does to the pipe of a daemon that was killed
    const [code] = await once(child, "exit");

    expect(code).toBe(0);
  });
});
