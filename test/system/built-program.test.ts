// The program as it is built, away from the checkout: what it brings along is enough for real outputs.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { startEngine, type TestEngine } from "../audio/support/engine.ts";
import { createFolder, member, noise, writeWav } from "../bridge-firmware/engine/fixtures.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
/** Less than a second of 32-bit stereo. */
const SOME_BYTES = 200_000;

let folder: ReturnType<typeof createFolder>;
let engine: TestEngine | null = null;

beforeAll(async () => {
  folder = createFolder();
  const args = ["run", "build", "-w", "bridge-firmware", "--", "--out", folder.path("dist")];
  await promisify(execFile)("npm", args, { cwd: REPOSITORY });
}, 120_000);
afterEach(async () => {
  await engine?.close();
  engine = null;
});
afterAll(() => folder.remove());

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
