// How much of a Bluetooth adapter's time one A2DP stream takes: SBC frames into media packets, media packets into
// baseband packets, baseband packets into slots. Pure arithmetic, without retransmissions: those are a plan's headroom.
// @see A2DP 1.4 section 12.9 (frame length), 4.3.4 (media payload); Bluetooth Core 5.4 Vol 2 Part B 6.5.4 (ACL packets)

/** One SBC stream in joint stereo with 8 subbands and 16 blocks: what every sender uses for music. */
export type SbcStream = {
  readonly bitpool: number;
  readonly rateHz: 44_100 | 48_000;
  /** The L2CAP MTU that the speaker asked for. */
  readonly mtuBytes: number;
  /** The fastest modulation of its link, in Mbit/s: 1 basic rate, 2 and 3 enhanced. */
  readonly linkMbps: 1 | 2 | 3;
};

const SLOT_MS = 0.625;
/** Every packet is answered in a slot of its own. */
const RETURN_SLOTS = 1;

const SUBBANDS = 8;
const BLOCKS = 16;
const CHANNELS = 2;
const FRAME_SAMPLES = SUBBANDS * BLOCKS;
const RTP_HEADER_BYTES = 12;
const SBC_HEADER_BYTES = 1;
/** The SBC header counts frames in four bits. */
const MAX_FRAMES = 15;
const L2CAP_HEADER_BYTES = 4;

type PacketKind = { readonly slots: number; readonly bytes: number };

/** Of each modulation, what one, three and five slots carry. */
const PACKETS = {
  1: [
    { slots: 1, bytes: 27 },
    { slots: 3, bytes: 183 },
    { slots: 5, bytes: 339 },
  ],
  2: [
    { slots: 1, bytes: 54 },
    { slots: 3, bytes: 367 },
    { slots: 5, bytes: 679 },
  ],
  3: [
    { slots: 1, bytes: 83 },
    { slots: 3, bytes: 552 },
    { slots: 5, bytes: 1_021 },
  ],
} as const satisfies Record<SbcStream["linkMbps"], readonly PacketKind[]>;

/** Bytes of one SBC frame, which holds 128 samples of both channels. */
export const sbcFrameBytes = (bitpool: number): number =>
  4 + (4 * SUBBANDS * CHANNELS) / 8 + Math.ceil((SUBBANDS + BLOCKS * bitpool) / 8);

export type MediaPacket = {
  readonly frames: number;
  readonly bytes: number;
  /** So long lasts the sound in it: one is sent every so many milliseconds. */
  readonly everyMs: number;
  /** Of the air, the answers' included. */
  readonly slots: number;
};

/** The packets of a stream. @throws RangeError where not a single frame fits the MTU */
export function mediaPacketOf({ bitpool, rateHz, mtuBytes, linkMbps }: SbcStream): MediaPacket {
  const frameBytes = sbcFrameBytes(bitpool);
  const room = mtuBytes - RTP_HEADER_BYTES - SBC_HEADER_BYTES;
  const frames = Math.min(MAX_FRAMES, Math.floor(room / frameBytes));
  if (frames < 1) throw new RangeError(`an MTU of ${mtuBytes} bytes holds no SBC frame of ${frameBytes}`);
  const bytes = frames * frameBytes + RTP_HEADER_BYTES + SBC_HEADER_BYTES;
  const everyMs = (1_000 * frames * FRAME_SAMPLES) / rateHz;
  return { frames, bytes, everyMs, slots: slotsFor(bytes + L2CAP_HEADER_BYTES, PACKETS[linkMbps]) };
}

/** Of an adapter's time, 0 to 1 (and beyond: it can't be done then). */
export function airtimeShare(stream: SbcStream): number {
  const { slots, everyMs } = mediaPacketOf(stream);
  return (slots * SLOT_MS) / everyMs;
}

/** Full packets of the largest kind, and the smallest that holds the rest. */
function slotsFor(bytes: number, kinds: readonly PacketKind[]): number {
  const largest = kinds.reduce((most, kind) => (kind.bytes > most.bytes ? kind : most));
  const full = Math.floor(bytes / largest.bytes);
  const rest = bytes - full * largest.bytes;
  const last = rest === 0 ? undefined : kinds.find((kind) => kind.bytes >= rest);
  return full * (largest.slots + RETURN_SLOTS) + (last === undefined ? 0 : last.slots + RETURN_SLOTS);
}
