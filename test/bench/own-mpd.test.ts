import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { prepareMpd } from "../../bench/src/sources/own-mpd.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-band-own-mpd-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

test("an MPD of one's own knows no place outside its folder", async () => {
  const { configPath } = await prepareMpd(directory);

  const settings = (await readFile(configPath, "utf8")).split("\n").filter((line) => !line.startsWith("#"));
  const places = settings.flatMap((line) => line.match(/\/[\w./-]+/gu) ?? []);
  expect(places.length).toBeGreaterThan(20);
  expect(places.filter((place) => !place.startsWith(directory))).toEqual([]);
});
