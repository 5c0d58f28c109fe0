// What became of a command, in American English: done, partly and who is missing, or could not, why and what to do.
import { assertNever, type BuiltInSound, type Found, type Repeat } from "@house-band/contract";
import { speakFailure } from "./en-us-failures.ts";
import { nudged } from "./en-us-sync.ts";
import {
  and,
  capitalised,
  clauses,
  duration,
  isAre,
  namesWith,
  quoted,
  reasons,
  shortList,
  unknownClause,
  where,
  whom,
} from "./en-us-words.ts";
import type { Deed, SpeechIntent, Volumes } from "./intents.ts";
import { type Ssml, say, sentences } from "./ssml.ts";

type OutcomeSaid = Extract<SpeechIntent, { kind: "outcome" }>;

/** One sentence for what holds, one for everything that does not. */
export function speakOutcome(outcome: OutcomeSaid): Ssml {
  if (outcome.result === "failed") return speakFailure(outcome);
  if (outcome.result === "waiting") return speakWaiting(outcome);
  return sentences(isAllLimited(outcome) ? null : say`${speakDeed(outcome)}.`, remarks(outcome));
}

/** Who waits for what plays elsewhere to begin, and who would miss it. */
function speakWaiting({ found, missing }: OutcomeSaid): Ssml {
  const waiting = namesWith(missing, "SOURCE_SILENT");
  const others = missing.filter(({ code }) => code !== "SOURCE_SILENT");
  const plays = say`${shortList(waiting)} ${waiting.length === 1 ? "plays" : "play"} it as soon as it does`;
  const rest = others.length === 0 ? say`` : say`; ${reasons(others)}`;
  return say`${found?.title ?? "That"} is connected, but isn't playing anything right now. ${plays}${rest}.`;
}

function speakDeed({ deed, found, volumes, presets = [] }: OutcomeSaid): Ssml {
  switch (deed.kind) {
    case "play":
      return say`Playing ${deed.sound ? SOUNDS[deed.sound] : music(found, deed.words)}${where(deed.where)}`;
    case "pause":
      return say`Paused${whom(deed.where)}`;
    case "resume":
      return say`Playing again${where(deed.where)}`;
    case "stop":
      return say`Stopped${whom(deed.where)}`;
    case "next":
      return found
        ? say`Next: ${track(found)}${where(deed.where)}`
        : say`Skipped to the next track${where(deed.where)}`;
    case "previous":
      return found
        ? say`Back to ${track(found)}${where(deed.where)}`
        : say`Back to the previous track${where(deed.where)}`;
    case "mute":
      return say`Muted${whom(deed.where)}`;
    case "unmute":
      return say`Unmuted${whom(deed.where)}`;
    case "connect":
      return say`Connected${whom(deed.where)}`;
    case "release":
      return say`Let go of${whom(deed.where)}, free for other devices until it is switched on again or you ask for music there`;
    case "identify":
      return say`I let${whom(deed.where)} chime`;
    case "save-preset":
      return say`Saved: from now on, play ${quoted(deed.name)} plays this`;
    case "forget-preset":
      return say`Forgot the preset ${quoted(deed.name)}`;
    case "list-presets":
      return presets.length === 0
        ? say`You have no presets yet`
        : say`Your ${presets.length === 1 ? "preset is" : "presets are"} ${and(presets.map(quoted))}`;
    case "set-shuffle":
      return deed.isOn ? say`Shuffling from here on${where(deed.where)}` : say`No longer shuffling${where(deed.where)}`;
    case "set-repeat":
      return say`${REPEATS[deed.repeat]}${where(deed.where)}`;
    case "set-sleep-timer":
      return say`The music stops${where(deed.where)} in ${duration(deed.inMs)}`;
    case "cancel-sleep-timer":
      return say`The sleep timer is off${where(deed.where)}`;
    case "announce":
      return say`Announcing it${where(deed.where)}`;
    case "stop-announcement":
      return say`The announcement is over${where(deed.where)}`;
    case "discover":
      return say`I looked for speakers`;
    case "calibrate":
    case "sync-check":
    case "match-levels":
      return say`I asked the bridge to listen`;
    case "nudge":
      return nudged(deed);
    case "pair":
      return say`Paired${whom(deed.where)}, and ready to play`;
    case "forget":
      return say`Forgot${whom(deed.where)}`;
    case "add":
      return say`Now also playing${where(deed.where)}`;
    case "remove":
      return say`The music has stopped${where(deed.where)}`;
    case "move":
      return say`The music has moved and is playing${where(deed.where)}`;
    case "set-volume":
      return say`Volume ${uniform(volumes) ?? deed.volumePercent} percent${where(deed.where)}`;
    case "adjust-volume":
      return adjusted(deed, uniform(volumes));
    default:
      return assertNever(deed);
  }
}

