// Who can be heard by a microphone now, and how loud a probe is on each: what a measurement has to ask of the model. Pure.
import type { OutcomeCode, SpeakerId } from "@house-band/contract";
import { bestKnownLatency } from "./alignment.ts";
import { isConnected, isSounding, type Model, playingOf, type Speaker, zoneOf } from "./model.ts";
import { linkReason } from "./speaker-machine.ts";

/** Quieter than this a probe is lost in the noise of a garden. */
const QUIETEST_PERCENT = 40;

/** Whether a speaker can play probes; `waits`: it is being connected. */
export type Readiness =
  | { readonly kind: "ready"; readonly linkCount: number }
  | { readonly kind: "waits" }
  | { readonly kind: "missing"; readonly code: OutcomeCode };

/** Ready is whoever the engine writes to by the link there is now. */
export function readinessOf(model: Model, id: SpeakerId): Readiness {
  const speaker = model.speakers.get(id);
  if (!speaker) return { kind: "missing", code: "TARGET_UNKNOWN" };
  const { link, linkCount } = speaker;
  if (link.kind === "connected") {
    return model.engine.outputs.get(id)?.linkCount === linkCount ? { kind: "ready", linkCount } : { kind: "waits" };
  }
  const hasFailed = link.kind === "refused" || (link.kind === "waiting-to-retry" && link.failures > 0);
  return hasFailed ? { kind: "missing", code: linkReason(link) ?? "SPEAKER_OFFLINE" } : { kind: "waits" };
}

/** As loud as the speaker plays, muted or not: never too quiet to be found, and never above its cap. */
export function probePercent(speaker: Speaker): number {
  const volumePercent = Math.max(speaker.volumePercent, QUIETEST_PERCENT);
  return playingOf({ ...speaker, volumePercent }, speaker.channel)?.volumePercent ?? 0;
}

/** From write to sound, as the bridge plays by it now; null without a link. */
export function playedByMs(model: Model, id: SpeakerId): number | null {
  const speaker = model.speakers.get(id);
  return (speaker && playingOf(speaker, speaker.channel)?.latencyMs) ?? null;
}

/** What its link tells of its delay; null without a link, or where it tells none. */
export function reportedDelayMs(model: Model, id: SpeakerId): number | null {
  const link = model.speakers.get(id)?.link;
  return link?.kind === "connected" ? link.transport.reportedDelayMs : null;
}

/** Is music written to it that people hear? */
export function isHeardPlaying(model: Model, id: SpeakerId): boolean {
  const zone = zoneOf(model, id);
  const speaker = model.speakers.get(id);
  if (!zone || !speaker || speaker.muted || speaker.volumePercent === 0) return false;
  return readinessOf(model, id).kind === "ready" && isSounding(model, zone.id, id);
}

/** Was it set by ear? Then that is how somebody wants it, whatever a microphone hears. */
export function isSetByHand({ link, latency }: Speaker): boolean {
  return link.kind === "connected" && bestKnownLatency(link.transport, latency.known).method === "by-hand";
}

/** Does it play music, or would as soon as it is back? */
export const playsMusic = (model: Model, id: SpeakerId): boolean => zoneOf(model, id)?.playing === true;

/** Why a speaker that was waited for is not there. */
export function whyMissing(model: Model, id: SpeakerId): OutcomeCode {
  const speaker = model.speakers.get(id);
  if (!speaker) return "TARGET_UNKNOWN";
  return isConnected(speaker) ? "INTERNAL" : (linkReason(speaker.link) ?? "SPEAKER_OFFLINE");
}

/** Is it there, asked or not? Where it is not, why. */
export const presenceOf = (model: Model, id: SpeakerId): OutcomeCode =>
  isConnected(model.speakers.get(id)) ? "OK" : whyMissing(model, id);
