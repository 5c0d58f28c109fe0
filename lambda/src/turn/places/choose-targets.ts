// Whom a command is about: the speakers that were named, or, where none were, the ones that must have been meant.
import { assertNever, type GroupId, type Home, type SpeakerId, type SpeakerTarget } from "@house-band/contract";
import type { Names, SpeechIntent, Where } from "../../speech/intents.ts";
import { isBehind } from "../freshness.ts";
import type { World } from "../turn.ts";
import type { HeardTargets } from "../voice-request.ts";
import { justNow, lastOf } from "./just-now.ts";
import { choicesOf, whereOf, zonesOf } from "./places.ts";
import { resolveTargets, type TargetResolution } from "./resolve-target.ts";

export type Choice =
  | {
      readonly kind: "chosen";
      readonly targets: readonly SpeakerTarget[];
      readonly where: Where;
      readonly unknown: Names;
    }
  | { readonly kind: "ask"; readonly say: SpeechIntent; readonly hole: "targets" | "exception" }
  | { readonly kind: "answer"; readonly say: SpeechIntent };

/**
 * What an order without a place can be about; which of that it is, is one rule for all of them (docs/voice.md).
 * `play`: a place for new music. `music`: what plays, whole zones of it, and what is heard before what is paused.
 * `paused`: the other way round. `level`: speakers, those very ones that were spoken of. `together`: several that play
 * together, or are to. `one`: the speaker that was spoken of, where it was one. `stated`: a place must be named.
 */
export type Manner = "play" | "music" | "paused" | "level" | "together" | "one" | "stated";

/** The speakers that were named or must have been meant; else the question to ask, or the reason why there are none. */
export function chooseTargets(world: World, heard: HeardTargets, manner: Manner): Choice {
  const { home } = world.snapshot;
  if (home.speakers.length === 0) return { kind: "answer", say: { kind: "no-speakers", names: [] } };
  const found = resolveTargets(home, heard, { echoDefault: defaultGroupOf(world) });
  if (found.kind !== "unsaid") return toChoice(home, found, isExceptionUnclear(world, heard) ? "exception" : "targets");
  const meant = meantSpeakers(world, manner);
  if (meant.length > 0) return chosen(home, meant);
  const purpose = manner === "play" ? "play" : "act";
  return { kind: "ask", hole: "targets", say: { kind: "ask-targets", purpose, choices: choicesOf(home) } };
}

/** Asked about "everywhere but the den", since the den is not known: the answer is to be left out. */
const isExceptionUnclear = (world: World, heard: HeardTargets): boolean =>
  heard.kind === "all-but" &&
  resolveTargets(world.snapshot.home, heard.of, { echoDefault: defaultGroupOf(world) }).kind === "resolved";

/** The group that this Echo was told to use; null where it has none or is not told apart. */
export function defaultGroupOf({ snapshot, echoId }: World): GroupId | null {
  return snapshot.home.echos.find((echo) => echo.id === echoId)?.defaultGroup ?? null;
}

function toChoice(
  home: Home,
  found: Exclude<TargetResolution, { kind: "unsaid" }>,
  hole: "targets" | "exception",
): Choice {
  switch (found.kind) {
    case "resolved": {
      const where: Where = found.everywhere ? { kind: "everywhere" } : { kind: "on", names: found.names };
      return { kind: "chosen", targets: found.speakers, where, unknown: found.unknown };
    }
    case "no-default":
      return { kind: "ask", hole, say: { kind: "ask-home-of-echo", choices: choicesOf(home) } };
    case "unknown":
      return { kind: "ask", hole, say: { kind: "ask-which", unknown: found.unknown, choices: found.suggestions } };
    case "ambiguous":
      return { kind: "ask", hole, say: { kind: "ask-candidates", candidates: found.candidates } };
    case "no-speakers":
      return { kind: "answer", say: { kind: "no-speakers", names: found.names } };
    case "nothing-left":
      return { kind: "answer", say: { kind: "nothing-left" } };
    default:
      return assertNever(found);
  }
}

/**
 * The first guess that names anybody; empty where people must be asked: whom this Echo heard of just now, what is heard
 * where it is, what was spoken of last, whatever is heard, the Echo's own group, the only one. Some orders leave one out, or
 * put it later (docs/voice.md says which, and why). Who plays is not known while the report is behind that command.
 */
