// What a request means in this home: a command, an edit, an answer or a question. Pure, and the only place that decides.
import { assertNever } from "@house-band/contract";
import { isBehind } from "../freshness.ts";
import { withPlaceFromWords } from "../places/place-in-words.ts";
import { choicesOf, isAnythingAnnounced, zonesOf } from "../places/places.ts";
import type { Decision, World } from "../turn.ts";
import type { HeardTargets, VoiceRequest } from "../voice-request.ts";
import { decideAnswer, decideWelcome } from "./decide-answer.ts";
import { decideCommand } from "./decide-command.ts";
import { decideEdit } from "./decide-edit.ts";
import { decideForgetLevels, decideTakeLevels } from "./decide-levels.ts";
import { decideForget, decidePairing } from "./decide-pairing.ts";
import { decidePreset } from "./decide-preset.ts";
import { decideMeasure, decideNudge } from "./decide-sync.ts";

/** @param heard complete as far as it goes: an answer to a question has been put into its request already */
export function decide(world: World, heard: VoiceRequest): Decision {
  const request = withPlaceFromWords(world.snapshot.home, heard);
  switch (request.kind) {
    case "launch":
      return { kind: "ask", say: decideWelcome(world), pending: null };
    case "help":
      return { kind: "ask", say: { kind: "help", place: examplePlace(world) }, pending: null };
    case "choose":
    case "fallback":
      return { kind: "ask", say: { kind: "not-understood", place: examplePlace(world) }, pending: null };
    case "yes":
      return { kind: "ask", say: { kind: "what-next" }, pending: null };
    case "leave-be":
      return { kind: "answer", say: { kind: "left-alone" } };
    case "claim":
      // a code is looked up before there is a home to decide in
      return { kind: "answer", say: { kind: "claim-no-code" } };
    case "two-orders":
      return { kind: "ask", say: { kind: "one-at-a-time" }, pending: null };
    case "no":
    case "cancel":
      return { kind: "answer", say: { kind: "goodbye" } };
    case "navigate-home":
      return { kind: "silence" };
    case "stop":
      return isNothingToStop(world, request.targets)
        ? { kind: "answer", say: { kind: "nothing-to-stop" } }
        : decideCommand(world, request);
    case "list-speakers":
    case "list-groups":
    case "whats-playing":
    case "speaker-status":
    case "sleep-left":
      return decideAnswer(world, request);
    case "pair":
      return decidePairing(world, request.step);
    case "pairing-news":
      return decidePairing(world, { kind: "look", whileMusicPlays: false, name: null });
    case "forget":
      return decideForget(world, request);
    case "calibrate":
    case "sync-check":
    case "match-levels":
      return decideMeasure(world, request);
    case "take-levels":
      return decideTakeLevels(world, request);
    case "forget-levels":
      return decideForgetLevels(world, request);
    case "nudge":
      return decideNudge(world, request);
    case "forget-preset":
    case "list-presets":
      return decidePreset(world, request);
    case "create-group":
    case "rename":
    case "delete-group":
    case "add-member":
    case "remove-member":
    case "set-channel":
    case "swap-channels":
    case "set-default-group":
      return decideEdit(world, request);
    case "resume":
      return isNothingPaused(world, request.targets)
        ? decideAnswer(world, { kind: "whats-playing", targets: request.targets })
        : decideCommand(world, request);
    case "play":
    case "pause":
    case "next":
    case "previous":
    case "mute":
    case "unmute":
    case "connect":
    case "release":
    case "identify":
    case "announce":
    case "stop-announcement":
    case "save-preset":
    case "set-shuffle":
    case "set-repeat":
    case "set-sleep-timer":
    case "cancel-sleep-timer":
    case "set-volume":
    case "adjust-volume":
    case "move":
    case "add-to-playing":
    case "remove-from-playing":
      return decideCommand(world, request);
    default:
      return assertNever(request);
  }
}

const examplePlace = (world: World): string | null => choicesOf(world.snapshot.home)[0] ?? null;

/** Music is heard and none is paused: what that is says more than that it plays "again". */
function isNothingPaused({ snapshot, nowMs }: World, targets: HeardTargets): boolean {
  if (targets.kind !== "unsaid" || isBehind(snapshot, nowMs)) return false;
  return zonesOf(snapshot, "playing").length > 0 && zonesOf(snapshot, "paused").length === 0;
}

/** A bare "stop" also leaves the skill: where nothing plays, and that is certain, leaving is all it means. */
function isNothingToStop({ snapshot, nowMs }: World, targets: HeardTargets): boolean {
  if (targets.kind !== "unsaid" || snapshot.lastSpeakers.length > 0 || isBehind(snapshot, nowMs)) return false;
  if (isAnythingAnnounced(snapshot)) return false;
  return snapshot.bridge !== null && zonesOf(snapshot).length === 0;
}
