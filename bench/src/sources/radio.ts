// What MPD plays, files and stations, as on an installed bridge: the bridge's own player asks a real MPD, which writes into
// the pipe that the engine reads; streams come by the bridge's own relay from a station of the bench's.
import { mkdir } from "node:fs/promises";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { createMpdPlayer } from "@house-band/bridge-firmware/adapters/mpd/mpd-player";
import { createStreamRelay } from "@house-band/bridge-firmware/adapters/radio/stream-relay";
import type { AudioEngine } from "@house-band/bridge-firmware/ports";
import { MARK_AFTER_MS, TONE_MS } from "./marked-sound.ts";
import { type Asked, complaints, nowMs, type OneSpeaker, sleep } from "./one-speaker.ts";
import { prepareMpd, startMpd } from "./own-mpd.ts";
import { AHEAD_MS, type Station, startStation } from "./station.ts";
import { files, type Source, type Take } from "./take.ts";

export type Radio = {
  readonly player: Asked;
  readonly station: Station;
  close(): Promise<void>;
};

/** What the slowest of it takes until its first sound, with a busy machine's margin. */
const IN_HAND_MS = 2_500;

/** Resolves when stations may be asked for. The engine is not closed with it. */
export async function startRadio(directory: string, engine: AudioEngine): Promise<Radio> {
  await mkdir(directory, { recursive: true });
  const place = await prepareMpd(directory);
  const { socketPath, pipeDirectory } = place;
  const station = await startStation();
  const relay = await createStreamRelay({ allowedHosts: [station.host] });
  const endMpd = await startMpd(place).catch(async (error: unknown) => {
    await relay.close();
    await station.close();
    throw error;
  });
  const lent: AudioEngine = { ...engine, close: async () => undefined };
  const clock = createSystemClock();
  const player = createMpdPlayer({ engine: lent, socketPath, pipeDirectory, relay, clock, log: complaints });
  return {
    player,
    station,
    async close() {
      await player.close();
      await relay.close();
      await station.close();
      await endMpd();
    },
  };
}

/** As the file that the engine reads itself, but by MPD. */
export const fileByMpd = (path: string, { player }: Radio): Source => ({
  name: "mpdFile",
  title: "a file, by MPD",
  from: "play, asked of the player",
  queueMs: null,
  async take(speaker) {
    const beganMs = nowMs();
    await speaker.playWhile(files(path), () => sleep(TONE_MS), player);
    return { beganMs, markMs: null, untilMs: nowMs() };
  },
});

/** One that sends some seconds at once, as many do, and one that sends nothing ahead. */
export const stationSources = (radio: Radio): readonly Source[] => [
  stationSource(
    radio,
    "radio",
    `a radio station, by MPD, which sends ${(AHEAD_MS / 1_000).toFixed(1)} s at once`,
    AHEAD_MS,
  ),
  stationSource(radio, "bareRadio", "a radio station, by MPD, which sends nothing ahead", 0),
];

function stationSource({ player, station }: Radio, name: string, title: string, aheadMs: number): Source {
  return {
    name,
    title,
    from: "play, asked of the player; the mark, from the station's write",
    queueMs: null,
    async take(speaker: OneSpeaker): Promise<Take> {
      const beganMs = nowMs();
      const input = files(station.url("marked", aheadMs), true);
      const listensMs = aheadMs + MARK_AFTER_MS + IN_HAND_MS;
      await speaker.playWhile(input, () => sleep(listensMs), player);
      return { beganMs, markMs: station.markMs(), untilMs: nowMs() };
    },
  };
}
