// How loud speakers are against one another: as a microphone has found them to be equal, or as they were built. Pure.
import type { SpeakerId } from "@house-band/contract";
import { chooseTargets } from "../places/choose-targets.ts";
import { entries, namesOf } from "../places/places.ts";
import type { Decision, World } from "../turn.ts";
import type { HeardTargets, VoiceRequest } from "../voice-request.ts";

/** What was offered has been agreed to. */
export function decideTakeLevels(
  { snapshot: { home } }: World,
  { trims }: Extract<VoiceRequest, { kind: "take-levels" }>,
): Decision {
  const softer = entries(trims).filter(([, trimDb]) => trimDb < 0);
  const names = namesOf(
    home,
    softer.map(([id]) => id),
  );
  const mostDb = Math.max(0, ...softer.map(([, trimDb]) => -trimDb));
  return {
    kind: "edit",
    edit: { kind: "set-trims", trims },
    said: { kind: "match-levels", names, mostDb },
    unknown: [],
  };
}

/** Without a place it is about every speaker. */
export function decideForgetLevels(world: World, request: Extract<VoiceRequest, { kind: "forget-levels" }>): Decision {
  const heard: HeardTargets = request.targets.kind === "unsaid" ? { kind: "everywhere" } : request.targets;
  const choice = chooseTargets(world, heard, "stated");
  if (choice.kind === "answer") return choice;
  if (choice.kind === "ask") return { kind: "ask", say: choice.say, pending: { request, hole: choice.hole } };
  const trims: Record<SpeakerId, number> = Object.fromEntries(choice.targets.map(({ id }) => [id, 0]));
  return {
    kind: "edit",
    edit: { kind: "set-trims", trims },
    said: { kind: "forget-levels", where: choice.where },
    unknown: choice.unknown,
  };
}
