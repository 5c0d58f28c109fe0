// A simulated speaker: what it is made of, how each mood answers when it is called, and the link that comes of it.
import type { BluetoothAddress } from "@house-band/contract";
import type { ConnectFault, Transport } from "../../ports.ts";

export const SIM_MOODS = [
  "awake",
  "asleep",
  "out-of-range",
  "stolen-by-a-phone",
  "refuses-codec",
  "vanishes-mid-song",
] as const;
export type SimMood = (typeof SIM_MOODS)[number];

export type SimSpeaker = {
  readonly address: BluetoothAddress;
  readonly name: string;
  readonly model: string;
  /** What it claims of its own delay; null where it says nothing. */
  readonly reportedDelayMs: number | null;
  /** What really passes until the sound leaves its cone. */
  readonly actualLatencyMs: number;
  /** Each new link's latency differs from the actual one by up to this much. */
  readonly jitterMs: number;
  /** How loud it is for what it is given, against the loudest there are. Absent: 0. */
  readonly sensitivityDb?: number;
  /** Null where it runs on mains or keeps its charge to itself. */
  readonly batteryPercent: number | null;
  readonly mood: SimMood;
  /** As BlueZ names it: `SBC`, `AAC`. */
  readonly codec: string;
  /** False where its volume can only be changed by its own buttons. Absent: true. */
  readonly absoluteVolume?: boolean;
  /** Where the engine records what leaves its cone. Absent: nothing is recorded. */
  readonly recordPath?: string;
};

/** From the call to a transport, for a speaker that is willing: short, and not nothing. */
export const CONNECT_MS = 120;
/** A quarter of BlueZ's 5.12 s: a simulated home should not bore anyone. @see Bluetooth Core "Page Timeout" */
const PAGE_TIMEOUT_MS = 1_200;
/** The mood `vanishes-mid-song`: plays this long, is gone this long. */
export const VANISHES_AFTER_MS = 2_000;
export const STAYS_AWAY_MS = 8_000;

/** How long a call takes, and what it comes to: null is a link. */
export type Answer = { readonly takesMs: number; readonly fault: ConnectFault | null };

export const ANSWERS = {
  awake: { takesMs: CONNECT_MS, fault: null },
  "vanishes-mid-song": { takesMs: CONNECT_MS, fault: null },
  asleep: { takesMs: PAGE_TIMEOUT_MS, fault: { code: "SPEAKER_ASLEEP", retryable: true } },
  "out-of-range": { takesMs: PAGE_TIMEOUT_MS, fault: { code: "SPEAKER_OFFLINE", retryable: true } },
  "stolen-by-a-phone": { takesMs: 0, fault: { code: "SPEAKER_BUSY", retryable: true } },
  "refuses-codec": { takesMs: CONNECT_MS, fault: { code: "SPEAKER_REFUSED", retryable: false } },
} as const satisfies Record<SimMood, Answer>;

/**
 * The link of a speaker.
 * @param linkNumber counts its links: each has a jitter of its own, and the same one in every run with the same seed.
 */
export function toTransport(speaker: SimSpeaker, seed: number, linkNumber: number): Transport {
  return {
    codec: speaker.codec,
    reportedDelayMs: speaker.reportedDelayMs,
    output: {
      kind: "emulated",
      actualLatencyMs: speaker.actualLatencyMs,
      jitterMs: speaker.jitterMs,
      seed: mixSeed(`${seed}/${speaker.address}/${linkNumber}`),
      ...(speaker.sensitivityDb === undefined ? {} : { sensitivityDb: speaker.sensitivityDb }),
      ...(speaker.recordPath === undefined ? {} : { recordPath: speaker.recordPath }),
    },
  };
}

/** FNV-1a, 32 bits: spreads texts that differ in one digit. @see draft-eastlake-fnv section 2 */
function mixSeed(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
