// "Which one?" – "The patio." Puts an answer into the request that was asked back about. Pure.
import { assertNever } from "@house-band/contract";
import type { Hole } from "../speech/intents.ts";
import type { Pending } from "./turn.ts";
import type { HeardTargets, VoiceRequest } from "./voice-request.ts";

/**
 * Where the new request is an answer to the question: the request of before, with the answer in its place.
 * Otherwise the new request itself: people may change their minds.
 */
export function fillHole(pending: Pending | null, request: VoiceRequest): VoiceRequest {
  if (!pending) return request;
  // In the middle of a question "stop" means the question, not the music.
  if (request.kind === "stop" && request.targets.kind === "unsaid") return { kind: "cancel" };
  if (request.kind === pending.request.kind) return mergeSame(pending, request);
  return fill(pending.request, pending.hole, request) ?? request;
}

/** Alexa sends the same intent again with the slot that was asked for; what it lost of the rest is kept. */
function mergeSame({ request: before, hole }: Pending, request: VoiceRequest): VoiceRequest {
  if (!("targets" in request && "targets" in before) || hole === "targets") {
    return request.kind === "play" && before.kind === "play" && request.words === null
      ? { ...request, words: before.words }
      : request;
  }
  return request.targets.kind === "unsaid" ? { ...request, targets: before.targets } : request;
}

function fill(before: VoiceRequest, hole: Hole, request: VoiceRequest): VoiceRequest | null {
  switch (hole) {
    case "targets":
      return withPlace(before, placeIn(request));
    case "other-side":
      return withOtherSide(before, placeIn(request));
    case "group":
      return withGroup(before, placeIn(request));
    case "name":
      return withName(before, nameIn(request));
    case "channel":
    case "level":
      // Only the same kind of request can hold these.
      return null;
    default:
      return assertNever(hole);
  }
}

/** A bare place reaches us as something to play there, or, where Alexa does not know the name, as something to play. */
function placeIn(request: VoiceRequest): HeardTargets | null {
  if (request.kind !== "play") return null;
  if (request.words === null) return request.targets.kind === "unsaid" ? null : request.targets;
  if (request.targets.kind !== "unsaid") return null;
  return { kind: "named", names: [{ heard: request.words, dynamicIds: [], staticNames: [] }] };
}

function nameIn(request: VoiceRequest): string | null {
  const place = placeIn(request);
  return place?.kind === "named" ? (place.names[0]?.heard ?? null) : null;
}

function withPlace(before: VoiceRequest, place: HeardTargets | null): VoiceRequest | null {
  if (!place) return null;
  if (before.kind === "move") return { ...before, to: place };
  if (before.kind === "create-group" || before.kind === "add-member" || before.kind === "remove-member") {
    return { ...before, members: place };
  }
  if (before.kind === "rename" || before.kind === "delete-group") return { ...before, target: place };
  return "targets" in before ? { ...before, targets: place } : null;
}

function withOtherSide(before: VoiceRequest, place: HeardTargets | null): VoiceRequest | null {
  if (!place) return null;
  if (before.kind === "move") return { ...before, from: place };
  return before.kind === "add-to-playing" ? { ...before, beside: place } : null;
}

function withGroup(before: VoiceRequest, place: HeardTargets | null): VoiceRequest | null {
  return place && "group" in before ? { ...before, group: place } : null;
}

function withName(before: VoiceRequest, name: string | null): VoiceRequest | null {
  if (name === null) return null;
  if (before.kind === "create-group") return { ...before, name };
  return before.kind === "rename" ? { ...before, newName: name } : null;
}
