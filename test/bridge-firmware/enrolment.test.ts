// Enrolment as people do it: the daemon runs without a cloud, the command hands it the line, it starts again as somebody.
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeEnrolment } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../bridge-firmware/src/cli/client.ts";
import { enroll } from "../../bridge-firmware/src/cli/enroll.ts";
import { startEnrollingCloud } from "./adapters/identity/support.ts";
import { type Daemon, startDaemon, writeDaemonFiles } from "./fakes/daemon.ts";
import { addressOf, PATIO, THING } from "./fakes/home.ts";

let directory: string;
let cloud: Awaited<ReturnType<typeof startEnrollingCloud>>;
const daemons: Daemon[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-band-enrol-"));
  cloud = await startEnrollingCloud();
});
afterEach(async () => {
  await Promise.all(daemons.splice(0).map((daemon) => daemon.kill()));
  await cloud.close();
  await rm(directory, { recursive: true, force: true });
});

const socketPath = () => join(directory, "control.sock");
const identityFile = () => join(directory, "data", "identity.json");

async function start(changes: object = {}): Promise<Daemon> {
  const speakers = [{ address: addressOf(PATIO), name: "Patio" }];
  const settings = { cloud: undefined, controlSocket: socketPath(), ...changes };
  const file = await writeDaemonFiles({ directory, mqttUrl: cloud.iot.mqttUrl, speakers, changes: settings });
  const daemon = startDaemon({ args: ["--config", file] });
  daemons.push(daemon);
  await daemon.says("bridge is running");
  return daemon;
}

/** What the command says, and its exit code; the daemon is started again as a supervisor does. */
async function enrolBy(line: string | null, daemon: Daemon, typed: string | null = null) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const terminal = { out: say, err: say, isWatched: false, json: false };
  const dialogue = { isThere: typed !== null, ask: async () => typed };
  void daemon.exited.then((code) => (code === 0 ? start() : null)); // not where a test has ended it
  const code = await enroll(line, { client: createClient(socketPath()), terminal, dialogue });
  return { code, said };
}

const lineOf = () => encodeEnrolment(cloud.claim());

describe("a bridge that is enrolled", () => {
  it("gets its name, starts again with it, connects, and keeps what only it may read", async () => {
    const daemon = await start();
    const { code, said } = await enrolBy(null, daemon, lineOf());
    expect(await daemon.exited).toBe(0);
    expect(said.at(-1)).toMatch(/^Done: this bridge is hb-[0-9a-f]{16}, and connected\.$/);
    expect(code).toBe(0);
    expect((await stat(identityFile())).mode & 0o777).toBe(0o600);
    const { thing, privateKey } = JSON.parse(await readFile(identityFile(), "utf8"));
    expect(said.at(-1)).toContain(thing);
    expect(thing).not.toBe(THING);
    for (const { output } of daemons) expect(output.log + output.errors).not.toContain(privateKey.slice(40, 80));
  }, 60_000);

  it("stays as it was where the line is no good, or the cloud says no", async () => {
    const daemon = await start();
    expect(await enrolBy("hb1.nothing.more", daemon)).toMatchObject({
      code: 1,
      said: [expect.any(String), expect.stringContaining("not copied whole")],
    });
    const expired = encodeEnrolment({ ...cloud.claim(), expiresAtMs: 0 });
    expect((await enrolBy(expired, daemon)).said.at(-1)).toContain("has expired");
    await expect(stat(identityFile())).rejects.toThrow();
    expect(daemon.daemon.exitCode).toBeNull();
  }, 60_000);

  it("asks nobody where nobody is there to be asked", async () => {
    const daemon = await start();
    expect(await enrolBy(null, daemon)).toEqual({
      code: 2,
      said: ["no enrolment string was given: house-band enroll STRING"],
    });
  }, 60_000);

  it("has its cloud from its settings, where they name one", async () => {
    const passwordFile = join(directory, "password");
    const access = { kind: "login", username: "any", passwordFile };
    const daemon = await start({ cloud: { url: cloud.iot.mqttUrl, access } });
    expect((await enrolBy(lineOf(), daemon)).said.at(-1)).toContain('take "cloud" out of them first');
  }, 60_000);

  it("does not start with an identity that others could read, or that is broken, and says what to do", async () => {
    await start(); // makes the folder
    await daemons.pop()?.kill();
    for (const [mode, content, expected] of [
      [0o644, "{}", "chmod 600"],
      [0o600, "{", "remove it and enrol this bridge again"],
      [0o600, '{"thing":"hb-x"}', "remove it and enrol this bridge again"],
    ] as const) {
      await rm(identityFile(), { force: true });
      await writeFile(identityFile(), content, { mode });
      const daemon = startDaemon({ args: ["--config", join(directory, "bridge.json")] });
      daemons.push(daemon);
      expect(await daemon.exited).toBe(2);
      expect(daemon.output.errors).toContain(expected);
    }
  }, 60_000);
});
