// What is found out about speakers' latencies, by a microphone or by ear, and how long a microphone's word holds.
import type { LatencyReport, OutcomeCode, SpeakerId } from "@house-band/contract";
import {
  bestKnownLatency,
  isLatency,
  type KnownLatency,
  knownOf,
  type LinkDelays,
  type SpeakerLatency,
  shiftMs,
  type Trust,
  withKnown,
} from "./alignment.ts";
import type { Active, Applied } from "./command-context.ts";
import { withEntry } from "./maps.ts";
import { median } from "./median.ts";
import { type Expectation, epochAt, type Model, type Speaker } from "./model.ts";
import { linkReason } from "./speaker-machine.ts";

/** What a microphone has heard of one speaker. */
export type HeardLatency = {
  /** From write to sound, and a constant that is the same for all that were heard with it. */
  readonly relativeMs: number;
  /** Its distance, where sound's way is not part of that. */
  readonly distanceM?: number;
  /** 0 … 1. */
  readonly confidence: number;
  /** The link that it was heard on. */
  readonly linkCount: number;
  /** What the speaker reported while it was heard, null if nothing. */
  readonly reportedDelayMs: number | null;
};

/** Speakers that are this far apart count as in time: a delay that has changed by less has not changed. */
export const JUMP_MS = 1;

/** Written as a number of this many parts of a millisecond: less than a sample. */
const PARTS = 100;

/** Who can play by what was heard of them: the latency from then on, and of the others why not. */
export type Placing = {
  readonly placed: ReadonlyMap<SpeakerId, Placed>;
  readonly leftOut: ReadonlyMap<SpeakerId, OutcomeCode>;
};

/** `delays` are those that it was heard with. */
export type Placed = { readonly latencyMs: number; readonly delays: LinkDelays };

/**
 * A microphone tells who is later than whom; the constant is chosen so that the median of the speakers stays where it
 * was, of those whose last measurement still holds where there are any. Left out is whose link was made anew meanwhile,
 * and who is so much later than the others that the engine could not make up for it. One alone was heard against
 * nobody: nobody is placed.
 */
export function placeHeard(model: Model, heard: ReadonlyMap<SpeakerId, HeardLatency>): Placing {
  const leftOut = new Map<SpeakerId, OutcomeCode>();
  const parts = [...heard].flatMap(([id, sound]) => {
    const speaker = model.speakers.get(id);
    if (speaker?.link.kind === "connected" && speaker.linkCount === sound.linkCount) {
      const delays: LinkDelays = { ...speaker.link.transport, reportedDelayMs: sound.reportedDelayMs };
      return [{ speaker, sound, delays }];
    }
    leftOut.set(id, (speaker && linkReason(speaker.link)) ?? "SPEAKER_OFFLINE");
    return [];
  });
  const steady = parts.filter(({ speaker }) => speaker.latency.trust.kind === "verified");
  const shifts = (steady.length > 0 ? steady : parts).map(
    ({ speaker, sound, delays }) => bestKnownLatency(delays, speaker.latency.known).latencyMs - sound.relativeMs,
  );
  // a cable may be so much quicker than Bluetooth that the median would have it sound before it is written
  const constantMs = Math.max(median(shifts), ...parts.map(({ sound }) => -sound.relativeMs));
  const placed = new Map<SpeakerId, Placed>();
  for (const { speaker, sound, delays } of parts) {
    const latencyMs = sound.relativeMs + constantMs;
    if (isLatency(latencyMs)) placed.set(speaker.id, { latencyMs, delays });
    else leftOut.set(speaker.id, "VALUE_RANGE");
  }
  return { placed: placed.size < 2 ? new Map() : placed, leftOut };
}

/**
 * The speakers play by what was heard, as far as they can be placed by it. Whose delay has jumped since is followed,
 * and not verified.
 * @param atEpochMs when it was heard
 */
export function latenciesMeasured(
  model: Model,
  heard: ReadonlyMap<SpeakerId, HeardLatency>,
  { atEpochMs, nowEpochMs }: { readonly atEpochMs: number; readonly nowEpochMs: number },
): Model {
  let { speakers } = model;
  for (const [id, { latencyMs, delays }] of placeHeard(model, heard).placed) {
    const speaker = model.speakers.get(id);
    if (!speaker) continue;
    const { confidence = null, distanceM } = heard.get(id) ?? {};
    const newest = toKnown(delays, { latencyMs, method: "measured", confidence, atEpochMs, distanceM });
    const trust: Trust = { kind: "verified", atEpochMs, reportedDelayMs: delays.reportedDelayMs };
    const latency = { ...speaker.latency, known: withKnown(speaker.latency.known, newest), trust };
    speakers = withEntry(speakers, id, delaysTold({ ...speaker, latency }, nowEpochMs));
  }
  return { ...model, speakers };
}

/** A microphone listens, and does not hear them where they should be any more. */
export function latenciesDoubted(model: Model, doubted: readonly SpeakerId[], nowEpochMs: number): Model {
  let { speakers } = model;
  for (const id of doubted) {
    const speaker = model.speakers.get(id);
    if (speaker) speakers = withEntry(speakers, id, lapsed(speaker, nowEpochMs));
  }
  return { ...model, speakers };
}

