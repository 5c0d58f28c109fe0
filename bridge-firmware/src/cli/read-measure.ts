// `calibrate` and `sync` in the words of a command line: which speakers, and who listens. Pure.
import { AlignedAt, err, ok, type Result } from "@house-band/contract";
import { type Distance, readDistances } from "./read-distances.ts";
import { namesIn } from "./resolve-names.ts";

export type MeasureRequest = {
  /** `calibrate`: they play by it afterwards. `sync`: it is only looked at. */
  readonly kind: "calibrate" | "sync";
  /** Empty: all of them. */
  readonly on: readonly string[];
  /** `nobody`: what is known is told. */
  readonly by: { readonly kind: "nobody" | "microphone" | "phone" } | { readonly kind: "file"; readonly path: string };
  readonly whileMusicPlays: boolean;
  /** `offer`: it is asked whether they are to be equally loud. `forget`: their trims go, and nothing is measured. */
  readonly levels: "offer" | "match" | "forget";
  /** Where they are to be in time; null: as the last time. */
  readonly at: AlignedAt | null;
  readonly distances: readonly Distance[];
  /** Where it is drawn; null: nowhere. */
  readonly svg: string | null;
};

/** Two recordings that two phones have made, each in its room. */
export type CompareRequest = { readonly kind: "compare"; readonly paths: readonly [string, string] };

export type MeasureValues = {
  readonly compare?: boolean;
  readonly measure?: boolean;
  readonly "by-phone"?: boolean;
  readonly from?: string;
  readonly svg?: string;
  readonly "while-music-plays"?: boolean;
  readonly "match-levels"?: boolean;
  readonly "no-levels"?: boolean;
  readonly at?: string;
  readonly distance?: string[];
};

/** `sync --compare kitchen.wav porch.wav`: the words are files. */
function readCompare(
  [first, second, ...more]: readonly string[],
  { compare: _, ...others }: MeasureValues,
  on: readonly string[],
): Result<CompareRequest, string> {
  if (first === undefined || second === undefined || more.length > 0) {
    return err("--compare takes two recordings: house-band sync --compare kitchen.wav porch.wav");
  }
  const isMore = on.length > 0 || MEASURING.some((name) => others[name] !== undefined);
  return isMore
    ? err("--compare measures nothing, and takes two recordings and no more: see house-band help sync")
    : ok({ kind: "compare", paths: [first, second] });
}

const MEASURING = [
  "measure",
  "by-phone",
  "from",
  "svg",
  "while-music-plays",
  "match-levels",
  "no-levels",
  "at",
  "distance",
] as const satisfies readonly (keyof MeasureValues)[];

/** @returns the request, or what contradicts what */
export function readMeasure(
  kind: MeasureRequest["kind"],
  words: readonly string[],
  values: MeasureValues,
  on: readonly string[],
): Result<MeasureRequest | CompareRequest, string> {
  if (values.compare) {
    return kind === "sync"
      ? readCompare(words, values, on)
      : err("--compare is about recordings: house-band sync --compare FILE FILE");
  }
  const { from, svg = null } = values;
  if (from !== undefined && values["by-phone"]) {
    return err("--by-phone and --from: first the one, which plays, then the other, with what was recorded");
  }
  if (kind === "calibrate" && values.measure) return err("house-band calibrate always measures: leave --measure out");
  const by = readBy(kind, values);
  if (by.kind === "nobody" && svg !== null)
    return err("--svg draws what was measured: house-band sync --measure --svg FILE");
  const levels = readLevels(kind, by, values);
  if (!levels.ok) return levels;
  const where = readWhere(by, levels.value, values);
  if (!where.ok) return where;
  const names = [...namesIn(words.join(" ")), ...on];
  const whileMusicPlays = values["while-music-plays"] ?? false;
  return ok({ kind, on: names, by, whileMusicPlays, levels: levels.value, ...where.value, svg });
}

/** Whoever tells distances wants them made use of. */
function readWhere(
  by: MeasureRequest["by"],
  levels: MeasureRequest["levels"],
  { at, distance = [] }: MeasureValues,
): Result<Pick<MeasureRequest, "at" | "distances">, string> {
  if (at === undefined && distance.length === 0) return ok({ at: null, distances: [] });
  if (by.kind === "nobody" || levels === "forget") {
    return err(
      "--at and --distance are about what is measured: house-band calibrate --at speakers --distance NAME=METRES",
    );
  }
  const distances = readDistances(distance);
  if (!distances.ok) return distances;
  const known = AlignedAt.safeParse(at ?? "speakers");
  if (!known.success) return err(`--at ${at}: expected microphone or speakers`);
  return known.data === "microphone" && distances.value.length > 0
    ? err("--at microphone needs no --distance: sound's way to it is part of what it hears")
    : ok({ at: known.data, distances: distances.value });
}

function readLevels(
  kind: MeasureRequest["kind"],
  by: MeasureRequest["by"],
  values: MeasureValues,
): Result<MeasureRequest["levels"], string> {
  if (values["no-levels"]) {
    const isMore = values["match-levels"] || values.svg !== undefined || values["while-music-plays"];
    return kind === "calibrate" && by.kind === "microphone" && !isMore
      ? ok("forget")
      : err("--no-levels measures nothing, and stands alone: house-band calibrate [WHERE] --no-levels");
  }
  if (!values["match-levels"]) return ok("offer");
  return by.kind === "nobody"
    ? err("--match-levels goes by what was measured: house-band sync --measure --match-levels")
    : ok("match");
}

function readBy(kind: MeasureRequest["kind"], { from, measure, ...values }: MeasureValues): MeasureRequest["by"] {
  if (from !== undefined) return { kind: "file", path: from };
  if (values["by-phone"]) return { kind: "phone" };
  return { kind: kind === "sync" && !measure ? "nobody" : "microphone" };
}
