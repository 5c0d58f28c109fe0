// The room around the instruments: four delay lines that feed each other, darker with every turn.
// @see M. R. Schroeder, "Natural sounding artificial reverberation", 1962; J.-M. Jot's feedback delay networks, 1991
import { type Bus, RATE_HZ } from "./bus.ts";

export type Room = {
  /** Seconds until the sound has fallen by 60 dB. */
  readonly decayS: number;
  /** 0 … 1: how fast the highs go. */
  readonly damping: number;
  readonly level: number;
};

/** Frames with no common factor: no pitch of the room's own. */
const LINES = [1_423, 1_783, 2_141, 2_617] as const;
const PREDELAY_FRAMES = Math.round(0.018 * RATE_HZ);

/** Adds the room's answer to the bus's send, different left and right. */
export function addRoom(bus: Bus, room: Room): void {
  const lines = LINES.map((length) => ({
    ring: new Float32Array(length),
    loss: 10 ** ((-3 * length) / (room.decayS * RATE_HZ)),
    at: 0,
    low: 0,
  }));
  const [a, b, c, d] = lines;
  if (!a || !b || !c || !d) return;
  const keep = room.damping;
  const turn = (line: typeof a): number => {
    const out = line.ring[line.at] ?? 0;
    line.low = out + keep * (line.low - out);
    return line.low * line.loss;
  };
  const feed = (line: typeof a, value: number): void => {
    line.ring[line.at] = value;
    line.at = line.at + 1 === line.ring.length ? 0 : line.at + 1;
  };
  for (let i = PREDELAY_FRAMES; i < bus.left.length; i++) {
    const dry = bus.send[i - PREDELAY_FRAMES] ?? 0;
    const p = turn(a);
    const q = turn(b);
    const r = turn(c);
    const s = turn(d);
    feed(a, dry + 0.5 * (p + q + r + s));
    feed(b, dry + 0.5 * (p - q + r - s));
    feed(c, 0.5 * (p + q - r - s) - dry);
    feed(d, dry + 0.5 * (p - q - r + s));
    bus.left[i] = (bus.left[i] ?? 0) + room.level * (p + r);
    bus.right[i] = (bus.right[i] ?? 0) + room.level * (q + s);
  }
}
