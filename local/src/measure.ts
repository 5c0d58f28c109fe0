// `npm run measure -- DIR`: how well a folder of recordings is in time. Reads arguments, prints; meter/ does the work.
import { parseArgs } from "node:util";
import { tableLines } from "@house-band/bridge-firmware/text/table";
import { formatLag, formatSkew } from "./format-skew.ts";
import { type FolderMeasurement, measureFolder } from "./meter/measure-folder.ts";
import { lateByMs, type ZoneSync } from "./meter/skew.ts";
import { createPaths } from "./paths.ts";

const USAGE = `Usage: npm run measure -- DIR [--json]

Measures every .wav file in DIR, all taken to start at the same moment: who plays the same music, how far apart
(median, 95th percentile and worst over every pair in every second), how much later each is than the middle one of
its zone, and drop-outs. Draws DIR/sync.svg.

  --json   print one JSON object instead of the table`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === "string") {
    process.stderr.write(`${options}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const measured = await measureFolder(createPaths(["measure"]).whole(options.directory));
  if (!measured.ok) {
    process.stderr.write(`${measured.error}\n`);
    return 1;
  }
  for (const { file, reason } of measured.value.skipped) process.stderr.write(`${file} left out: it ${reason}\n`);
  process.stdout.write(`${(options.json ? toJson : toText)(measured.value)}\n`);
  return measured.value.skipped.length > 0 ? 1 : 0;
}

function readOptions(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    });
    const directory = positionals[0];
    if (values.help) return { help: true, json: false, directory: "" };
    if (directory === undefined || positionals.length > 1) {
      return `measure takes one folder, got ${positionals.length}\n\n${USAGE}`;
    }
    return { help: false, json: values.json, directory };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`;
  }
}

function toJson(measured: FolderMeasurement): string {
  return JSON.stringify({
    sync: measured.zones.map(({ speakers, medianMs, p95Ms, maxMs, dropouts, unlike }, zone) => {
      return { zone, speakers, medianMs, p95Ms, maxMs, dropouts, unlike };
    }),
    silent: measured.silent,
    plot: measured.plotPath,
  });
}

function toText(measured: FolderMeasurement): string {
  const rows = measured.zones.flatMap((zone, index) => [
    zoneHeading(zone, index),
    ...zone.speakers.map((name) => [`  ${name}`, formatLag(lateByMs(zone, name)), zone.gaps.get(name)?.length ?? null]),
  ]);
  const remarks = [
    ...measured.zones.flatMap((zone) =>
      zone.unlike.map((name) => `${name} sounds, but never like the others of its zone.`),
    ),
    ...(measured.silent.length > 0 ? [`Silent: ${measured.silent.join(", ")}`] : []),
    `Picture: ${measured.plotPath}`,
  ];
  return [...tableLines(["speaker", "late by", "drop-outs"], rows), "", ...remarks].join("\n");
}

/** A speaker alone is in time with nobody: no figures there. */
function zoneHeading({ speakers, medianMs, p95Ms, maxMs }: ZoneSync, index: number): string {
  if (speakers.length < 2) return `zone ${index + 1}`;
  return `zone ${index + 1}: skew median ${formatSkew(medianMs)}, p95 ${formatSkew(p95Ms)}, max ${formatSkew(maxMs)}`;
}
