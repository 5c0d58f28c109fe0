// How well speakers play together, in American English. What was set is not called heard: only a later check can tell.
import { assertNever } from "@house-band/contract";
import {
  and,
  capitalised,
  clauses,
  decibels,
  duration,
  isAre,
  isOne,
  milliseconds,
  reasons,
  shortList,
  where,
  whoIn,
} from "./en-us-words.ts";
import type { Deed, LevelSaid, Names, SpeechIntent, Spread, SyncSaid } from "./intents.ts";
import { type Ssml, say, sentences } from "./ssml.ts";

/** People can hear more than this; less is as good as it gets by Bluetooth. */
const WELL_TOGETHER_MS = 2;
/** What was heard longer ago than this is said to be. */
const FRESH_MS = 120_000;

/** What holds, and what to do or to ask next: two sentences at most. */
export function speakSync(said: SyncSaid): Ssml {
  switch (said.kind) {
    case "measuring":
      return measuring(said);
    case "measured":
      return measured(said);
    case "levels-even":
      return say`${capitalised(whoIn(said.where))} ${isOne(said.where) ? "is" : "are"} equally loud where the microphone stands: there is nothing to match.`;
    case "sync-known":
      return known(said);
    default:
      return assertNever(said);
  }
}

/** "Deck plays 10 milliseconds later now", without a full stop. */
export function nudged({ where: place, deltaMs }: Extract<Deed, { kind: "nudge" }>): Ssml {
  const verb = isOne(place) ? "plays" : "play";
  const way = deltaMs > 0 ? "later" : "earlier";
  return say`${capitalised(whoIn(place))} ${verb} ${milliseconds(Math.abs(deltaMs))} ${way} now`;
}

type Measuring = Extract<SyncSaid, { kind: "measuring" }>;

function measuring(said: Measuring): Ssml {
  const { purpose, isOfOthers, isPlaceSaid, playedProbes, allProbes, leftMs, missing } = said;
  if (isOfOthers)
    return say`I'm listening to other speakers: ${playedProbes} of ${allProbes} tones. Ask me again in ${about(leftMs)}.`;
  if (playedProbes === allProbes)
    return say`All tones were played, and I am working out what I heard. Ask me again in ${about(leftMs)}.`;
  if (playedProbes > 0) {
    return sentences(
      say`Still measuring: ${playedProbes} of ${allProbes} tones.`,
      say`Ask me again in ${about(leftMs)}.`,
    );
  }
  const verb = purpose === "calibrate" ? say`I'm calibrating` : say`I'm listening to`;
  const away = missing.length > 0 ? say`; ${reasons(missing)}` : say``;
  return sentences(
    say`${verb} ${whoIn(said.where)}: ${count(said)}${about(leftMs)}${away}.`,
    thenAsk(purpose, isPlaceSaid ? where(said.where) : say``),
  );
}

function thenAsk(purpose: Measuring["purpose"], place: Ssml): Ssml {
  switch (purpose) {
    case "calibrate":
      return say`Then ask me to check the sync${place}.`;
    case "sync-check":
      return say`Then ask me again.`;
    case "match-levels":
      return say`Then ask me again to match the levels${place}.`;
    default:
      return assertNever(purpose);
  }
}

/** "4 speakers, ", where the names don't tell. */
function count({ where: place, speakerCount }: Measuring): Ssml {
  const isTold = place.kind === "on" && place.names.length === speakerCount;
  return isTold || speakerCount === 0 ? say`` : say`${speakerCount} ${speakerCount === 1 ? "speaker" : "speakers"}, `;
}

function about(ms: number): Ssml {
  const seconds = ms / 1_000;
  if (seconds < 4) return say`a few seconds`;
  if (seconds < 90) return say`about ${seconds < 10 ? Math.round(seconds) : Math.round(seconds / 5) * 5} seconds`;
  return say`about ${Math.round(seconds / 60)} minutes`;
}

type Measured = Extract<SyncSaid, { kind: "measured" }>;

function measured(said: Measured): Ssml {
  const { spread } = said;
  return spread === null ? tooFewHeard(said) : sentences(whatWasHeard(said, spread), remark(said));
}

/** "At the same volume Deck is 4 decibels louder than the rest: should I match the levels?", after what was heard. */
export function offered({ heard, level, isAsked }: Extract<SpeechIntent, { kind: "ask-match-levels" }>): Ssml {
  const troubles = unheard({ ...heard, isApplied: false });
  const before = isAsked
    ? troubles.length > 0
      ? say`${capitalised(clauses(troubles))}.`
      : null
    : heard.spread && whatWasHeard(heard, heard.spread);
  return sentences(before, say`At the same volume ${louder(level)}: should I match the levels?`);
}

function louder(level: LevelSaid): Ssml {
  if (level.kind === "louder") return say`${level.name} is ${decibels(level.louderDb)} louder than ${level.other}`;
  const { name, louderDb } = level;
  return say`${name} is ${decibels(Math.abs(louderDb))} ${louderDb > 0 ? "louder" : "softer"} than the rest`;
}

