// The command and the daemon as two processes: a bridge without a cloud, its settings file, its socket.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { until } from "../../port-contracts/cloud-link.ts";
import { writeWav } from "../adapters/library/tagged-wav.ts";
import { addressOf, FIRE_PIT, PATIO, THING } from "../fakes/home.ts";

const SOURCE = fileURLToPath(new URL("../../../bridge-firmware/src/", import.meta.url));

let folder: string;
let daemon: ChildProcess;
let log: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-cli-"));
  await writeWav(join(folder, "music", "a.wav"), { title: "A", genre: "Jazz" }, 600);
  const config = {
    thing: THING,
    dataDirectory: join(folder, "data"),
    musicDirectory: join(folder, "music"),
    controlSocket: join(folder, "control.sock"),
    bluetooth: {
      kind: "sim",
      speakers: [
        { address: addressOf(PATIO), name: "Patio" },
        { address: addressOf(FIRE_PIT), name: "Fire Pit", mood: "asleep" },
      ],
      nearby: [{ address: "0A:00:00:00:00:77", name: "Garden Speaker" }],
    },
  };
  await writeFile(join(folder, "house-band.json"), JSON.stringify(config));
  log = "";
  const args = ["--import", "tsx", join(SOURCE, "main.ts"), "--config", join(folder, "house-band.json")];
  daemon = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  daemon.stdout?.on("data", (chunk: Buffer) => {
    log += chunk;
  });
  await until(() => log.includes("bridge is running") && log.includes("speaker connected"), 40_000);
}, 60_000);
afterEach(async () => {
  if (daemon.exitCode === null && daemon.signalCode === null) {
    daemon.kill("SIGTERM");
    await once(daemon, "exit");
  }
  await rm(folder, { recursive: true });
}, 60_000);

async function houseBand(...words: string[]) {
  const args = ["--import", "tsx", join(SOURCE, "cli/main.ts"), ...words, "--socket", join(folder, "control.sock")];
  const command = spawn(process.execPath, args);
  const said = { out: "", err: "" };
  command.stdout.on("data", (chunk: Buffer) => {
    said.out += chunk;
  });
  command.stderr.on("data", (chunk: Buffer) => {
    said.err += chunk;
  });
  const [code] = await once(command, "close");
  return { code, ...said };
}

describe("the house-band command and a bridge without a cloud", () => {
  it("see and command its speakers, and say what was done, what was not and why", async () => {
    expect(await houseBand("status")).toMatchObject({
      code: 0,
      out: expect.stringContaining("this bridge works locally, without voice"),
    });
    expect(await houseBand("play", "jazz", "--on", "patio")).toEqual({
      code: 0,
      out: "Done: Jazz on Patio.\n",
      err: "",
    });
    expect(await houseBand("volume", "30")).toEqual({ code: 0, out: "Done: on Patio.\n  Patio: 30 %\n", err: "" });
    expect(await houseBand("play", "polka")).toEqual({
      code: 1,
      out: "",
      err: expect.stringContaining("Not done: no music here fits these words."),
    });
    expect(await houseBand("play", "jazz", "--on", "Patoi")).toEqual({
      code: 2,
      out: "",
      err: 'there is no "Patoi": did you mean "Patio"?\n',
    });
    const speakers = await houseBand("speakers", "--json");
    expect(JSON.parse(speakers.out)).toMatchObject([{ name: "Fire Pit" }, { name: "Patio", volumePercent: 30 }]);
  }, 120_000);

  it("have a limit set for a speaker, which turns it down at once and holds until it is taken away", async () => {
    await houseBand("volume", "50", "--on", "patio");
    expect(await houseBand("limit", "patio", "40")).toEqual({
      code: 0,
      out: "Done: Patio: never above 40 %.\nPatio was at 50 %, and is at 40 % now.\n",
      err: "",
    });
    expect((await houseBand("speakers")).out).toMatch(/Patio .* 40 % \(limit 40 %\)/);
    expect((await houseBand("volume", "80", "--on", "patio")).out).toContain("Patio: 40 %");
    expect(await houseBand("limit", "patio", "100")).toMatchObject({ code: 0, out: "Done: Patio: no limit.\n" });
    expect((await houseBand("volume", "80", "--on", "patio")).out).toContain("Patio: 80 %");
    expect((await houseBand("speakers")).out).not.toContain("limit");
  }, 120_000);

  it("play a favourite by its own name, and refuse one that this player can't play", async () => {
    expect(await houseBand("favourites", "add", "Sunday Mix", "jazz")).toMatchObject({ code: 0, err: "" });
    expect(await houseBand("play", "my sunday mix", "--on", "patio")).toEqual({
      code: 0,
      out: "Done: Sunday Mix on Patio.\n",
      err: "",
    });
    expect(await houseBand("favourites", "add", "News", "https://radio.example/news")).toEqual({
      code: 1,
      out: "",
      err: expect.stringContaining("radio streams take MPD as the player"),
    });
  }, 120_000);

  it("the daemon ends cleanly, its socket with it, and the command then says how to start it", async () => {
    daemon.kill("SIGTERM");
    expect((await once(daemon, "exit"))[0]).toBe(0);
    expect(log).toContain("bridge has stopped");
    expect(await houseBand("status")).toMatchObject({
      code: 3,
      out: "",
      err: expect.stringContaining("sudo systemctl start house-band"),
    });
  }, 90_000);
});
