// The pieces of sync.svg: strips of sound, the chart of lags, the time axis. Geometry only.
import { formatSkew } from "../format-skew.ts";
import { escapeXml } from "./escape-xml.ts";
import type { Survey, ZoneSync } from "./skew.ts";
import { PEAK_PERIOD_MS, type Trace } from "./trace.ts";

export const PLOT = { width: 1200, left: 210, right: 1172 } as const;
export const STRIP_HEIGHT = 44;

const COLUMN_PX = 2;
/** The chart never zooms in further than this: below a hundredth of a millisecond all is one line. */
const MIN_CHART_RANGE_MS = 0.01;

/** Colours of the dots: up to eight are told apart, then they repeat. */
const DOT_HUES = ["#3d7dd8", "#d9822b", "#2a9d78", "#b2569d", "#8a6fd1", "#a08a1e", "#c94f4f", "#4f9fb8"];

/** One strip per speaker: name, loudness over time, drop-outs in red. */
export function lanes(zone: ZoneSync, survey: Survey, top: number, hue: string): string {
  return zone.speakers
    .map((name, index) => {
      const y = top + index * STRIP_HEIGHT;
      const trace = survey.speakers.find((speaker) => speaker.name === name)?.trace ?? { peaks: [], silentRuns: [] };
      const gaps = (zone.gaps.get(name) ?? []).map(({ fromMs, untilMs }) => {
        const x = toX(fromMs, survey.durationMs);
        const width = Math.max(2, toX(untilMs, survey.durationMs) - x);
        return `<rect class="gap" x="${x.toFixed(1)}" y="${y + 2}" width="${width.toFixed(1)}" height="${STRIP_HEIGHT - 6}"/>`;
      });
      return [
        `<rect class="lane" x="${PLOT.left}" y="${y}" width="${PLOT.right - PLOT.left}" height="${STRIP_HEIGHT - 4}" rx="4"/>`,
        `<path d="${outline(trace, survey.durationMs, y)}" fill="${hue}"/>`,
        ...gaps,
        `<circle cx="${PLOT.left - 14}" cy="${y + STRIP_HEIGHT / 2 - 2}" r="4" fill="${dotHue(index)}"/>`,
        `<text x="${PLOT.left - 26}" y="${y + STRIP_HEIGHT / 2 + 3}" text-anchor="end">${escapeXml(name)}</text>`,
      ].join("\n");
    })
    .join("\n");
}

/** The lag of each speaker in each window, on a scale that fits the worst of them. */
export function laneChart(zone: ZoneSync, survey: Survey, top: number, height: number): string {
  const lags = zone.windows.flatMap(({ lagsMs }) => [...lagsMs.values()].map(Math.abs));
  const range = niceRange(Math.max(MIN_CHART_RANGE_MS, ...lags));
  const middle = top + height / 2;
  const toY = (lagMs: number): number => middle - (lagMs / range) * (height / 2 - 16);
  const lines = [range, 0, -range].map((lagMs) => {
    const label = lagMs === 0 ? "in time" : `${formatSkew(range)} ${lagMs > 0 ? "late" : "early"}`;
    return [
      `<path class="grid" d="M${PLOT.left} ${toY(lagMs)}H${PLOT.right}"/>`,
      `<text class="soft" x="${PLOT.left - 10}" y="${toY(lagMs) + 4}" text-anchor="end">${label}</text>`,
    ].join("\n");
  });
  const dots = zone.speakers.map((name, index) => {
    const points = zone.windows.flatMap(({ startMs, lagsMs }) => {
      const lagMs = lagsMs.get(name);
      return lagMs === undefined ? [] : [{ x: toX(startMs + survey.windowMs / 2, survey.durationMs), y: toY(lagMs) }];
    });
    const circles = points.map(({ x, y }) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.5"/>`).join("");
    return `<g fill="${dotHue(index)}"><title>${escapeXml(name)}</title>${circles}</g>`;
  });
  return [...lines, ...dots].join("\n");
}

/** Seconds along the bottom, with a faint line up through every strip. */
export function timeAxis(durationMs: number, top: number, bottom: number): string {
  const stepMs =
    [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000].find((step) => durationMs / step <= 12) ?? 900_000;
  const ticks: string[] = [];
  for (let atMs = 0; atMs <= durationMs; atMs += stepMs) {
    const x = toX(atMs, durationMs).toFixed(1);
    ticks.push(`<path class="grid" opacity="0.5" d="M${x} ${top + 30}V${bottom}"/>`);
    ticks.push(`<text class="soft" x="${x}" y="${bottom + 16}" text-anchor="middle">${atMs / 1_000} s</text>`);
  }
  return ticks.join("\n");
}

const toX = (ms: number, durationMs: number): number =>
  PLOT.left + (ms / Math.max(1, durationMs)) * (PLOT.right - PLOT.left);

const dotHue = (index: number): string => DOT_HUES[index % DOT_HUES.length] ?? "#3d7dd8";

/** The loudness mirrored around the strip's middle; square root, so that quiet music is seen too. */
function outline(trace: Trace, durationMs: number, top: number): string {
  const middle = top + STRIP_HEIGHT / 2 - 2;
  const upper: string[] = [];
  const lower: string[] = [];
  for (let x = PLOT.left; x < PLOT.right; x += COLUMN_PX) {
    const from = Math.floor((((x - PLOT.left) / (PLOT.right - PLOT.left)) * durationMs) / PEAK_PERIOD_MS);
    const until = Math.ceil((((x + COLUMN_PX - PLOT.left) / (PLOT.right - PLOT.left)) * durationMs) / PEAK_PERIOD_MS);
    const peak = Math.max(0, ...trace.peaks.slice(from, Math.max(from + 1, until)));
    const half = 0.4 + Math.sqrt(Math.min(1, peak)) * (STRIP_HEIGHT / 2 - 4);
    upper.push(`${x} ${(middle - half).toFixed(1)}`);
    lower.push(`${x} ${(middle + half).toFixed(1)}`);
  }
  return `M${upper.join("L")}L${lower.reverse().join("L")}Z`;
}

/** The next of 1, 2, 5 × 10ⁿ. */
function niceRange(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}
