// "Stop in thirty minutes" and "stop in the kitchen" are one sentence but for the slot: Alexa may put either into the other's.
// Which it is, the words say, and the names of this home. Taken literally, a timer that was misheard would stop the music at once.
import type { Home } from "@house-band/contract";
import { parseDuration, parseSpokenDuration } from "../hear/duration-words.ts";
import type { HeardTargets, VoiceRequest } from "../voice-request.ts";
import { matchesForSure } from "./resolve-target.ts";

type Timer = Extract<VoiceRequest, { readonly kind: "set-sleep-timer" }>;

/** A length of time that is no name of this home is no place; a name of this home that is no length of time is one. */
export function withTimeOrPlace(home: Home, request: VoiceRequest): VoiceRequest {
  if (request.kind === "stop") return timerIn(home, request.targets) ?? request;
  return request.kind === "set-sleep-timer" ? (stopIn(home, request) ?? request) : request;
}

function timerIn(home: Home, targets: HeardTargets): VoiceRequest | null {
  if (targets.kind !== "named") return null;
  const isOfHome = targets.names.some(({ heard, dynamicIds }) => dynamicIds.length > 0 || matchesForSure(home, heard));
  if (isOfHome) return null;
  // "an hour and a half" was taken for two places
  const words = targets.names.map(({ heard }) => heard).join(" and ");
  const inMs = parseDuration(words) ?? parseSpokenDuration(words);
  return inMs === null ? null : { kind: "set-sleep-timer", inMs, targets: { kind: "unsaid" } };
}

function stopIn(home: Home, { inMs, heard, targets }: Timer): VoiceRequest | null {
  if (inMs !== null || heard === undefined || targets.kind !== "unsaid") return null;
  const whole = matchesForSure(home, heard);
  const names = whole ? [heard] : heard.split(/\s*,\s*|\s+and\s+/u).filter(Boolean);
  const isOfHome = names.length > 0 && names.every((name) => matchesForSure(home, name));
  return isOfHome ? { kind: "stop", targets: named(names) } : null;
}

const named = (names: readonly string[]): HeardTargets => ({
  kind: "named",
  names: names.map((heard) => ({ heard, dynamicIds: [], staticNames: [] })),
});
