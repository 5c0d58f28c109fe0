// What may be said of a command that is over: one word for all its speakers, what was found, which volumes hold.
import {
  type Command,
  type CommandKind,
  type Found,
  type LatencyReport,
  type Outcome,
  type OutcomeCode,
  type SpeakerId,
  WIRE_VERSION,
} from "@house-band/contract";
import { toLatencyReport } from "./latencies.ts";
import { liveInputOf, type Model, type Pending, trackAt, type Zone } from "./model.ts";
import { playerOf } from "./sender-orders.ts";

/** The one outcome of a command all of whose speakers are decided. `nowMs` is monotonic. */
export function toOutcome(
  model: Model,
  pending: Pending,
  codes: ReadonlyMap<SpeakerId, OutcomeCode>,
  nowMs: number,
): Outcome {
  const { command, verdict, soundMs, acceptedMs, ended } = pending;
  const found = foundBy(model, pending, codes);
  const volumes = volumesAfter(model, command, codes);
  const latencies = latenciesAfter(model, command, codes);
  return {
    v: WIRE_VERSION,
    commandId: command.id,
    seq: command.seq,
    ...(verdict ?? summary([...codes.values()])),
    perSpeaker: Object.fromEntries(codes),
    ...(found && { found }),
    ...(ended && { ended }),
    ...(volumes && { volumePercent: volumes }),
    ...(latencies && { latencies }),
    timings: {
      acceptedMs: duration(acceptedMs),
      ...(soundMs !== null && { soundMs: duration(soundMs) }),
      settledMs: duration(nowMs - pending.receivedAtMs),
    },
  };
}

/** Durations travel up to an hour. @see contract DurationMs */
export const duration = (ms: number): number => Math.min(3_600_000, Math.max(0, ms));

/**
 * One word for all speakers. Somebody who asked three speakers to be silent is answered "done" even if one of them
 * had nothing to play; nobody is answered "done" while a speaker that should play is missing. Where a live source plays
 * nothing yet, what was asked for stands: its speakers wait.
 */
export function summary(codes: readonly OutcomeCode[]): Pick<Outcome, "state" | "code"> {
  const bad = codes.filter((code) => code !== "OK");
  const worst = bad.find((code) => !isIdle(code)) ?? bad[0];
  if (worst === undefined) return { state: "done", code: "OK" };
  if (codes.includes("OK")) {
    return isIdle(worst) ? { state: "done", code: "OK" } : { state: "partial", code: worst };
  }
  if (codes.includes("SOURCE_SILENT")) {
    return { state: "partial", code: bad.find((code) => code !== "SOURCE_SILENT") ?? "SOURCE_SILENT" };
  }
  if (bad.every((code) => code === "SUPERSEDED")) return { state: "superseded", code: "SUPERSEDED" };
  if (bad.every((code) => code === "TARGET_UNKNOWN")) return { state: "rejected", code: "TARGET_UNKNOWN" };
  return { state: "failed", code: worst };
}

/** There was nothing to end. */
const isIdle = (code: OutcomeCode): boolean => code === "NOTHING_PLAYING" || code === "NO_ANNOUNCEMENT";

/** Commands after which there is sound where there was none. */
export const STARTS_SOUND: ReadonlySet<CommandKind> = new Set(["play", "resume", "add-to-playing", "move"]);

function foundBy(model: Model, { command }: Pending, codes: ReadonlyMap<SpeakerId, OutcomeCode>): Found | undefined {
  const speaker = [...codes].find(([, code]) => code === "OK" || code === "SOURCE_SILENT")?.[0];
  const zone = [...model.zones.values()].find(({ members }) => speaker !== undefined && members.has(speaker));
  if (!zone) return undefined;
  const isTrackNews = command.kind === "next" || command.kind === "previous" || isAnything(command);
  if (!isTrackNews) return STARTS_SOUND.has(command.kind) ? zone.selection.found : undefined;
  const track = trackNow(model, zone);
  if (!track?.title) return undefined;
  const title = track.title.slice(0, 200);
  const artist = track.artist?.slice(0, 200);
  return { by: "title", title, ...(artist && { artist }), trackCount: zone.selection.found.trackCount };
}

/** Of a live source, what its player says. */
const trackNow = (model: Model, zone: Zone) => (liveInputOf(zone) === null ? trackAt(zone) : playerOf(model, zone));

/** Somebody who named no music is told what came of it. */
const isAnything = (command: Command): boolean => command.kind === "play" && command.source.kind === "anything";

function volumesAfter(model: Model, command: Command, codes: ReadonlyMap<SpeakerId, OutcomeCode>) {
  if (command.kind !== "set-volume" && command.kind !== "adjust-volume") return undefined;
  const holding = [...codes].filter(([, code]) => code === "OK").map(([id]) => id);
  return Object.fromEntries(holding.map((id) => [id, model.speakers.get(id)?.volumePercent ?? 0]));
}

function latenciesAfter(
  model: Model,
  command: Command,
  codes: ReadonlyMap<SpeakerId, OutcomeCode>,
): Record<SpeakerId, LatencyReport> | undefined {
  if (command.kind !== "nudge-delay") return undefined;
  const moved = [...codes].flatMap(([id, code]): [SpeakerId, LatencyReport][] => {
    const speaker = code === "OK" ? model.speakers.get(id) : undefined;
    const report = speaker && toLatencyReport(speaker);
    return report ? [[id, report]] : [];
  });
  return Object.fromEntries(moved);
}
