// Whom a command is about: the speakers that were named, or, where none were, the ones that must have been meant.
import { assertNever, type GroupId, type Home, type SpeakerId, type SpeakerTarget } from "@house-band/contract";
import type { Names, SpeechIntent, Where } from "../../speech/intents.ts";
import { isBehind } from "../freshness.ts";
import type { World } from "../turn.ts";
import type { HeardTargets } from "../voice-request.ts";
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
 * What an unsaid place means. `play`: the Echo's own group. `music`: what plays, whole zones of it, and what is heard
 * before what is paused. `paused`: the other way round.
 * `level`: the speakers that were spoken of last. `together`: several that play together, or are to. `one`: the speaker
 * that was spoken of last, where it was one. `stated`: a place must be named.
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
 * The first guess that names anybody; empty where people must be asked. Who plays is not known while the report is
 * behind the last command: whom that one was about is.
 */
function meantSpeakers(world: World, manner: Manner): readonly SpeakerId[] {
  const justNow = isBehind(world.snapshot, world.nowMs) ? lastOf(world) : [];
  switch (manner) {
    case "play":
      return firstOf([ofEcho(world), ofOnlyGroup(world)]);
    case "music":
    case "paused": {
      const inState = { music: "playing", paused: "paused" } as const;
      return firstOf([
        justNow,
        ...nearestFirst(world, zonesOf(world.snapshot, inState[manner])),
        ...nearestFirst(world, zonesOf(world.snapshot)),
        ...quiet(world),
      ]);
    }
    case "level":
      return firstOf([
        justNow,
        playingOf(world, ofEcho(world)),
        lastOf(world),
        allPlaying(world),
        ofEcho(world),
        ofOnlyGroup(world),
      ]);
    case "together":
      return firstOf(
        [
          justNow,
          playingOf(world, ofEcho(world)),
          ofEcho(world),
          playingOf(world, lastOf(world)),
          lastOf(world),
          allPlaying(world),
          ofOnlyGroup(world),
        ].filter(({ length }) => length > 1),
      );
    case "one":
      return lastOf(world).length === 1 ? lastOf(world) : [];
    case "stated":
      return [];
    default:
      return assertNever(manner);
  }
}

/**
 * Nothing is known to play. Reports lag behind and may be lost, so whoever was spoken of last is asked all the same:
 * the bridge knows.
 */
const quiet = (world: World) => [lastOf(world), ofEcho(world), world.snapshot.home.speakers.map(({ id }) => id)];

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

const lastOf = ({ snapshot: { home, lastSpeakers } }: World): readonly SpeakerId[] =>
  lastSpeakers.filter((id) => home.speakers.some((speaker) => speaker.id === id));

type Zones = readonly (readonly SpeakerId[])[];

/** Those where the Echo is, those that were spoken of last, all of them. */
const nearestFirst = (world: World, zones: Zones): Zones => [
  touching(zones, ofEcho(world)),
  touching(zones, lastOf(world)),
  zones.flat(),
];

const touching = (zones: Zones, speakers: readonly SpeakerId[]): readonly SpeakerId[] =>
  zones.filter((zone) => zone.some((id) => speakers.includes(id))).flat();

/** The whole zones that some of these speakers play in. */
const playingOf = ({ snapshot }: World, speakers: readonly SpeakerId[]): readonly SpeakerId[] =>
  touching(zonesOf(snapshot), speakers);

const allPlaying = ({ snapshot }: World): readonly SpeakerId[] => zonesOf(snapshot).flat();

function chosen(home: Home, speakers: readonly SpeakerId[]): Choice {
  const targets = home.speakers.filter(({ id }) => speakers.includes(id)).map(({ id, channel }) => ({ id, channel }));
  return { kind: "chosen", targets, where: whereOf(home, speakers), unknown: [] };
}
