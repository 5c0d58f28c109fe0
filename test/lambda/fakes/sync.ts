// Requests about how well speakers play together, and what bridges answer to them.
import type { Outcome } from "@house-band/contract";
import type { HeardTargets, VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { START_MS } from "./clock.ts";
import { quiet } from "./home.ts";
import { named } from "./voice.ts";
import { createWorld, heard, type WorldOptions } from "./world.ts";

export const measure = (
  kind: "calibrate" | "sync-check" | "match-levels",
  targets: HeardTargets = named("backyard"),
  whileMusicPlays = false,
): VoiceRequest => ({ kind, targets, whileMusicPlays });

export const nudge = (deltaMs: number, targets: HeardTargets = named("patio")): VoiceRequest => ({
  kind: "nudge",
  deltaMs,
  targets,
});

export const ok = (...ids: readonly string[]): Outcome["perSpeaker"] => Object.fromEntries(ids.map((id) => [id, "OK"]));

export const measured = (said: Partial<NonNullable<Outcome["measured"]>>): Partial<Outcome> => ({
  perSpeaker: ok(...Object.keys(said.speakers ?? {})),
  measured: { atMs: START_MS, isApplied: false, speakers: {}, ...said },
});

/** What is said where the bridge answers this. */
export async function speechAfter(request: VoiceRequest, outcome: Partial<Outcome>, options: WorldOptions = {}) {
  const reply = await createWorld({ snapshot: quiet, ...options, bridge: () => outcome }).say({ request });
  return heard(reply.ssml);
}
