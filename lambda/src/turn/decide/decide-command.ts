// Requests that a bridge carries out: music, volume, who plays along. Pure: request and home in, a command out.
import {
  assertNever,
  type BuiltInSound,
  type LiveSourceKind,
  SleepMs,
  type Source,
  type SpeakerId,
  toAnnouncementWords,
} from "@house-band/contract";
import type { Deed, Where } from "../../speech/intents.ts";
import { isBehind } from "../freshness.ts";
import { liveSourceIn } from "../hear/live-words.ts";
import { builtInSoundIn } from "../hear/sound-words.ts";
import { type Choice, chooseTargets, type Manner, otherMusic } from "../places/choose-targets.ts";
import { isAnythingAnnounced, zonesOf } from "../places/places.ts";
import type { CommandDraft, Decision, World } from "../turn.ts";
import type { HeardTargets, VoiceRequest } from "../voice-request.ts";
import { askPresetName, presetName } from "./decide-preset.ts";

/** Louder by more than this in one step hurts ears and speakers; it is limited, and said. */
export const MAX_RAISE_PERCENT = 30;

type CommandRequest = Extract<
  VoiceRequest,
  {
    kind:
      | "play"
      | "pause"
      | "resume"
      | "stop"
      | "next"
      | "previous"
      | "mute"
      | "unmute"
      | "connect"
      | "release"
      | "identify"
      | "announce"
      | "stop-announcement"
      | "save-preset"
      | "set-shuffle"
      | "set-repeat"
      | "set-sleep-timer"
      | "cancel-sleep-timer"
      | "set-volume"
      | "adjust-volume"
      | "move"
      | "add-to-playing"
      | "remove-from-playing";
  }
>;

/** The command for the bridge, or the question that is still open. */
export function decideCommand(world: World, request: CommandRequest): Decision {
  switch (request.kind) {
    case "play": {
      const live = liveSourceIn(request.words);
      const sound = builtInSoundIn(request.words);
      const source = toSource(request.words, live, sound);
      return withTargets(world, request, request.targets, "play", ({ targets, where }) => ({
        draft: { kind: "play", targets: [...targets], source, ...(request.shuffled && { shuffled: true }) },
        deed: { kind: "play", where, words: request.words, ...(live && { live }), ...(sound && { sound }) },
      }));
    }
    case "pause":
    case "resume":
    case "next":
    case "previous":
      return withTargets(world, request, request.targets, mannerOf(request.kind), ({ ids, where }) => ({
        draft: { kind: request.kind, speakers: ids },
        deed: { kind: request.kind, where: whereSaid(world, request.targets, where) },
      }));
    case "stop":
      return withTargets(world, request, request.targets, "music", ({ ids, where }) => ({
        draft: { kind: "stop", speakers: ids, ...(request.isBare && { announcementFirst: true }) },
        deed: { kind: "stop", where: whereSaid(world, request.targets, where) },
      }));
    case "mute":
    case "unmute":
      if (request.kind === "unmute" && hasLeft(world, request.targets)) {
        return addToPlaying(world, { kind: "add-to-playing", targets: request.targets, beside: { kind: "unsaid" } });
      }
      return withTargets(world, request, request.targets, "level", ({ ids, where }) => ({
        draft: { kind: request.kind, speakers: ids },
        deed: { kind: request.kind, where },
      }));
    case "connect":
    case "release":
    case "identify":
      return withTargets(world, request, request.targets, "stated", ({ ids, where }) => ({
        draft: { kind: request.kind, speakers: ids },
        deed: { kind: request.kind, where },
      }));
    case "save-preset": {
      const name = presetName(request.name);
      if (name === null) return askPresetName;
      return withTargets(world, request, request.targets, "music", ({ ids }) => ({
        draft: { kind: "save-preset", speakers: ids, name },
        deed: { kind: "save-preset", where: { kind: "unsaid" }, name },
      }));
    }
    case "set-shuffle":
      return withTargets(world, request, request.targets, "music", ({ ids, where }) => ({
        draft: { kind: "set-shuffle", speakers: ids, isOn: request.isOn },
        deed: { kind: "set-shuffle", where: whereSaid(world, request.targets, where), isOn: request.isOn },
      }));
    case "set-repeat":
      return withTargets(world, request, request.targets, "music", ({ ids, where }) => ({
        draft: { kind: "set-repeat", speakers: ids, repeat: request.repeat },
        deed: { kind: "set-repeat", where: whereSaid(world, request.targets, where), repeat: request.repeat },
      }));
    case "set-sleep-timer":
      return setSleepTimer(world, request);
    case "cancel-sleep-timer":
      return withTargets(world, request, request.targets, "music", ({ ids, where }) => ({
        draft: { kind: "cancel-sleep-timer", speakers: ids },
        deed: { kind: "cancel-sleep-timer", where: whereSaid(world, request.targets, where) },
      }));
    case "announce":
      return announce(world, request);
    case "stop-announcement":
      return stopAnnouncement(world, request);
    case "set-volume":
      return setVolume(world, request);
    case "adjust-volume":
      return adjustVolume(world, request);
    case "move":
      return move(world, request);
    case "add-to-playing":
      return addToPlaying(world, request);
    case "remove-from-playing":
      return withTargets(world, request, request.targets, "stated", ({ ids, where }) => ({
        draft: { kind: "remove-from-playing", speakers: ids },
        deed: { kind: "remove", where },
      }));
    default:
      return assertNever(request);
  }
}

