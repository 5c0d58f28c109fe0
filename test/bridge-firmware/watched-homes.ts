// A home that is watched: the real engine, speakers in a room with an RT60 of half a second, a microphone of which neither
// latency nor clock is known. What left the cones is read back from their recordings. Prints as JSON what became of each
// story; a program of its own, since within Jest it takes many times as long.
import { openWatchedHome, skewOf, type WatchedHome, type WatchedSpeaker } from "../../bench/src/watch/watched-home.ts";
import { CATALOGUE, renderPiece } from "../../local/src/music/catalogue.ts";

const SPEAKERS: readonly WatchedSpeaker[] = [
  { name: "Patio", latencyMs: 142, reportedDelayMs: 122, distanceM: 1.2 },
  { name: "Deck", latencyMs: 213, reportedDelayMs: 180, distanceM: 2.6 },
  { name: "Fire Pit", latencyMs: 158, reportedDelayMs: null, distanceM: 1.9 },
];
const ROOM = { rateHz: 48_000, rt60S: 0.5, directToReverberantDb: -3 };
const HOME = { room: ROOM, seed: 5, volumePercent: 60 };
const DECK = 1;

const [swing] = CATALOGUE;
if (!swing) throw new Error("there is no music");
const music = renderPiece(swing);

type Options = {
  readonly speakers?: readonly WatchedSpeaker[];
  readonly watch?: "on" | "off";
  readonly clockPpm?: number;
  readonly hasMicrophone?: boolean;
};

/** Calibrated, where there is a microphone, and playing for some seconds. */
async function open({ speakers = SPEAKERS, watch = "on", clockPpm = 100, hasMicrophone = true }: Options = {}) {
  const microphone = hasMicrophone ? { rateHz: 48_000, latencyMs: 37, clockPpm, gainDb: 18, noiseDb: -45 } : null;
  const home = await openWatchedHome({ ...HOME, speakers, music, microphone, watch });
  if (hasMicrophone) await home.calibrate();
  await home.play();
  await home.pass(8_000);
  return home;
}

/** Of the second that has just left the slowest cone. */
const offsetsNowMs = (home: WatchedHome) => home.offsetsMs(home.nowMs() - 1_400);
const skewNowMs = async (home: WatchedHome): Promise<number> => skewOf(await offsetsNowMs(home));

/** It comes back 50 ms off, one way and then the other, and does not report it. */
async function comesBack() {
  const home = await open();
  const jumps = [];
  for (const latencyMs of [263, 213]) {
    const beforeMs = await skewNowMs(home);
    home.reconnect(DECK, { latencyMs });
    const goneAtMs = home.nowMs();
    await home.pass(1_000);
    const atFirst = home.latencyOf(DECK);
    await home.pass(1_000);
    const apartMs = await skewNowMs(home);
    await home.pass(goneAtMs + 10_000 - home.nowMs());
    const after10S = home.latencyOf(DECK);
    await home.pass(1_400); // until the second that begins then has left the cones
    jumps.push({ beforeMs, atFirst, apartMs, after10S, afterwardsMs: await skewNowMs(home) });
  }
  await home.close();
  return jumps;
}

/** Its clock is 50 millionths slow, for a minute. */
async function drifts() {
  const speakers = SPEAKERS.map((speaker, index) => (index === DECK ? { ...speaker, driftPpm: 50 } : speaker));
  const home = await open({ speakers, clockPpm: -100 });
  const deckOverPatioMs = (): number => (home.latencyOf(DECK)?.ms ?? 0) - (home.latencyOf(0)?.ms ?? 0);
  const beforeMs = deckOverPatioMs();
  const skewsMs: number[] = [];
  for (let second = 0; second < 60; second += 3) {
    await home.pass(3_000);
    skewsMs.push(await skewNowMs(home));
  }
  const followedMs = deckOverPatioMs() - beforeMs;
  await home.close();
  return { skewsMs, followedMs };
}

/** It reports its jump, and nobody can hear it. */
async function reportsWithoutMicrophone() {
  const home = await open({ hasMicrophone: false });
  const [, beforeMs = Number.NaN] = await offsetsNowMs(home);
  home.reconnect(DECK, { latencyMs: 263, reportedDelayMs: 230 });
  await home.pass(3_000);
  const [, afterMs = Number.NaN] = await offsetsNowMs(home);
  const latency = home.latencyOf(DECK);
  await home.close();
  return { beforeMs, afterMs, latency };
}

/** The microphone is told to listen to measurements only: a jump that is reported, and one that is not. */
async function isNotWatched() {
  const home = await open({ watch: "off" });
  const atFirst = home.latencyOf(DECK);
  home.reconnect(DECK, { latencyMs: 263, reportedDelayMs: 230 });
  await home.pass(3_000);
  const reported = { skewMs: await skewNowMs(home), latency: home.latencyOf(DECK) };
  home.reconnect(DECK, { latencyMs: 213 });
  await home.pass(12_000);
  const unreported = { skewMs: await skewNowMs(home), latency: home.latencyOf(DECK) };
  await home.close();
  return { atFirst, reported, unreported };
}

process.stdout.write(
  JSON.stringify({
    comesBack: await comesBack(),
    drifts: await drifts(),
    reportsWithoutMicrophone: await reportsWithoutMicrophone(),
    isNotWatched: await isNotWatched(),
  }),
);
