// Any number of channels to two. Which channel stands where is fixed by the file's format.

/** Order of channels. `wave`: WAV and FLAC. `vorbis`: Vorbis and Opus. */
export type ChannelOrder = "wave" | "vorbis";

type Place = "left" | "right" | "centre" | "left-behind" | "right-behind" | "behind" | "bass";

const L = "left";
const R = "right";
const C = "centre";
const BL = "left-behind";
const BR = "right-behind";
const B = "behind";
const LFE = "bass";

/** @see Microsoft "Multiple channel audio data and WAVE files"; RFC 9639 section 9.1.3; Vorbis I section 4.3.9 */
const PLACES: Record<ChannelOrder, readonly (readonly Place[])[]> = {
  wave: [
    [],
    [C],
    [L, R],
    [L, R, C],
    [L, R, BL, BR],
    [L, R, C, BL, BR],
    [L, R, C, LFE, BL, BR],
    [L, R, C, LFE, B, BL, BR],
    [L, R, C, LFE, BL, BR, BL, BR],
  ],
  vorbis: [
    [],
    [C],
    [L, R],
    [L, C, R],
    [L, R, BL, BR],
    [L, C, R, BL, BR],
    [L, C, R, BL, BR, LFE],
    [L, C, R, BL, BR, B, LFE],
    [L, C, R, BL, BR, BL, BR, LFE],
  ],
};

const HALF_POWER = Math.SQRT1_2;

/** Share of a channel in left and right. @see ITU-R BS.775-3 annex 4, table 2 */
const SHARES: Record<Place, readonly [left: number, right: number]> = {
  left: [1, 0],
  right: [0, 1],
  centre: [HALF_POWER, HALF_POWER],
  "left-behind": [HALF_POWER, 0],
  "right-behind": [0, HALF_POWER],
  behind: [0.5, 0.5],
  bass: [0, 0],
};

export const MAX_CHANNELS = 8;

/** Interleaved stereo. Mono goes to both sides as it is; more than two are scaled so that nothing can clip. */
export function toStereo(channels: readonly Float32Array[], order: ChannelOrder): Float32Array {
  const frames = channels[0]?.length ?? 0;
  const out = new Float32Array(2 * frames);
  if (channels.length <= 2) {
    addScaled(out, 0, channels[0], 1);
    addScaled(out, 1, channels[1] ?? channels[0], 1);
    return out;
  }
  const shares = (PLACES[order][channels.length] ?? []).map((place) => SHARES[place]);
  const scale = 1 / shares.reduce((sum, [left]) => sum + left, 0);
  for (const [index, [left, right]] of shares.entries()) {
    addScaled(out, 0, channels[index], left * scale);
    addScaled(out, 1, channels[index], right * scale);
  }
  return out;
}

function addScaled(out: Float32Array, side: 0 | 1, channel: Float32Array | undefined, share: number): void {
  if (channel === undefined || share === 0) return;
  for (let n = 0; n < channel.length; n++) out[2 * n + side] = (out[2 * n + side] ?? 0) + share * (channel[n] ?? 0);
}
