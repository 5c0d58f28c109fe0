// What a file is, by its content: names lie.

export type AudioFormat = "wav" | "flac" | "mp3" | "ogg-vorbis" | "ogg-opus" | "ogg-flac";

/** As many bytes from the file's start as `sniffFormat` wants to see (after an ID3 tag). */
export const SNIFF_BYTES = 16_384;

/** The format, or null if it is none that can be played. `head` starts behind any ID3v2 tag. */
export function sniffFormat(head: Uint8Array): AudioFormat | null {
  if ((textAt(head, 0, 4) === "RIFF" || textAt(head, 0, 4) === "RF64") && textAt(head, 8, 4) === "WAVE") return "wav";
  if (textAt(head, 0, 4) === "fLaC") return "flac";
  if (textAt(head, 0, 4) === "OggS") return sniffOgg(head);
  return startsLikeMp3(head) ? "mp3" : null;
}

/**
 * Length of the ID3v2 tag at a file's start, 0 if there is none.
 * @see id3.org "ID3 tag version 2.4.0 - Main Structure" 3.1: ten bytes of header, size in four times seven bits
 */
export function id3Length(head: Uint8Array): number {
  if (textAt(head, 0, 3) !== "ID3" || head.length < 10) return 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((head[at] ?? 0) & 0x7f), 0);
  const hasFooter = ((head[5] ?? 0) & 0x10) !== 0;
  return 10 + size + (hasFooter ? 10 : 0);
}

/** What a file that can't be played looks like, in words for its owner. */
export function describeUnknown(head: Uint8Array): string {
  if (head.length === 0) return "the file is empty";
  const start = textAt(head, 0, 64).trimStart().toLowerCase();
  if (start.startsWith("<!doctype") || start.startsWith("<html")) return "it is a web page, not a sound file";
  if (textAt(head, 4, 4) === "ftyp") return "MPEG-4 audio (AAC, ALAC) can't be played; convert it to FLAC or MP3";
  if (textAt(head, 0, 4) === "FORM") return "AIFF can't be played; convert it to WAV or FLAC";
  return "its content is none of WAV, FLAC, MP3, Ogg Vorbis or Ogg Opus";
}

/** @see RFC 3533 section 6: the first page holds the codec's identification header, behind its segment table */
function sniffOgg(head: Uint8Array): AudioFormat | null {
  const packet = 27 + (head[26] ?? 0);
  if (textAt(head, packet, 8) === "OpusHead") return "ogg-opus";
  if (textAt(head, packet + 1, 6) === "vorbis") return "ogg-vorbis";
  if (textAt(head, packet + 1, 4) === "FLAC") return "ogg-flac";
  return null;
}

/** Three frame headers in a row, each where the one before says it is: chance does not do that. */
function startsLikeMp3(head: Uint8Array): boolean {
  for (let at = 0; at + 4 <= head.length && at < SNIFF_BYTES / 2; at++) {
    let next = at;
    let frames = 0;
    for (let bytes = mp3FrameBytes(head, next); bytes > 0 && frames < 3; bytes = mp3FrameBytes(head, next)) {
      frames += 1;
      next += bytes;
    }
    if (frames >= 3 || (frames > 0 && next === head.length)) return true;
  }
  return false;
}

const BITRATES_KBPS = {
  v1l3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v1l2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const RATES_HZ = [44_100, 48_000, 32_000] as const;

/** Length of the MPEG audio frame (layer II or III) at `at`, or 0. @see ISO/IEC 11172-3 section 2.4.1.3 */
function mp3FrameBytes(bytes: Uint8Array, at: number): number {
  const [sync, second, third] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
  if (sync !== 0xff || (second & 0xe0) !== 0xe0) return 0;
  const version = (second >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = (second >> 1) & 3; // 1: III, 2: II
  const rateHz = RATES_HZ[(third >> 2) & 3];
  if (version === 1 || (layer !== 1 && layer !== 2) || rateHz === undefined) return 0;
  const bitrates = version !== 3 ? BITRATES_KBPS.v2 : layer === 1 ? BITRATES_KBPS.v1l3 : BITRATES_KBPS.v1l2;
  const bitrateKbps = bitrates[third >> 4] ?? 0;
  const slots = layer === 1 && version !== 3 ? 72 : 144;
  const actualRateHz = version === 3 ? rateHz : version === 2 ? rateHz / 2 : rateHz / 4;
  if (bitrateKbps === 0) return 0;
  return Math.floor((slots * bitrateKbps * 1_000) / actualRateHz) + ((third >> 1) & 1);
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
