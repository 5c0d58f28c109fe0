// What is left of sound once the codec of nearly all Bluetooth speakers has had it: BlueZ's own encoder and decoder.
// @see Debian's package sbc-tools; A2DP 1.4 section 4.3 "SBC"
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const RATE_HZ = 48_000;
const HEADER_BYTES = 24;
const S16_BE = 3;

/** Interleaved stereo through encoder and decoder, as A2DP asks for it: joint stereo, 8 subbands, 16 blocks. */
export function throughSbc(folder: string, samples: Int16Array, bitpool: number): Int16Array {
  const path = (name: string): string => join(folder, name);
  writeFileSync(path("in.au"), toAu(samples));
  const flags = ["-j", "-s", "8", "-B", "16", "-b", String(bitpool)];
  const coded = execFileSync("sbcenc", [...flags, path("in.au")], {
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 2 * samples.byteLength,
  });
  writeFileSync(path("coded.sbc"), coded);
  execFileSync("sbcdec", ["-f", path("out.au"), path("coded.sbc")], { stdio: "ignore" });
  return fromAu(readFileSync(path("out.au")));
}

/** @see au(5): magic, offset, bytes, encoding, rate, channels */
function toAu(samples: Int16Array): Buffer {
  const file = Buffer.alloc(HEADER_BYTES + samples.byteLength);
  file.write(".snd", "latin1");
  const fields = [HEADER_BYTES, samples.byteLength, S16_BE, RATE_HZ, 2];
  for (const [n, value] of fields.entries()) file.writeUInt32BE(value, 4 + 4 * n);
  for (const [n, sample] of samples.entries()) file.writeInt16BE(sample, HEADER_BYTES + 2 * n);
  return file;
}

function fromAu(file: Buffer): Int16Array {
  const from = file.readUInt32BE(4);
  return Int16Array.from({ length: Math.floor((file.length - from) / 2) }, (_, n) => file.readInt16BE(from + 2 * n));
}
