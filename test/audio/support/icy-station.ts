// A radio station: an MP3 over and over, at the pace it plays, with titles in between for whoever asks for them.
// @see SHOUTcast ICY protocol: icy-metaint, StreamTitle
import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";

const MP3 = readFileSync(join(import.meta.dirname, "../../fixtures/audio/tones.mp3"));
const META_EVERY_BYTES = 4_096;
const BLOCK_EVERY_MS = 100;

export type IcyStation = {
  readonly answer: RequestListener;
  title: string;
  /** Sends nothing more to whoever listens, and says nothing. */
  isSilent: boolean;
  listeners: number;
};

/** `bytesPerS` far above the stream's own rate fills a player's buffers at once, as real stations do at the start. */
export function createIcyStation(bytesPerS = 40_000): IcyStation {
  const station: IcyStation = {
    title: "Miles Davis - So What",
    isSilent: false,
    listeners: 0,
    answer(request, response) {
      const wantsTitles = request.headers["icy-metadata"] === "1";
      response.writeHead(200, {
        "Content-Type": "audio/mpeg",
        "icy-name": "Test FM",
        ...(wantsTitles && { "icy-metaint": String(META_EVERY_BYTES) }),
      });
      station.listeners += 1;
      let at = 0;
      let untilMeta = META_EVERY_BYTES;
      const send = (): void => {
        for (let left = (bytesPerS * BLOCK_EVERY_MS) / 1_000; left > 0 && !station.isSilent; ) {
          const some = Math.min(left, untilMeta, MP3.length - at);
          response.write(MP3.subarray(at, at + some));
          at = (at + some) % MP3.length;
          left -= some;
          untilMeta -= some;
          if (untilMeta > 0) continue;
          untilMeta = META_EVERY_BYTES;
          if (wantsTitles) response.write(metaBlock(station.title));
        }
      };
      send();
      const timer = setInterval(send, BLOCK_EVERY_MS);
      response.on("close", () => {
        clearInterval(timer);
        station.listeners -= 1;
      });
    },
  };
  return station;
}

function metaBlock(title: string): Buffer {
  const text = Buffer.from(`StreamTitle='${title}';`);
  const block = Buffer.alloc(1 + 16 * Math.ceil(text.length / 16));
  block[0] = Math.ceil(text.length / 16);
  text.copy(block, 1);
  return block;
}
