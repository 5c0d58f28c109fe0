// Answers of a word or two, as Alexa hands them over: as something to play, for want of anything better.
import type { HeardPlace, HeardTargets, VoiceRequest } from "../voice-request.ts";

/** A bare place reaches us as something to play there, or, where Alexa does not know the name, as something to play. */
export function placeIn(request: VoiceRequest): HeardPlace | null {
  if (request.kind !== "play") return null;
  if (request.words === null) return isAnswer(request.targets) ? request.targets : null;
  if (request.targets.kind !== "unsaid") return null;
  return { kind: "named", names: [{ heard: request.words, dynamicIds: [], staticNames: [] }] };
}

/** A place with exceptions of its own is an order, not an answer. */
export const isAnswer = (targets: HeardTargets): targets is HeardPlace =>
  targets.kind !== "unsaid" && targets.kind !== "all-but";

/** The words of a request that may be nothing but a name; null where it is something else. */
export function nameIn(request: VoiceRequest): string | null {
  const place = placeIn(request);
  return place?.kind === "named" ? (place.names[0]?.heard ?? null) : null;
}