const mannerOf = (kind: "pause" | "resume" | "next" | "previous"): Manner => (kind === "resume" ? "paused" : "music");

function toSource(words: string | null, live: LiveSourceKind | null, sound: BuiltInSound | null): Source {
  if (live) return { kind: live };
  if (sound) return { kind: "sound", sound };
  return words ? { kind: "request", words } : { kind: "anything" };
}

/** Where one zone plays, "Stopped." says it all; among several, and where that is not certain, people are told which. */
function whereSaid({ snapshot, nowMs }: World, heard: HeardTargets, where: Where): Where {
  if (heard.kind !== "unsaid") return where;
  if (zonesOf(snapshot).length < 2 && !isBehind(snapshot, nowMs)) return { kind: "unsaid" };
  return { kind: "chosen", names: where.kind === "on" ? where.names : [] };
}

type Chosen = Extract<Choice, { kind: "chosen" }> & { readonly ids: SpeakerId[] };
type Draft = { readonly draft: CommandDraft; readonly deed: Deed };

function withTargets(
  world: World,
  request: CommandRequest,
  heard: HeardTargets,
  manner: Manner,
  draftFor: (chosen: Chosen) => Draft,
): Decision {
  const choice = chooseTargets(world, heard, manner);
  if (choice.kind === "ask") return { kind: "ask", say: choice.say, pending: { request, hole: choice.hole } };
  if (choice.kind === "answer") return choice;
  const ids = choice.targets.map(({ id }) => id);
  const draft = draftFor({ ...choice, ids });
  return { kind: "command", ...draft, unknown: choice.unknown, lastSpeakers: lastAfter(world, draft.draft, ids) };
}

/** "It" is whoever was spoken of last and may still be playing. */
function lastAfter(world: World, draft: CommandDraft, ids: readonly SpeakerId[]): readonly SpeakerId[] {
  const isAside = draft.kind === "announce" || draft.kind === "stop-announcement" || endsAnnouncement(world, draft);
  if (isAside) return world.snapshot.lastSpeakers;
  if (draft.kind !== "stop" && draft.kind !== "remove-from-playing" && draft.kind !== "release") return ids;
  return world.snapshot.lastSpeakers.filter((id) => !ids.includes(id));
}

/** As far as is known here, it leaves the music alone. */
const endsAnnouncement = ({ snapshot }: World, draft: CommandDraft): boolean =>
  draft.kind === "stop" && draft.announcementFirst === true && isAnythingAnnounced(snapshot);

/** "Bring the deck back": it is not muted, but no longer where the music plays. */
function hasLeft(world: World, targets: HeardTargets): boolean {
  const { snapshot, nowMs } = world;
  const choice = chooseTargets(world, targets, "stated");
  const zones = zonesOf(snapshot, "playing");
  if (choice.kind !== "chosen" || zones.length === 0 || isBehind(snapshot, nowMs)) return false;
  return choice.targets.every(
    ({ id }) => snapshot.bridge?.state.speakers[id]?.muted === false && !zonesOf(snapshot).flat().includes(id),
  );
}

