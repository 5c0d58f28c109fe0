// `calibrate` and `sync` in the words of a command line: which speakers, and who listens. Pure.
import { err, ok, type Result } from "@house-band/contract";
import { namesIn } from "./resolve-names.ts";

export type MeasureRequest = {
  /** `calibrate`: they play by it afterwards. `sync`: it is only looked at. */
  readonly kind: "calibrate" | "sync";
  /** Empty: all of them. */
  readonly on: readonly string[];
  /** `nobody`: what is known is told. */
  readonly by: { readonly kind: "nobody" | "microphone" | "phone" } | { readonly kind: "file"; readonly path: string };
  readonly whileMusicPlays: boolean;
  /** Where it is drawn; null: nowhere. */
  readonly svg: string | null;
};

export type MeasureValues = {
  readonly measure?: boolean;
  readonly "by-phone"?: boolean;
  readonly from?: string;
  readonly svg?: string;
  readonly "while-music-plays"?: boolean;
};

/** @returns the request, or what contradicts what */
export function readMeasure(
  kind: MeasureRequest["kind"],
  words: readonly string[],
  values: MeasureValues,
  on: readonly string[],
): Result<MeasureRequest, string> {
  const { from, svg = null } = values;
  if (from !== undefined && values["by-phone"]) {
    return err("--by-phone and --from: first the one, which plays, then the other, with what was recorded");
  }
  if (kind === "calibrate" && values.measure) return err("house-band calibrate always measures: leave --measure out");
  const by = readBy(kind, values);
  if (by.kind === "nobody" && svg !== null)
    return err("--svg draws what was measured: house-band sync --measure --svg FILE");
  const names = [...namesIn(words.join(" ")), ...on];
  return ok({ kind, on: names, by, whileMusicPlays: values["while-music-plays"] ?? false, svg });
}

function readBy(kind: MeasureRequest["kind"], { from, measure, ...values }: MeasureValues): MeasureRequest["by"] {
  if (from !== undefined) return { kind: "file", path: from };
  if (values["by-phone"]) return { kind: "phone" };
  return { kind: kind === "sync" && !measure ? "nobody" : "microphone" };
}
