// A run in words and tables: what was said, who plays what and how well in time, where the recordings are. Pure.
import { relative } from "node:path";
import { tableLines } from "@house-band/bridge-firmware/text/table";
import pc from "picocolors";
import { formatSkew } from "./format-skew.ts";
import type { RunReport } from "./json-report.ts";
import type { ZoneSync } from "./meter/skew.ts";
import type { PlayedZone } from "./sync-report.ts";
import type { TurnReport } from "./turns.ts";

type Colors = Pick<typeof pc, "bold" | "dim" | "cyan" | "red" | "green">;

/** One exchange, as it would be heard. */
export function turnLines(
  { utterance, speech, progressive, outcome, timings }: TurnReport,
  colors: Colors = pc,
): string[] {
  const before = progressive.map((said) => `${colors.cyan("Alexa")}  ${said}`);
  const answer = `${colors.cyan("Alexa")}  ${speech === "" ? colors.dim("(says nothing)") : colors.bold(speech)}`;
  const sound = timings.soundMs === null ? "" : `, sound from every speaker after ${Math.round(timings.soundMs)} ms`;
  const missing = Object.entries(outcome?.perSpeaker ?? {}).filter(([, code]) => code !== "OK");
  const state = outcome ? `${outcome.state}${missing.map(([name, code]) => `, ${name} ${code}`).join("")}; ` : "";
  const facts = colors.dim(`       ${state}reply after ${Math.round(timings.replyMs)} ms${sound}`);
  return [`${colors.cyan("You")}    ${utterance}`, ...before, answer, facts];
}

/** Every speaker that plays, with the skew of its zone. */
export function zoneLines(zones: readonly PlayedZone[], sync: readonly ZoneSync[] | null): readonly string[] {
  if (zones.length === 0) return ["Nothing is playing."];
  const head = ["speaker", "plays", "channel", "volume", "zone skew: median", "max", "drop-outs"];
  const rows = zones.flatMap(({ title, isPlaying, members }, index) =>
    members.map(({ speaker, channel, volumePercent, muted, isLinked }) => {
      const measured = sync?.[index];
      const plays = isLinked ? `${title}${isPlaying ? "" : " (paused)"}` : `${title} (not connected)`;
      return [
        speaker.name,
        plays,
        channel,
        muted ? "muted" : `${volumePercent} %`,
        formatSkew(measured?.medianMs ?? null),
        formatSkew(measured?.maxMs ?? null),
        measured?.gaps.get(speaker.name)?.length ?? null,
      ];
    }),
  );
  return tableLines(head, rows);
}

/** The end of a run: table, remarks of the meter, paths. */
export function runLines(run: RunReport, recordDirectory: string | null): readonly string[] {
  const remarks = (run.sync?.zones ?? []).flatMap((zone, index) =>
    zone.unlike.length > 0 && zone.windows.length === 0
      ? [`Zone ${index + 1} sounded together too briefly to be measured.`]
      : zone.unlike.map((name) => `${name} could not be compared with the rest of its zone.`),
  );
  const paths =
    recordDirectory === null || run.sync === null
      ? []
      : ["", `Recordings: ${shortPath(recordDirectory)}/<speaker>.wav`, `Picture:    ${shortPath(run.sync.plotPath)}`];
  return [...zoneLines(run.zones, run.sync?.zones ?? null), ...remarks, ...paths];
}

/** As one would type it from here; whole where it lies elsewhere. */
function shortPath(path: string): string {
  const here = relative(process.cwd(), path);
  return here === "" ? "." : here.startsWith("..") ? path : here;
}
