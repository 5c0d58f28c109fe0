// "Which one?" – "The patio." Puts an answer into the request that was asked back about. Pure.
import { assertNever } from "@house-band/contract";
import type { Hole } from "../../speech/intents.ts";
import type { Pending } from "../turn.ts";
import type { HeardPlace, VoiceRequest } from "../voice-request.ts";
import { isAnswer, nameIn, placeIn } from "./bare-words.ts";
import { fillPairing } from "./fill-pairing.ts";

/**
 * Where the new request is an answer to the question: the request of before, with the answer in its place.
 * Otherwise the new request itself: people may change their minds.
 */
export function fillHole(pending: Pending | null, request: VoiceRequest): VoiceRequest {
  if (!pending) return request;
  // "Stop" is never an answer: it ends the question, and the music that was commanded last. "Cancel" leaves the music.
  if (request.kind === "stop" && request.targets.kind === "unsaid") return request;
  if (pending.request.kind === "pair") return fillPairing(pending.request.step, request) ?? request;
  if (isSame(pending.request, request)) return mergeSame(pending, request);
  return fill(pending.request, pending.hole, request) ?? request;
}

/** A bare place after "play jazz everywhere but the den" is no new order to play: that would turn it into its opposite. */
function isSame(before: VoiceRequest, request: VoiceRequest): boolean {
  const isBarePlace = request.kind === "play" && request.words === null && isAnswer(request.targets);
  const hasExceptions = "targets" in before && before.targets.kind === "all-but";
  return request.kind === before.kind && !(isBarePlace && hasExceptions);
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
    case "exception":
      return withException(before, placeIn(request));
    case "other-side":
      return withOtherSide(before, placeIn(request));
    case "group":
      return withGroup(before, placeIn(request));
    case "name":
      return withName(before, nameIn(request));
    case "sure":
      return confirmed(before, request);
    case "step":
    case "channel":
    case "level":
    case "way":
      // Only the same kind of request can hold these.
      return null;
    default:
      return assertNever(hole);
  }
}

function withPlace(before: VoiceRequest, place: HeardPlace | null): VoiceRequest | null {
  if (!place) return null;
  if (before.kind === "move") return { ...before, to: place };
  if (before.kind === "create-group" || before.kind === "add-member" || before.kind === "remove-member") {
    return { ...before, members: place };
  }
  if (before.kind === "rename" || before.kind === "delete-group") return { ...before, target: place };
  if (!("targets" in before)) return null;
  const { targets } = before;
  return { ...before, targets: targets.kind === "all-but" ? { ...targets, of: place } : place };
}

/** Of "everywhere but the den" the den was asked about: the answer is left out, and the rest stays. */
function withException(before: VoiceRequest, place: HeardPlace | null): VoiceRequest | null {
  if (place?.kind !== "named") return null;
  if (before.kind === "create-group" && before.members.kind === "all-but") {
    return { ...before, members: { ...before.members, names: place.names } };
  }
  if (!("targets" in before) || before.targets.kind !== "all-but") return null;
  return { ...before, targets: { ...before.targets, names: place.names } };
}

function withOtherSide(before: VoiceRequest, place: HeardPlace | null): VoiceRequest | null {
  if (!place) return null;
  if (before.kind === "move") return { ...before, from: place };
  return before.kind === "add-to-playing" ? { ...before, beside: place } : null;
}

function withGroup(before: VoiceRequest, place: HeardPlace | null): VoiceRequest | null {
  return place && "group" in before ? { ...before, group: place } : null;
}

function confirmed(before: VoiceRequest, request: VoiceRequest): VoiceRequest | null {
  switch (before.kind) {
    case "forget":
      return answered(request, request.kind === "yes", { ...before, isSure: true });
    case "take-levels":
      return answered(request, request.kind === "yes" || isMatchThem(request), before);
    case "calibrate":
    case "sync-check":
    case "match-levels":
      return answered(request, request.kind === "yes" || isDoItAnyway(request), { ...before, whileMusicPlays: true });
    default:
      return null;
  }
}

const answered = (request: VoiceRequest, isYes: boolean, agreed: VoiceRequest): VoiceRequest | null =>
  isYes ? agreed : request.kind === "no" ? { kind: "leave-be" } : null;

/** "Match them", of those that were spoken of. */
const isMatchThem = (request: VoiceRequest): boolean =>
  request.kind === "match-levels" && request.targets.kind === "unsaid";

/** "Do it anyway" is heard as being about pairing, which it mostly is. */
const isDoItAnyway = (request: VoiceRequest): boolean =>
  request.kind === "pair" && request.step.kind === "look" && request.step.whileMusicPlays;

function withName(before: VoiceRequest, name: string | null): VoiceRequest | null {
  if (name === null) return null;
  if (before.kind === "create-group") return { ...before, name };
  return before.kind === "rename" ? { ...before, newName: name } : null;
}