function whatWasHeard({ where: place, agoMs, isApplied, isAtSpeakers }: Measured, spread: Spread): Ssml {
  const there = isAtSpeakers ? say`at the speakers themselves, ` : say``;
  const isFresh = agoMs < FRESH_MS;
  const ago = isFresh ? say`` : say` ${duration(agoMs)} ago`;
  const isWas = isFresh ? "are" : "were";
  if (!isApplied) return say`I listened to ${whoIn(place)}${ago}: ${there}${apart(spread, isWas)}.`;
  const state = isFresh ? (isOne(place) ? "is" : "are") : isOne(place) ? "was" : "were";
  return say`${capitalised(whoIn(place))} ${state} set${ago} by what the microphone heard: ${there}${apart(spread, "were")}${isFresh ? " before" : ""}.`;
}

/** "Deck is 41 milliseconds late", or how far apart they are where that is little. */
function apart({ skewMs, worst }: Spread, verb: "are" | "were"): Ssml {
  if (worst === null || skewMs < WELL_TOGETHER_MS) return say`the speakers ${verb} ${milliseconds(skewMs)} apart`;
  const is = verb === "are" ? "is" : "was";
  if (worst.kind === "behind") return say`${worst.name} ${is} ${milliseconds(skewMs)} behind ${worst.other}`;
  const also = worst.also ? say` and ${worst.also.name} ${lateness(worst.also.lateMs)}` : say``;
  return say`${worst.name} ${is} ${lateness(worst.lateMs)}${also}`;
}

const lateness = (lateMs: number): Ssml => say`${milliseconds(Math.abs(lateMs))} ${lateMs > 0 ? "late" : "early"}`;

/** What keeps that from being the whole truth, else what to do next; null where nothing is to be done. */
function remark(said: Measured): Ssml | null {
  const { isApplied, spread, changedSince } = said;
  const troubles = [
    ...unheard(said),
    ...(changedSince.length > 0
      ? [
          say`${and(changedSince)} ${changedSince.length === 1 ? "was" : "were"} away or changed since, so that may not hold any more`,
        ]
      : []),
  ];
  if (troubles.length > 0) return say`${capitalised(clauses(troubles))}.`;
  if (isApplied) return say`To hear whether it fits, ask me to check the sync.`;
  return (spread?.skewMs ?? 0) < WELL_TOGETHER_MS ? picture(said) : say`Say calibrate to bring them together.`;
}

/** For whoever watches something to it; to ten milliseconds, since that is as well as it is known. */
const picture = ({ pictureAheadMs }: Pick<Measured, "pictureAheadMs">): Ssml | null =>
  pictureAheadMs === null
    ? null
    : say`A film's picture would be about ${10 * Math.round(pictureAheadMs / 10)} milliseconds ahead of its sound.`;

function unheard({ unheard, uncertain, missing, isApplied }: Measured): readonly Ssml[] {
  const asBefore = (names: Names): Ssml =>
    isApplied ? say`, so ${names.length === 1 ? "it plays" : "they play"} as before` : say``;
  return [
    ...(unheard.length > 0 ? [say`I couldn't hear ${shortList(unheard)}${asBefore(unheard)}`] : []),
    ...(uncertain.length > 0 ? [say`I couldn't be sure of ${shortList(uncertain)}${asBefore(uncertain)}`] : []),
    ...(missing.length > 0 ? [reasons(missing)] : []),
  ];
}

function tooFewHeard(said: Measured): Ssml {
  const { where: place } = said;
  const isNobody = place.kind === "on" && place.names.length === 0;
  const heard = isNobody ? say`I couldn't hear enough` : say`I could only hear ${whoIn(place)}`;
  return sentences(
    say`${clauses([heard, ...unheard({ ...said, isApplied: false })])}.`,
    say`Bring the microphone closer or turn the speakers up, then ask me again.`,
  );
}

type Known = Extract<SyncSaid, { kind: "sync-known" }>;

function known(said: Known): Ssml {
  const { where: place, isPlaceSaid, verifiedAgoMs, missing } = said;
  const away = missing.length > 0 ? say`${capitalised(reasons(missing))}.` : null;
  if (verifiedAgoMs !== null) {
    return sentences(
      say`The microphone heard ${whoIn(place)} ${duration(verifiedAgoMs)} ago, and nothing has changed since, so they should play together.`,
      away ?? picture(said),
    );
  }
  const why = doubts(said);
  const cause = why.length > 0 ? say`${capitalised(clauses(why))}: ` : say``;
  return sentences(
    say`${cause}I can't tell how well they play together.`,
    away ?? say`Say calibrate${isPlaceSaid ? say` ${whoIn(place)}` : say``}.`,
  );
}

function doubts({ changed, byEar, neverHeard, unreported }: Known): readonly Ssml[] {
  const latest = Math.min(...changed.map(({ agoMs }) => agoMs));
  const names = changed.map(({ name }) => name);
  return [
    ...(names.length > 0
      ? [
          say`nobody has listened since ${shortList(names)} ${names.length === 1 ? "was" : "were"} away or changed, ${duration(latest)} ago`,
        ]
      : []),
    ...(neverHeard.length > 0 ? [say`nobody has listened to ${shortList(neverHeard)} yet`] : []),
    ...(unreported.length > 0 ? [say`nothing is known of ${shortList(unreported)} now`] : []),
    ...(byEar.length > 0 ? [say`${shortList(byEar)} ${isAre(byEar)} set by ear`] : []),
  ];
}
