// A run in words and tables: what was said, who plays what and how well in time, where the recordings are. Pure.
import { REASONS } from "@house-band/bridge-firmware/cli/reasons";
import { type Cell, tableLines } from "@house-band/bridge-firmware/text/table";
import pc from "picocolors";
import { formatLag, formatSkew } from "./format-skew.ts";
import type { RunReport } from "./json-report.ts";
import { lateByMs, type ZoneSync } from "./meter/skew.ts";
import type { PlayedMember, PlayedZone } from "./sync-report.ts";
import type { TurnOutcome, TurnReport } from "./turns.ts";

type Colors = Pick<typeof pc, "bold" | "dim" | "cyan">;

/** One exchange, as it would be heard. */
export function turnLines(
  { utterance, speech, progressive, outcome, timings }: TurnReport,
  colors: Colors = pc,
): string[] {
  const before = progressive.map((said) => `${colors.cyan("Alexa")}  ${said}`);
  const answer = `${colors.cyan("Alexa")}  ${speech === "" ? colors.dim("(says nothing)") : colors.bold(speech)}`;
  const sound = timings.soundMs === null ? "" : `, sound from every speaker after ${Math.round(timings.soundMs)} ms`;
  const state = outcome ? `${outcomeText(outcome)}; ` : "";
  const facts = colors.dim(`       ${state}reply after ${Math.round(timings.replyMs)} ms${sound}`);
  const heard = outcome?.heardLateMs ? [colors.dim(`       heard: ${heardText(outcome.heardLateMs)}`)] : [];
  return [`${colors.cyan("You")}    ${utterance}`, ...before, answer, facts, ...heard];
}

/** The state, and which speakers are not well and why; what is so of all of them is said once. */
function outcomeText({ state, code, perSpeaker }: TurnOutcome): string {
  const speakers = Object.entries(perSpeaker);
  const codes = new Set(speakers.map(([, each]) => each).filter((each) => each !== "OK"));
  if (codes.size === 0) return code === "OK" ? state : `${state}: ${REASONS[code]}`;
  const reasons = [...codes].map((each) => {
    const names = speakers.filter(([, other]) => other === each).map(([name]) => name);
    const who = names.length === speakers.length ? "" : `${new Intl.ListFormat("en").format(names)}: `;
    return `${who}${REASONS[each]}`;
  });
  return `${state}: ${reasons.join("; ")}`;
}

/** "Patio −20.50 ms, Garage not at all": before, positive for late. */
const heardText = (lateMs: NonNullable<TurnOutcome["heardLateMs"]>): string =>
  Object.entries(lateMs)
    .map(([name, ms]) => `${name} ${ms === null ? "not at all" : formatLag(ms)}`)
    .join(", ");

/** Every speaker that plays, under the music it plays, and how well in time. */
export function zoneLines(zones: readonly PlayedZone[], sync: readonly ZoneSync[] | null): readonly string[] {
  if (zones.length === 0) return ["Nothing is playing."];
  const rows = zones.flatMap((zone, index) => {
    const measured = sync?.[index] ?? null;
    return [zoneHeading(zone, measured), ...zone.members.map((member) => memberRow(member, measured))];
  });
  return tableLines(["speaker", "channel", "volume", "late by", "drop-outs"], rows);
}

function zoneHeading({ title, artist, isPlaying, isAway }: PlayedZone, measured: ZoneSync | null): string {
  const music = artist === null ? title : `${title} by ${artist}`;
  const heading = isPlaying ? `♪ ${music}` : `‖ ${music} (${isAway ? "not connected any more" : "paused"})`;
  if (!measured || measured.speakers.length < 2) return heading;
  if (measured.windows.length === 0) return `${heading}: too short, or too unlike, to be compared`;
  return `${heading}: skew ${formatSkew(measured.medianMs)} median, ${formatSkew(measured.maxMs)} at most`;
}

function memberRow(member: PlayedMember, measured: ZoneSync | null): readonly Cell[] {
  const { speaker, channel, volumePercent, muted, isLinked } = member;
  return [
    `  ${speaker.name}${isLinked ? "" : " (not connected)"}`,
    channel,
    muted ? "muted" : `${volumePercent} %`,
    formatLag(measured && lateByMs(measured, speaker.name)),
    measured?.gaps.get(speaker.name)?.length ?? null,
  ];
}

/**
 * The end of a run: table, remarks of the meter, paths.
 * @param short how a path is shown
 */
export function runLines(
  run: RunReport,
  recordDirectory: string | null,
  short: (path: string) => string,
): readonly string[] {
  const table = zoneLines(run.zones, run.sync?.zones ?? null);
  if (recordDirectory === null || run.sync === null) return table;
  const unlike = run.sync.zones.flatMap(({ unlike, windows }) => (windows.length === 0 ? [] : unlike));
  const remarks = unlike.map((name) => `${name} could not be compared with the rest of its zone.`);
  const folder = short(recordDirectory);
  if (run.turns.length > 1 && run.zones.length > 0) {
    remarks.push(`Measured after the last sentence only; npm run measure -- ${folder} hears all of it.`);
  }
  return [...table, ...remarks, "", `Recordings: ${folder}/<speaker>.wav`, `Picture:    ${short(run.sync.plotPath)}`];
}
