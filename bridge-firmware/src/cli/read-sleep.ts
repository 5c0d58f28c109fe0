// When what plays is to stop by itself, in the words of a command line. Pure.
import { err, ok, type Result, SleepMs } from "@house-band/contract";

/** `inMs` null: the timer is called off. */
export type Sleep = { readonly kind: "sleep"; readonly inMs: number | null; readonly on: readonly string[] };

const UNITS_MS = { h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** "30m", "1h30m", "90 min", "45" (minutes), "off". */
export function readSleep(words: readonly string[], on: readonly string[]): Result<Sleep, string> {
  const text = words.join("").toLowerCase();
  if (text === "off" || text === "cancel") return ok({ kind: "sleep", inMs: null, on });
  const inMs = toMs(text);
  if (inMs === null)
    return err(`sleep "${words.join(" ")}": in how long? For example: house-band sleep 30m, 1h30m, off`);
  if (!SleepMs.safeParse(inMs).success) return err(`sleep ${words.join(" ")}: expected 10 seconds to 24 hours`);
  return ok({ kind: "sleep", inMs, on });
}

function toMs(text: string): number | null {
  if (/^\d{1,5}$/.test(text)) return Number(text) * UNITS_MS.m;
  const [, h, m, s] =
    /^(?:(\d{1,5})h(?:ours?)?)?(?:(\d{1,5})m(?:in(?:utes?)?)?)?(?:(\d{1,5})s(?:ec(?:onds?)?)?)?$/.exec(text) ?? [];
  if (h === undefined && m === undefined && s === undefined) return null;
  return Number(h ?? 0) * UNITS_MS.h + Number(m ?? 0) * UNITS_MS.m + Number(s ?? 0) * UNITS_MS.s;
}
