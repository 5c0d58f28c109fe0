// What systemd is told. Its own tool is played by a script that writes down what it was called with.
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createSystemdSupervisor } from "../../../../bridge-firmware/src/adapters/systemd/supervisor.ts";
import { until } from "../../../port-contracts/cloud-link.ts";
import { createFakeLog } from "../../fakes/ports.ts";

let folder: string;
let command: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-notify-"));
  command = join(folder, "notify");
  await writeFile(join(folder, "told"), "");
  await writeFile(command, `#!/bin/sh\nfor word in "$@"; do echo "$NOTIFY_SOCKET $word"; done >> ${folder}/told\n`);
  await chmod(command, 0o755);
});
afterEach(() => rm(folder, { recursive: true }));

const told = (): readonly string[] =>
  readFileSync(join(folder, "told"), "utf8")
    .split("\n")
    .filter((line) => line !== "");
async function untilTold(word: string): Promise<readonly string[]> {
  await until(() => told().includes(`/run/notify ${word}`));
  return told();
}

describe("the supervisor", () => {
  const start = (environment: Record<string, string>) =>
    createSystemdSupervisor({
      log: createFakeLog(),
      command,
      environment: { NOTIFY_SOCKET: "/run/notify", ...environment },
    });

  it("is told when the bridge is ready, how it is, once for each change, and when the end begins", async () => {
    const supervisor = start({});
    supervisor.ready();
    await untilTold("READY=1");
    supervisor.status("nothing plays");
    await untilTold("STATUS=nothing plays");
    supervisor.status("nothing plays");
    supervisor.status("1 zone\nplaying");
    await untilTold("STATUS=1 zone playing");
    supervisor.stopping();
    await untilTold("STOPPING=1");
    supervisor.close();

    expect(told().map((line) => line.replace("/run/notify ", ""))).toEqual([
      "READY=1",
      "STATUS=nothing plays",
      "STATUS=1 zone playing",
      "STOPPING=1",
    ]);
  });

  it("hears a sign of life three times within its deadline, and none after the end", async () => {
    const supervisor = start({ WATCHDOG_USEC: "150000" });
    supervisor.ready();
    await until(() => told().filter((line) => line.endsWith("WATCHDOG=1")).length >= 3);
    supervisor.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const count = told().length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(told()).toHaveLength(count);
  });

  it("hears the newest status only, where more changed than could be told", async () => {
    const supervisor = start({});
    supervisor.status("one");
    for (const status of ["two", "three", "four"]) supervisor.status(status);
    const lines = await untilTold("STATUS=four");
    supervisor.close();
    expect(lines).toEqual(["/run/notify STATUS=one", "/run/notify STATUS=four"]);
  });

  it("that can't be told is no reason to stop playing, but is said", async () => {
    const log = createFakeLog();
    const environment = { NOTIFY_SOCKET: "/run/notify" };
    const supervisor = createSystemdSupervisor({ log, command: join(folder, "nothing"), environment });
    supervisor.ready();
    await until(() => log.lines.length === 1);
    expect(log.lines[0]).toMatchObject({ level: "warn", message: "the supervisor could not be told" });
    supervisor.close();
  });

  it("is nobody where the daemon was started by hand", async () => {
    const supervisor = createSystemdSupervisor({ log: createFakeLog(), command, environment: {} });
    supervisor.ready();
    supervisor.status("nothing plays");
    supervisor.stopping();
    supervisor.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(told()).toEqual([]);
  });
});
