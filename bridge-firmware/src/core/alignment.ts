// Which latency the engine is told for a speaker: the best that is known without a microphone.

/**
 * Time from write to sound where a speaker reports none. Middles of what owners and reviewers report for portable
 * speakers: good enough not to sound like two rooms, and never called verified.
 */
const TYPICAL_LATENCY_MS: Readonly<Record<string, number>> = { sbc: 170, aac: 200, aptx: 150, ldac: 220 };
const UNKNOWN_CODEC_LATENCY_MS = 170;

/** The engine's own range. @see engine/protocol.ts ZoneMember */
const MAX_LATENCY_MS = 2_000;

type KnownDelays = {
  readonly codec: string;
  /** As the speaker reports it (BlueZ `org.bluez.MediaTransport1` Delay), null if never. */
  readonly reportedDelayMs: number | null;
  /** What is known of its model. */
  readonly modelDelayMs?: number;
};

/** @returns milliseconds from a sample's write to its sound */
export function bestKnownLatencyMs({ codec, reportedDelayMs, modelDelayMs }: KnownDelays): number {
  const typicalMs = TYPICAL_LATENCY_MS[codec.toLowerCase()] ?? UNKNOWN_CODEC_LATENCY_MS;
  return Math.min(MAX_LATENCY_MS, Math.max(0, reportedDelayMs ?? modelDelayMs ?? typicalMs));
}