const SOUNDS = {
  metronome: "the metronome",
  "test-tone": "a test tone",
} as const satisfies Record<BuiltInSound, string>;

const REPEATS = {
  one: "Repeating this track",
  all: "Repeating all of it",
  off: "No longer repeating",
} as const satisfies Record<Repeat, string>;

function adjusted(deed: Extract<Deed, { kind: "adjust-volume" }>, level: number | null): Ssml {
  const verb = deed.deltaPercent > 0 ? say`Turned up` : say`Turned down`;
  const to = level === null ? say`` : say` to ${level} percent`;
  return say`${verb}${whom(deed.where)}${to}`;
}

const uniform = (volumes: OutcomeSaid["volumes"]): number | null =>
  volumes.length === 1 ? (volumes[0]?.volumePercent ?? null) : null;

function music(found: Found | null, words: string | null): Ssml {
  if (!found) return words ? quoted(words) : say`music`;
  switch (found.by) {
    case "genre":
      return say`${found.title}`;
    case "artist":
      return say`music by ${found.title}`;
    case "album":
      return say`the album ${track(found)}`;
    case "playlist":
      return say`the playlist ${found.title}`;
    case "station":
      return say`the station ${found.title}`;
    case "favourite":
    case "sound":
    case "echo":
    case "phone":
    case "line":
    case "airplay":
    case "spotify":
    case "dlna":
      return say`${found.title}`;
    case "title":
    case "words":
      return track(found);
    case "anything":
      return say`your music`;
    default:
      return assertNever(found.by);
  }
}

const track = ({ title, artist }: Found): Ssml => (artist ? say`${title} by ${artist}` : say`${title}`);

/** Everything that differs from what was asked for, in one sentence; null where nothing does. */
function remarks(outcome: OutcomeSaid): Ssml | null {
  const parts = [
    ...(outcome.missing.length > 0 ? [reasons(outcome.missing)] : []),
    ...volumeRemarks(outcome),
    ...(outcome.unknown.length > 0 ? [unknownClause(outcome.unknown)] : []),
  ];
  return parts.length === 0 ? null : say`${capitalised(clauses(parts))}.`;
}

function volumeRemarks({ deed, volumes, limits = [] }: OutcomeSaid): readonly Ssml[] {
  if (deed.kind === "adjust-volume") {
    if (deed.deltaPercent > 0 && limits.length > 0) return [limited(limits)];
    const isAtEnd = volumes.some(({ volumePercent }) => volumePercent === 100);
    return deed.isLimited && !isAtEnd ? [say`that is the most I change in one step`] : [];
  }
  if (deed.kind !== "set-volume") return [];
  const capped = volumes.filter(({ volumePercent }) => volumePercent < deed.volumePercent);
  return capped.length > 0 ? [limited(capped)] : [];
}

/** Maybe they were so loud before: nobody says that they were turned up. Both lists are made alike. */
const isAllLimited = ({ deed, volumes, limits = [] }: OutcomeSaid): boolean =>
  deed.kind === "adjust-volume" &&
  deed.deltaPercent > 0 &&
  limits.length > 0 &&
  JSON.stringify(volumes) === JSON.stringify(limits);

/** Who could be louder and may not be, and what to do about it. */
function limited(limits: Volumes): Ssml {
  const each = limits.map(
    ({ names, volumePercent }) =>
      say`${shortList(names)} ${isAre(names)} at ${volumePercent} percent, the limit set for ${names.length > 1 ? "them" : "it"}`,
  );
  return say`${clauses(each)}; house-band limit, on the bridge, changes it`;
}
