// The daemon with MPD for its player, as a box is installed: the home's music, a playlist, a station, by the command.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { writeWav } from "../bridge-firmware/adapters/library/tagged-wav.ts";
import { type RadioServer, startRadioServer } from "../bridge-firmware/adapters/radio/radio-server.ts";
import { addressOf, PATIO, THING } from "../bridge-firmware/fakes/home.ts";
import { until } from "../port-contracts/cloud-link.ts";
import { createIcyStation } from "./support/icy-station.ts";
import { createTestMpd, type TestMpd } from "./support/mpd.ts";

const SOURCE = fileURLToPath(new URL("../../bridge-firmware/src/", import.meta.url));

let mpd: TestMpd;
let radio: RadioServer;
let daemon: ChildProcess;
let log: string;

beforeEach(async () => {
  mpd = await createTestMpd();
  radio = await startRadioServer({ "/jazz": createIcyStation().answer });
  await writeWav(join(mpd.musicDirectory, "a.wav"), { title: "A", genre: "Jazz" }, 600);
  await writeWav(join(mpd.musicDirectory, "b.wav"), { title: "B", genre: "Rock" }, 600);
  await writeFile(join(mpd.playlistDirectory, "Garden Party.m3u"), "b.wav\na.wav\n");
  await mpd.start();
  const player = {
    kind: "mpd",
    socket: mpd.socketPath,
    pipeDirectory: mpd.pipeDirectory,
    allowedHosts: [radio.host],
    stations: [{ name: "Test FM", url: radio.url("/jazz"), tags: ["swing"] }],
  };
  const config = join(mpd.folder, "house-band.json");
  await writeFile(
    config,
    JSON.stringify({
      thing: THING,
      dataDirectory: join(mpd.folder, "data"),
      musicDirectory: mpd.musicDirectory,
      controlSocket: join(mpd.folder, "control.sock"),
      player,
      bluetooth: { kind: "sim", speakers: [{ address: addressOf(PATIO), name: "Patio" }] },
    }),
  );
  log = "";
  daemon = spawn(process.execPath, ["--import", "tsx", join(SOURCE, "main.ts"), "--config", config], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  daemon.stdout?.on("data", (chunk: Buffer) => {
    log += chunk;
  });
  await until(
    () => ["bridge is running", "speaker connected", "music found"].every((line) => log.includes(line)),
    40_000,
  );
});
afterEach(async () => {
  if (daemon.exitCode === null) {
    daemon.kill("SIGTERM");
    await once(daemon, "exit");
  }
  await radio.close();
  await mpd.remove();
});

async function houseBand(...words: string[]): Promise<string> {
  const args = ["--import", "tsx", join(SOURCE, "cli/main.ts"), ...words, "--socket", join(mpd.folder, "control.sock")];
  const command = spawn(process.execPath, args);
  let out = "";
  for (const stream of [command.stdout, command.stderr]) stream.on("data", (chunk: Buffer) => (out += chunk));
  await once(command, "close");
  return out;
}

const playing = async () => (JSON.parse(await houseBand("status", "--json")) as { zones: unknown[] }).zones;

describe("a daemon with MPD for its player", () => {
  it("plays the home's music, a playlist in its order, and a station by its name and by what it plays", async () => {
    expect(log).toMatch(/"tracks":2\b.*music found/u);
    expect(await houseBand("play", "jazz")).toBe("Done: Jazz on Patio.\n");
    expect(await playing()).toMatchObject([{ state: "playing", title: "A" }]);

    expect(await houseBand("play", "garden party")).toContain("Garden Party on Patio");
    expect(await playing()).toMatchObject([{ state: "playing", title: "B" }]);

    expect(await houseBand("play", "test fm")).toContain("Test FM on Patio");
    expect(await playing()).toMatchObject([{ state: "playing", station: "Test FM" }]);
    let status = "";
    for (let round = 0; round < 10 && !status.includes("So What"); round++) status = await houseBand("status");
    expect(status).toContain("So What (Miles Davis), on Test FM");
    expect(await houseBand("stop")).toContain("Done");
    expect(await houseBand("play", "swing")).toContain("Test FM on Patio");
    expect(radio.asked).toEqual(["/jazz", "/jazz"]);

    expect(await houseBand("play", "polka")).toBe("Not done: no music here fits these words.\n");
    expect(await playing()).toMatchObject([{ state: "playing", station: "Test FM" }]);
  });

  it("finds what is added to the folder while it runs", async () => {
    await writeWav(join(mpd.musicDirectory, "c.wav"), { title: "C", genre: "Polka" }, 600);

    let said = "";
    for (let round = 0; round < 20 && !said.startsWith("Done"); round++) said = await houseBand("play", "polka");
    expect(said).toBe("Done: Polka on Patio.\n");
  });
});
