// From the bridge's outcome to what may be said of it: what holds, who is missing and why, and never more. Pure.
import type { Home, Outcome, OutcomeCode, SpeakerId } from "@house-band/contract";
import type { Deed, Missing, Names, SpeechIntent, Volumes } from "../../speech/intents.ts";
import { entries, namesOf, speakerName, whereOf } from "../places/places.ts";
import { toSyncSaid } from "./speak-sync.ts";

/** What became of the command, in names. @param nowMs epoch */
export function toOutcomeSaid(
  home: Home,
  asked: { readonly deed: Deed; readonly unknown: Names },
  outcome: Outcome,
  nowMs: number,
): SpeechIntent {
  const isCarriedOut = outcome.state === "done" || outcome.state === "partial";
  const missing = missingOf(home, outcome, isCarriedOut);
  const deed = outcome.ended === "announcement" ? ANNOUNCEMENT_ENDED : asked.deed;
  if (deed.kind === "calibrate" || deed.kind === "sync-check" || deed.kind === "match-levels") {
    const said = toSyncSaid(home, { deed, missing, isCarriedOut }, outcome, nowMs);
    if (said) return said;
  }
  // told what is known, without having listened: that says nothing of how loud they are
  if (deed.kind === "match-levels" && isCarriedOut) return failedBy("NO_MICROPHONE", deed);
  const result = isCarriedOut ? resultOf(outcome, missing) : "failed";
  return {
    kind: "outcome",
    deed: isCarriedOut ? asDone(home, deed, outcome, missing.length > 0) : deed,
    result,
    code: outcome.code,
    missing,
    found: outcome.found ?? null,
    ...(outcome.presets && { presets: outcome.presets }),
    volumes: volumesOf(home, volumesIn(outcome)),
    limits: volumesOf(home, volumesIn(outcome).filter(isAtLimit(home))),
    unknown: asked.unknown,
  };
}

/** Somebody said "stop", and that was heard. */
const ANNOUNCEMENT_ENDED: Deed = { kind: "stop-announcement", where: { kind: "unsaid" } };

const failedBy = (code: OutcomeCode, deed: Deed): SpeechIntent => ({
  kind: "outcome",
  result: "failed",
  ...{ deed, code, missing: [], found: null, volumes: [], unknown: [] },
});

/** Where nobody sounds yet and somebody will as soon as there is something to hear, that is what is to be said. */
function resultOf({ perSpeaker }: Outcome, missing: readonly Missing[]): "done" | "partial" | "waiting" {
  const codes = Object.values(perSpeaker);
  if (codes.includes("SOURCE_SILENT") && !codes.includes("OK")) return "waiting";
  return missing.length > 0 ? "partial" : "done";
}

/** Where part of it was carried out, a speaker that had nothing to pause or skip is no failure. */
function missingOf(home: Home, outcome: Outcome, isCarriedOut: boolean): readonly Missing[] {
  return entries(outcome.perSpeaker).flatMap(([id, code]) => {
    const name = speakerName(home, id);
    const isIdle = code === "NOTHING_PLAYING" || code === "NO_ANNOUNCEMENT";
    const counts = code !== "OK" && !(isCarriedOut && isIdle);
    return name !== null && counts ? [{ name, code }] : [];
  });
}

/** The first sentence names only those for whom it holds: who had nothing to stop was not stopped. */
function asDone(home: Home, deed: Deed, outcome: Outcome, isPartial: boolean): Deed {
  const codes = entries(outcome.perSpeaker);
  const done = codes.filter(([, code]) => code === "OK").map(([id]) => id);
  const isNarrower = done.length < codes.length && NEEDS_MUSIC.has(deed.kind) && deed.where.kind !== "unsaid";
  if (done.length === 0 || !(isPartial || isNarrower || deed.where.kind === "chosen")) return deed;
  const where = whereOf(home, done);
  return { ...deed, where: where.kind === "on" && deed.where.kind === "chosen" ? { ...where, kind: "chosen" } : where };
}

const NEEDS_MUSIC: ReadonlySet<Deed["kind"]> = new Set(["pause", "resume", "stop", "next", "previous", "remove"]);

type Level = readonly [SpeakerId, number];

const volumesIn = ({ volumePercent = {} }: Outcome): readonly Level[] => entries(volumePercent);

const isAtLimit =
  ({ speakers }: Home) =>
  ([id, volumePercent]: Level): boolean =>
    volumePercent < 100 && speakers.some((speaker) => speaker.id === id && speaker.capPercent === volumePercent);

function volumesOf(home: Home, levels: readonly Level[]): Volumes {
  return [...new Set(levels.map(([, volumePercent]) => volumePercent))].map((volumePercent) => ({
    volumePercent,
    names: namesOf(
      home,
      levels.filter(([, level]) => level === volumePercent).map(([id]) => id),
    ),
  }));
}