function meantSpeakers(world: World, manner: Manner): readonly SpeakerId[] {
  const [now, last, echo, only] = [justNow(world), lastOf(world), ofEcho(world), ofOnlyGroup(world)];
  const isUnderWay = isBehind(world.snapshot, world.nowMs);
  const [playing, zones] = [zonesOf(world.snapshot, "playing"), zonesOf(world.snapshot)];
  switch (manner) {
    case "play":
      return firstOf([echo, now, only]);
    case "music":
    case "paused": {
      const wanted = manner === "music" ? playing : zonesOf(world.snapshot, "paused");
      const near = (some: Zones): Zones => [...[now, echo, last].map((meant) => touching(some, meant)), some.flat()];
      const silent = manner === "music" ? [] : [last, echo];
      return firstOf([isUnderWay ? now : [], ...near(wanted), ...near(zones), ...silent, everybody(world)]);
    }
    case "level":
      return firstOf([now, touching(playing, echo), last, playing.flat(), zones.flat(), echo, only]);
    case "together": {
      const one = (some: Zones, meant: readonly SpeakerId[]): readonly SpeakerId[] => {
        const [zone = [], ...more] = some.filter((ids) => ids.length > 1 && ids.some((id) => meant.includes(id)));
        return more.length > 0 ? [] : zone;
      };
      const own = [one(playing, echo), echo, last, one(zones, last)];
      const guesses = [now, one(zones, now), ...own, one(zones, zones.flat()), only];
      return firstOf(guesses.filter(({ length }) => length > 1));
    }
    case "one":
      return firstOf([now, last].filter(({ length }) => length === 1));
    case "stated":
      return [];
    default:
      return assertNever(manner);
  }
}

/**
 * Nothing is known to play. Reports lag behind and may be lost, so everybody is asked to stop all the same: the bridge
 * knows. To go on is not asked of everybody before whoever was spoken of: it would begin where nobody wants it.
 */
const everybody = ({ snapshot }: World): readonly SpeakerId[] => snapshot.home.speakers.map(({ id }) => id);

/**
 * What "this" is that moves somewhere, or is joined: what plays of what was spoken of just now, else where this Echo is;
 * each unless it is `there` already. Empty for want of both: then it is what was commanded last, which the bridge knows.
 * What moves to a part of where it plays leaves the rest, so that is no reason to mean other music.
 */
export function otherMusic(world: World, there: HeardTargets, isMove: boolean): readonly SpeakerId[] {
  const playing = zonesOf(world.snapshot, "playing");
  const choice = chooseTargets(world, there, "stated");
  const targets = choice.kind === "chosen" ? choice.targets : [];
  const isThere = (music: readonly SpeakerId[]): boolean =>
    targets.every(({ id }) => music.includes(id)) && !(isMove && targets.length < music.length);
  const guesses = [justNow(world), ofEcho(world)].map((meant) => touching(playing, meant));
  return firstOf(guesses.filter((music) => !isThere(music)));
}

const firstOf = (guesses: readonly (readonly SpeakerId[])[]): readonly SpeakerId[] =>
  guesses.find((guess) => guess.length > 0) ?? [];

function ofEcho(world: World): readonly SpeakerId[] {
  const wanted = defaultGroupOf(world);
  return world.snapshot.home.groups.find(({ id }) => id === wanted)?.members ?? [];
}

/** A home with a single group, or a single speaker, leaves nothing to ask. */
function ofOnlyGroup({ snapshot: { home } }: World): readonly SpeakerId[] {
  const [group, ...moreGroups] = home.groups;
  if (group) return moreGroups.length === 0 ? group.members : [];
  return home.speakers.length === 1 ? home.speakers.map(({ id }) => id) : [];
}

type Zones = readonly (readonly SpeakerId[])[];

/** The whole zones that some of these speakers play in. */
const touching = (zones: Zones, speakers: readonly SpeakerId[]): readonly SpeakerId[] =>
  zones.filter((zone) => zone.some((id) => speakers.includes(id))).flat();

function chosen(home: Home, speakers: readonly SpeakerId[]): Choice {
  const targets = home.speakers.filter(({ id }) => speakers.includes(id)).map(({ id, channel }) => ({ id, channel }));
  return { kind: "chosen", targets, where: whereOf(home, speakers), unknown: [] };
}
