// Which latency the engine is told for a speaker: the best that is known of it, and how it is known.
import type { LatencyMethod } from "@house-band/contract";

/**
 * Time from write to sound where a speaker reports none. Middles of what owners and reviewers report for portable
 * speakers: good enough not to sound like two rooms, and never called verified.
 */
const TYPICAL_LATENCY_MS: Readonly<Record<string, number>> = { sbc: 170, aac: 200, aptx: 150, ldac: 220 };
const UNKNOWN_CODEC_LATENCY_MS = 170;

/** The engine's own range. @see engine/protocol.ts ZoneMember */
const MAX_LATENCY_MS = 2_000;

/** What a link tells of its speaker's latency. */
export type LinkDelays = {
  readonly codec: string;
  /** The bridge's adapter that it is made with, by its address; absent where there is none. */
  readonly adapter?: string | null;
  /** As the speaker reports it (BlueZ `org.bluez.MediaTransport1` Delay), null if never. */
  readonly reportedDelayMs: number | null;
  /** What is known of its model. */
  readonly modelDelayMs?: number;
};

/** What was found out about one speaker in this home. It holds for one codec on one adapter, and until the next. */
export type KnownLatency = {
  readonly codec: string;
  /** Null where its link is made with none. */
  readonly adapter: string | null;
  readonly latencyMs: number;
  readonly method: Extract<LatencyMethod, "measured" | "by-hand">;
  /** How clearly the microphone heard it, 0 … 1; null where it was people. */
  readonly confidence: number | null;
  /** Since 1970. */
  readonly atEpochMs: number;
  /** What the speaker reported then. */
  readonly reportedDelayMs: number | null;
  /** So far from the microphone it stood, and that way of sound is not part of it; absent: it is. */
  readonly distanceM?: number | undefined;
};

/** How long a speaker takes from a sample's write to its sound, as far as that was found out. */
export type SpeakerLatency = {
  /** At most one for each codec and adapter; the newest comes last. */
  readonly known: readonly KnownLatency[];
  /** As its newest link has told them; null before the first of this run. */
  readonly delays: LinkDelays | null;
  readonly trust: Trust;
};

/** How far a microphone's word about a speaker's latency holds. */
export type Trust =
  | { readonly kind: "unheard" }
  /** Its link, and what it reported then, are still the same. */
  | { readonly kind: "verified"; readonly atEpochMs: number; readonly reportedDelayMs: number | null }
  /** Something has changed since. */
  | { readonly kind: "lapsed"; readonly sinceEpochMs: number };

export const UNHEARD: SpeakerLatency = { known: [], delays: null, trust: { kind: "unheard" } };

export type BestLatency = { readonly latencyMs: number; readonly method: LatencyMethod };

/**
 * What was found out comes first, and follows what the speaker has reported since. Then what it reports, what is known of
 * its model, what is typical of its codec.
 * @returns milliseconds from a sample's write to its sound
 */
export function bestKnownLatency(delays: LinkDelays, known: readonly KnownLatency[]): BestLatency {
  const { codec, reportedDelayMs, modelDelayMs } = delays;
  const found = knownOf(delays, known);
  if (found) return { latencyMs: clampMs(found.latencyMs + shiftMs(found, delays)), method: found.method };
  if (reportedDelayMs !== null) return { latencyMs: clampMs(reportedDelayMs), method: "reported" };
  if (modelDelayMs !== undefined) return { latencyMs: clampMs(modelDelayMs), method: "model" };
  return { latencyMs: TYPICAL_LATENCY_MS[codec.toLowerCase()] ?? UNKNOWN_CODEC_LATENCY_MS, method: "typical" };
}

/** What was found out about that very link. */
export const knownOf = (delays: LinkDelays, known: readonly KnownLatency[]): KnownLatency | undefined =>
  known.find((one) => isOfSameLink(one, delays));

/** With this one in the place of the one for the same codec and adapter; the newest comes last. */
export const withKnown = (known: readonly KnownLatency[], newest: KnownLatency): readonly KnownLatency[] => [
  ...known.filter((one) => !isOfSameLink(one, newest)),
  newest,
];

/** Could the engine play by it? */
export const isLatency = (ms: number): boolean => ms >= 0 && ms <= MAX_LATENCY_MS;

/** The nearest that the engine could play by. */
export const clampMs = (ms: number): number => Math.min(MAX_LATENCY_MS, Math.max(0, ms));

type Reporting = Pick<LinkDelays, "reportedDelayMs">;

/** How much more a speaker reports now than then; nothing where it reports nothing at one of the times. */
export const shiftMs = ({ reportedDelayMs: then }: Reporting, { reportedDelayMs: now }: Reporting): number =>
  then === null || now === null ? 0 : now - then;

type OnLink = Pick<LinkDelays, "codec" | "adapter">;

const isOfSameLink = (one: OnLink, other: OnLink): boolean =>
  one.codec === other.codec && (one.adapter ?? null) === (other.adapter ?? null);
