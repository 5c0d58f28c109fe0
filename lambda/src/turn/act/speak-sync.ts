// From what a microphone heard, or what is known without one, to what may be said of it. Pure.
import type { HeardCode, Home, LatencyReport, Measured, Measuring, Outcome, SpeakerId } from "@house-band/contract";
import type { Deed, Missing, Names, Spread, SyncSaid } from "../../speech/intents.ts";
import { entries, speakerName, whereOf } from "../places/places.ts";
import { EVEN_DB } from "./offer-levels.ts";

type Asked = {
  readonly deed: Extract<Deed, { kind: "calibrate" | "sync-check" | "match-levels" }>;
  /** Who is not part of it, and why. */
  readonly missing: readonly Missing[];
  readonly isCarriedOut: boolean;
};

/** Null where the outcome tells nothing of it but a code. @param nowMs epoch */
export function toSyncSaid(home: Home, asked: Asked, outcome: Outcome, nowMs: number): SyncSaid | null {
  const { measuring, measured, latencies, pictureAheadMs = null } = outcome;
  const isBusy = outcome.code === "BUSY";
  if (measuring && (asked.isCarriedOut || isBusy)) return whileMeasuring(asked, outcome, measuring, isBusy);
  if (measured && asked.isCarriedOut && asked.deed.kind === "match-levels")
    return forLevels(home, asked, outcome, nowMs);
  if (measured && asked.isCarriedOut)
    return afterMeasuring(home, asked, { measured, latencies: latencies ?? {}, pictureAheadMs }, nowMs);
  const isKnown = asked.isCarriedOut || outcome.code === "NO_MICROPHONE";
  return asked.deed.kind === "sync-check" && latencies && isKnown
    ? known(home, asked, { perSpeaker: outcome.perSpeaker, latencies, pictureAheadMs }, nowMs)
    : null;
}

/** Nobody can be compared: as good as too few heard. */
function forLevels(home: Home, asked: Asked, { measured, latencies = {} }: Outcome, nowMs: number): SyncSaid | null {
  if (!measured) return null;
  const said = afterMeasuring(home, asked, { measured, latencies, pictureAheadMs: null }, nowMs);
  if (said.kind !== "measured") return said;
  if (measured.levels === undefined) return { ...said, spread: null };
  return measured.levels.spreadDb < EVEN_DB ? { kind: "levels-even", where: said.where } : said;
}

function whileMeasuring(
  { deed, missing }: Asked,
  { perSpeaker }: Outcome,
  measuring: Measuring,
  isOfOthers: boolean,
): SyncSaid {
  return {
    kind: "measuring",
    purpose: deed.kind,
    where: deed.where,
    isPlaceSaid: deed.isPlaceSaid,
    speakerCount: entries(perSpeaker).filter(([, code]) => code === "OK").length,
    ...measuring,
    isOfOthers,
    missing,
  };
}

type Heard = {
  readonly measured: Measured;
  readonly latencies: Readonly<Record<SpeakerId, LatencyReport>>;
  readonly pictureAheadMs: number | null;
};

function afterMeasuring(
  home: Home,
  { missing }: Asked,
  { measured, latencies, pictureAheadMs }: Heard,
  nowMs: number,
): SyncSaid {
  const speakers = entries(measured.speakers);
  const idsOf = (code: HeardCode) => speakers.filter(([, heard]) => heard.code === code).map(([id]) => id);
  const told = namesOf(home, [...idsOf("NOT_HEARD"), ...idsOf("UNCERTAIN")]);
  const changed = entries(latencies).filter(([, { unverifiedSinceMs }]) => (unverifiedSinceMs ?? 0) > measured.atMs);
  return {
    kind: "measured",
    isApplied: measured.isApplied,
    isAtSpeakers: measured.alignedAt === "speakers",
    where: whereOf(home, idsOf("OK")),
    agoMs: Math.max(0, nowMs - measured.atMs),
    spread: spreadOf(home, measured),
    unheard: namesOf(home, idsOf("NOT_HEARD")),
    uncertain: namesOf(home, idsOf("UNCERTAIN")),
    missing: missing.filter(({ name }) => !told.includes(name)),
    changedSince: namesOf(
      home,
      changed.map(([id]) => id),
    ),
    pictureAheadMs,
  };
}

/** So far from the others ears notice one. */
const NOTICED_MS = 10;

/** Of two, neither is to blame: the later one is behind the other. Of more, those farthest from the group stand out, two at most. */
function spreadOf(home: Home, { skewMs, speakers }: Measured): Spread | null {
  if (skewMs === undefined) return null;
  const heard = entries(speakers)
    .flatMap(([id, { code, lateMs }]) => {
      const name = speakerName(home, id);
      return code === "OK" && lateMs !== undefined && name !== null ? [{ name, lateMs }] : [];
    })
    .sort((one, other) => Math.abs(other.lateMs) - Math.abs(one.lateMs));
  const [farthest, second, ...more] = heard;
  if (!farthest || !second) return { skewMs, worst: null };
  if (more.length > 0) {
    const also = Math.abs(second.lateMs) >= NOTICED_MS && { also: second };
    return { skewMs, worst: { kind: "stands-out", ...farthest, ...also } };
  }
  const [late, early] = farthest.lateMs > second.lateMs ? [farthest, second] : [second, farthest];
  return { skewMs, worst: { kind: "behind", name: late.name, other: early.name } };
}

/** Whoever the microphone's word does not hold for makes it impossible to tell about them all. */
function known(
  home: Home,
  { deed, missing }: Asked,
  { perSpeaker, latencies, pictureAheadMs }: Omit<Heard, "measured"> & Pick<Outcome, "perSpeaker">,
  nowMs: number,
): SyncSaid {
  const reports = entries(latencies).flatMap(([id, report]) => {
    const name = speakerName(home, id);
    return name === null ? [] : [{ name, ...report }];
  });
  const unreported = namesOf(
    home,
    entries(perSpeaker).flatMap(([id]) => (latencies[id] === undefined ? id : [])),
  );
  const open = reports.filter(({ verifiedAtMs }) => verifiedAtMs === undefined);
  const heardAtMs = reports.flatMap(({ verifiedAtMs }) => verifiedAtMs ?? []);
  const isHeard = open.length === 0 && unreported.length === 0 && heardAtMs.length > 0;
  const namesWhere = (is: (report: (typeof reports)[number]) => boolean): Names =>
    open.filter(is).map(({ name }) => name);
  return {
    kind: "sync-known",
    where: deed.where,
    isPlaceSaid: deed.isPlaceSaid,
    verifiedAgoMs: isHeard ? Math.max(0, nowMs - Math.min(...heardAtMs)) : null,
    changed: open.flatMap(({ name, unverifiedSinceMs }) =>
      unverifiedSinceMs === undefined ? [] : [{ name, agoMs: Math.max(0, nowMs - unverifiedSinceMs) }],
    ),
    byEar: namesWhere((report) => report.unverifiedSinceMs === undefined && report.method === "by-hand"),
    neverHeard: namesWhere((report) => report.unverifiedSinceMs === undefined && report.method !== "by-hand"),
    unreported: unreported.filter((name) => !missing.some((one) => one.name === name)),
    missing,
    pictureAheadMs,
  };
}

const namesOf = (home: Home, ids: readonly SpeakerId[]): Names => ids.flatMap((id) => speakerName(home, id) ?? []);
