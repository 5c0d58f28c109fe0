// Snapcast in the bridge's place, for comparison: a snapserver, and a snapclient for each speaker that plays by ALSA into
// bluez-alsa's PCM of it, all as Debian has built them.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { noise } from "../../../bench/src/programme.ts";
import type { Stretch } from "./heard.ts";
import type { House } from "./house.ts";

export type Snapcast = Awaited<ReturnType<typeof startSnapcast>>;

const PIPE = "/run/snapcast/music";
const MUSIC = "snapcast.raw";
const MUSIC_SECONDS = 30;
const READY_WITHIN_MS = 20_000;
/** Its buffer, and a moment more. */
const BEGINS_MS = 1_500;
/** A client without music closes its PCM after five seconds. @see Snapcast client/player/alsa_player.cpp */
const CLOSES_AFTER_MS = 6_000;

const SERVER = `[http]
enabled = false
[tcp]
enabled = false
[stream]
source = pipe://${PIPE}?name=default&mode=read&sampleformat=48000:16:2&codec=pcm&chunk_ms=20
buffer = 1000
[logging]
sink = stdout
`;

/** Resolves when every speaker has a client; no bridge may run meanwhile. */
export async function startSnapcast({ guest, speakers, adapters: [adapter = ""] }: House) {
  const run = async (...argv: readonly string[]): Promise<void> => {
    const { value } = await guest.run(argv);
    if (value.code !== 0) throw new Error(`${argv.join(" ")}: ${value.out}${value.err}`);
  };
  for (const { address } of speakers) await run(...connectByHand(adapter, address));
  const pcms = speakers.map(
    ({ name, address }) =>
      `pcm.${name} { type bluealsa device "${address}" profile "a2dp" hint { show on description ${name} } }`,
  );
  await guest.write("/etc/asound.conf", `${pcms.join("\n")}\n`);
  await guest.write("/run/snapcast/snapserver.conf", SERVER);
  await writeFile(join(guest.folder, MUSIC), toPcm(noise(MUSIC_SECONDS, 1)));
  await run("mkfifo", PIPE);
  const env = { HOME: "/run/snapcast" };
  await guest.start("snapserver", ["snapserver", "-c", "/run/snapcast/snapserver.conf"], { env });
  await guest.pause(1_000);
  for (const { name } of speakers) {
    const flags = ["-h", "127.0.0.1", "--player", "alsa", "-s", name, "--hostID", name, "--logsink", "stdout"];
    await guest.start(`snapclient-${name}`, ["snapclient", ...flags], { env });
    await guest.untilLog(`snapclient-${name}`, /Connected to 127\.0\.0\.1|ServerSettings/, READY_WITHIN_MS);
  }
  let songs = 0;
  return {
    /** Plays the music from its beginning. */
    async play(forMs: number): Promise<Stretch> {
      songs += 1;
      await guest.start(`song-${songs}`, ["sh", "-c", `exec cat /radio/exchange/${MUSIC} >${PIPE}`]);
      await guest.pause(BEGINS_MS);
      const fromMs = await guest.nowMs();
      await guest.pause(forMs);
      return { fromMs, untilMs: await guest.nowMs() };
    },
    /** Ends it; resolves when the clients have let go of their PCMs. */
    async stop(): Promise<void> {
      await guest.stop(`song-${songs}`);
      await guest.pause(CLOSES_AFTER_MS);
    },
    async close(): Promise<void> {
      for (const { name } of speakers) await guest.stop(`snapclient-${name}`);
      await guest.stop("snapserver");
    },
  };
}

const connectByHand = (adapter: string, address: string): readonly string[] => [
  ...["dbus-send", "--system", "--print-reply", "--dest=org.bluez", "--reply-timeout=20000"],
  `/org/bluez/${adapter}/dev_${address.replaceAll(":", "_")}`,
  "org.bluez.Device1.Connect",
];

/** 16 bits, little-endian, both sides by turns. */
function toPcm({ left, right }: ReturnType<typeof noise>): Buffer {
  const pcm = Buffer.alloc(4 * left.length);
  for (let n = 0; n < left.length; n++) {
    pcm.writeInt16LE(Math.round((left[n] ?? 0) * 32_767), 4 * n);
    pcm.writeInt16LE(Math.round((right[n] ?? 0) * 32_767), 4 * n + 2);
  }
  return pcm;
}
