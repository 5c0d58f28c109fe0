// From what was found in each window to the figures of each zone: who plays together, skew (median, p95, worst) over
// every pair in every window, drop-outs. Pure.
import { findDropouts } from "./dropouts.ts";
import type { Family } from "./families.ts";
import type { SilentRun, Trace } from "./trace.ts";

export type SkewWindow = {
  /** Since the start of the survey. */
  readonly startMs: number;
  readonly families: readonly Family[];
};

/** What the meter heard in a stretch of recordings. */
export type Survey = {
  readonly durationMs: number;
  readonly windowMs: number;
  readonly speakers: readonly { readonly name: string; readonly trace: Trace }[];
  readonly windows: readonly SkewWindow[];
};

export type ZoneWindow = {
  readonly startMs: number;
  /** Each speaker against the middle one of its zone, positive: late. */
  readonly lagsMs: ReadonlyMap<string, number>;
};

export type ZoneSync = {
  readonly speakers: readonly string[];
  /** |skew| over all pairs and windows; null where no two could be compared. A lone speaker is in time with itself: 0. */
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
  readonly dropouts: number;
  readonly windows: readonly ZoneWindow[];
  readonly gaps: ReadonlyMap<string, readonly SilentRun[]>;
  /** Members that sounded, but never like the others: other music, or a channel with nothing in common. */
  readonly unlike: readonly string[];
};

/** Figures per zone. Without `zones` those who play the same music most of the time they both play are a zone. */
export function toZones(survey: Survey, zones?: readonly (readonly string[])[]): readonly ZoneSync[] {
  const groups = zones
    ? zones.map((names) => survey.speakers.flatMap(({ name }, index) => (names.includes(name) ? [index] : [])))
    : groupByMusic(survey);
  return groups.filter((group) => group.length > 0).map((group) => toZone(survey, group));
}

/** How much later than the middle speaker of its zone a speaker mostly was; null where it was not compared. */
export function lateByMs(zone: ZoneSync, speaker: string): number | null {
  return percentile(
    zone.windows.flatMap(({ lagsMs }) => lagsMs.get(speaker) ?? []),
    0.5,
  );
}

/** @returns the value below which `share` (0 … 1) of the values lie, by nearest rank; null of nothing. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

function toZone(survey: Survey, group: readonly number[]): ZoneSync {
  const nameOf = (speaker: number): string => survey.speakers[speaker]?.name ?? "";
  const windows = survey.windows.flatMap((window) => {
    const family = largestFamily(window, group);
    return family.length < 2 ? [] : [{ startMs: window.startMs, lagsMs: aroundTheMiddle(family, nameOf) }];
  });
  const skews = windows.flatMap(({ lagsMs }) => pairSkews([...lagsMs.values()]));
  const lone = group.length === 1 ? 0 : null;
  const gaps = new Map(group.map((speaker) => [nameOf(speaker), gapsOf(survey, group, speaker)]));
  const compared = new Set(windows.flatMap(({ lagsMs }) => [...lagsMs.keys()]));
  return {
    speakers: group.map(nameOf),
    medianMs: percentile(skews, 0.5) ?? lone,
    p95Ms: percentile(skews, 0.95) ?? lone,
    maxMs: percentile(skews, 1) ?? lone,
    dropouts: [...gaps.values()].reduce((sum, found) => sum + found.length, 0),
    windows,
    gaps,
    unlike: group.length < 2 ? [] : group.map(nameOf).filter((name) => !compared.has(name)),
  };
}

function gapsOf(survey: Survey, group: readonly number[], speaker: number): readonly SilentRun[] {
  const own = survey.speakers[speaker]?.trace;
  const others = group.flatMap((other) => (other === speaker ? [] : (survey.speakers[other]?.trace ?? [])));
  return own ? findDropouts(own, others) : [];
}

function largestFamily(window: SkewWindow, group: readonly number[]): Family {
  const inside = window.families.map((family) => family.filter(({ speaker }) => group.includes(speaker)));
  return inside.reduce((best, family) => (family.length > best.length ? family : best), []);
}

function aroundTheMiddle(family: Family, nameOf: (speaker: number) => string): Map<string, number> {
  const middle =
    percentile(
      family.map(({ lagMs }) => lagMs),
      0.5,
    ) ?? 0;
  return new Map(family.map(({ speaker, lagMs }) => [nameOf(speaker), lagMs - middle]));
}

const pairSkews = (lagsMs: readonly number[]): number[] =>
  lagsMs.flatMap((lag, i) => lagsMs.slice(i + 1).map((other) => Math.abs(other - lag)));

/** Joins pairs that share their music in most of the windows in which both sound. Silent speakers belong nowhere. */
function groupByMusic(survey: Survey): number[][] {
  const groups: number[][] = [];
  survey.speakers.forEach((_, speaker) => {
    if (!survey.windows.some((window) => familyOf(window, speaker))) return;
    const kin = groups.filter((group) => group.some((other) => sharesMusic(survey, speaker, other)));
    const merged = [...kin.flat(), speaker];
    for (const group of kin) groups.splice(groups.indexOf(group), 1);
    groups.push(merged.sort((a, b) => a - b));
  });
  return groups.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

function sharesMusic(survey: Survey, first: number, second: number): boolean {
  const both = survey.windows.flatMap((window) => {
    const family = familyOf(window, first);
    return family && familyOf(window, second) ? [family.some(({ speaker }) => speaker === second)] : [];
  });
  return both.filter(Boolean).length > both.length / 2;
}

const familyOf = (window: SkewWindow, speaker: number): Family | undefined =>
  window.families.find((family) => family.some((member) => member.speaker === speaker));
