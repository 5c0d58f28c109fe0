// A program that is kept running: real processes, with waits that a test can afford.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  type KeptProgram,
  keepProgram,
  type ProgramState,
} from "../../bridge-firmware/src/adapters/receivers/kept-program.ts";
import { createFakeLog } from "../bridge-firmware/fakes/ports.ts";
import { until } from "../port-contracts/cloud-link.ts";

let folder: string;
let program: KeptProgram | null;
let states: ProgramState[];
let log: ReturnType<typeof createFakeLog>;
const lines: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "house-band-kept-"));
  [program, states, log] = [null, [], createFakeLog()];
  lines.length = 0;
});
afterEach(async () => {
  await program?.close();
  rmSync(folder, { recursive: true, force: true });
});

function keep(script: string, restartDelaysMs = [10]): void {
  const path = join(folder, "program");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  program = keepProgram({
    command: path,
    args: ["--name", "House Band"],
    onLine: (line) => lines.push(line),
    toHopeless: (line) => (line === "I give up" ? "it has given up" : null),
    toComplaint: (line) => (line.startsWith("warning: ") ? line.replace(/"[^"]*"/u, "…") : null),
    onState: (state) => states.push(state),
    log,
    restartDelaysMs,
  });
}
const kinds = () => states.map(({ kind }) => kind);
const pids = () => states.flatMap((state) => (state.kind === "running" ? [state.pid] : []));
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0) && !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");
  } catch {
    return false;
  }
};
const STAYS = 'echo "$@"; exec sleep 1000';

describe("a program that is kept running", () => {
  it("is ended and started again when it says that it will never be of use, and that is why", async () => {
    keep("trap '' TERM; echo 'I give up'; exec sleep 1000", [10, 60_000]);
    await until(() => kinds().filter((kind) => kind === "failing").length === 2, 15_000);
    expect(kinds()).toEqual(["running", "failing", "running", "failing"]);
    expect(program?.state()).toEqual({ kind: "failing", why: "it has given up" });
    expect(pids().map(isAlive)).toEqual([false, false]);
  });

  it("runs with its arguments, and what it says is heard", async () => {
    keep(STAYS);
    await until(() => lines.length > 0, 15_000);
    expect(lines).toEqual(["--name House Band"]);
    expect(program?.state()).toEqual({ kind: "running", pid: pids()[0] });
  });

  it("is back after it was killed, and how that went is told", async () => {
    keep(STAYS);
    await until(() => lines.length === 1, 15_000);
    process.kill(pids()[0] ?? 0, "SIGKILL");
    await until(() => lines.length === 2, 15_000);

    expect(kinds()).toEqual(["running", "failing", "running"]);
    expect(states[1]).toEqual({ kind: "failing", why: "signal SIGKILL" });
    expect(log.lines).toContainEqual({
      level: "warn",
      message: "a program ended; it is started again",
      fields: { program: join(folder, "program"), cause: "signal SIGKILL", restartInMs: 10 },
    });
  });

  it("that does not stay up says why, in its last words, without what is none of the log's business, and is tried again ever more seldom", async () => {
    keep('echo chatter >&2; echo "warning: \\"Anna\\" holds the port" >&2; exit 3', [5, 20, 40]);
    await until(() => kinds().filter((kind) => kind === "failing").length >= 4, 30_000);

    expect(states.find(({ kind }) => kind === "failing")).toEqual({
      kind: "failing",
      why: "exit code 3: warning: … holds the port",
    });
    const waits = log.lines.flatMap(({ fields }) => ("restartInMs" in fields ? [fields.restartInMs] : []));
    expect(waits.slice(0, 4)).toEqual([5, 20, 40, 40]);
    expect(JSON.stringify(log.lines)).not.toMatch(/Anna|chatter/u);
  });

  it("that is not installed is missing, which is said once", async () => {
    program = keepProgram({
      command: "house-band-no-such-program",
      args: [],
      toComplaint: () => null,
      onState: (state) => states.push(state),
      log,
    });
    await until(() => states.length > 0);
    expect(states).toEqual([{ kind: "missing" }]);
    expect(log.lines.map(({ message }) => message)).toEqual(["a program is not installed"]);
  });

  it("has ended when it was closed, even where it does not listen to being asked, and is not started again", async () => {
    keep("trap '' TERM; echo up; while :; do sleep 1; done");
    await until(() => lines.length > 0, 15_000);
    await program?.close();

    expect(isAlive(pids()[0] ?? 0)).toBe(false);
    expect(kinds()).toEqual(["running"]);
  });
});
