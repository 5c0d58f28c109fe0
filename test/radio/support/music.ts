// What is played: noise that nowhere sounds like itself, so that it can be heard where in it somebody is.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { noise, noiseWav } from "../../../bench/src/programme.ts";
import { makeOnce } from "./cache.ts";
import { command } from "./command.ts";
import { RATE_HZ } from "./stream.ts";

const MUSIC = { seconds: 120, seed: 1 };
/** Other noise than the bridge's own music; both sides are different. */
const SONG = { seconds: 60, seed: 77 };
/** What a phone sends: SBC with bitpool 53, joint stereo. */
const SONG_CODED = ["-s", "8", "-B", "16", "-b", "53", "-j"];
const MADE_BY = ["bench/src/programme.ts", "local/src/music/tagged-wav.ts", "test/radio/support/music.ts"];

/** @returns the file with the bridge's music. */
export const makeMusic = (): Promise<string> =>
  makeSound("music", "noise.wav", (path) => writeFile(path, noiseWav(MUSIC.seconds, MUSIC.seed, "Noise", "Jazz")));

/** @returns the file with what a phone plays, SBC frames. */
export const makePhoneSong = (): Promise<string> =>
  makeSound("song", "phone.sbc", async (path) => {
    const uncoded = `${path}.au`;
    await writeFile(uncoded, toAu(noise(SONG.seconds, SONG.seed)));
    await command("sh", ["-c", 'exec sbcenc "$@" >"$0"', path, ...SONG_CODED, uncoded]);
    await rm(uncoded);
    if ((await readFile(path)).length === 0) throw new Error(`sbcenc wrote nothing into ${path}`);
  });

async function makeSound(name: string, file: string, write: (path: string) => Promise<void>): Promise<string> {
  const sources = MADE_BY.map((path) => readFile(new URL(`../../../${path}`, import.meta.url), "utf8"));
  const ingredients = await Promise.all(sources);
  return join(await makeOnce({ name, ingredients, make: (folder) => write(join(folder, file)) }), file);
}

/** @see Sun's AU format: a header of big-endian words; encoding 3 is 16 bits, big-endian */
function toAu({ left, right }: ReturnType<typeof noise>): Buffer {
  const au = Buffer.alloc(24 + 4 * left.length);
  au.write(".snd", 0, "latin1");
  for (const [n, word] of [24, 4 * left.length, 3, RATE_HZ, 2].entries()) au.writeUInt32BE(word, 4 + 4 * n);
  for (let n = 0; n < left.length; n++) {
    au.writeInt16BE(Math.round((left[n] ?? 0) * 32_767), 24 + 4 * n);
    au.writeInt16BE(Math.round((right[n] ?? 0) * 32_767), 26 + 4 * n);
  }
  return au;
}