function setVolume(world: World, request: Extract<CommandRequest, { kind: "set-volume" }>): Decision {
  const { level, targets } = request;
  if (level.kind === "out-of-range") {
    return { kind: "ask", say: { kind: "ask-level" }, pending: { request, hole: "level" } };
  }
  return withTargets(world, request, targets, "level", ({ ids, where }) => ({
    draft: { kind: "set-volume", speakers: ids, volumePercent: level.percent },
    deed: { kind: "set-volume", where, volumePercent: level.percent },
  }));
}

function setSleepTimer(world: World, request: Extract<CommandRequest, { kind: "set-sleep-timer" }>): Decision {
  const { inMs, targets } = request;
  if (inMs === null || !SleepMs.safeParse(inMs).success) {
    return { kind: "ask", say: { kind: "ask-sleep-time" }, pending: null };
  }
  return withTargets(world, request, targets, "music", ({ ids, where }) => ({
    draft: { kind: "set-sleep-timer", speakers: ids, inMs },
    deed: { kind: "set-sleep-timer", where: whereSaid(world, targets, where), inMs },
  }));
}

/** Whoever says no place speaks to everybody. */
function announce(world: World, request: Extract<CommandRequest, { kind: "announce" }>): Decision {
  const words = toAnnouncementWords(request.words ?? "");
  if (words === "") return { kind: "ask", say: { kind: "ask-announcement" }, pending: null };
  const heard: HeardTargets = request.targets.kind === "unsaid" ? { kind: "everywhere" } : request.targets;
  return withTargets(world, request, heard, "stated", ({ ids, where }) => ({
    draft: { kind: "announce", speakers: ids, says: { kind: "words", words } },
    deed: { kind: "announce", where },
  }));
}

/** Whoever says no place means whatever is announced, wherever. */
function stopAnnouncement(world: World, request: Extract<CommandRequest, { kind: "stop-announcement" }>): Decision {
  const isSaid = request.targets.kind !== "unsaid";
  const heard: HeardTargets = isSaid ? request.targets : { kind: "everywhere" };
  return withTargets(world, request, heard, "stated", ({ ids, where }) => ({
    draft: { kind: "stop-announcement", speakers: ids },
    deed: { kind: "stop-announcement", where: isSaid ? where : { kind: "unsaid" } },
  }));
}

function adjustVolume(world: World, request: Extract<CommandRequest, { kind: "adjust-volume" }>): Decision {
  const deltaPercent = Math.max(-100, Math.min(request.deltaPercent, MAX_RAISE_PERCENT));
  const isLimited = request.deltaPercent > MAX_RAISE_PERCENT;
  return withTargets(world, request, request.targets, "level", ({ ids, where }) => ({
    draft: { kind: "adjust-volume", speakers: ids, deltaPercent },
    deed: { kind: "adjust-volume", where, deltaPercent, isLimited },
  }));
}

function move(world: World, request: Extract<CommandRequest, { kind: "move" }>): Decision {
  return withOtherSide(world, request, { heard: request.from, there: request.to }, (from) =>
    withTargets(world, request, request.to, "stated", ({ targets, where }) => ({
      draft: { kind: "move", from, targets: [...targets] },
      deed: { kind: "move", where },
    })),
  );
}

function addToPlaying(world: World, request: Extract<CommandRequest, { kind: "add-to-playing" }>): Decision {
  return withOtherSide(world, request, { heard: request.beside, there: request.targets }, (beside) =>
    withTargets(world, request, request.targets, "stated", ({ targets, where }) => ({
      draft: { kind: "add-to-playing", targets: [...targets], beside },
      deed: { kind: "add", where },
    })),
  );
}

function withOtherSide(
  world: World,
  request: CommandRequest,
  { heard, there }: { readonly heard: HeardTargets; readonly there: HeardTargets },
  decisionFor: (ids: SpeakerId[]) => Decision,
): Decision {
  if (heard.kind === "unsaid") return decisionFor([...otherMusic(world, there, request.kind === "move")]);
  const choice = chooseTargets(world, heard, "stated");
  if (choice.kind === "answer") return choice;
  if (choice.kind === "ask") return { kind: "ask", say: choice.say, pending: { request, hole: "other-side" } };
  return decisionFor(choice.targets.map(({ id }) => id));
}
