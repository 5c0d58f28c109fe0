// How well speakers play together: by microphone, or by ear. Pure: request and home in, a command or a question out.
import { NudgeMs } from "@house-band/contract";
import type { Deed } from "../../speech/intents.ts";
import { chooseTargets } from "../places/choose-targets.ts";
import type { Decision, World } from "../turn.ts";
import type { MeasureRequest, VoiceRequest } from "../voice-request.ts";

/** Whether one speaker alone may be listened to is the bridge's to say. Levels are matched only once they were heard. */
export function decideMeasure(world: World, request: MeasureRequest): Decision {
  const { kind, targets, whileMusicPlays } = request;
  const choice = chooseTargets(world, targets, "together");
  if (choice.kind === "answer") return choice;
  if (choice.kind === "ask") return { kind: "ask", say: choice.say, pending: { request, hole: choice.hole } };
  const ids = choice.targets.map(({ id }) => id);
  return {
    kind: "command",
    draft: { kind: kind === "match-levels" ? "sync-check" : kind, speakers: ids, whileMusicPlays },
    deed: { kind, where: choice.where, isPlaceSaid: targets.kind !== "unsaid" },
    unknown: choice.unknown,
    lastSpeakers: ids,
    ...(!whileMusicPlays && { overMusic: request }),
  };
}

/** A step that is none, or more than one, is not sent. */
export function decideNudge(world: World, request: Extract<VoiceRequest, { kind: "nudge" }>): Decision {
  const { deltaMs, targets } = request;
  if (deltaMs === 0 || !NudgeMs.safeParse(deltaMs).success) return refused(deltaMs);
  if (request.isUndirected) return { kind: "ask", say: { kind: "ask-way" }, pending: { request, hole: "way" } };
  const choice = chooseTargets(world, targets, "one");
  if (choice.kind === "answer") return choice;
  if (choice.kind === "ask") return { kind: "ask", say: choice.say, pending: { request, hole: choice.hole } };
  const ids = choice.targets.map(({ id }) => id);
  return {
    kind: "command",
    draft: { kind: "nudge-delay", speakers: ids, deltaMs },
    deed: { kind: "nudge", where: choice.where, deltaMs },
    unknown: choice.unknown,
    lastSpeakers: ids,
  };
}

function refused(deltaMs: number): Decision {
  const deed: Deed = { kind: "nudge", where: { kind: "unsaid" }, deltaMs };
  const nothing = { missing: [], found: null, volumes: [], unknown: [] };
  return { kind: "answer", say: { kind: "outcome", deed, result: "failed", code: "VALUE_RANGE", ...nothing } };
}
