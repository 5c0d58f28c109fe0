// WAV files as programs write them, with their tags in a RIFF INFO list. Made here, so that a test shows what is in one.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

export type InfoTags = {
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
  readonly genre?: string;
  readonly year?: string;
  readonly track?: string;
};

/** @see Multimedia Programming Interface and Data Specifications 1.0, "INFO List Chunk" */
const INFO_CHUNKS = {
  title: "INAM",
  artist: "IART",
  album: "IPRD",
  genre: "IGNR",
  year: "ICRD",
  track: "ITRK",
} as const;

/** Silence, a tenth of a second where nothing else is asked for, 8 kHz mono. */
export function wavBytes(tags: InfoTags = {}, encoding: "utf8" | "latin1" = "utf8", seconds = 0.1): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0); // PCM
  format.writeUInt16LE(1, 2); // channels
  format.writeUInt32LE(8_000, 4);
  format.writeUInt32LE(16_000, 8); // bytes a second
  format.writeUInt16LE(2, 12); // bytes a frame
  format.writeUInt16LE(16, 14); // bits a sample
  const info = Object.entries(tags).map(([tag, text]) =>
    chunk(INFO_CHUNKS[tag as keyof InfoTags], Buffer.from(`${text}\0`, encoding)),
  );
  return chunk(
    "RIFF",
    Buffer.concat([
      Buffer.from("WAVE"),
      chunk("fmt ", format),
      chunk("data", Buffer.alloc(Math.round(16_000 * seconds))),
      ...(info.length > 0 ? [chunk("LIST", Buffer.concat([Buffer.from("INFO"), ...info]))] : []),
    ]),
  );
}

export async function writeWav(path: string, tags: InfoTags = {}, seconds = 0.1): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, wavBytes(tags, "utf8", seconds));
}

function chunk(id: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, "latin1");
  header.writeUInt32LE(body.byteLength, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.byteLength % 2)]);
}
