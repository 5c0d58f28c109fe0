// A change of the certificate as people do it: the daemon runs, the command asks, and it is the same bridge with another key.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { keepIdentity } from "../../bridge-firmware/src/adapters/identity/identity-file.ts";
import { provision } from "../../bridge-firmware/src/adapters/identity/provision.ts";
import { createClient } from "../../bridge-firmware/src/cli/client.ts";
import { renderStatus } from "../../bridge-firmware/src/cli/render.ts";
import { rotate } from "../../bridge-firmware/src/cli/rotate.ts";
import { type RotatingCloud, startRotatingCloud } from "./adapters/identity/rotating-cloud.ts";
import { type Daemon, startDaemon, writeDaemonFiles } from "./fakes/daemon.ts";
import { addressOf, PATIO } from "./fakes/home.ts";

let directory: string;
let cloud: RotatingCloud;
const daemons: Daemon[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-band-rotation-"));
  cloud = await startRotatingCloud();
});
afterEach(async () => {
  await Promise.all(daemons.splice(0).map((daemon) => daemon.kill()));
  await cloud.close();
  await rm(directory, { recursive: true, force: true });
});

const socketPath = () => join(directory, "control.sock");
const identity = async () => JSON.parse(await readFile(join(directory, "data", "identity.json"), "utf8"));

async function start(): Promise<void> {
  const speakers = [{ address: addressOf(PATIO), name: "Patio" }];
  const changes = { cloud: undefined, controlSocket: socketPath() };
  const file = await writeDaemonFiles({ directory, mqttUrl: cloud.iot.mqttUrl, speakers, changes });
  const daemon = startDaemon({ args: ["--config", file] });
  daemons.push(daemon);
  await daemon.says("bridge is running");
}

/** What the command says, and its exit code. */
async function rotateBy(): Promise<{ readonly code: number; readonly said: readonly string[] }> {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const code = await rotate(createClient(socketPath()), { out: say, err: say, isWatched: false, json: false });
  return { code, said };
}

async function statusLines(until: string): Promise<readonly string[]> {
  for (;;) {
    const status = await createClient(socketPath()).status();
    const lines = status.ok ? renderStatus(status.value) : [];
    if (lines.includes(until)) return lines;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("house-band rotate", () => {
  it("gives the bridge another certificate under its own name, which it keeps, and says in the status when it is next", async () => {
    const enrolled = await provision(cloud.claim(), Date.now());
    if (!enrolled.ok) throw new Error(enrolled.error);
    await keepIdentity(join(directory, "data"), enrolled.value);
    await start();
    await statusLines("cloud:  connected");
    const { code, said } = await rotateBy();
    expect(said.at(-1)).toBe(
      `Done: ${enrolled.value.thing} is connected with a new certificate, and the cloud is told to take the old one away.`,
    );
    expect(code).toBe(0);
    const now = await identity();
    expect(now).toMatchObject({ thing: enrolled.value.thing, cameBy: "rotation" });
    expect(now.privateKey).not.toBe(enrolled.value.privateKey);
    const lines = await statusLines("cloud:  connected");
    expect(lines).toContainEqual(
      expect.stringMatching(/^certificate: made \d+ (second|minute)s? ago; changed by itself in 1[67]\d days$/),
    );
    for (const { output } of daemons) expect(output.log + output.errors).not.toContain(now.privateKey.slice(40, 80));
  }, 60_000);

  it("says to whom it may concern that there is none to change", async () => {
    await start();
    expect(await rotateBy()).toMatchObject({
      code: 1,
      said: [expect.any(String), expect.stringContaining("house-band enroll gives it one")],
    });
  }, 60_000);
});
