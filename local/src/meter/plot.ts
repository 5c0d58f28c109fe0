// The picture of a measurement, sync.svg: what left every speaker's cone on one time axis, and below each zone how far
// its speakers are apart. Pure: figures in, SVG text out; readable on light and on dark ground.
import { formatSkew } from "../format-skew.ts";
import { escapeXml } from "./escape-xml.ts";
import { laneChart, lanes, PLOT, STRIP_HEIGHT, timeAxis } from "./plot-parts.ts";
import type { Survey, ZoneSync } from "./skew.ts";

export type PlotZone = ZoneSync & {
  /** What it plays, for the heading; absent where only the recordings are known. */
  readonly title?: string;
};

const HEADING_HEIGHT = 34;
const CHART_HEIGHT = 128;
const TOP = 70;

/** Colours of zones: readable on both grounds, apart for the commonest colour-blindness. */
const ZONE_HUES = ["#3d7dd8", "#d9822b", "#2a9d78", "#b2569d", "#8a6fd1", "#a08a1e"];

/** @param title what the picture shows, e.g. the sentence that was said. */
export function syncPlot(title: string, survey: Survey, zones: readonly PlotZone[]): string {
  const parts: string[] = [];
  let y = TOP;
  zones.forEach((zone, index) => {
    const hue = ZONE_HUES[index % ZONE_HUES.length] ?? "#3d7dd8";
    parts.push(heading(zone, index, y, hue));
    y += HEADING_HEIGHT;
    parts.push(lanes(zone, survey, y, hue));
    y += zone.speakers.length * STRIP_HEIGHT;
    if (zone.speakers.length > 1) {
      parts.push(laneChart(zone, survey, y, CHART_HEIGHT));
      y += CHART_HEIGHT;
    }
    y += 18;
  });
  const height = y + 56;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PLOT.width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    STYLE,
    `<rect class="ground" width="${PLOT.width}" height="${height}" rx="10"/>`,
    `<text class="title" x="28" y="38">${escapeXml(title)}</text>`,
    timeAxis(survey.durationMs, TOP, y),
    ...parts,
    `<text class="soft" x="28" y="${height - 16}">Each strip is the sound at one speaker’s cone, all on one clock. Dots: one second each, against the zone’s middle speaker. Red: drop-outs.</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function heading(zone: PlotZone, index: number, y: number, hue: string): string {
  const name = zone.title ? `Zone ${index + 1} · ${zone.title}` : `Zone ${index + 1}`;
  const unlike = zone.unlike.length > 0 ? ` · not comparable: ${zone.unlike.join(", ")}` : "";
  const skew =
    zone.speakers.length > 1
      ? `skew median ${formatSkew(zone.medianMs)} · p95 ${formatSkew(zone.p95Ms)} · max ${formatSkew(zone.maxMs)} · `
      : "";
  return [
    `<circle cx="34" cy="${y + 12}" r="6" fill="${hue}"/>`,
    `<text class="zone" x="48" y="${y + 17}">${escapeXml(name)}</text>`,
    `<text class="soft" x="${PLOT.width - 28}" y="${y + 17}" text-anchor="end">${escapeXml(`${skew}drop-outs ${zone.dropouts}${unlike}`)}</text>`,
  ].join("\n");
}

const STYLE = `<style>
  text { font-family: ui-sans-serif, system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 13px; fill: #1d2530; }
  .title { font-size: 20px; font-weight: 600; } .zone { font-size: 15px; font-weight: 600; }
  .soft { fill: #657184; font-size: 12px; } .ground { fill: #ffffff; } .lane { fill: #f3f5f8; }
  .grid { stroke: #dde2ea; stroke-width: 1; fill: none; } .gap { fill: #d6303a; opacity: 0.75; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6ebf2; } .soft { fill: #97a3b6; } .ground { fill: #12161d; } .lane { fill: #1a2029; } .grid { stroke: #2b3441; }
  }
</style>`;
