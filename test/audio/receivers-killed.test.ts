// The whole daemon is killed while a receiver's source interrupts music: nobody of its programs is left behind, none is there
// twice afterwards, and the music comes back. Real programs; librespot is its double.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startAvahi } from "./support/receivers/avahi.ts";
import { eventually } from "./support/receivers/child.ts";
import { type House, senderOf, startHouse } from "./support/receivers/house.ts";
import { writeTones } from "./support/receivers/tones.ts";

const PROGRAMS = ["shairport-sync", "gmediarender", "librespot-double"] as const;

let folder: string;
let avahi: Awaited<ReturnType<typeof startAvahi>>;
let house: House;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "house-band-killed-"));
  writeTones(join(folder, "tones.wav"), 180);
  avahi = await startAvahi(folder);
  house = await startHouse(folder, avahi.busAddress, { mayInterrupt: true });
}, 120_000);
afterAll(async () => {
  await house?.close();
  await avahi?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Processes that have this folder on their command line, or in it: whatever the daemon has started. */
const running = (name: string): readonly number[] =>
  readdirSync("/proc")
    .filter((entry) => /^\d+$/u.test(entry))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
        const isOurs = line.includes(folder) || readFileSync(`/proc/${pid}/environ`, "latin1").includes(folder);
        return isOurs && line.includes(name) && !line.includes("setpriv");
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);
const untilAll = () =>
  eventually(() => PROGRAMS.every((name) => running(name).length === 1), 60_000, "each program runs, once");
const zones = async () => (await house.status()).zones.map(({ title }) => title);

it("leaves nobody behind and nobody twice, and what its source had interrupted comes back", async () => {
  await untilAll();
  expect(await house.houseBand("play", "anything", "--on", "Patio")).toContain("Patio");
  const music = await zones();
  await eventually(() => existsSync(join(folder, "librespot.sock")), 20_000, "the double listens");
  await house.spotify({ action: "connect", client: "Anna's Phone" });
  const song = { track: "4uLU6hMCjMI75M1A2tKUQC", name: "So What", artists: ["Miles Davis"], album: "Kind of Blue" };
  await house.spotify({ action: "play", file: join(folder, "tones.wav"), ...song });
  await eventually(async () => (await zones()).includes("So What"), 20_000, "Spotify interrupts");
  await eventually(
    () => readFileSync(join(folder, "data", "playback.json"), "utf8").includes("interrupted"),
    20_000,
    "kept",
  );

  await house.kill();
  const left = () => [...PROGRAMS, "spotify-event.sh"].flatMap(running);
  await eventually(() => left().length === 0, 10_000, "its programs have ended with it");

  house = await startHouse(folder, avahi.busAddress, { mayInterrupt: true });
  await untilAll();
  await eventually(async () => JSON.stringify(await zones()) === JSON.stringify(music), 30_000, "the music is back");
  expect(senderOf(await house.status(), "spotify")?.state).toBe("away");
}, 240_000);
