// Whether speakers that were measured are to be made equally loud: asked about where people would hear the difference, or
// want to know it. Pure.
import type { Home, Levels, Measured, Outcome } from "@house-band/contract";
import type { Deed, LevelSaid, SpeechIntent, SyncSaid } from "../../speech/intents.ts";
import { entries, speakerName } from "../places/places.ts";
import type { Decision } from "../turn.ts";

/** Less than this few people notice, and nobody is asked about it … */
const NOTICED_DB = 3;
/** … and less than this is as good as equal. */
export const EVEN_DB = 1;
/** Farther apart in time than this, something else comes first. */
const WELL_TOGETHER_MS = 2;

/** Null where nothing is to be offered. */
export function offerLevels(
  home: Home,
  deed: Deed,
  said: SpeechIntent,
  outcome: Outcome | null,
): Extract<Decision, { kind: "ask" }> | null {
  const levels = outcome?.measured?.levels;
  if (said.kind !== "measured" || levels === undefined || !outcome?.measured) return null;
  const isAsked = deed.kind === "match-levels";
  if (levels.spreadDb < (isAsked ? EVEN_DB : NOTICED_DB) || (!isAsked && isSomethingElseFirst(said))) return null;
  const level = standsOut(home, outcome.measured, levels);
  if (level === null) return null;
  return {
    kind: "ask",
    say: { kind: "ask-match-levels", heard: said, level, isAsked },
    pending: { request: { kind: "take-levels", trims: levels.trims }, hole: "sure" },
  };
}

type Heard = Extract<SyncSaid, { kind: "measured" }>;

function isSomethingElseFirst({ isApplied, spread, unheard, uncertain, missing, changedSince }: Heard): boolean {
  const isTroubled = [unheard, uncertain, missing, changedSince].some((some) => some.length > 0);
  return isTroubled || spread === null || (!isApplied && spread.skewMs >= WELL_TOGETHER_MS);
}

/** Of two, one is louder than the other; of more, the one farthest from the group stands out. */
function standsOut(home: Home, { speakers }: Measured, { spreadDb }: Levels): LevelSaid | null {
  const heard = entries(speakers)
    .flatMap(([id, { levelDb }]) => {
      const name = speakerName(home, id);
      return levelDb === undefined || name === null ? [] : [{ name, levelDb }];
    })
    .sort((one, other) => Math.abs(other.levelDb) - Math.abs(one.levelDb));
  const [farthest, second, ...more] = heard;
  if (!farthest || !second) return null;
  if (more.length > 0) return { kind: "stands-out", name: farthest.name, louderDb: farthest.levelDb };
  const [loud, soft] = farthest.levelDb > second.levelDb ? [farthest, second] : [second, farthest];
  return { kind: "louder", name: loud.name, other: soft.name, louderDb: spreadDb };
}
