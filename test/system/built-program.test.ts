// The program as it is built, away from the checkout: what it brings along is enough to run, and for real outputs.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { startEngine, type TestEngine } from "../audio/support/engine.ts";
import { createFolder, member, noise, writeWav } from "../bridge-firmware/engine/fixtures.ts";
import { addressOf, FIRE_PIT, PATIO, THING } from "../bridge-firmware/fakes/home.ts";
import { until } from "../port-contracts/cloud-link.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
/** Less than a second of 32-bit stereo. */
const SOME_BYTES = 200_000;

let folder: ReturnType<typeof createFolder>;
let engine: TestEngine | null = null;

beforeAll(async () => {
  folder = createFolder();
  const args = ["run", "build", "-w", "bridge-firmware", "--", "--out", folder.path("dist")];
  await promisify(execFile)("npm", args, { cwd: REPOSITORY });
});
afterEach(async () => {
  await engine?.close();
  engine = null;
});
afterAll(() => folder.remove());

describe("the built daemon and command", () => {
  it("run, and talk with one another", async () => {
    const config = {
      thing: THING,
      dataDirectory: folder.path("data"),
      musicDirectory: folder.path("dist"),
      controlSocket: folder.path("control.sock"),
      microphone: { kind: "none" },
      bluetooth: {
        kind: "sim",
        speakers: [
          { address: addressOf(PATIO), name: "Patio" },
          { address: addressOf(FIRE_PIT), name: "Fire Pit" },
        ],
      },
    };
    writeFileSync(folder.path("house-band.json"), JSON.stringify(config));
    const args = [folder.path("dist/main.js"), "--config", folder.path("house-band.json")];
    const daemon = spawn(process.execPath, args, { cwd: folder.path("."), stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [daemon.stdout, daemon.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk));
    try {
      await until(() => said.includes("bridge is running") || daemon.exitCode !== null, 20_000);
      expect(said).toContain("bridge is running");
      const command = [folder.path("dist/cli.js"), "status", "--socket", folder.path("control.sock")];
      const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder.path(".") });
      expect(stdout).toContain("this bridge works locally, without voice");
      await readsRecordings(folder.path("dist/cli.js"));
    } finally {
      daemon.kill("SIGTERM");
      if (daemon.exitCode === null) await once(daemon, "exit");
    }
  });
});

/** Probes are played, and the command reads a recording of them with the decoders and the thread that it has brought along. */
async function readsRecordings(cli: string): Promise<void> {
  const calibrate = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [cli, "calibrate", "--socket", folder.path("control.sock"), ...args]).catch(
      (failed: { readonly stdout: string; readonly stderr: string }) => failed,
    );
  expect((await calibrate()).stderr).toContain("the bridge has no microphone");
  expect((await calibrate("--by-phone")).stderr).toContain("stop the recording");
  writeWav(folder.path("silence.wav"), [noise(15, 3).map((value) => value / 1_000)], { bits: 16 });
  expect((await calibrate("--from", folder.path("silence.wav"))).stderr).toContain(
    "none of the speakers is in the recording",
  );
}

describe("the built engine", () => {
  it("plays through ALSA by what the build has brought along", async () => {
    const kept = `pcm.kept { type file slave.pcm "void" file "${folder.path("kept.raw")}" format "raw" }`;
    const lines = ["</usr/share/alsa/alsa.conf>", "pcm.void { type null }", kept, ""];
    writeFileSync(folder.path("asound.conf"), lines.join("\n"));
    writeWav(folder.path("noise.wav"), [noise(5, 1)], { bits: 16 });
    engine = await startEngine({ ALSA_CONFIG_PATH: folder.path("asound.conf") }, folder.path("dist/engine/main.js"));
    engine.open("kept", { kind: "alsa", device: "kept", queueMs: 0 });
    engine.play(folder.path("noise.wav"), [member("kept", 0)]);
    await engine.until((event) => event.kind === "position" || event.kind === "output-failed");
    await engine.close();

    expect(engine.events.filter((event) => event.kind === "output-failed")).toEqual([]);
    const bytes = readFileSync(folder.path("kept.raw"));
    expect(bytes.subarray(-SOME_BYTES).some((byte) => byte !== 0)).toBe(true);
  });
});
