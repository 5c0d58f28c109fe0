// A WAV file with its tags inside: RIFF INFO, which every library reader knows.

export type Tags = {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly genre: string;
  readonly year: number;
};

/** 16-bit stereo PCM. @see "Multimedia Programming Interface and Data Specifications 1.0", INFO list chunk */
export function taggedWav(
  sound: { readonly left: Float32Array; readonly right: Float32Array },
  rateHz: number,
  tags: Tags,
): Buffer {
  const info = chunk("LIST", Buffer.concat([Buffer.from("INFO", "latin1"), ...tagChunks(tags)]));
  return chunk(
    "RIFF",
    Buffer.concat([Buffer.from("WAVE", "latin1"), format(rateHz), info, chunk("data", samples(sound))]),
  );
}

function tagChunks(tags: Tags): Buffer[] {
  const texts = { INAM: tags.title, IART: tags.artist, IPRD: tags.album, IGNR: tags.genre, ICRD: String(tags.year) };
  return Object.entries(texts).map(([id, text]) => chunk(id, Buffer.from(`${text}\0`, "utf8")));
}

function format(rateHz: number): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(1, 0);
  body.writeUInt16LE(2, 2);
  body.writeUInt32LE(rateHz, 4);
  body.writeUInt32LE(rateHz * 4, 8);
  body.writeUInt16LE(4, 12);
  body.writeUInt16LE(16, 14);
  return chunk("fmt ", body);
}

function samples({ left, right }: { readonly left: Float32Array; readonly right: Float32Array }): Buffer {
  const pcm = new Int16Array(left.length * 2);
  for (let i = 0; i < left.length; i++) {
    pcm[2 * i] = Math.round((left[i] ?? 0) * 32_767);
    pcm[2 * i + 1] = Math.round((right[i] ?? 0) * 32_767);
  }
  return Buffer.from(pcm.buffer);
}

/** Chunks begin at even places. */
function chunk(id: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}
