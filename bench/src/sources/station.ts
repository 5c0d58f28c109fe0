// A radio station of the bench's own: a sound without end, sent at its pace over HTTP, from its beginning to whoever
// listens. Many stations send some seconds at once when somebody tunes in, so that his player has enough in hand.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { taggedWav } from "@house-band/local/music/tagged-wav";
import { MARK_AFTER_MS, markedSound, type Steady, steadySound, toPcm } from "./marked-sound.ts";
import { nowMs } from "./one-speaker.ts";

export type Programme = "marked" | Steady;

export type Station = {
  /** As its streams are allowed and named. */
  readonly host: string;
  url(programme: Programme, aheadMs: number): string;
  /** When the mark was written to whoever tuned in last, one second after he did. NaN: not yet */
  markMs(): number;
  close(): Promise<void>;
};

/** What Icecast sends at once, 64 KB (`burst-size`), of a stream of 128 kbit/s. @see Icecast 2.4 "Config File", limits */
export const AHEAD_MS = 4_096;
const RATE_HZ = 48_000;
const FRAME_BYTES = 4;
const BYTES_PER_MS = (RATE_HZ * FRAME_BYTES) / 1_000;
const SEND_EVERY_MS = 20;
/** Longer than anybody listens. */
const SOUND_MS = 30_000;
/** Before any size of it that a decoder would take for its end. */
const ENDLESS_BYTES = 0x7fff_ff00;

/** Listens on this machine only. */
export async function startStation(): Promise<Station> {
  const sounds = { marked: [0, AHEAD_MS].map(markedAfter), soft: steady("soft"), loud: steady("loud") };
  let markMs = Number.NaN;
  const server = createServer((request, response) => {
    const [, programme, ahead] = request.url?.split("/") ?? [];
    const aheadMs = Number(ahead);
    markMs = Number.NaN;
    if (programme === "marked") {
      const sound = sounds.marked[aheadMs === 0 ? 0 : 1] ?? sounds.soft;
      broadcast(response, { sound, aheadMs, onMark: (atMs) => (markMs = atMs) });
    } else broadcast(response, { sound: programme === "soft" ? sounds.soft : sounds.loud, aheadMs });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port, so it has one
  return {
    host,
    url: (programme, aheadMs) => `http://${host}/${programme}/${aheadMs}`,
    markMs: () => markMs,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Broadcast = { readonly sound: Buffer; readonly aheadMs: number; readonly onMark?: (atMs: number) => void };

function broadcast(response: ServerResponse, { sound, aheadMs, onMark }: Broadcast): void {
  response.writeHead(200, { "Content-Type": "audio/wav", "icy-name": "Bench FM" });
  response.write(endlessHeader());
  const startMs = nowMs();
  const markByte = (aheadMs + MARK_AFTER_MS) * BYTES_PER_MS;
  let sent = 0;
  const sendDue = (): void => {
    const due = Math.floor(nowMs() - startMs + aheadMs) * BYTES_PER_MS;
    const until = Math.min(due, sound.length);
    if (sent <= markByte && until > markByte) onMark?.(nowMs());
    if (until > sent) response.write(sound.subarray(sent, until));
    sent = Math.max(sent, until);
  };
  sendDue();
  const timer = setInterval(sendDue, SEND_EVERY_MS);
  response.once("close", () => clearInterval(timer));
}

const frames = (ms: number): number => (ms * RATE_HZ) / 1_000;

/** Its mark is what the station sends one second after somebody has tuned in, behind what it sent at once. */
const markedAfter = (aheadMs: number): Buffer =>
  toPcm(
    markedSound({
      rateHz: RATE_HZ,
      leadFrames: 0,
      markFrame: frames(aheadMs + MARK_AFTER_MS),
      frames: frames(SOUND_MS),
    }),
  );

const steady = (level: Steady): Buffer => toPcm(steadySound(RATE_HZ, frames(SOUND_MS), level));

/** Of a WAV file whose end nobody knows. */
function endlessHeader(): Buffer {
  const none = new Float32Array(0);
  const tags = { title: "Marked", artist: "The Bench", album: "Marks", genre: "Test", year: 2026 };
  const header = taggedWav({ left: none, right: none }, RATE_HZ, tags);
  header.writeUInt32LE(ENDLESS_BYTES, 4);
  header.writeUInt32LE(ENDLESS_BYTES, header.length - 4);
  return header;
}
