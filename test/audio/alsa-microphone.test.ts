// The bridge's microphone on real ALSA, without hardware: what a private sound server plays is what there is to be heard.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAlsaMicrophone } from "../../bridge-firmware/src/adapters/alsa/alsa-microphone.ts";
import { createFolder, noise, writeWav } from "../bridge-firmware/engine/fixtures.ts";
import { describeMicrophoneContract } from "../port-contracts/microphone.ts";
import { type SoundServer, startSoundServer } from "./support/sound-server.ts";

const run = promisify(execFile);

let folder: ReturnType<typeof createFolder>;
let server: SoundServer;

beforeAll(async () => {
  folder = createFolder();
  writeWav(folder.path("noise.wav"), [noise(1, 7), noise(1, 8)], { bits: 16 });
  server = await startSoundServer(folder.path("."));
  writeFileSync(folder.path("ears.conf"), EARS(folder.path(".")));
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

/** One of the server's sinks, and what all of them play as a microphone: while nobody plays, that is zeros. */
const EARS = (path: string): string =>
  [
    `</usr/share/alsa/alsa.conf>`,
    `pcm.one { type pulse server "unix:${path}/pulse.sock" device "one" }`,
    `pcm.ear { type pulse server "unix:${path}/pulse.sock" device "rig.monitor" }`,
    "",
  ].join("\n");

const environment = () => ({ ...server.environment, ALSA_CONFIG_PATH: folder.path("ears.conf") });
const open = (device: string | null) => createAlsaMicrophone({ device: () => device, environment: environment() });
const listen = (device: string | null) => open(device).listen(new AbortController().signal);

describeMicrophoneContract("ALSA", async () => {
  const microphone = open("ear");
  return {
    microphone,
    async makeSound() {
      await run("aplay", ["-q", "-D", "one", folder.path("noise.wav")], { env: { ...process.env, ...environment() } });
      await sleep(700);
    },
    close: () => microphone.close(),
  };
});

describe("a microphone that can't be listened to", () => {
  it("is none where the machine has none, or not the one that was named", async () => {
    expect(await listen(null)).toMatchObject({ ok: false, error: { code: "none" } });
    const named = await listen("plughw:CARD=Nowhere");
    expect(named).toMatchObject({ ok: false, error: { code: "none", message: expect.stringContaining("Nowhere") } });
  });

  it("is muted where all it hears is zeros", async () => {
    const begun = await listen("ear");
    if (!begun.ok) throw new Error(begun.error.message);
    await sleep(300);
    const heard = await begun.value.finish();
    expect(heard).toMatchObject({ ok: false, error: { code: "refused", message: expect.stringContaining("muted") } });
  });

  it("says so where arecord is not there", async () => {
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    const begun = await listen("ear");
    process.env.PATH = path;
    expect(begun).toMatchObject({ ok: false, error: { message: expect.stringContaining("alsa-utils") } });
  });
});