/** By ear: they sound `deltaMs` later from now on, each as far as its latency is known and stays one. */
export function nudge(model: Model, active: Active, deltaMs: number, nowMs: number): Applied {
  let { speakers } = model;
  const expectations = new Map<SpeakerId, Expectation>();
  for (const id of active.keys()) {
    const speaker = speakers.get(id);
    if (!speaker) continue;
    const delays = delaysOf(speaker);
    // to sound later it is taken for quicker than it was
    const latencyMs = delays && bestKnownLatency(delays, speaker.latency.known).latencyMs - deltaMs;
    if (delays === null || latencyMs === null) {
      expectations.set(id, { kind: "decided", code: linkReason(speaker.link) ?? "SPEAKER_OFFLINE" });
    } else if (!isLatency(latencyMs)) expectations.set(id, { kind: "decided", code: "VALUE_RANGE" });
    else {
      speakers = withEntry(speakers, id, setByHand(speaker, delays, latencyMs, epochAt(model, nowMs)));
      expectations.set(id, { kind: "decided", code: "OK" });
    }
  }
  return { model: { ...model, speakers }, expectations };
}

function setByHand(speaker: Speaker, delays: LinkDelays, latencyMs: number, atEpochMs: number): Speaker {
  const { distanceM } = knownOf(delays, speaker.latency.known) ?? {};
  const newest = toKnown(delays, { latencyMs, method: "by-hand", confidence: null, atEpochMs, distanceM });
  const { latency } = lapsed(speaker, atEpochMs);
  return { ...speaker, latency: { ...latency, known: withKnown(latency.known, newest) } };
}

/** How far it stood from the microphone when it was aligned by its cone; null where it is aligned where that stood. */
export function knownDistanceM(speaker: Speaker): number | null {
  const delays = delaysOf(speaker);
  return (delays && knownOf(delays, speaker.latency.known)?.distanceM) ?? null;
}

/** Its link was made anew: what a microphone heard of the one before is a guess now. */
export function linkMade(speaker: Speaker, epochMs: number): Speaker {
  return lapsed(delaysTold(speaker, epochMs), epochMs);
}

/** Its link has told its delays, once more or for the first time. One that has jumped is no longer what was heard. */
export function delaysTold(speaker: Speaker, epochMs: number): Speaker {
  if (speaker.link.kind !== "connected") return speaker;
  const { codec, adapter = null, reportedDelayMs, modelDelayMs } = speaker.link.transport;
  const delays = { codec, adapter, reportedDelayMs, ...(modelDelayMs !== undefined && { modelDelayMs }) };
  const told = { ...speaker, latency: { ...speaker.latency, delays } };
  const { trust } = speaker.latency;
  return trust.kind === "verified" && Math.abs(shiftMs(trust, delays)) > JUMP_MS ? lapsed(told, epochMs) : told;
}

/** A daemon that was started again has not watched: whatever was measured does not hold. */
export function remembered(known: readonly KnownLatency[], epochMs: number): SpeakerLatency {
  const wasMeasured = known.some(({ method }) => method === "measured");
  return { known, delays: null, trust: wasMeasured ? { kind: "lapsed", sinceEpochMs: epochMs } : { kind: "unheard" } };
}

/** By what it plays, or would with the link that it had last; null where none of its links is known. */
export function toLatencyReport(speaker: Speaker): LatencyReport | null {
  const delays = delaysOf(speaker);
  if (delays === null) return null;
  const { latencyMs, method } = bestKnownLatency(delays, speaker.latency.known);
  return { ms: Math.round(latencyMs * PARTS) / PARTS, method, ...reportTrust(speaker.latency.trust) };
}

function reportTrust(trust: Trust): Pick<LatencyReport, "verifiedAtMs" | "unverifiedSinceMs"> {
  if (trust.kind === "verified") return { verifiedAtMs: trust.atEpochMs };
  return trust.kind === "lapsed" ? { unverifiedSinceMs: trust.sinceEpochMs } : {};
}

const lapsed = (speaker: Speaker, sinceEpochMs: number): Speaker =>
  speaker.latency.trust.kind === "verified"
    ? { ...speaker, latency: { ...speaker.latency, trust: { kind: "lapsed", sinceEpochMs } } }
    : speaker;

/** As its link tells them now, else its last one, else the one that it was last known on. */
function delaysOf({ link, latency }: Speaker): LinkDelays | null {
  return link.kind === "connected" ? link.transport : (latency.delays ?? latency.known.at(-1) ?? null);
}

type Finding = Pick<KnownLatency, "latencyMs" | "method" | "confidence" | "atEpochMs" | "distanceM">;

const toKnown = (
  { codec, adapter = null, reportedDelayMs }: LinkDelays,
  { distanceM, ...finding }: Finding,
): KnownLatency => ({
  codec,
  adapter,
  ...finding,
  reportedDelayMs,
  ...(distanceM !== undefined && { distanceM }),
});
