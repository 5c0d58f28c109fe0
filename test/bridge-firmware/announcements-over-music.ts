// A hundred announcements over music in two zones, on speakers of different latencies: the very bridge and the real engine
// under one clock that moves when it is told to. What left the cones is compared, sample by sample, with the same
// music without a word. Prints as JSON what was found; a program of its own, since within Jest it takes many times as long.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINE_RATE_HZ } from "../../bridge-firmware/src/engine/protocol.ts";
import { noise, sine, writeWav } from "./engine/fixtures.ts";
import { type AnnouncedHome, openAnnouncedHome } from "./fakes/announced-home.ts";

const ANNOUNCEMENTS = 100;
const EVERY_MS = 3_000;
const SPEAKERS = [
  { latencyMs: 142, zone: 0 },
  { latencyMs: 213, zone: 0 },
  { latencyMs: 37.5, zone: 1 },
  { latencyMs: 158, zone: 1 },
] as const;
/** The first word begins hard, and is found by its shape. */
const WORDS = noise(0.8, 77, 0.6);
const MS = ENGINE_RATE_HZ / 1_000;
const DUCKED = 0.1;

const folder = await mkdtemp(join(tmpdir(), "house-band-announcements-"));
const words = join(folder, "words.wav");
writeWav(words, [WORDS], { bits: 16 });
const tunes = [sine(220, 20, 0.8), noise(20, 5, 0.8)].map((samples, n) => {
  const path = join(folder, `tune-${n}.wav`);
  writeWav(path, [samples, samples], { bits: 16 });
  return path;
});

async function hear(name: string, say: (home: AnnouncedHome) => Promise<void>) {
  const directory = join(folder, name);
  const home = await openAnnouncedHome({ directory, speakers: SPEAKERS, tunes, words });
  await home.play();
  await home.pass(2_000);
  const volumesBefore = home.volumes();
  await say(home);
  await home.pass(3_000);
  const volumesAfter = home.volumes();
  const { linkDrops, outputFailures, states } = home;
  await home.close();
  return { recordings: home.recordPaths, volumesBefore, volumesAfter, linkDrops, outputFailures, states };
}

/** One channel of a recording, as 16-bit steps. */
async function leftOf(path: string): Promise<Int16Array> {
  const bytes = await readFile(path);
  const both = new Int16Array(bytes.buffer, bytes.byteOffset + 44, Math.floor((bytes.length - 44) / 2));
  return Int16Array.from({ length: both.length / 2 }, (_, n) => both[2 * n] ?? 0);
}

const spoken = await hear("spoken", async (home) => {
  for (let count = 0; count < ANNOUNCEMENTS; count++) {
    await home.announce(count % 3 === 0 ? [0, 1, 2, 3] : count % 3 === 1 ? [0, 1] : [2, 3]);
    await home.pass(EVERY_MS);
  }
});
const silent = await hear("silent", (home) => home.pass(ANNOUNCEMENTS * (EVERY_MS + 500)));

/** Stretches in which a recording differs from the same without a word: one for each announcement. */
function stretchesIn(heard: Int16Array, music: Int16Array) {
  const stretches: { from: number; until: number }[] = [];
  for (let n = 0; n < Math.min(heard.length, music.length); n++) {
    if (heard[n] === music[n]) continue;
    const last = stretches.at(-1);
    if (last !== undefined && n - last.until < 1_000 * MS) last.until = n;
    else stretches.push({ from: n, until: n });
  }
  return stretches;
}

/** Where the words stand in a stretch: where what is left without the ducked music is most like them. */
function wordsIn(heard: Int16Array, music: Int16Array, from: number): { at: number; wrong: number } {
  const expected = (n: number): number => (heard[n] === undefined ? 0 : (heard[n] ?? 0) - DUCKED * (music[n] ?? 0));
  let [best, bestScore] = [from, Number.NEGATIVE_INFINITY];
  for (let at = from + 280 * MS; at <= from + 320 * MS; at++) {
    let score = 0;
    for (let n = 0; n < 960; n++) score += expected(at + n) * (WORDS[n] ?? 0);
    if (score > bestScore) [best, bestScore] = [at, score];
  }
  const loudest = GAIN * 32_768;
  let wrong = 0;
  for (let n = 0; n < WORDS.length; n++) {
    wrong = Math.max(wrong, Math.abs(expected(best + n) - loudest * (WORDS[n] ?? 0)));
  }
  return { at: best, wrong };
}

/** All play at 60 %: cubic. */
const GAIN = 0.6 ** 3;

const speakers = [];
for (const [index] of SPEAKERS.entries()) {
  const heard = await leftOf(spoken.recordings[index] ?? "");
  const music = await leftOf(silent.recordings[index] ?? "");
  const found = stretchesIn(heard, music).map(({ from, until }) => ({ until, ...wordsIn(heard, music, from) }));
  speakers.push({
    announcements: found.length,
    begins: found.map(({ at }) => at),
    /** In steps of 16 bits, of any sample of any word. */
    mostWrong: Math.max(...found.map(({ wrong }) => wrong)),
    /** From the last word to the last sample that is not what it would have been. */
    longestBackMs: Math.max(...found.map(({ at, until }) => (until - at - WORDS.length) / MS)),
  });
}
await rm(folder, { recursive: true, force: true });
const { linkDrops, outputFailures, states, volumesBefore, volumesAfter } = spoken;
process.stdout.write(
  `${JSON.stringify({ linkDrops, outputFailures, states, volumesBefore, volumesAfter, speakers })}\n`,
);
